/// Git's object names: SHA-1 (FIPS 180-4) of `blob SIZE`, a zero byte and the content. Used only to compare files, so
/// resistance to forged collisions is not required.
package enum GitHash {
  /// The object name of a file's content, forty hexadecimal digits. Linear in the content.
  package static func blob(_ content: [UInt8]) -> String {
    var state = SHA1()
    state.add(Array("blob \(content.count)\0".utf8))
    state.add(content)
    return state.digest()
  }
}

private struct SHA1 {
  private var words: (UInt32, UInt32, UInt32, UInt32, UInt32) = (
    0x6745_2301, 0xEFCD_AB89, 0x98BA_DCFE, 0x1032_5476, 0xC3D2_E1F0
  )
  private var pending: [UInt8] = []
  private var count = 0
  private var schedule = [UInt32](repeating: 0, count: 80)

  mutating func add(_ bytes: [UInt8]) {
    count += bytes.count
    var start = 0
    if !pending.isEmpty {
      start = min(64 - pending.count, bytes.count)
      pending += bytes[..<start]
      guard pending.count == 64 else { return }
      let block = pending
      block.withUnsafeBufferPointer { mix($0[...]) }
      pending = []
    }
    bytes.withUnsafeBufferPointer { buffer in
      while start + 64 <= buffer.count {
        mix(buffer[start..<start + 64])
        start += 64
      }
    }
    pending += bytes[start...]
  }

  mutating func digest() -> String {
    let bits = UInt64(count) &* 8
    var end: [UInt8] = [0x80]
    end += [UInt8](repeating: 0, count: (119 - pending.count % 64) % 64)
    end += (0..<8).map { UInt8(truncatingIfNeeded: bits >> (56 - 8 * UInt64($0))) }
    add(end)
    return [words.0, words.1, words.2, words.3, words.4].map { word in
      let digits = String(word, radix: 16)
      return String(repeating: "0", count: 8 - digits.count) + digits
    }.joined()
  }

  private mutating func mix(_ block: Slice<UnsafeBufferPointer<UInt8>>) {
    var (a, b, c, d, e) = words
    schedule.withUnsafeMutableBufferPointer { w in
      for index in 0..<16 {
        let start = block.startIndex + index * 4
        w[index] =
          UInt32(block[start]) << 24 | UInt32(block[start + 1]) << 16 | UInt32(block[start + 2]) << 8
          | UInt32(block[start + 3])
      }
      for index in 16..<80 {
        let word = w[index - 3] ^ w[index - 8] ^ w[index - 14] ^ w[index - 16]
        w[index] = word << 1 | word >> 31
      }
      for index in 0..<80 {
        let (mixed, constant): (UInt32, UInt32) =
          switch index {
          case ..<20: (b & c | ~b & d, 0x5A82_7999)
          case ..<40: (b ^ c ^ d, 0x6ED9_EBA1)
          case ..<60: (b & c | b & d | c & d, 0x8F1B_BCDC)
          default: (b ^ c ^ d, 0xCA62_C1D6)
          }
        let sum = (a << 5 | a >> 27) &+ mixed &+ e &+ constant &+ w[index]
        (e, d, c, b, a) = (d, c, b << 30 | b >> 2, a, sum)
      }
    }
    words = (words.0 &+ a, words.1 &+ b, words.2 &+ c, words.3 &+ d, words.4 &+ e)
  }
}
