/// A quick test for a root key, so that folders can be searched without parsing every file. Linear in the bytes.
enum RootKey {
  /// Whether a word begins a line or looks like the key of a JSON object; may be true for text that only looks like it.
  static func occurs(_ word: StaticString, in bytes: [UInt8]) -> Bool {
    let length = word.utf8CodeUnitCount
    return bytes.withUnsafeBufferPointer { buffer in
      var index = 0
      var isLineStart = true
      while index + length < buffer.count {
        let byte = buffer[index]
        if isLineStart || byte == UInt8(ascii: "\"") {
          let start = byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") ? index + 1 : index
          if start + length < buffer.count, matches(buffer, at: start, word: word), isKeyEnd(buffer[start + length]) {
            return true
          }
        }
        isLineStart =
          byte == 0x0A || byte == 0x0D || byte == 0xBF || (isLineStart && (byte == UInt8(ascii: "{") || byte == 0x20))
        index += 1
      }
      return false
    }
  }

  private static func matches(_ buffer: UnsafeBufferPointer<UInt8>, at start: Int, word: StaticString) -> Bool {
    for index in 0..<word.utf8CodeUnitCount where buffer[start + index] != word.utf8Start[index] { return false }
    return true
  }

  private static func isKeyEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ":") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") || byte == 0x20
  }
}
