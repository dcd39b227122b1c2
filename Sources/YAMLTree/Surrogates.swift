/// JSON's way to write a character beyond 16 bits: two escapes, `\ud83d\ude00`.
enum Surrogates {
  /// The text with each such pair as one escape that YAML knows. That is two bytes shorter; blanks behind the string's end make up for
  /// them, so that all that follows keeps its place.
  ///
  /// - Returns: nil when there is no pair.
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
        // The next byte is escaped, whatever it is.
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

  /// The number of a `\u` and four digits.
  private static func unit(_ bytes: [UInt8], _ index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}
