import Writing

/// A pointer file of Git LFS (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md): what git stores instead of a
/// large file. Its content is elsewhere and would have to be fetched.
package struct LargeFile: Equatable, Sendable {
  /// The SHA-256 of the content, 64 hexadecimal digits.
  package var digest: String
  /// The size of the content in bytes.
  package var size: Int

  /// The pointer in a file's bytes; nil if they are anything else.
  package init?(pointer bytes: [UInt8]) {
    guard bytes.count < 1024, bytes.starts(with: Self.beginning) else { return nil }
    var values: [Substring: Substring] = [:]
    for line in String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline) {
      let parts = line.split(separator: " ", maxSplits: 1)
      if parts.count == 2 { values[parts[0]] = parts[1] }
    }
    guard let name = values["oid"], name.hasPrefix("sha256:"), let size = values["size"].flatMap({ Int($0) }) else {
      return nil
    }
    digest = name.dropFirst("sha256:".count).lowercased()
    self.size = size
  }

  private static let beginning = Array("version https://git-lfs.github.com/spec/".utf8)

  /// Whether this is the content that the pointer stands for. Linear in the content.
  package func isPointer(to content: [UInt8]) -> Bool {
    content.count == size && SHA256.digest(content) == digest
  }

  /// The reason why a pointer cannot be read as the file it stands for.
  package static let reason = "it is a pointer of Git LFS without its content; run `git lfs pull`"
}
