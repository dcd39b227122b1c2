import Files
import Platform

/// Handlers of fatal signals: one line and an exit code instead of a backtrace.
enum Crashes {
  /// Installs handlers for the signals that a failed allocation or a bug raises; the run ends with exit code 2 (out of
  /// memory) or 3 (bug).
  static func report() {
    // A separate stack: the signal may have been raised because the usual one overflowed.
    let size = 64 << 10
    var stack = stack_t()
    stack.ss_sp = malloc(size)
    stack.ss_size = numericCast(size)
    sigaltstack(&stack, nil)
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      var action = sigaction()
      setHandler(of: &action)
      action.sa_flags = SA_ONSTACK | Int32(truncatingIfNeeded: SA_RESETHAND)
      sigaction(number, &action, nil)
    }
  }

  /// Each C library has a name of its own for the union that holds the handler.
  private static func setHandler(of action: inout sigaction) {
    #if canImport(Darwin)
      action.__sigaction_u.__sa_handler = ended
    #elseif canImport(Musl)
      action.__sa_handler.sa_handler = ended
    #else
      action.__sigaction_handler.sa_handler = ended
    #endif
  }
}

/// The signal handler. It makes only async-signal-safe calls: no allocation, no locks.
private let ended: @convention(c) (Int32) -> Void = { number in
  // Out of memory if as much as the process already uses cannot be mapped once more. Only Linux says here how much that
  // is; elsewhere every crash counts as a bug.
  var hasMemory = true
  var numbers: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
  let file = open("/proc/self/statm", O_RDONLY)
  if file >= 0, read(file, &numbers, 24) > 0 {
    var pages = 0
    withUnsafeBytes(of: &numbers) { bytes in
      for byte in bytes {
        guard byte >= 0x30, byte <= 0x39 else { break }
        pages = pages &* 10 &+ Int(byte &- 0x30)
      }
    }
    hasMemory = mmap(nil, max(pages, 4096) &* 4096, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0) != MAP_FAILED
  }
  let words: StaticString =
    hasMemory ? "error: this is a bug in eventlint; please report it with the input\n" : "error: out of memory\n"
  _ = write(AtomicFile.standardError, words.utf8Start, words.utf8CodeUnitCount)
  _exit(hasMemory ? 3 : 2)
}
