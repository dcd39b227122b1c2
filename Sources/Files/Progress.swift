import Platform
import Synchronization

/// The progress of reading. Workers count files; one of them calls the display when an update is due.
package final class Progress: Sendable {
  private let done = Atomic<Int>(0)
  private let total = Atomic<Int>(0)
  /// The time of the next update, in milliseconds of the monotonic clock.
  private let due: Atomic<Int>
  private let show: @Sendable (_ done: Int, _ total: Int) -> Void

  /// A progress of zero files.
  ///
  /// - Parameters:
  ///   - delay: milliseconds before the first update.
  ///   - show: displays an update; called from any thread, at most every 100 milliseconds.
  package init(after delay: Int, show: @escaping @Sendable (_ done: Int, _ total: Int) -> Void) {
    due = Atomic(Self.now + delay)
    self.show = show
  }

  /// Adds a number of files to the total.
  package func begin(_ count: Int) { total.wrappingAdd(count, ordering: .relaxed) }

  /// Counts one file as done, from any thread, and displays an update if one is due.
  package func step() {
    let count = done.wrappingAdd(1, ordering: .relaxed).newValue
    // Read the clock for every 32nd file only.
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
