import Dispatch
import Synchronization
package import Writing

/// Synchronous calls of asynchronous code. Only running other programs is asynchronous; all other code uses threads.
package enum Blocking {
  /// The result of a detached task; blocks the calling thread until it is there.
  package static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws(UsageError) -> Value)
    throws(UsageError)
    -> Value
  {
    let answer = Answer<Value>()
    Task.detached {
      do throws(UsageError) { answer.give(.success(try await body())) } catch { answer.give(.failure(error)) }
    }
    return try answer.wait().get()
  }

  /// A result that is set once and waited for.
  package final class Answer<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, UsageError>>(
      .failure(UsageError("an external program did not return a result")))
    private let isGiven = DispatchSemaphore(value: 0)

    func give(_ new: Result<Value, UsageError>) {
      result.withLock { $0 = new }
      isGiven.signal()
    }

    func wait() -> Result<Value, UsageError> {
      isGiven.wait()
      return result.withLock { $0 }
    }
  }
}
