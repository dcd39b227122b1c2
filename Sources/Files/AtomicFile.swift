import Platform
import Synchronization

/// The reason why a file cannot be read or written, as the system describes it: `permission denied`.
package struct FileProblem: Error, Sendable, Hashable {
  /// The reason, without the path.
  package let words: String

  /// A reason that has no `errno`.
  package init(_ words: String) {
    self.words = words
  }

  /// - Parameter code: an `errno`.
  init(code: Int32) {
    let text = String(cString: strerror(code))
    words = text.prefix(1).lowercased() + text.dropFirst()
  }

  /// The reader of the pipe has closed it (`EPIPE`).
  package static let brokenPipe = FileProblem(code: EPIPE)

  /// The problem of the call that just failed.
  package static var last: FileProblem { FileProblem(code: errno) }
}

/// Atomic writes of whole files: after a failure or an interrupt the file has either its old or its new content.
package enum AtomicFile {
  /// Replaces a file: a temporary file in the same folder is written, flushed and renamed. Mode and owner are kept; of
  /// a symbolic link the target is replaced. Pipes, devices and the files that standard output or standard error is
  /// redirected to are written to directly.
  package static func write(_ bytes: [UInt8], to path: String) throws(FileProblem) {
    if let descriptor = standardStream(path) { return try fill(descriptor, bytes) }
    var status = stat()
    guard stat(path, &status) == 0 else { return try create(bytes, path) }
    for descriptor in [1, standardError] {
      var own = stat()
      if fstat(descriptor, &own) == 0, own.st_dev == status.st_dev, own.st_ino == status.st_ino {
        return try fill(descriptor, bytes)
      }
    }
    guard status.st_mode & S_IFMT == S_IFREG else { return try send(bytes, path) }
    guard access(path, W_OK) == 0, let target = FilePaths.real(path) else { throw .last }
    try replace(target, with: bytes, like: status)
  }

  /// The descriptor of `/dev/stdout`, `/dev/stderr` or `/dev/fd/N`; nil for all other paths.
  private static func standardStream(_ path: String) -> Int32? {
    switch path {
    case "/dev/stdout": return 1
    case "/dev/stderr": return standardError
    default: break
    }
    for prefix in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(prefix) {
      return Int32(path.dropFirst(prefix.count)).map { $0 == 2 ? standardError : $0 }
    }
    return nil
  }

  /// The descriptor of standard error. The program moves it, so that the Swift runtime does not write to it.
  package static var standardError: Int32 {
    get { movedError.load(ordering: .relaxed) }
    set { movedError.store(newValue, ordering: .relaxed) }
  }

  private static let movedError = Atomic<Int32>(2)

  private static func create(_ bytes: [UInt8], _ path: String) throws(FileProblem) {
    guard errno == ENOENT else { throw .last }
    var status = stat()
    guard lstat(path, &status) != 0 else { throw FileProblem("symbolic link to a file that does not exist") }
    try replace(path, with: bytes, like: nil)
  }

  /// Writes to a pipe or a device.
  private static func send(_ bytes: [UInt8], _ path: String) throws(FileProblem) {
    let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { throw .last }
    defer { close(descriptor) }
    try fill(descriptor, bytes)
  }

  /// Files are replaced one at a time: the signal handler knows one temporary file, and of writers that overlap the
  /// second would put back the first one's handlers instead of the caller's.
  private static let turn = Mutex<Void>(())

  private static func replace(_ path: String, with bytes: [UInt8], like old: stat?) throws(FileProblem) {
    try turn.withLock { _ throws(FileProblem) in try replaceInTurn(path, with: bytes, like: old) }
  }

  private static func replaceInTurn(_ path: String, with bytes: [UInt8], like old: stat?) throws(FileProblem) {
    let temporary = FilePaths.joined(
      FilePaths.parent(path) ?? "/", ".eventlint-\(getpid())-\(count.wrappingAdd(1, ordering: .relaxed).newValue).tmp")
    let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, old == nil ? 0o666 : 0o600)
    guard descriptor >= 0 else { throw .last }
    let guarding = Interrupts(removing: temporary)
    defer { guarding.end() }
    do throws(FileProblem) {
      try complete(descriptor, bytes, like: old)
      guard rename(temporary, path) == 0 else { throw .last }
    } catch {
      unlink(temporary)
      throw error
    }
  }

  /// Fills the temporary file, copies the old file's owner and mode, and flushes it to disk.
  private static func complete(_ descriptor: Int32, _ bytes: [UInt8], like old: stat?) throws(FileProblem) {
    defer { close(descriptor) }
    try fill(descriptor, bytes)
    if let old {
      // The owner first: changing it clears mode bits. It succeeds only for root; a failure is ignored.
      var own = stat()
      if fstat(descriptor, &own) == 0, own.st_uid != old.st_uid || own.st_gid != old.st_gid {
        _ = fchown(descriptor, old.st_uid, old.st_gid)
      }
      guard fchmod(descriptor, old.st_mode & 0o7777) == 0 else { throw .last }
    }
    guard fsync(descriptor) == 0 || errno == EINVAL else { throw .last }
  }

  private static let count = Atomic<Int>(0)

  /// Writes all bytes to a descriptor, repeating partial and interrupted writes.
  package static func fill(_ descriptor: Int32, _ bytes: [UInt8]) throws(FileProblem) {
    var start = 0
    while start < bytes.count {
      let written = bytes.withUnsafeBytes { buffer in
        buffer.baseAddress.map { Self.send(descriptor, $0 + start, count: bytes.count - start) } ?? 0
      }
      if written > 0 {
        start += written
      } else if written < 0, errno == EAGAIN {
        var wait = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&wait, 1, -1)
      } else if written == 0 || errno != EINTR {
        throw .last
      }
    }
  }
}

extension AtomicFile {
  /// The system's own `write`, which a member of that name would hide.
  private static func send(_ descriptor: Int32, _ start: UnsafeRawPointer, count: Int) -> Int {
    #if canImport(Glibc)
      Glibc.write(descriptor, start, count)
    #elseif canImport(Musl)
      Musl.write(descriptor, start, count)
    #else
      Darwin.write(descriptor, start, count)
    #endif
  }
}

/// Removes a temporary file when the run is interrupted, until `end()` is called.
private struct Interrupts {
  private static let numbers = [SIGINT, SIGTERM, SIGHUP]
  private let path: UnsafeMutablePointer<CChar>?
  private let former: [sighandler_t?]

  init(removing file: String) {
    path = strdup(file)
    temporaryPath.store(UInt(bitPattern: path), ordering: .sequentiallyConsistent)
    former = Self.numbers.map { number in
      let old = signal(number, removeAndEnd)
      // A signal that the caller ignores stays ignored.
      if UInt(bitPattern: unsafeBitCast(old, to: Int.self)) == 1 { signal(number, old) }
      return old
    }
  }

  func end() {
    for (number, handler) in zip(Self.numbers, former) { signal(number, handler) }
    temporaryPath.store(0, ordering: .sequentiallyConsistent)
    free(path)
  }
}

#if canImport(Darwin)
  // The name that glibc uses.
  // swift-format-ignore: TypeNamesShouldBeCapitalized
  private typealias sighandler_t = @convention(c) (Int32) -> Void
#endif

/// The address of the path that the signal handler removes; handlers must neither allocate nor lock.
private let temporaryPath = Atomic<UInt>(0)

private let removeAndEnd: @convention(c) (Int32) -> Void = { number in
  if let path = UnsafeMutablePointer<CChar>(bitPattern: temporaryPath.load(ordering: .sequentiallyConsistent)) {
    unlink(path)
  }
  signal(number, SIG_DFL)
  raise(number)
}
