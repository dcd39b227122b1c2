/// A function that calls its second argument for each number below the first, in any order and possibly in parallel,
/// and returns when all calls are done.
package typealias SideBySide = (Int, @escaping @Sendable (Int) -> Void) -> Void

/// `SideBySide` on one core: the calls in order, one after the other.
package func oneByOne(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
  for number in 0..<count { body(number) }
}
