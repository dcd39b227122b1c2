import Files
import Findings

/// The workspaces of an editor: one for each of its folders. A file belongs to the innermost folder around it.
struct Workspaces {
  /// A document that is open in the editor.
  private struct Document {
    var text: [UInt8]
    var version: Int?
  }

  private(set) var all: [Workspace] = []
  private var documents: [PathKey: Document] = [:]
  /// Whether the client works without folders: then each document stands for the open documents of its own folder, and
  /// no folder is searched, since it may be anything, such as the home folder.
  private let isLoose: Bool

  /// The workspaces of some folders; none if the client has no folder open.
  init(folders: [String]) {
    isLoose = folders.isEmpty
    for folder in folders { add(folder) }
  }

  // MARK: Folders

  /// Adds a folder, unless it is known.
  mutating func add(_ folder: String) {
    let folder = FilePaths.absolute(folder)
    guard !all.contains(where: { PathKey($0.folder) == PathKey(folder) }) else { return }
    insert(Workspace(folder: folder))
  }

  /// Removes a folder with all that is known of it.
  mutating func remove(_ folder: String) {
    let folder = FilePaths.absolute(folder)
    all.removeAll { PathKey($0.folder) == PathKey(folder) }
    settle()
  }

  private mutating func insert(_ workspace: Workspace) {
    all.append(workspace)
    all.sort { PathKey($0.folder) < PathKey($1.folder) }
    settle()
  }

  /// Gives each open document to its workspace and to no other, after folders have changed.
  private mutating func settle() {
    for index in all.indices {
      let folder = all[index].folder
      all[index].exclude(all.map(\.folder).filter { $0 != folder && FilePaths.isBelow($0, folder) })
      for key in all[index].open.keys where self.index(of: key.path) != index { all[index].closed(key.path) }
    }
    for (key, document) in documents.sorted(by: { $0.key < $1.key }) {
      guard let index = index(of: key.path), all[index].open[key] == nil else { continue }
      all[index].opened(key.path, document.text)
    }
  }

  /// The position of the workspace that a file belongs to; nil for a file outside of all folders.
  func index(of path: String) -> Int? {
    all.indices.filter { FilePaths.isBelow(path, all[$0].folder) }.max {
      all[$0].folder.utf8.count < all[$1].folder.utf8.count
    }
  }

  // MARK: Documents

  /// Takes the text of a document, as it was opened or changed. Documents outside of all folders are left alone.
  mutating func opened(_ path: String, _ text: [UInt8], version: Int?) {
    documents[PathKey(path)] = Document(text: text, version: version)
    if isLoose, let folder = FilePaths.parent(path), !all.contains(where: { PathKey($0.folder) == PathKey(folder) }) {
      insert(Workspace(folder: folder, searches: false))
    }
    if let index = index(of: path) { all[index].opened(path, text) }
  }

  /// Forgets the text of a document.
  mutating func closed(_ path: String) {
    documents[PathKey(path)] = nil
    if let index = index(of: path) { all[index].closed(path) }
  }

  /// The text of an open document; nil for any other.
  func text(of path: String) -> [UInt8]? { documents[PathKey(path)]?.text }

  /// The version of an open document; nil for any other, and for one without.
  func version(of path: String) -> Int? { documents[PathKey(path)]?.version }

  /// Has all files that changed on disk read again when they are next needed.
  mutating func rescan() { for index in all.indices { all[index].rescan() } }

  /// Runs a function on a workspace.
  mutating func with<Result>(_ index: Int, _ body: (inout Workspace) -> Result) -> Result { body(&all[index]) }
}
