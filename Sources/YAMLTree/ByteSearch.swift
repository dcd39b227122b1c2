import Platform

/// Byte searches and comparisons by the C library, which are vectorised.
package enum ByteSearch {
  /// Whether `count` bytes at two addresses are equal.
  static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, count: Int) -> Bool {
    memcmp(left, right, count) == 0
  }

  /// Whether the bytes of a range are a word of the same length.
  @inline(__always)
  static func isWord(_ word: UnsafeBufferPointer<UInt8>, at range: Range<Int>, in bytes: [UInt8]) -> Bool {
    bytes.withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, let start = word.baseAddress, range.upperBound <= buffer.count else {
        return range.isEmpty
      }
      return areEqual(base + range.lowerBound, start, count: range.count)
    }
  }

  /// Up to eight bytes as a number, the first as the lowest.
  @inline(__always)
  static func number(_ range: Range<Int>, in bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { buffer in
      if range.lowerBound + 8 <= buffer.count {
        let word = buffer.loadUnaligned(fromByteOffset: range.lowerBound, as: UInt64.self)
        return UInt64(littleEndian: word) & ((1 as UInt64) << UInt64(range.count &* 8) &- 1)
      }
      var number: UInt64 = 0
      for index in range.reversed() { number = number &<< 8 | UInt64(buffer[index]) }
      return number
    }
  }

  /// The offset of the first occurrence of a word at or after `start`; nil without one.
  ///
  /// - Parameter rarest: the position in the word of its rarest byte, which is what is searched for: a quarter of the
  ///   instructions of `memmem`.
  package static func first(_ word: StaticString, rarest: Int = 0, in bytes: [UInt8], from start: Int) -> Int? {
    bytes.withUnsafeBytes { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      let byte = Int32(word.utf8Start[rarest])
      // The last offset at which the word could begin.
      let last = buffer.count - word.utf8CodeUnitCount
      var offset = start
      while offset <= last, let hit = memchr(base + offset + rarest, byte, last - offset + 1) {
        offset = UnsafeRawPointer(hit) - base - rarest
        if memcmp(base + offset, word.utf8Start, word.utf8CodeUnitCount) == 0 { return offset }
        offset += 1
      }
      return nil
    }
  }

  /// The offset of the first occurrence of a byte at or after `start`; nil without one.
  static func first(_ byte: Unicode.Scalar, in bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return bytes.withUnsafeBytes { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      guard let hit = memchr(base + start, Int32(byte.value), buffer.count - start) else { return nil }
      return UnsafeRawPointer(hit) - base
    }
  }
}
