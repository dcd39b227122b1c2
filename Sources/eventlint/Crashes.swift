import EventLintKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Ends that nothing in the program can catch: one line and an exit code instead of a backtrace.
enum Crashes {
  /// Has the signals that a failed allocation or a bug raises end the run with 2 (no memory) or 3.
  static func report() {
    // A stack of its own: the usual one may be what is used up.
    let size = 64 << 10
    var stack = stack_t(ss_sp: malloc(size), ss_flags: 0, ss_size: size)
    sigaltstack(&stack, nil)
    for number in [SIGILL, SIGTRAP, SIGABRT, SIGSEGV, SIGBUS] {
      var action = sigaction()
      action.__sigaction_handler.sa_handler = ended
      action.sa_flags = SA_ONSTACK | Int32(bitPattern: UInt32(SA_RESETHAND))
      sigaction(number, &action, nil)
    }
  }
}

/// Only calls that a signal's handler may make: no memory is taken, nothing is locked.
private let ended: @convention(c) (Int32) -> Void = { number in
  // The last allocation failed when as much as is in use already is not to be had again.
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
    hasMemory = mmap(nil, max(pages, 4096) &* 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED
  }
  let words: StaticString =
    hasMemory ? "error: this is a bug in eventlint; please report it with the input\n" : "error: out of memory\n"
  _ = write(AtomicFile.standardError, words.utf8Start, words.utf8CodeUnitCount)
  _exit(hasMemory ? 3 : 2)
}
