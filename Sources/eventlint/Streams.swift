import EventLintKit
import Synchronization
import Writing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Standard output and standard error. Everything a run says goes through here, so that what it says can neither steer a terminal or a CI system nor
/// change the exit code by not being heard.
enum Streams {
  /// The run goes on without output: its reader has gone, or the bytes find no room.
  private static let isClosed = Atomic<Bool>(false)
  private static let hasFailed = Atomic<Bool>(false)

  /// Has descriptors 0 to 2 stand for something, so that no file that is opened later passes for them, and lets failed writes be told by
  /// their call instead of a signal.
  static func prepare() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 { _ = open("/dev/null", O_RDONLY) }
    signal(SIGPIPE, SIG_IGN)
    signal(SIGXFSZ, SIG_IGN)
    silenceRuntime()
  }

  /// Moves standard error to another descriptor: what the language's runtime writes to the usual one when it ends a run (a message and a page of
  /// addresses) is of no use to anybody, and one line says what there is to say. `EVENTLINT_TRACE=1` keeps it.
  private static func silenceRuntime() {
    guard Terminal.environment("EVENTLINT_TRACE") == nil, fcntl(2, F_GETFL) & O_ACCMODE != O_RDONLY else { return }
    let moved = fcntl(2, F_DUPFD_CLOEXEC, 10)
    let nothing = open("/dev/null", O_WRONLY | O_CLOEXEC)
    guard moved >= 0, nothing >= 0 else { return }
    dup2(nothing, 2)
    close(nothing)
    AtomicFile.standardError = moved
  }

  /// Writes what a program reads: a report, a picture, a message of a protocol.
  static func write(_ bytes: [UInt8]) {
    guard !isClosed.load(ordering: .relaxed) else { return }
    do throws(FileProblem) { try AtomicFile.fill(1, bytes) } catch {
      isClosed.store(true, ordering: .relaxed)
      // Who has stopped reading, as `head` does, has got what they want.
      guard error != .brokenPipe else { return }
      hasFailed.store(true, ordering: .relaxed)
      say("error: cannot write the output: \(error.words)\n")
    }
  }

  /// Writes text that a person reads to standard output. Its colours are ours, the rest is escaped already.
  static func writeText(_ bytes: [UInt8]) { write(Escaping.log(bytes)) }

  /// Writes to standard error; whether anybody hears it changes nothing.
  static func say(_ text: String) { try? AtomicFile.fill(AtomicFile.standardError, Array(Escaping.log(text).utf8)) }

  /// The same for text whose control characters are ours.
  static func say(_ bytes: [UInt8]) { try? AtomicFile.fill(AtomicFile.standardError, Escaping.log(bytes)) }

  /// Ends the run. Output that found no room is no success.
  static func end(_ code: Int32) -> Never { exit(code == 0 && hasFailed.load(ordering: .relaxed) ? 2 : code) }
}
