#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Reads whole files with open, fstat and read: no Foundation, and a buffer that is used again costs no new memory.
package enum FileBytes {
  /// The file's bytes, or nil when it cannot be read as a regular file.
  package static func read(_ path: String) -> [UInt8]? {
    var buffer: [UInt8] = []
    return read(path, into: &buffer, limit: .max) == .ok ? buffer : nil
  }

  /// What tells whether a file has changed.
  struct Stamp: Hashable, Sendable {
    var seconds: Int
    var nanoseconds: Int
    var size: Int
  }

  static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Stamp(seconds: time.tv_sec, nanoseconds: Int(time.tv_nsec), size: Int(status.st_size))
  }

  package enum Outcome: Sendable {
    case ok
    case tooLarge
    case unreadable
  }

  /// Replaces the buffer's content by the file's. A file larger than the limit is not read.
  package static func read(_ path: String, into buffer: inout [UInt8], limit: Int) -> Outcome {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .unreadable }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return .unreadable }
    let size = Int(status.st_size)
    guard size <= limit else { return .tooLarge }
    if buffer.count > size {
      buffer.removeLast(buffer.count - size)
    } else {
      buffer.append(contentsOf: repeatElement(0, count: size - buffer.count))
    }
    var filled = 0
    buffer.withUnsafeMutableBytes { bytes in
      while filled < size, let base = bytes.baseAddress {
        let count = pread(descriptor, base + filled, size - filled, off_t(filled))
        guard count > 0 else { return }
        filled += count
      }
    }
    buffer.removeLast(size - filled)
    return .ok
  }

  /// Writes a file whole, replacing what was there.
  ///
  /// - Returns: false when it cannot be written, to the last byte.
  package static func write(_ bytes: [UInt8], to path: String) -> Bool {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    var written = 0
    bytes.withUnsafeBytes { buffer in
      while written < buffer.count, let base = buffer.baseAddress {
        let count = pwrite(descriptor, base + written, buffer.count - written, off_t(written))
        guard count > 0 else { return }
        written += count
      }
    }
    return close(descriptor) == 0 && written == bytes.count
  }
}
