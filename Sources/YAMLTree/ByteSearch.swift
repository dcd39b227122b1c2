#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a byte stands; the C library's search, which looks at many bytes at once.
enum ByteSearch {
  static func first(_ byte: Unicode.Scalar, in bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return bytes.withUnsafeBytes { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      guard let hit = memchr(base + start, Int32(byte.value), buffer.count - start) else { return nil }
      return UnsafeRawPointer(hit) - base
    }
  }
}
