/// The stable identity of a finding: a hash of rule, subjects and occurrence. Neither path nor line is part of it, so
/// moving a definition does not make an old finding new.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
  /// The upper 64 bits.
  package let high: UInt64
  /// The lower 64 bits.
  package let low: UInt64

  /// The fingerprint of a finding; equal arguments give equal fingerprints in every run.
  ///
  /// - Parameter occurrence: the number, from 0, among findings of one run with the same rule and subjects.
  package init(rule: RuleID, subjects: [String], occurrence: Int) {
    var hash = FNV128()
    hash.combine(rule.name)
    for subject in subjects { hash.combine(subject) }
    if occurrence > 0 { hash.combine(String(occurrence)) }
    high = hash.high
    low = hash.low
  }

  /// The 128 bits as 32 hexadecimal digits.
  package var description: String { Self.hex(high) + Self.hex(low) }

  private static func hex(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

/// FNV-1a in 128 bits: a hash with the same value in every process, which output may depend on. `ByteHash` is for
/// tables.
///
/// Constants: Fowler, Noll, Vo, "FNV hash", the 128-bit offset basis and prime.
package struct FNV128: Sendable {
  /// The upper 64 bits of the hash so far.
  package private(set) var high: UInt64 = 0x6C62_272E_07BB_0142
  /// The lower 64 bits of the hash so far.
  package private(set) var low: UInt64 = 0x62B8_2175_6295_C58D

  /// The hash of nothing: the offset basis.
  package init() {}

  /// Adds a string and a separator, so that ["ab", "c"] and ["a", "bc"] differ.
  package mutating func combine(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      for byte in bytes { combine(byte) }
    }
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
