import Findings
import Platform
package import Writing

/// Writing of files that a call names. Inputs of the same run are not overwritten, and links inside the checkout must
/// not lead out of the repository.
package enum OutputFile {
  /// Writes a file atomically.
  ///
  /// - Throws: `UsageError` when the path is an input, leads out of the repository, or cannot be written.
  package static func write(_ bytes: [UInt8], to path: String, inputs: [String]) throws(UsageError) {
    try check(path, inputs: inputs)
    if !isStream(path), let folder = FilePaths.parent(path), !FilePaths.exists(folder), !FilePaths.isHidden(folder) {
      throw UsageError("\(path): the folder \(folder) does not exist; create it first")
    }
    guard !FilePaths.isFolder(path) else { throw UsageError("\(path): is a folder; name a file in it") }
    do throws(FileProblem) { try AtomicFile.write(bytes, to: path) } catch {
      throw UsageError("\(path): \(error.words)")
    }
  }

  /// Throws if a path must not be written to; nothing is written.
  static func check(_ path: String, inputs: [String]) throws(UsageError) {
    var status = stat()
    let exists = stat(path, &status) == 0
    guard !exists || status.st_mode & S_IFMT == S_IFREG else { return }
    if exists {
      for input in inputs {
        var own = stat()
        guard stat(input, &own) == 0, own.st_dev == status.st_dev, own.st_ino == status.st_ino else { continue }
        throw UsageError("\(path): an input of this run; refusing to overwrite it")
      }
    }
    guard !isStream(path), let root = root(around: path), !FilePaths.isBelow(FilePaths.resolved(path), root) else {
      return
    }
    throw UsageError("\(path): leads out of \(root) through a link; refusing to write")
  }

  /// Whether a path is an existing regular file, not a device or pipe.
  package static func isRegular(_ path: String) -> Bool {
    var status = stat()
    return !isStream(path) && stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
  }

  private static func isStream(_ path: String) -> Bool {
    FilePaths.isBelow(path, "/dev") || FilePaths.isBelow(path, "/proc")
  }

  /// The repository that contains a path by its name, without resolving links.
  private static func root(around path: String) -> String? {
    guard let folder = FilePaths.parent(FilePaths.absolute(path)) else { return nil }
    return FilePaths.upwards(from: folder).first { FilePaths.isTaken(FilePaths.joined($0, ".git")) }.flatMap(
      FilePaths.real)
  }

  /// Whether two paths are the same file.
  package static func areSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    if stat(one, &first) == 0, stat(other, &second) == 0 {
      return first.st_dev == second.st_dev && first.st_ino == second.st_ino
    }
    return PathKey(FilePaths.resolved(one)) == PathKey(FilePaths.resolved(other))
  }
}
