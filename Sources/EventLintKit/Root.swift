import Findings
import YAMLTree

/// The folder that bounds all references of a checkout: files inside it cannot cause files outside it to be read or
/// written.
struct Root: Sendable {
  /// The absolute path with links resolved.
  let folder: String

  /// The root of a folder: the top of its repository, else the nearest folder with a configuration, else the working
  /// folder if it contains the folder, else the folder itself.
  init?(of folder: String) {
    guard let own = FilePaths.real(folder) else { return nil }
    func nearest(_ names: [String]) -> String? {
      FilePaths.upwards(from: own).first { folder in names.contains { FilePaths.isTaken(FilePaths.joined(folder, $0)) }
      }
    }
    if let marked = nearest([".git"]) ?? nearest(Configuration.names) {
      self.folder = marked
    } else if let working = FilePaths.real("."), working != "/", FilePaths.isBelow(own, working) {
      self.folder = working
    } else {
      self.folder = own
    }
  }

  /// Whether a path is inside, links resolved; the part of a path that does not exist is taken as written.
  func contains(_ path: String) -> Bool { FilePaths.isBelow(FilePaths.resolved(path), folder) }
}

extension ConfigurationReader {
  /// Throws if a path of the configuration is outside the root.
  func checkInside(_ path: String, _ written: String, _ id: NodeID) throws(UsageError) {
    guard let root = Root(of: FilePaths.parent(self.path) ?? ".") else { return }
    let folder = Glob.isPattern(path) && !FilePaths.exists(path) ? Glob(path).folder : path
    guard root.contains(folder) else {
      throw error("`\(written)` is outside \(root.folder); a configuration must not refer to it", id)
    }
  }
}
