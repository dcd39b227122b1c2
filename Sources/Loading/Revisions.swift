import Files
import Findings
import Synchronization
package import Writing

/// The files of a repository at an older commit, compared with the work tree by git's object names.
///
/// Nothing is checked out or written, and no filter of the repository runs.
package final class BaseTree: Sendable {
  /// The older state of a file, relative to the work tree.
  enum State: Sendable {
    case unchanged
    case changed([UInt8])
    case absent
    /// It was another file, whose content git does not hold.
    case unavailable
  }

  /// A file of the older state, in the repository or one of its submodules.
  struct Entry: Sendable {
    var object: String
    var git: Git
  }

  /// The repository's top folder, links resolved.
  package let top: String
  /// The commit that was listed.
  package let commit: Commit
  let entries: [PathKey: Entry]
  /// The targets of symbolic links.
  let links: [PathKey: String]
  /// Submodules that were skipped; the state of their files is unknown.
  let unlisted: [String]
  private let states = Mutex<[PathKey: State]>([:])

  private init(top: String, commit: Commit, files: Files = Files()) {
    self.top = top
    self.commit = commit
    entries = files.entries
    links = files.links
    unlisted = files.unlisted
  }

  /// The files of a commit while they are being listed.
  private struct Files {
    var entries: [PathKey: Entry] = [:]
    var links: [PathKey: String] = [:]
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

  /// The older state of a path as a call or a document spells it; links are followed as they were then.
  func state(at path: String) -> State {
    let now = FilePaths.resolved(path)
    guard !links.isEmpty else { return state(of: now) }
    guard let then = location(of: path) else { return .absent }
    let state = state(of: then)
    guard case .unchanged = state, PathKey(then) != PathKey(now) else { return state }
    return FileBytes.read(then).map { .changed($0) } ?? .absent
  }

  /// The file that a path led to, links resolved as they were then; nil if a link led out of the repository or nowhere.
  func location(of path: String) -> String? {
    let now = FilePaths.resolved(path)
    let whole = FilePaths.absolute(path)
    // Links above the work tree are those of today.
    let isTop = FilePaths.upwards(from: whole).first { FilePaths.real($0).map(PathKey.init) == PathKey(top) }
    guard isTop != nil || FilePaths.isBelow(now, top) else { return now }
    let relative = isTop.map { FilePaths.relative(whole, to: $0) } ?? FilePaths.relative(now, to: top)
    guard PathKey(relative) != PathKey(isTop ?? top) else { return now }
    var rest = Array(PathText.components(relative).reversed())
    var found = top
    var hops = 0
    while let part = rest.popLast() {
      if part == "." { continue }
      if part == ".." {
        guard PathKey(found) != PathKey(top), let parent = FilePaths.parent(found) else { return nil }
        found = parent
        continue
      }
      let next = FilePaths.joined(found, part)
      guard let target = links[PathKey(next)] else {
        found = next
        continue
      }
      hops += 1
      guard hops <= 40, !PathText.isAbsolute(target) || FilePaths.isBelow(target, top) else { return nil }
      if PathText.isAbsolute(target) { found = top }
      rest += PathText.components(FilePaths.relative(target, to: top)).reversed()
    }
    return found
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
    return text.map { Self.compared(path, $0) } ?? .absent
  }

  /// The older state of a file whose older content is known.
  private static func compared(_ path: String, _ text: [UInt8]) -> State {
    if let pointer = LargeFile(pointer: text) {
      let isSame = FileBytes.read(path, limit: pointer.size).map(pointer.isPointer) ?? false
      return isSame ? .unchanged : .unavailable
    }
    // A file that differs only in line ends (git's end-of-line conversion) is unchanged.
    let isSame = text.contains(0x0A) && FileBytes.read(path).map(withoutReturns) == withoutReturns(text)
    return isSame ? .unchanged : .changed(text)
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
        let state = Self.compared(file.path, text)
        states.withLock { $0[PathKey(file.path)] = state }
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

  /// The state at a revision. In a repository without a commit that is an empty one.
  ///
  /// - Parameters:
  ///   - paths: the paths of the call.
  ///   - start: the working folder, or the folder of the configuration that names the paths.
  package static func at(_ revision: Revision, paths: [String], start: String) async throws(UsageError) -> BaseTree {
    guard revision.name.utf8.first != UInt8(ascii: "-"), !revision.name.isEmpty else {
      throw UsageError("invalid revision '\(revision.name)'")
    }
    let found: (top: String, inner: [String])
    do throws(UsageError) { found = try Repository.find(paths, start: start) } catch {
      guard revision.mayBePath else { throw error }
      throw UsageError("no such file, folder or revision: \(revision.name) (\(error.message))")
    }
    let (top, inner) = found
    let git = try Git(top: top)
    let commit = try await Commit.find(revision, git)
    guard let id = commit.id else { return BaseTree(top: top, commit: commit) }
    var files = Files()
    try await list(id, git, paths: paths, into: &files, depth: 0)
    for folder in inner where !files.submodules.contains(PathKey(folder)) { try await checkSubmodule(folder, in: git) }
    return BaseTree(top: top, commit: commit, files: files)
  }

  /// Throws for a folder that has its own `.git` and is not a submodule, not even a new one.
  static func checkSubmodule(_ folder: String, in git: Git) async throws(UsageError) {
    let record = try await git.bytes(["ls-files", "--stage", "-z", "--", FilePaths.relative(folder, to: git.top)])
    guard !record.starts(with: "160000".utf8) else { return }
    throw UsageError(
      "\(folder) is a separate repository inside \(git.top), not a submodule; run eventlint in one of the two"
    )
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
    var links: [(path: String, object: String)] = []
    for record in records {
      guard let tab = record.firstIndex(of: "\t") else { continue }
      let fields = record[..<tab].split(separator: " ")
      let path = FilePaths.joined(git.top, String(record[record.index(after: tab)...]))
      guard fields.count == 3 else { continue }
      switch fields[0] {
      case "100644", "100755", "100664": files.entries[PathKey(path)] = Entry(object: String(fields[2]), git: git)
      case "120000": links.append((path, String(fields[2])))
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
    for (link, target) in zip(links, try await contents(links.map(\.object), git)) where target.count <= 4096 {
      files.links[PathKey(link.path)] = String(validating: target, as: UTF8.self) ?? "/"
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
