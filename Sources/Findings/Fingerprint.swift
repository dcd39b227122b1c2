/// The stable identity of a finding: a hash over rule, subjects and occurrence. No path and no line go into it, so moving a
/// definition does not make an old finding new.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  package let high: UInt64
  package let low: UInt64

  /// - Parameter occurrence: counts findings of one run that have the same rule and subjects, from 0.
  package init(rule: RuleID, subjects: [String], occurrence: Int) {
    var hash = FNV128()
    hash.combine(rule.name)
    for subject in subjects { hash.combine(subject) }
    if occurrence > 0 { hash.combine(String(occurrence)) }
    high = hash.high
    low = hash.low
  }

  /// 32 hexadecimal digits.
  package var description: String { Self.hex(high) + Self.hex(low) }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// FNV-1a in 128 bits: the same in every process, for what output may depend on. `ByteHash` is for tables.
///
/// Constants: Fowler, Noll, Vo, "FNV hash", the 128-bit offset basis and prime.
package struct FNV128: Sendable {
  package private(set) var high: UInt64 = 0x6C62_272E_07BB_0142
  package private(set) var low: UInt64 = 0x62B8_2175_6295_C58D

  package init() {}

  /// Adds a string and a separator, so that ["ab", "c"] and ["a", "bc"] differ.
  package mutating func combine(_ text: String) {
    for byte in text.utf8 { combine(byte) }
    combine(0)
  }

  private mutating func combine(_ byte: UInt8) {
    low ^= UInt64(byte)
    // The prime is 2^88 + 0x13B.
    let product = low.multipliedFullWidth(by: 0x13B)
    high = high &* 0x13B &+ product.high &+ low << 24
    low = product.low
  }
}
