package import Files
import Findings
import Readers
package import Writing
import YAMLTree

extension BaseTree {
  /// The overlay that turns the work tree into the older state. Paths are spelled as in the call.
  ///
  /// - Parameters:
  ///   - inputs: the files that a call reads now.
  ///   - paths: the paths of the call, to decide which deleted files it would have read.
  package func overlay(inputs: some Sequence<String>, paths: [String], excluded: [FilePattern], workers: Int)
    async throws(UsageError)
    -> Overlay
  {
    var own: [PathKey: String] = [:]
    var linked: [String] = []
    var folders: [String: String] = [:]
    func folder(of path: String) -> String {
      let folder = FilePaths.parent(path) ?? "/"
      let real = folders[folder] ?? FilePaths.real(folder) ?? folder
      folders[folder] = real
      return real
    }
    for input in inputs {
      let key = PathKey(FilePaths.joined(folder(of: input), FilePaths.name(input)))
      if links[key] == nil { own[key] = input } else { linked.append(input) }
    }
    let roots = (paths.map(Inputs.folder) + ["."]).compactMap { folder in
      FilePaths.real(folder).map { (folder: folder, real: $0) }
    }
    func spelled(_ path: String) -> String {
      guard let root = roots.first(where: { FilePaths.isBelow(path, $0.real) }) else { return path }
      return FilePaths.joined(root.folder, FilePaths.relative(path, to: root.real))
    }
    // Deleted files that the call would have found, and those that are links now, which no search follows. Other files
    // that still exist and are not inputs were not inputs then.
    func isLinked(_ path: String) -> Bool {
      Inputs.mayBeInput(path)
        && (FilePaths.isLink(path) || PathKey(folder(of: path)) != FilePaths.parent(path).map(PathKey.init))
    }
    let gone = self.paths.filter { path in
      guard own[PathKey(path)] == nil, !FilePaths.exists(path) || isLinked(path) else { return false }
      let path = spelled(path)
      return Inputs.isWanted(path, by: paths) && !excluded.contains { $0.covers(path) }
    }
    try await compare(own.keys.sorted().map(\.path) + gone + linked.compactMap(location), workers: workers)
    try await checkNested(own.keys.filter { entries[$0] == nil }.map(\.path))
    var overlay = Overlay()
    overlay.base = self
    for (key, input) in own {
      // What the call reads and was not recorded is new, be it left out by git: only of what others refer to may it be
      // made on the way.
      guard entries[key] != nil || unlisted.contains(where: { FilePaths.isBelow(key.path, $0) }) else {
        overlay.removed.insert(PathKey(input))
        continue
      }
      switch state(of: key.path) {
      case .unchanged, .absent: continue
      case .unavailable: overlay.broken += Self.unavailable(input)
      case .changed(let text):
        // The old findings of a broken file are unknown, so its current text is used for both states.
        if let broken = Self.broken(text, input) {
          overlay.broken.append(broken)
        } else {
          overlay.texts[PathKey(input)] = text
        }
      }
    }
    for input in linked {
      switch state(at: input) {
      case .unchanged: continue
      case .changed(let text): overlay.texts[PathKey(input)] = text
      case .absent: overlay.removed.insert(PathKey(input))
      case .unavailable: overlay.broken += Self.unavailable(input)
      }
    }
    for path in gone {
      let text: [UInt8]
      switch state(of: path) {
      case .changed(let older): text = older
      case .unchanged: text = FileBytes.read(path) ?? []
      case .absent, .unavailable: continue
      }
      overlay.texts[PathKey(spelled(path))] = text
      overlay.added.append(spelled(path))
    }
    overlay.broken.sort { PathKey($0.path) < PathKey($1.path) }
    return overlay
  }

  /// The inputs at or below a path of this state alone, whatever the work tree holds there.
  ///
  /// - Parameter path: an absolute path.
  /// - Throws: `UsageError` if there was neither a file nor a folder.
  package func inputs(at path: String, excluded: [FilePattern], workers: Int) async throws(UsageError) -> (
    inputs: InputList, overlay: Overlay
  ) {
    let then = location(of: path)
    let below = then.map { then in paths.filter { FilePaths.isBelow($0, then) } } ?? []
    guard let then, FilePaths.isBelow(then, top), !below.isEmpty else {
      throw UsageError(
        "no such file or folder in \(commit.words): \(FilePaths.relative(path, to: top)); "
          + "a path is relative to the top of the repository, or begins with ./")
    }
    let isNamed = entries[PathKey(then)] != nil
    let wanted = isNamed ? below : below.filter { Inputs.isFound($0, in: then) }
    try await compare(wanted, workers: workers)
    var overlay = Overlay()
    overlay.base = self
    var inputs: [Input] = []
    for file in wanted {
      let shown = FilePaths.shown(file)
      guard isNamed || !excluded.contains(where: { $0.covers(file) }) else { continue }
      switch state(of: file) {
      case .unchanged, .absent: break
      case .unavailable:
        overlay.broken += Self.unavailable(shown)
        continue
      case .changed(let text):
        if let broken = Self.broken(text, shown) {
          overlay.broken.append(broken)
          continue
        }
        overlay.texts[PathKey(shown)] = text
      }
      inputs.append(Input(path: shown, isNamed: isNamed))
    }
    return (InputList(inputs.sorted(by: Inputs.inOrder)), overlay)
  }

  /// A file whose older content git does not hold, if it is one of ours.
  private static func unavailable(_ path: String) -> [Overlay.Broken] {
    let now = FileBytes.read(path) ?? []
    guard InputFormat.claiming(InputText(now, path: path, file: FileID(0), isNamed: false)) != nil else { return [] }
    return [
      Overlay.Broken(
        path: path, lines: [],
        reason: "the content of the older revision is in Git LFS and not in the repository; it is not compared")
    ]
  }

  private static func broken(_ text: [UInt8], _ path: String) -> Overlay.Broken? {
    guard [".yaml", ".yml", ".json"].contains(where: path.hasSuffix) else { return nil }
    var tree = Tree()
    Parser().parse(text, into: &tree)
    guard tree.isPartial else { return nil }
    let map = SourceMap(text: tree.bytes)
    return Overlay.Broken(path: path, lines: Set((1...map.lineCount).map { Array(map.line($0)) }))
  }

  /// Throws for inputs in a nested repository that is not a submodule: there is no older state to compare with.
  private func checkNested(_ paths: [String]) async throws(UsageError) {
    var known: [PathKey: String?] = [:]
    func repository(of folder: String) -> String? {
      guard folder != top, FilePaths.isBelow(folder, top), let parent = FilePaths.parent(folder) else { return nil }
      if let found = known[PathKey(folder)] { return found }
      let found = FilePaths.isTaken(FilePaths.joined(folder, ".git")) ? folder : repository(of: parent)
      known[PathKey(folder)] = .some(found)
      return found
    }
    let inner = Set(paths.compactMap { FilePaths.parent($0).flatMap(repository(of:)) }.map(PathKey.init)).sorted()
    for folder in inner { try await Self.checkSubmodule(folder.path, in: try Git(top: top)) }
  }
}
