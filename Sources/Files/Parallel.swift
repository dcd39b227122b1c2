import CMalloc
import Platform
import Synchronization

/// Parallel loops on system threads. A task group would work as well, but in a static executable it costs six
/// milliseconds at exit, more than a whole run over a small catalog.
package enum Parallel {
  /// The number of online processors.
  package static var cores: Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// Makes glibc return memory to the system as soon as large arrays are freed. By default it raises its thresholds
  /// with each large array and keeps the memory of those that grew, and of the workers' results.
  package static func returnFreedMemory() {
    #if canImport(Glibc)
      _ = mallopt(M_TRIM_THRESHOLD, 128 << 10)
      _ = mallopt(M_MMAP_THRESHOLD, 512 << 10)
    #endif
  }

  /// Runs the body once for each worker in parallel and waits for all. A single worker runs on the calling thread.
  package static func run(workers: Int, _ body: @escaping @Sendable (Int) -> Void) {
    guard workers > 1 else { return body(0) }
    var threads: [pthread_t] = []
    for worker in 1..<workers {
      let context = Unmanaged.passRetained(Context { body(worker) })
      #if canImport(Glibc) || canImport(Musl)
        var thread = pthread_t()
      #else
        var thread: pthread_t?
      #endif
      guard pthread_create(&thread, nil, trampoline, context.toOpaque()) == 0 else {
        // No thread available: run on this one.
        context.takeRetainedValue().body()
        continue
      }
      #if canImport(Glibc) || canImport(Musl)
        threads.append(thread)
      #else
        if let thread { threads.append(thread) }
      #endif
    }
    body(0)
    for thread in threads { pthread_join(thread, nil) }
  }

  /// Runs the body once for each number below the count, in any order; each free worker takes the next number.
  package static func forEach(_ count: Int, workers: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let next = Atomic<Int>(0)
    withoutActuallyEscaping(
      { (_: Int) in
        while case let number = next.wrappingAdd(1, ordering: .relaxed).oldValue, number < count { body(number) }
      } as @Sendable (Int) -> Void
    ) { run(workers: workers, $0) }
  }

  private final class Context: Sendable {
    let body: @Sendable () -> Void
    init(_ body: @escaping @Sendable () -> Void) { self.body = body }
  }

  #if canImport(Glibc) || canImport(Musl)
    private nonisolated static let trampoline: @convention(c) (UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? = {
      pointer in
      if let pointer { Unmanaged<Context>.fromOpaque(pointer).takeRetainedValue().body() }
      return nil
    }
  #else
    private nonisolated static let trampoline: @convention(c) (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? = {
      pointer in
      Unmanaged<Context>.fromOpaque(pointer).takeRetainedValue().body()
      return nil
    }
  #endif
}
