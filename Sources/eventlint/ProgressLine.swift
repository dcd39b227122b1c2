import Files
import Platform
import Synchronization

/// The progress line on standard error. It is shown on terminals only, after half a second, and erased at the end.
enum ProgressLine {
  private static let isShown = Atomic<Bool>(false)

  /// The progress of a run; nil when standard error is not an interactive terminal, or in CI.
  static var progress: Progress? {
    guard isatty(AtomicFile.standardError) == 1, Terminal.environment("CI") == nil,
      Terminal.environment("TERM") != "dumb"
    else { return nil }
    return Progress(after: 500) { done, total in
      if !isShown.exchange(true, ordering: .relaxed) { signal(SIGINT, interrupted) }
      Streams.say(Array("\rReading: \(done) of \(total) files\u{1B}[K".utf8))
    }
  }

  static func wipe() {
    guard isShown.exchange(false, ordering: .relaxed) else { return }
    Streams.say(Array("\r\u{1B}[K".utf8))
  }
}

/// The handler of SIGINT: erases the line and raises the signal again with its default action. It must not allocate.
private let interrupted: @convention(c) (Int32) -> Void = { number in
  var wiping: (UInt8, UInt8, UInt8, UInt8) = (0x0D, 0x1B, 0x5B, 0x4B)
  _ = write(AtomicFile.standardError, &wiping, 4)
  signal(number, SIG_DFL)
  raise(number)
}
