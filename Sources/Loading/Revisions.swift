package import Files
import Findings
import Synchronization
package import Writing
import YAMLTree

/// The files of a repository at an older commit, compared with the work tree by git's object names.
///
/// Nothing is checked out or written, and no filter of the repository runs.
package final class BaseTree: Sendable {
  /// The older state of a file, relative to the work tree.
  enum State: Sendable {
    case unchanged
    case changed([UInt8])
    case absent
  }

  /// A file of the older state, in the repository or one of its submodules.
  private struct Entry {
    var object: String
    var git: Git
  }

  /// The repository's top folder, links resolved.
  private let top: String
  private let entries: [PathKey: Entry]
  /// Submodules that were skipped; the state of their files is unknown.
  private let unlisted: [String]
  private let states = Mutex<[PathKey: State]>([:])

  private init(top: String, files: Files = Files()) {
    self.top = top
    entries = files.entries
    unlisted = files.unlisted
  }

  /// The files of a commit while they are being listed.
  private struct Files {
    var entries: [PathKey: Entry] = [:]
    var submodules: Set<PathKey> = []
    var unlisted: [String] = []
  }

  /// The paths of all files, links resolved, in order.
  var paths: [String] { entries.keys.sorted().map(\.path) }

  /// The older state of a file, by its path with links resolved. Files outside the repository, and those that git
  /// ignores, count as unchanged.
  func state(of path: String) -> State {
    let key = PathKey(path)
    if let known = states.withLock({ $0[key] }) { return known }
    let fresh = compared(path, entries[key])
    states.withLock { $0[key] = fresh }
    return fresh
  }

  private func compared(_ path: String, _ entry: Entry?) -> State {
    guard let entry else {
      guard FilePaths.isBelow(path, top), !unlisted.contains(where: { FilePaths.isBelow(path, $0) }),
        !IgnoreFile.leavesOut(path)
      else { return .unchanged }
      return .absent
    }
    if Self.holds(path, entry) { return .unchanged }
    // A referenced file is discovered only now, so its content is fetched by itself.
    let text = try? Blocking.run { () async throws(UsageError) in
      try await entry.git.bytes(["cat-file", "blob", entry.object])
    }
    return text.map { .changed($0) } ?? .absent
  }

  /// Whether a file of the work tree is unchanged.
  private static func holds(_ path: String, _ entry: Entry) -> Bool {
    FileBytes.read(path).map(GitHash.blob) == entry.object
  }

  /// Compares files in parallel and reads the old contents of changed ones with a single git call per repository.
  func compare(_ paths: [String], workers: Int) async throws(UsageError) {
    let differing = Mutex<[Int]>([])
    withoutActuallyEscaping(
      { (number: Int) in
        let path = paths[number]
        guard let entry = self.entries[PathKey(path)] else { return }
        if Self.holds(path, entry) {
          self.states.withLock { $0[PathKey(path)] = .unchanged }
        } else {
          differing.withLock { $0.append(number) }
        }
      } as @Sendable (Int) -> Void
    ) { Parallel.forEach(paths.count, workers: workers, $0) }
    let changed = differing.withLock { $0.sorted() }
    var byRepository: [String: (git: Git, files: [(path: String, object: String)])] = [:]
    for number in changed {
      guard let entry = entries[PathKey(paths[number])] else { continue }
      byRepository[entry.git.top, default: (entry.git, [])].files.append((paths[number], entry.object))
    }
    for (_, group) in byRepository.sorted(by: { $0.key < $1.key }) {
      let contents = try await Self.contents(group.files.map(\.object), group.git)
      for (file, text) in zip(group.files, contents) {
        // A file that differs only in line ends (git's end-of-line conversion) is unchanged.
        let isSame =
          text.contains(0x0A) && FileBytes.read(file.path).map(Self.withoutReturns) == Self.withoutReturns(text)
        states.withLock { $0[PathKey(file.path)] = isSame ? .unchanged : .changed(text) }
      }
    }
  }

  private static func withoutReturns(_ text: [UInt8]) -> [UInt8] { text.filter { $0 != 0x0D } }

  /// The contents of objects, in order.
  private static func contents(_ objects: [String], _ git: Git) async throws(UsageError) -> [[UInt8]] {
    guard !objects.isEmpty else { return [] }
    let answer = try await git.bytes(
      ["cat-file", "--batch"], input: Array((objects.joined(separator: "\n") + "\n").utf8))
    var contents: [[UInt8]] = []
    var position = 0
    for object in objects {
      guard position < answer.count, let end = answer[position...].firstIndex(of: 0x0A) else {
        throw UsageError("object \(object) is missing from the repository; try `git fetch`")
      }
      let fields = String(decoding: answer[position..<end], as: UTF8.self).split(separator: " ")
      guard fields.count == 3, let size = Int(fields[2]), size <= answer.count - end - 1 else {
        throw UsageError("object \(object) is missing from the repository; try `git fetch`")
      }
      contents.append(Array(answer[end + 1..<end + 1 + size]))
      position = end + 2 + size
    }
    return contents
  }

  // MARK: Finding it

  /// The state at the merge base of a revision and `HEAD`. In a repository without a commit that is an empty one.
  ///
  /// - Parameters:
  ///   - paths: the paths of the call.
  ///   - start: the working folder, or the folder of the configuration that names the paths.
  package static func at(_ revision: String, paths: [String], start: String) async throws(UsageError) -> BaseTree {
    guard !revision.hasPrefix("-"), !revision.isEmpty else { throw UsageError("invalid revision '\(revision)'") }
    let (top, inner) = try Repository.find(paths, start: start)
    let git = try Git(top: top)
    guard let base = try await mergeBase(revision, git) else { return BaseTree(top: top) }
    var files = Files()
    try await list(base, git, paths: paths, into: &files, depth: 0)
    for folder in inner where !files.submodules.contains(PathKey(folder)) { try await checkSubmodule(folder, in: git) }
    return BaseTree(top: top, files: files)
  }

  /// Throws for a folder that has its own `.git` and is not a submodule, not even a new one.
  private static func checkSubmodule(_ folder: String, in git: Git) async throws(UsageError) {
    let record = try await git.bytes(["ls-files", "--stage", "-z", "--", FilePaths.relative(folder, to: git.top)])
    guard !record.starts(with: "160000".utf8) else { return }
    throw UsageError(
      "\(folder) is a separate repository inside \(git.top), not a submodule; run eventlint in one of the two"
    )
  }

  /// - Returns: the id of the merge base; nil in a repository without a commit.
  private static func mergeBase(_ revision: String, _ git: Git) async throws(UsageError) -> String? {
    let about = try await git.ask(["rev-parse", "--show-toplevel", "--is-shallow-repository"])
    guard about.isSuccess else {
      throw UsageError(
        about.words.contains("dubious ownership")
          ? "git refuses \(git.top), which is owned by another user; see safe.directory in `git help config`"
          : "git cannot read the repository \(git.top): "
            + (about.words.split(separator: "\n").first.map(String.init) ?? "no reason given")
      )
    }
    let lines = about.text.split(separator: "\n").map(String.init)
    guard lines.count == 2 else { throw UsageError("this version of git is too old to compare with a revision") }
    guard FilePaths.real(lines[0]) == git.top else {
      throw UsageError(
        "the work tree of \(git.top) is elsewhere; cannot compare with a revision")
    }
    let isShallow = lines[1] == "true"
    let hasHead = try await git.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD^{commit}"]).isSuccess
    let commit = try await git.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"])
    guard commit.isSuccess else {
      if !hasHead, revision == "HEAD" || revision == "@" { return nil }
      throw UsageError(
        isShallow
          ? "unknown revision '\(revision)' in this shallow clone; "
            + "run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
          : "unknown revision '\(revision)'; try `git fetch`")
    }
    guard hasHead else { return commit.text }
    let base = try await git.ask(["merge-base", "--end-of-options", commit.text, "HEAD"])
    guard base.isSuccess else {
      throw UsageError(
        isShallow
          ? "\(revision) and HEAD have no common commit in this shallow clone; "
            + "run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
          : "\(revision) and HEAD have no common commit")
    }
    return base.text
  }

  /// Adds the regular files of a commit; of submodules that the paths reach those of the commit that is recorded for
  /// them.
  private static func list(
    _ commit: String, _ git: Git, paths: [String], into files: inout Files, depth: Int
  ) async throws(UsageError) {
    // Paths that are not UTF-8 are never read, so they are not compared.
    let records = try await git.bytes(["ls-tree", "-r", "-z", "--full-tree", commit]).split(separator: 0).compactMap {
      String(validating: $0, as: UTF8.self)
    }
    for record in records {
      guard let tab = record.firstIndex(of: "\t") else { continue }
      let fields = record[..<tab].split(separator: " ")
      let path = FilePaths.joined(git.top, String(record[record.index(after: tab)...]))
      guard fields.count == 3 else { continue }
      switch fields[0] {
      case "100644", "100755", "100664": files.entries[PathKey(path)] = Entry(object: String(fields[2]), git: git)
      case "160000":
        files.submodules.insert(PathKey(path))
        guard Inputs.reach(path, from: paths) else {
          files.unlisted.append(path)
          continue
        }
        try await listSubmodule(path, String(fields[2]), outer: git, paths: paths, into: &files, depth: depth + 1)
      default: continue
      }
    }
  }

  private static func listSubmodule(
    _ path: String, _ commit: String, outer: Git, paths: [String], into files: inout Files, depth: Int
  ) async throws(UsageError) {
    guard depth < 16 else { throw UsageError("\(path): submodules are nested more than 16 levels deep") }
    guard FilePaths.isTaken(FilePaths.joined(path, ".git")) else {
      // A submodule that is not checked out is not read either; it only must not have changed.
      let name = FilePaths.relative(path, to: outer.top)
      let now = try await outer.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", "HEAD:\(name)"])
      guard now.isSuccess, now.text != commit else { return }
      throw UsageError("the submodule \(path) has changed and is not checked out; run `git submodule update --init`")
    }
    guard FilePaths.real(path) == path else {
      throw UsageError("the submodule \(path) is reached through a link; cannot compare with a revision")
    }
    let git = try Git(top: path)
    guard try await git.ask(["cat-file", "-e", "\(commit)^{commit}"]).isSuccess else {
      throw UsageError(
        "the submodule \(path) lacks its recorded commit \(commit); run `git -C \(path) fetch`")
    }
    try await list(commit, git, paths: paths, into: &files, depth: depth)
  }
}

/// The repository that contains the paths of a call.
package enum Repository {
  /// The top of the repository, and folders on the way to the paths that have a `.git` of their own.
  ///
  /// The one around the place of the call counts, so that a folder of the checkout cannot pass itself off as the
  /// repository.
  static func find(_ paths: [String], start: String) throws(UsageError) -> (top: String, inner: [String]) {
    let start = FilePaths.resolved(start)
    var top: String?
    var inner: Set<PathKey> = []
    for path in paths.isEmpty ? ["."] : paths {
      let folder = FilePaths.resolved(Inputs.folder(of: path))
      let candidates = FilePaths.upwards(from: folder).filter { FilePaths.isTaken(FilePaths.joined($0, ".git")) }
      guard let own = candidates.first(where: { FilePaths.isBelow(start, $0) }) ?? candidates.first else {
        throw UsageError("\(path): not in a git repository; cannot compare with a revision")
      }
      let isAround = FilePaths.isBelow(start, own)
      guard isAround || candidates.count == 1 else {
        throw UsageError(
          "\(path) is in a repository inside another (\(candidates[0]), \(candidates[1])); "
            + "run eventlint in one of the two"
        )
      }
      guard top == nil || top == own else {
        throw UsageError("the paths are in several repositories (\(top ?? ""), \(own)); use one run for each")
      }
      top = own
      if isAround { for folder in candidates.prefix(while: { $0 != own }) { inner.insert(PathKey(folder)) } }
    }
    return (top ?? "/", inner.sorted().map(\.path))
  }
}

extension BaseTree {
  /// The overlay that turns the work tree into the older state. Paths are spelled as in the call.
  ///
  /// - Parameters:
  ///   - inputs: the files that a call reads now.
  ///   - paths: the paths of the call, to decide which deleted files it would have read.
  package func overlay(inputs: [String], paths: [String], excluded: [FilePattern], workers: Int)
    async throws(UsageError)
    -> Overlay
  {
    var own: [PathKey: String] = [:]
    var folders: [String: String] = [:]
    for input in inputs {
      let folder = FilePaths.parent(input) ?? "/"
      let real = folders[folder] ?? FilePaths.real(folder) ?? folder
      folders[folder] = real
      own[PathKey(FilePaths.joined(real, FilePaths.name(input)))] = input
    }
    let roots = (paths.map(Inputs.folder) + ["."]).compactMap { folder in
      FilePaths.real(folder).map { (folder: folder, real: $0) }
    }
    func spelled(_ path: String) -> String {
      guard let root = roots.first(where: { FilePaths.isBelow(path, $0.real) }) else { return path }
      return FilePaths.joined(root.folder, FilePaths.relative(path, to: root.real))
    }
    // Deleted files that the call would have found. Files that still exist and are not inputs were not inputs then.
    let gone = self.paths.filter { path in
      guard own[PathKey(path)] == nil, !FilePaths.exists(path) else { return false }
      let path = spelled(path)
      return Inputs.isWanted(path, by: paths) && !excluded.contains { $0.covers(path) }
    }
    try await compare(own.keys.sorted().map(\.path) + gone, workers: workers)
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
      case .changed(let text):
        // The old findings of a broken file are unknown, so its current text is used for both states.
        if let broken = Self.broken(text, input) {
          overlay.broken.append(broken)
        } else {
          overlay.texts[PathKey(input)] = text
        }
      }
    }
    for path in gone {
      guard case .changed(let text) = state(of: path) else { continue }
      overlay.texts[PathKey(spelled(path))] = text
      overlay.added.append(spelled(path))
    }
    overlay.broken.sort { PathKey($0.path) < PathKey($1.path) }
    return overlay
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
