import Findings
import Writing
import YAMLTree

/// The folder that bounds all references of a checkout: files inside it cannot cause files outside it to be read or
/// written.
package struct Root: Sendable {
  /// The absolute path with links resolved.
  package let folder: String

  /// What a configuration file may be called.
  package static let configurationNames = [".eventlint.yml", ".eventlint.yaml"]

  /// The root of a folder: the top of its repository, else the nearest folder with a configuration, else the working
  /// folder if it contains the folder, else the folder itself.
  package init?(of folder: String) {
    guard let own = FilePaths.real(folder) else { return nil }
    func nearest(_ names: [String]) -> String? {
      FilePaths.upwards(from: own).first { folder in names.contains { FilePaths.isTaken(FilePaths.joined(folder, $0)) }
      }
    }
    if let marked = nearest([".git"]) ?? nearest(Self.configurationNames) {
      self.folder = marked
    } else if let working = FilePaths.real("."), working != "/", FilePaths.isBelow(own, working) {
      self.folder = working
    } else {
      self.folder = own
    }
  }

  /// Whether a path is inside, links resolved; the part of a path that does not exist is taken as written.
  package func contains(_ path: String) -> Bool { FilePaths.isBelow(FilePaths.resolved(path), folder) }
}
