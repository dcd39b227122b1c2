import YAMLTree

/// A quick test for a root key, so that folders can be searched without parsing every file. Linear in the bytes.
enum RootKey {
  /// Whether a word begins a line or looks like the key of a JSON object; may be true for text that only looks like it.
  static func occurs(_ word: StaticString, in bytes: [UInt8]) -> Bool {
    var from = 0
    while let start = ByteSearch.first(word, in: bytes, from: from) {
      let end = start + word.utf8CodeUnitCount
      guard end < bytes.count else { return false }
      if isKeyEnd(bytes[end]), isKeyStart(start, in: bytes) { return true }
      from = start + 1
    }
    return false
  }

  private static func isKeyStart(_ start: Int, in bytes: [UInt8]) -> Bool {
    guard start > 0 else { return true }
    switch bytes[start - 1] {
    case UInt8(ascii: "\""): return true
    case UInt8(ascii: "'"): return isLineStart(start - 1, in: bytes)
    default: return isLineStart(start, in: bytes)
    }
  }

  /// Whether only spaces and braces are before an offset on its line.
  private static func isLineStart(_ offset: Int, in bytes: [UInt8]) -> Bool {
    let before = bytes[..<offset].last { $0 != 0x20 && $0 != UInt8(ascii: "{") }
    // The last byte of a byte-order mark is 0xBF.
    return before.map { $0 == 0x0A || $0 == 0x0D || $0 == 0xBF } ?? true
  }

  private static func isKeyEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0x20
  }
}
