import Files
import Platform
import Synchronization
import Writing

/// Standard output and standard error. All output goes through here, so that no text can control a terminal or a CI
/// system, and a closed pipe does not change the exit code.
enum Streams {
  /// Whether output is discarded: the reader has closed the pipe, or a write has failed.
  private static let isClosed = Atomic<Bool>(false)
  private static let hasFailed = Atomic<Bool>(false)

  /// Opens descriptors 0 to 2 if they are closed, so that no file opened later takes their number, and ignores the
  /// signals of failed writes, so that `write` returns the error instead.
  static func prepare() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 { _ = open("/dev/null", O_RDONLY) }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    silenceRuntime()
  }

  /// Moves standard error to another descriptor and discards what the Swift runtime writes to descriptor 2 on a crash
  /// (a message and a page of addresses); `Crashes` reports one line instead. `EVENTLINT_TRACE=1` keeps the output.
  private static func silenceRuntime() {
    guard Terminal.environment("EVENTLINT_TRACE") == nil, fcntl(2, F_GETFL) & O_ACCMODE != O_RDONLY else { return }
    let moved = fcntl(2, F_DUPFD_CLOEXEC, 10)
    let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard moved >= 0, nothing >= 0 else { return }
    dup2(nothing, 2)
    close(nothing)
    AtomicFile.standardError = moved
  }

  /// Writes bytes to standard output unchanged: a report, a diagram, a protocol message.
  static func write(_ bytes: [UInt8]) {
    guard !isClosed.load(ordering: .relaxed) else { return }
    do throws(FileProblem) { try AtomicFile.fill(1, bytes) } catch {
      isClosed.store(true, ordering: .relaxed)
      // A reader that closes the pipe early, such as `head`, is not an error.
      guard error != .brokenPipe else { return }
      hasFailed.store(true, ordering: .relaxed)
      say("error: cannot write the output: \(error.words)\n")
    }
  }

  /// Writes text for people to standard output. Control characters in it are our own colours; all others are already
  /// escaped.
  static func writeText(_ bytes: [UInt8]) { write(Escaping.log(bytes)) }

  /// Writes to standard error; a failure is ignored.
  static func say(_ text: String) { try? AtomicFile.fill(AtomicFile.standardError, Array(Escaping.log(text).utf8)) }

  /// Writes text with our own control characters to standard error; a failure is ignored.
  static func say(_ bytes: [UInt8]) { try? AtomicFile.fill(AtomicFile.standardError, Escaping.log(bytes)) }

  /// Ends the run. A code of 0 becomes 2 when output could not be written.
  static func end(_ code: Int32) -> Never { exit(code == 0 && hasFailed.load(ordering: .relaxed) ? 2 : code) }
}
