/// A fast hash of bytes for tables inside one process.
///
/// It is seeded anew in each process, so names that collide cannot be prepared; no output may depend on its values.
///
/// Multiply-and-fold over 8-byte words, after Wang Yi's wyhash.
@usableFromInline package enum ByteHash {
  /// The seed of this process. A loop that hashes much asks for it once, since each time is a check whether it exists.
  @usableFromInline package static let seed = UInt64.random(in: .min ... .max)
  @inlinable static var secret: UInt64 { 0x9E37_79B9_7F4A_7C15 }

  /// A hash of bytes, linear in their number; equal bytes have equal hashes within one process only.
  @inlinable package static func hash(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 { hash(bytes, seed) }

  /// The same with the seed.
  @inlinable package static func hash(_ bytes: UnsafeBufferPointer<UInt8>, _ seed: UInt64) -> UInt64 {
    let raw = UnsafeRawBufferPointer(bytes)
    var state = seed ^ UInt64(raw.count) &* secret
    var index = 0
    while index + 8 <= raw.count {
      state = fold(state ^ raw.loadUnaligned(fromByteOffset: index, as: UInt64.self))
      index += 8
    }
    return index == raw.count ? state : fold(state ^ tail(raw, from: index))
  }

  /// The last one to seven bytes as a number, different for different bytes.
  @inlinable @inline(__always)
  static func tail(_ raw: UnsafeRawBufferPointer, from index: Int) -> UInt64 {
    let count = raw.count - index
    func load<Number: FixedWidthInteger>(_ offset: Int, _: Number.Type) -> UInt64 {
      UInt64(raw.loadUnaligned(fromByteOffset: offset, as: Number.self))
    }
    // Two loads that may overlap; the number of bytes is part of the state already.
    if count >= 4 { return load(index, UInt32.self) | load(raw.count - 4, UInt32.self) << 32 }
    if count >= 2 { return load(index, UInt16.self) | load(raw.count - 2, UInt16.self) << 16 }
    return UInt64(raw[index])
  }

  /// A hash of a text's bytes.
  package static func hash(_ text: String) -> UInt64 {
    var text = text
    return text.withUTF8 { hash($0) }
  }

  /// A hash of a number of eight bytes, valid within one process only.
  @inlinable package static func hash(_ value: UInt64) -> UInt64 { hash(value, seed) }

  /// The same with the seed.
  @inlinable package static func hash(_ value: UInt64, _ seed: UInt64) -> UInt64 { fold(value ^ seed) }

  @inlinable @inline(__always)
  static func fold(_ value: UInt64) -> UInt64 {
    let product = (value ^ 0xA076_1D64_78BD_642F).multipliedFullWidth(by: secret)
    return product.high ^ product.low
  }
}
