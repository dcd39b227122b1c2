/// The check of all bytes that precedes scanning, so that the scanner need not look at characters again.
enum Validation {
  /// Whether bytes are characters that the scanner reads: valid UTF-8 without control characters other than tab, line
  /// feed and carriage return.
  ///
  /// Also false for three characters that libyaml takes for line breaks, U+0085, U+2028 and U+2029, and for U+FEFF
  /// anywhere but before `start`. Linear; ASCII is checked in blocks that the compiler vectorises.
  static func isScannable(_ text: Span<UInt8>, from start: Int) -> Bool {
    var offset = start
    while offset < text.count {
      let end = min(offset + 64, text.count)
      if isPrintableASCII(text.extracting(offset..<end)) {
        offset = end
        continue
      }
      // A character may cross the end of its block.
      while offset < end {
        guard let width = width(ofCharacterAt: offset, text) else { return false }
        offset += width
      }
    }
    return true
  }

  @inline(__always)
  private static func isPrintableASCII(_ block: Span<UInt8>) -> Bool {
    var unusual: UInt8 = 0
    for index in block.indices {
      let byte = block[index]
      let isControl: UInt8 = byte &- 0x20 > 0x5E ? 1 : 0
      let isTab: UInt8 = byte == 0x09 ? 0 : 1
      let isLineFeed: UInt8 = byte == 0x0A ? 0 : 1
      let isReturn: UInt8 = byte == 0x0D ? 0 : 1
      unusual |= isControl & isTab & isLineFeed & isReturn
    }
    return unusual == 0
  }

  /// The number of bytes of a character; nil if it is not valid or not for the scanner (RFC 3629, section 4).
  private static func width(ofCharacterAt offset: Int, _ text: Span<UInt8>) -> Int? {
    let first = text[offset]
    if first < 0x80 {
      let isAllowed = first &- 0x20 <= 0x5E || first == 0x09 || first == 0x0A || first == 0x0D
      return isAllowed ? 1 : nil
    }
    let second = text.byte(at: offset + 1)
    switch first {
    case 0xC2:
      // U+0080 to U+009F are control characters and the line break U+0085.
      return (0xA0...0xBF).contains(second) ? 2 : nil
    case 0xC3...0xDF:
      return isTrailing(second) ? 2 : nil
    case 0xE0...0xEF:
      let third = text.byte(at: offset + 2)
      guard isTrailing(second), isTrailing(third) else { return nil }
      switch (first, second, third) {
      case (0xE0, ..<0xA0, _), (0xED, 0xA0..., _): return nil
      case (0xE2, 0x80, 0xA8...0xA9), (0xEF, 0xBB, 0xBF), (0xEF, 0xBF, 0xBE...): return nil
      default: return 3
      }
    case 0xF0...0xF4:
      guard isTrailing(second), isTrailing(text.byte(at: offset + 2)), isTrailing(text.byte(at: offset + 3)) else {
        return nil
      }
      return (first == 0xF0 && second < 0x90) || (first == 0xF4 && second >= 0x90) ? nil : 4
    default:
      return nil
    }
  }

  private static func isTrailing(_ byte: UInt8) -> Bool { byte & 0xC0 == 0x80 }
}

extension Span<UInt8> {
  /// The byte at an offset that is not negative, and 0, which no valid text contains, past the end.
  @inline(__always)
  func byte(at offset: Int) -> UInt8 { offset < count ? self[offset] : 0 }
}

extension UInt8 {
  /// Whether the byte is a space or a tab.
  @inline(__always)
  var isBlank: Bool { self == 0x20 || self == 0x09 }

  /// Whether the byte starts a line break, or is what `byte(at:)` returns at the end of the text.
  @inline(__always)
  var isLineEnd: Bool { self == 0x0A || self == 0x0D || self == 0 }

  /// Whether the byte ends a word: white space or the end of the text.
  @inline(__always)
  var isBlankOrEnd: Bool { isBlank || isLineEnd }
}
