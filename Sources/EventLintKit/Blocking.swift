import Dispatch
import Synchronization

/// Waits in one thread for what a task gives: other programs are run by tasks, all else here is no task.
enum Blocking {
  static func run<Value: Sendable>(_ body: @escaping @Sendable () async throws(UsageError) -> Value) throws(UsageError)
    -> Value
  {
    let answer = Answer<Value>()
    Task.detached {
      do throws(UsageError) { answer.give(.success(try await body())) } catch { answer.give(.failure(error)) }
    }
    return try answer.wait().get()
  }

  /// What a task gives, once.
  private final class Answer<Value: Sendable>: Sendable {
    private let result = Mutex<Result<Value, UsageError>>(.failure(UsageError("another program gave no answer")))
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
