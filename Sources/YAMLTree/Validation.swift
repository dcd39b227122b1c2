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
      let end = min(offset + 128, text.count)
      let block = text.extracting(offset..<end)
      if isPrintable(block) || isASCIIText(block) {
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

  /// Whether all bytes are printable ASCII characters or line feeds, as in most blocks.
  @inline(__always)
  private static func isPrintable(_ block: Span<UInt8>) -> Bool {
    // Bits instead of decisions, so that the loop is vectorised. As a signed number, what is not ASCII is negative.
    var others: UInt8 = 0
    for index in block.indices {
      let byte = block[index]
      let isLow: UInt8 = Int8(bitPattern: byte) < 0x20 ? 1 : 0
      let isFeed: UInt8 = byte == 0x0A ? 1 : 0
      let isDelete: UInt8 = byte == 0x7F ? 1 : 0
      others |= isLow ^ isFeed | isDelete
    }
    return others == 0
  }

  /// The same, with tabs and carriage returns.
  private static func isASCIIText(_ block: Span<UInt8>) -> Bool {
    // Sums and bits instead of decisions, so that the loop is vectorised; a block is too small for an overflow.
    var controls: UInt8 = 0
    var bits: UInt8 = 0
    for index in block.indices {
      let byte = block[index]
      controls &+= byte < 0x20 ? 1 : 0
      controls &-= byte == 0x09 ? 1 : 0
      controls &-= byte == 0x0A ? 1 : 0
      controls &-= byte == 0x0D ? 1 : 0
      // The highest bit for 0x7F and more.
      bits |= byte | (byte &+ 1)
    }
    return controls == 0 && bits < 0x80
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
  func byte(at offset: Int) -> UInt8 {
    UInt(bitPattern: offset) < UInt(bitPattern: count) ? self[offset] : 0
  }
}

extension Span<UInt8> {
  /// Eight bytes as a number, the first as the lowest; they must exist.
  @inline(__always)
  func word(at offset: Int) -> UInt64 {
    let bytes = extracting(offset..<offset &+ 8)
    let low =
      UInt64(bytes[0]) | UInt64(bytes[1]) &<< 8 | UInt64(bytes[2]) &<< 16 | UInt64(bytes[3]) &<< 24
    let high =
      UInt64(bytes[4]) | UInt64(bytes[5]) &<< 8 | UInt64(bytes[6]) &<< 16 | UInt64(bytes[7]) &<< 24
    return low | high &<< 32
  }

  /// The offset of the first byte that is not a space; without one, of the end.
  @inline(__always)
  func firstIndex(otherThanSpaceFrom start: Int) -> Int {
    var index = start
    while index &+ 8 <= count {
      let others = word(at: index) ^ 0x2020_2020_2020_2020
      if others != 0 { return index &+ others.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < count, self[index] == 0x20 { index &+= 1 }
    return index
  }

  /// The offset of the first byte that may end a plain scalar in flow context: one of `,[]{}:#` or a control character.
  @inline(__always)
  func firstFlowMark(from start: Int) -> Int {
    var index = start
    while index &+ 8 <= count {
      let word = word(at: index)
      // With this bit, square brackets become curly ones, and nothing else does.
      let curly = word | 0x2020_2020_2020_2020
      let brackets = curly.bytes(equalTo: UInt8(ascii: "{")) | curly.bytes(equalTo: UInt8(ascii: "}"))
      let others = word.bytes(equalTo: UInt8(ascii: ",")) | word.bytes(equalTo: UInt8(ascii: ":"))
      let hits = brackets | others | word.bytes(equalTo: UInt8(ascii: "#")) | word.controls
      if hits != 0 { return index &+ hits.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    return index
  }

  /// The offset of the first byte that is one of two or a control character, tabs included; without one, of the end.
  @inline(__always)
  func firstIndex(of first: UInt8, or second: UInt8, from start: Int) -> Int {
    var index = start
    while index &+ 8 <= count {
      let word = word(at: index)
      let hits = word.bytes(equalTo: first) | word.bytes(equalTo: second) | word.controls
      if hits != 0 { return index &+ hits.trailingZeroBitCount &>> 3 }
      index &+= 8
    }
    while index < count {
      let byte = self[index]
      if byte == first || byte == second || byte < 0x20 { return index }
      index &+= 1
    }
    return index
  }
}

extension UInt64 {
  /// The highest bit of each byte that has a value; of later bytes, it may also be set if they are one more.
  @inline(__always)
  func bytes(equalTo value: UInt8) -> UInt64 {
    let difference = self ^ (0x0101_0101_0101_0101 &* UInt64(value))
    return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
  }

  /// The highest bit of each byte below 0x20; of bytes after such a byte, it may also be set.
  @inline(__always)
  var controls: UInt64 { (self &- 0x2020_2020_2020_2020) & ~self & 0x8080_8080_8080_8080 }
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
