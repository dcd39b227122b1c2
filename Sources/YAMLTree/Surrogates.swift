/// Conversion of surrogate pairs: JSON's encoding of a character beyond 16 bits as two escapes, `\ud83d\ude00`.
enum Surrogates {
  /// The text with each pair replaced by one YAML escape, `\U0001f600`.
  ///
  /// That is two bytes shorter; spaces after the end of the string make up for them, so that offsets stay valid.
  ///
  /// - Returns: nil if the text has no pair.
  static func joined(_ bytes: [UInt8]) -> [UInt8]? {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var owed = 0
    var isChanged = false
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), let high = unit(bytes, index), (0xD800...0xDBFF).contains(high),
        let low = unit(bytes, index + 6), (0xDC00...0xDFFF).contains(low)
      {
        let digits = String(0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00), radix: 16)
        result += Array("\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8)
        owed += 2
        isChanged = true
        index += 12
      } else if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
        // Copies an escape together with the byte it applies to.
        result += bytes[index...index + 1]
        index += 2
      } else {
        result.append(byte)
        if byte == UInt8(ascii: "\""), owed > 0 {
          result += repeatElement(UInt8(ascii: " "), count: owed)
          owed = 0
        }
        index += 1
      }
    }
    return isChanged && owed == 0 ? result : nil
  }

  /// The code unit of a `\u` escape at an index; nil if there is none.
  private static func unit(_ bytes: [UInt8], _ index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}
