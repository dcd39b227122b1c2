/// Conversion of file contents to UTF-8. libyaml would decode UTF-16 itself, with offsets that do not match the bytes.
enum Encoding {
  /// The bytes unchanged, or transcoded to UTF-8 if they start with a UTF-16 byte-order mark. Lone surrogates become
  /// U+FFFD.
  static func utf8(_ bytes: [UInt8]) -> [UInt8] {
    if bytes.starts(with: [0xFF, 0xFE]) { return transcoded(bytes, lowByteFirst: true) }
    if bytes.starts(with: [0xFE, 0xFF]) { return transcoded(bytes, lowByteFirst: false) }
    return bytes
  }

  private static func transcoded(_ bytes: [UInt8], lowByteFirst: Bool) -> [UInt8] {
    var units: [UInt16] = []
    units.reserveCapacity(bytes.count / 2)
    for index in stride(from: 2, to: bytes.count - 1, by: 2) {
      let first = UInt16(bytes[index])
      let second = UInt16(bytes[index + 1])
      units.append(lowByteFirst ? second << 8 | first : first << 8 | second)
    }
    return Array(String(decoding: units, as: UTF16.self).utf8)
  }
}

extension Tree {
  /// The contents of a file as UTF-8, transcoded from UTF-16 if necessary. Places are offsets into these bytes.
  package static func readableText(_ bytes: [UInt8]) -> [UInt8] { Encoding.utf8(bytes) }
}
