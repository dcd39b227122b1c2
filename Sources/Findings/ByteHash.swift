/// A fast hash of bytes for tables inside one process.
///
/// It is seeded anew in each process, so names that collide cannot be prepared; no output may depend on its values.
///
/// Multiply-and-fold over 8-byte words, after Wang Yi's wyhash.
package enum ByteHash {
  private static let seed = UInt64.random(in: .min ... .max)
  private static let secret: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// A hash of bytes, linear in their number; equal bytes have equal hashes within one process only.
  package static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var state = seed ^ UInt64(raw.count) &* secret
    var index = 0
    while index + 8 <= raw.count {
      state = fold(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    var tail: UInt64 = 0
    while index < raw.count {
      tail = tail << 8 | UInt64(raw[index])
      index += 1
    }
    return fold(state ^ tail)
  }

  /// A hash of a number of eight bytes, valid within one process only.
  package static func hash(_ value: UInt64) -> UInt64 { fold(value ^ seed) }

  @inline(__always)
  private static func fold(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: secret)
    return product.high ^ product.low
  }
}
