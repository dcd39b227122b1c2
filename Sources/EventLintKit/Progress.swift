import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// How far a run has come, told now and then to whoever waits. Readers count; the one that notices that it is time tells.
public final class Progress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)
  /// When it is to be told next, in milliseconds of the system's clock.
  private let due: Atomic<Int>
  private let show: @Sendable (_ done: Int, _ total: Int) -> Void

  /// - Parameters:
  ///   - delay: milliseconds in which nothing is told.
  ///   - show: tells, from any thread, one at a time at most every tenth of a second.
  public init(after delay: Int, show: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    due = Atomic(Self.now + delay)
    self.show = show
  }

  func begin(_ count: Int) { total.wrappingAdd(count, ordering: .relaxed) }

  func step() {
    let count = done.wrappingAdd(1, ordering: .relaxed).newValue
    // The clock is asked once in a while only.
    guard count & 31 == 0 else { return }
    let (now, next) = (Self.now, due.load(ordering: .relaxed))
    guard now >= next, due.compareExchange(expected: next, desired: now + 100, ordering: .relaxed).exchanged else {
      return
    }
    show(count, total.load(ordering: .relaxed))
  }

  private static var now: Int {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return time.tv_sec * 1000 + time.tv_nsec / 1_000_000
  }
}
