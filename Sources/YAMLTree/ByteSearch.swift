#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Searches and comparisons of the C library, which look at many bytes at once.
enum ByteSearch {
  static func areEqual(_ left: UnsafePointer<UInt8>, _ right: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    memcmp(left, right, count) == 0
  }

  static func first(_ byte: Unicode.Scalar, in bytes: [UInt8], from start: Int) -> Int? {
    guard start < bytes.count else { return nil }
    return bytes.withUnsafeBytes { buffer -> Int? in
      guard let base = buffer.baseAddress else { return nil }
      guard let hit = memchr(base + start, Int32(byte.value), buffer.count - start) else { return nil }
      return UnsafeRawPointer(hit) - base
    }
  }
}
