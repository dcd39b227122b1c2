/// The hashes by which GitHub recognises an alert whose line has moved.
///
/// A hash is a rolling polynomial over 100 characters without spaces and tabs, starting at the beginning of the line,
/// followed by the occurrence of this value in the file.
/// Definition: github/codeql-action, `fingerprints.ts` (block of 100, multiplier 37, 64 bits that wrap; `\r\n` and `\r`
/// count as `\n`).
enum LineHash {
  /// A hash for each line of a text. Linear in the text.
  static func hashes(of text: [UInt8]) -> [String] {
    var roll = Roll()
    var previousIsReturn = false
    for unit in String(decoding: text, as: UTF8.self).utf16 {
      if unit == 0x20 || unit == 0x09 || previousIsReturn && unit == 0x0A {
        previousIsReturn = false
        continue
      }
      previousIsReturn = unit == 0x0D
      roll.take(unit == 0x0D ? 0x0A : unit)
    }
    roll.take(0xFFFF)
    roll.flush()
    return roll.hashes
  }

  private struct Roll {
    var hashes: [String] = []
    private static let size = 100
    private static let multiplier: UInt64 = 37
    private static let first = (0..<size).reduce(UInt64(1)) { power, _ in power &* multiplier }
    private var window = [UInt64](repeating: 0, count: size)
    private var lines = [Int](repeating: -1, count: size)
    private var index = 0
    private var hash: UInt64 = 0
    private var isLineStart = true
    private var counts: [UInt64: Int] = [:]

    mutating func take(_ unit: UInt16) {
      note()
      if isLineStart {
        isLineStart = false
        lines[index] = hashes.count
        hashes.append("")
      }
      if unit == 0x0A { isLineStart = true }
      push(UInt64(unit))
    }

    mutating func flush() {
      for _ in 0..<Self.size {
        note()
        push(0)
      }
    }

    /// Stores the hash of the line whose start is about to leave the window.
    private mutating func note() {
      guard lines[index] >= 0 else { return }
      counts[hash, default: 0] += 1
      hashes[lines[index]] = "\(String(hash, radix: 16)):\(counts[hash] ?? 1)"
      lines[index] = -1
    }

    private mutating func push(_ unit: UInt64) {
      hash = Self.multiplier &* hash &+ unit &- Self.first &* window[index]
      window[index] = unit
      index = (index + 1) % Self.size
    }
  }
}
