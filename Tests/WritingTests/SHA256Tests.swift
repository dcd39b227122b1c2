import Testing
import Writing

@Suite struct SHA256Tests {
  static let long = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

  @Test(
    "digests as published with the standard, in Base64",
    arguments: [
      ("", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="), ("abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="),
      (long, "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="),
    ])
  func base64(text: String, digest: String) { #expect(SHA256.base64(text) == digest) }

  @Test("a digest of two blocks in hexadecimal digits")
  func hexadecimal() {
    #expect(
      SHA256.digest(Array(Self.long.utf8)) == "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")
  }
}
