/// Conversion of surrogate pairs: JSON's encoding of a character beyond 16 bits as two escapes, `\ud83d\ude00`.
///
/// Escapes have a meaning in double-quoted strings only, and libyaml does not reach the strings behind its first error.
/// So two passes are needed: one over `neutral(_:)` to find the strings, and one over `joined(_:in:)` to read them.
/// Both texts are as long as the original, so that offsets stay valid.
enum Surrogates {
  /// The text with each pair, wherever it is, replaced by the escapes of two letters.
  ///
  /// - Returns: nil if the text has no pair.
  static func neutral(_ bytes: [UInt8]) -> [UInt8]? {
    var result = bytes
    var isChanged = false
    var index = 0
    while index < bytes.count {
      if pair(bytes, index) != nil {
        result.replaceSubrange(index..<index + 12, with: #"\u0041\u0041"#.utf8)
        isChanged = true
        index += 12
      } else {
        index += length(bytes, index)
      }
    }
    return isChanged ? result : nil
  }

  /// The text with each pair in double-quoted strings replaced by one YAML escape, `\U0001f600`.
  ///
  /// That is two bytes shorter; spaces after the end of the string make up for them.
  ///
  /// - Parameter strings: the double-quoted strings with their quotes, in order.
  static func joined(_ bytes: [UInt8], in strings: [Range<Int>]) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    for string in strings {
      result += bytes[result.count..<string.lowerBound]
      var index = string.lowerBound
      while index < string.upperBound {
        if let character = pair(bytes, index) {
          let digits = String(character, radix: 16)
          result += Array("\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8)
          index += 12
        } else {
          let next = min(index + length(bytes, index), string.upperBound)
          result += bytes[index..<next]
          index = next
        }
      }
      result += repeatElement(UInt8(ascii: " "), count: string.upperBound - result.count)
    }
    return result + bytes[result.count...]
  }

  /// The number of bytes of a character's first byte, or of a backslash with the byte that it applies to.
  private static func length(_ bytes: [UInt8], _ index: Int) -> Int {
    bytes[index] == UInt8(ascii: "\\") ? min(2, bytes.count - index) : 1
  }

  /// The character of the pair at an index; nil if there is none.
  private static func pair(_ bytes: [UInt8], _ index: Int) -> UInt32? {
    guard let high = unit(bytes, index), (0xD800...0xDBFF).contains(high), let low = unit(bytes, index + 6),
      (0xDC00...0xDFFF).contains(low)
    else { return nil }
    return 0x10000 + ((high - 0xD800) << 10) + (low - 0xDC00)
  }

  /// The code unit of a `\u` escape at an index; nil if there is none.
  private static func unit(_ bytes: [UInt8], _ index: Int) -> UInt32? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt32(String(decoding: bytes[index + 2..<index + 6], as: UTF8.self), radix: 16)
  }
}
