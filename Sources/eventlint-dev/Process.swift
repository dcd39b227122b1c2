import Files
import Platform

/// The cost of a completed run of a program.
struct Run {
  /// The seconds from spawn to reap.
  var wall: Double
  /// The user and system time in seconds.
  var cpu: Double
  /// The maximum resident set size in bytes.
  var memory: Int
  /// The exit code or terminating signal; -1 if the program could not be started.
  var status: Int32

  /// Runs a program and discards its output, or writes it to a file.
  static func run(_ arguments: [String], output: String = "/dev/null") -> Run {
    var pointers: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for pointer in pointers { free(pointer) } }
    #if canImport(Darwin)
      var actions: posix_spawn_file_actions_t?
    #else
      var actions = posix_spawn_file_actions_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
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
    // In kibibytes, except by Darwin.
    #if canImport(Darwin)
      let memory = Int(usage.ru_maxrss)
    #else
      let memory = Int(usage.ru_maxrss) * 1024
    #endif
    return Run(wall: end - start, cpu: cpu, memory: memory, status: status >> 8 & 0xFF | status & 0x7F)
  }

  /// What a program writes.
  static func output(_ arguments: [String], scratch: String) -> String {
    let path = "\(scratch)/output"
    _ = run(arguments, output: path)
    return String(decoding: FileBytes.read(path) ?? [], as: UTF8.self)
  }

  private static func now() -> Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }

  private static func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
}

extension [Double] {
  /// The median; of an even number of values the upper one, NaN without values.
  var median: Double {
    let sorted = sorted()
    return sorted.isEmpty ? .nan : sorted[sorted.count / 2]
  }
}

extension Double {
  /// The number rounded to decimal places, without Foundation.
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
