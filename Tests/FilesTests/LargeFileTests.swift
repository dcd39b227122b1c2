import Files
import Testing

/// Digests were computed with Python's hashlib; lengths are those at which content and padding just fill a block.
@Suite struct LargeFileTests {
  @Test(
    "a pointer knows its content",
    arguments: [
      (0, "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      (55, "8af594de0e003fdee5c8bb088216c824349b4137070f559574f4a4bddd27b714"),
      (56, "db81bc2bfd43620591df192139062da77d4c376f1888ea3d2190bd07c8d901f9"),
      (63, "bd535b38bf0d0d1a09d370b7e34b2696cea3767801a45d5611a4aaa6954e8527"),
      (64, "292be91abe8c0909fe3d26575af5755eee74d23816dc68c3ba41765136967654"),
      (119, "d367ab298e74477421127b0b448667c37c006c636f5738f081c39388756e5fad"),
      (120, "be7beb9c82089eb08da8fe6eb30c13b9d56869014e228a8c3eb0fdfe832efab2"),
      (1000, "59425e4412e296fc74736673ce067027f384203f59c0d2c3e6be7b13347b3ffc"),
    ])
  func content(length: Int, digest: String) throws {
    let content = (0..<length).map { UInt8($0 * 7 % 251) }
    let text = "version https://git-lfs.github.com/spec/v1\noid sha256:\(digest)\nsize \(length)\n"
    let pointer = try #require(LargeFile(pointer: Array(text.utf8)))
    #expect(pointer.isPointer(to: content))
    #expect(!pointer.isPointer(to: content + [0]))
    if length > 0 { #expect(!pointer.isPointer(to: [1] + content.dropFirst())) }
  }

  @Test(
    "what is no pointer",
    arguments: [
      "", "eventlint: 1\n", "version https://git-lfs.github.com/spec/v1\n",
      "version https://git-lfs.github.com/spec/v1\noid md5:00\nsize 1\n",
      "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize x\n",
    ])
  func others(text: String) {
    #expect(LargeFile(pointer: Array(text.utf8)) == nil)
  }
}
