import Findings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file that a call asks to be written. It is no input of the same run, and no link of the checkout leads it out of the repository.
enum OutputFile {
  /// - Throws: `UsageError` where writing would destroy an input or leave the repository, or fails.
  static func write(_ bytes: [UInt8], to path: String, inputs: [String]) throws(UsageError) {
    try check(path, inputs: inputs)
    do throws(FileProblem) { try AtomicFile.write(bytes, to: path) } catch {
      throw UsageError("\(path): cannot be written: \(error.words)")
    }
  }

  /// Refuses what must not be written to, before anything is done.
  static func check(_ path: String, inputs: [String]) throws(UsageError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    guard !exists || status.st_mode & S_IFMT == S_IFREG else { return }
    if exists {
      for input in inputs {
        var own = stat()
        guard stat(input, &own) == 0, own.st_dev == status.st_dev, own.st_ino == status.st_ino else { continue }
        throw UsageError("\(path): is an input of this run and is not overwritten")
      }
    }
    guard !isStream(path), let root = root(around: path), !FilePaths.isBelow(FilePaths.resolved(path), root) else {
      return
    }
    throw UsageError("\(path): leads out of \(root) by a link and is not written")
  }

  /// Whether there is a file whose content would be replaced: no device, no pipe.
  static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return !isStream(path) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func isStream(_ path: String) -> Bool { path.hasPrefix("/dev/") || path.hasPrefix("/proc/") }

  /// The repository that a path lies in by its name, links unresolved.
  private static func root(around path: String) -> String? {
    guard let folder = FilePaths.parent(FilePaths.absolute(path)) else { return nil }
    return FilePaths.upwards(from: folder).first { FilePaths.isTaken(FilePaths.joined($0, ".git")) }.flatMap(
      FilePaths.real)
  }

  /// Whether two paths stand for one file.
  static func areSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    if stat(one, &first) == 0, stat(other, &second) == 0 {
      return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
    return PathKey(FilePaths.resolved(one)) == PathKey(FilePaths.resolved(other))
  }
}
