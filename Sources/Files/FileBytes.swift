import Platform
package import Writing

/// Reading of whole files with open, pread and fstat, without Foundation; a reused buffer needs no new memory.
package enum FileBytes {
  /// The file's bytes, or nil if it is not a readable regular file of at most `limit` bytes.
  package static func read(_ path: String, limit: Int = .max) -> [UInt8]? {
    var buffer: [UInt8] = []
    return read(path, into: &buffer, limit: limit) == .ok ? buffer : nil
  }

  /// The bytes of a file named by a call or a configuration.
  ///
  /// - Throws: `UsageError`: `PATH: permission denied`.
  package static func named(_ path: String, limit: Int = .max) throws(UsageError) -> [UInt8] {
    var buffer: [UInt8] = []
    switch read(path, into: &buffer, limit: limit) {
    case .ok: return buffer
    case .tooLarge: throw UsageError("\(path): larger than \(limit) bytes")
    case .failed(let problem): throw UsageError("\(path): \(problem.words)")
    }
  }

  /// Modification time and size, to detect changes of a file.
  package struct Stamp: Hashable, Sendable {
    var seconds: Int
    var nanoseconds: Int
    /// The size in bytes.
    package var size: Int
  }

  /// The stamp of a file, symbolic links followed; nil if its status cannot be read.
  package static func stamp(_ path: String) -> Stamp? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Stamp(seconds: time.tv_sec, nanoseconds: Int(time.tv_nsec), size: Int(status.st_size))
  }

  /// The result of reading a file.
  package enum Outcome: Sendable, Equatable {
    case ok
    case tooLarge
    case failed(FileProblem)
  }

  /// Replaces the buffer's content with the file's. A file larger than the limit (in bytes) is not read.
  package static func read(_ path: String, into buffer: inout [UInt8], limit: Int) -> Outcome {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return .failed(.last) }
    defer { close(descriptor) }
    buffer.removeAll(keepingCapacity: true)
    // A small file into a buffer that had another one needs no look at its status: what ends before the buffer does is
    // whole. Pipes and folders cannot be read at a position, and devices end at once or never.
    let room = min(buffer.capacity, smallSize, limit)
    if room > 0, (1..<room).contains(append(room, of: descriptor, to: &buffer)) { return .ok }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return .failed(.last) }
    guard status.st_mode & S_IFMT == S_IFREG else {
      return .failed(FileProblem(status.st_mode & S_IFMT == S_IFDIR ? "is a folder" : "not a regular file"))
    }
    let size = Int(status.st_size)
    guard size <= limit else { return .tooLarge }
    while buffer.count < size {
      let count = append(size - buffer.count, of: descriptor, to: &buffer)
      if count < 0, errno == EINTR { continue }
      if count < 0 { return .failed(.last) }
      if count == 0 { break }
    }
    return .ok
  }

  /// The largest size in bytes of files that are read before their status.
  private static let smallSize = 8 << 10

  /// Appends up to `count` bytes of a file, from the position on that the buffer has reached.
  ///
  /// - Returns: the number of bytes; 0 at the end of the file, below 0 for an error.
  private static func append(_ count: Int, of descriptor: Int32, to buffer: inout [UInt8]) -> Int {
    let position = off_t(buffer.count)
    var read = 0
    buffer.append(addingCapacity: count) { span in
      span.withUnsafeMutableBufferPointer { bytes, filled in
        read = pread(descriptor, bytes.baseAddress, count, position)
        filled = max(0, read)
      }
    }
    return read
  }

  /// The first bytes of a file, to detect its format; nil if it cannot be read.
  package static func beginning(of path: String, count: Int) -> [UInt8]? {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    return append(count, of: descriptor, to: &bytes) < 0 ? nil : bytes
  }
}
