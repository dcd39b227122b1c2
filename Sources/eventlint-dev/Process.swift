import EventLintKit

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A program run to its end, with what it cost.
struct Run {
  /// Seconds from spawn to reap.
  var wall: Double
  /// Seconds of user and system time.
  var cpu: Double
  /// Bytes of the largest resident set.
  var memory: Int
  var status: Int32

  /// Runs a program with its output thrown away.
  static func run(_ arguments: [String]) -> Run {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var process = pid_t()
    let start = now()
    guard posix_spawnp(&process, arguments[0], &actions, nil, &pointers, environ) == 0 else {
      return Run(wall: .infinity, cpu: .infinity, memory: 0, status: -1)
    }
    var status: Int32 = 0
    var usage = rusage()
    while wait4(process, &status, 0, &usage) < 0, errno == EINTR {}
    let end = now()
    let cpu = seconds(usage.ru_utime) + seconds(usage.ru_stime)
    return Run(
      wall: end - start, cpu: cpu, memory: Int(usage.ru_maxrss) * 1024, status: status >> 8 & 0xFF | status & 0x7F)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

extension [Double] {
  var median: Double {
    let sorted = sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }
}

extension Double {
  /// Rounded for people, without Foundation.
  func rounded(to places: Int) -> String {
    guard isFinite else { return "-" }
    let scale = (0..<places).reduce(1.0) { value, _ in value * 10 }
    let value = (self * scale).rounded()
    let whole = Int(value / scale)
    let rest = String(Int(Swift.abs(value)) % Int(scale))
    guard places > 0 else { return String(whole) }
    return "\(self < 0 && whole == 0 ? "-" : "")\(whole).\(String(repeating: "0", count: places - rest.count))\(rest)"
  }
}
