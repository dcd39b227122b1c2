import Findings
import YAMLTree

/// The folder that what a checkout says may lead to: nothing outside of it is read or written because of a file inside of it.
struct Root: Sendable {
  /// As the system names it, links resolved.
  let folder: String

  /// The root of what lies in a folder: the repository's top, else the nearest folder with a configuration, else the working folder when the
  /// folder lies in it, else the folder itself.
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

  /// Whether a path leads to something inside, links resolved; what is not there is judged by its name.
  func contains(_ path: String) -> Bool { FilePaths.isBelow(FilePaths.resolved(path), folder) }
}

extension ConfigurationReader {
  /// Refuses a path of the configuration that leads out of the root.
  func checkInside(_ path: String, _ written: String, _ id: NodeID) throws(UsageError) {
    guard let root = Root(of: FilePaths.parent(self.path) ?? ".") else { return }
    let folder = Glob.isPattern(path) && !FilePaths.exists(path) ? Glob(path).folder : path
    guard root.contains(folder) else {
      throw error("`\(written)` leads out of \(root.folder), which a configuration may not", id)
    }
  }
}
