/// A function that calls its second argument for each number below the first, in any order and possibly in parallel,
/// and returns when all calls are done.
package typealias SideBySide = (Int, @escaping @Sendable (Int) -> Void) -> Void
