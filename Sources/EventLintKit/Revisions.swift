import Findings
import Subprocess

#if canImport(System)
  import System
#else
  import SystemPackage
#endif

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files that differ between the work tree and an older state, by their paths from the file system's root, links resolved.
struct RevisionChanges: Sendable {
  /// What the files that are changed or gone held.
  var old: [(path: String, text: [UInt8])] = []
  /// Files that were not there.
  var added: Set<String> = []

  /// What to lay over the work tree to have the older state. Paths are spelled as the call spells them; texts are known by both.
  ///
  /// - Parameters:
  ///   - inputs: the files that a call reads now.
  ///   - paths: what the call names; its search would find a file that is no more among them.
  func overlay(inputs: [String], paths: [String], excluded: [Glob]) -> Overlay {
    var overlay = Overlay()
    guard !old.isEmpty || !added.isEmpty else { return overlay }
    var own: [String: String] = [:]
    var folders: [String: String] = [:]
    for input in inputs {
      let folder = FilePaths.parent(input) ?? "/"
      let real = folders[folder] ?? FilePaths.real(folder) ?? folder
      folders[folder] = real
      own[FilePaths.joined(real, FilePaths.name(input))] = input
    }
    let roots = (paths.map(Inputs.folder) + ["."]).compactMap { folder in FilePaths.real(folder).map { (folder: folder, real: $0) } }
    func spelled(_ path: String) -> String {
      if let input = own[path] { return input }
      guard let root = roots.first(where: { FilePaths.isBelow(path, $0.real) }) else { return path }
      return FilePaths.joined(root.folder, FilePaths.relative(path, to: root.real))
    }
    overlay.removed = added.union(added.map(spelled))
    for file in old {
      let path = spelled(file.path)
      overlay.texts[file.path] = file.text
      overlay.texts[path] = file.text
      guard own[file.path] == nil, Inputs.isWanted(path, by: paths), !excluded.contains(where: { $0.matches(path) }) else { continue }
      overlay.added.append(path)
    }
    return overlay
  }
}

/// What the files of a call were at a revision, read from git's objects: nothing is checked out, no shell, nothing written.
enum Revisions {
  /// What has changed since the merge base of a revision and `HEAD`.
  ///
  /// Files that git takes for unchanged are read from the work tree; the others' contents come through one `git cat-file --batch`.
  ///
  /// - Parameter folder: a folder of the repository.
  static func changes(since revision: String, in folder: String) async throws(UsageError) -> RevisionChanges {
    guard !revision.hasPrefix("-"), !revision.isEmpty else { throw UsageError("`\(revision)` is no revision") }
    let (top, isShallow) = try await repository(folder)
    _ = try await text(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(revision)^{commit}"], folder) { _ in
      isShallow
        ? "there is no revision \(revision) in this shallow clone; run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
        : "there is no revision \(revision); `git fetch` may bring it"
    }
    let base = try await text(["merge-base", "--end-of-options", revision, "HEAD"], folder) { _ in
      isShallow
        ? "\(revision) and HEAD have no common commit in this shallow clone; run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
        : "\(revision) and HEAD have no common commit"
    }
    // Against the work tree; what the index says of sizes and times spares reading unchanged files.
    let changes = try await bytes(["diff", "--raw", "-z", "--no-renames", "--no-ext-diff", "--no-abbrev", base, "--"], folder)
    let untracked = try await bytes(["ls-files", "--others", "--exclude-standard", "-z", "--full-name", "--", ":/"], folder)
    var result = RevisionChanges()
    result.added = Set(untracked.split(separator: 0).map { FilePaths.joined(top, String(decoding: $0, as: UTF8.self)) })
    var old: [(path: String, object: String)] = []
    for change in changed(changes) {
      let path = FilePaths.joined(top, change.path)
      if change.object.allSatisfy({ $0 == "0" }) {
        result.added.insert(path)
      } else if change.isFile {
        old.append((path, change.object))
      }
    }
    let contents = try await objects(old.map(\.object), folder)
    result.old = zip(old, contents).map { ($0.path, $1) }
    return result
  }

  /// The repository's top, and whether its history is cut off.
  private static func repository(_ folder: String) async throws(UsageError) -> (top: String, isShallow: Bool) {
    let answer = try await text(["rev-parse", "--show-toplevel", "--is-shallow-repository"], folder) { words in
      words.contains("dubious ownership")
        ? "git does not trust the repository of \(folder), which another user owns; see `git help config`, safe.directory"
        : "\(folder) is in no git repository, which --new-since needs"
    }
    let lines = answer.split(separator: "\n").map(String.init)
    guard lines.count == 2 else { throw UsageError("git is too old to tell where the repository of \(folder) is") }
    return (lines[0], lines[1] == "true")
  }

  /// The records of `diff --raw -z`: `:MODE MODE OLD NEW STATUS`, then the path.
  private static func changed(_ bytes: [UInt8]) -> [(path: String, object: String, isFile: Bool)] {
    var records: [(path: String, object: String, isFile: Bool)] = []
    var parts = bytes.split(separator: 0).makeIterator()
    while let head = parts.next(), let path = parts.next() {
      let fields = String(decoding: head, as: UTF8.self).split(separator: " ")
      guard fields.count >= 4, let mode = fields.first else { continue }
      // Neither links nor submodules hold a catalog.
      records.append((String(decoding: path, as: UTF8.self), String(fields[2]), mode == ":100644" || mode == ":100755"))
    }
    return records
  }

  /// The contents of objects, in order.
  private static func objects(_ objects: [String], _ folder: String) async throws(UsageError) -> [[UInt8]] {
    guard !objects.isEmpty else { return [] }
    let request = Array((objects.joined(separator: "\n") + "\n").utf8)
    let answer = try await bytes(["cat-file", "--batch"], folder, input: request)
    var contents: [[UInt8]] = []
    var position = 0
    for _ in objects {
      guard let end = answer[position...].firstIndex(of: 0x0A) else { break }
      let fields = String(decoding: answer[position..<end], as: UTF8.self).split(separator: " ")
      guard fields.count == 3, let size = Int(fields[2]), end + 1 + size <= answer.count else {
        throw UsageError("git lacks the object \(fields.first.map(String.init) ?? ""); `git fetch` may bring it")
      }
      contents.append(Array(answer[end + 1..<end + 1 + size]))
      position = end + 2 + size
    }
    return contents
  }

  private static func text(_ arguments: [String], _ folder: String, _ failure: (String) -> String) async throws(UsageError) -> String {
    let result = try await call(arguments, folder, input: [])
    guard result.isSuccess else { throw UsageError(failure(result.error)) }
    return String(decoding: result.output, as: UTF8.self).split(separator: "\n").joined(separator: "\n")
  }

  private static func bytes(_ arguments: [String], _ folder: String, input: [UInt8] = []) async throws(UsageError) -> [UInt8] {
    let result = try await call(arguments, folder, input: input)
    guard result.isSuccess else {
      throw UsageError("git \(arguments[0]) failed: \(result.error.split(separator: "\n").first.map(String.init) ?? "no reason given")")
    }
    return result.output
  }

  private static func call(
    _ arguments: [String], _ folder: String, input: [UInt8]
  ) async throws(UsageError) -> (output: [UInt8], error: String, isSuccess: Bool) {
    do {
      let result = try await run(
        .name("git"), arguments: Arguments(["-C", folder] + arguments), environment: .inherit.updating(environment), input: .array(input),
        output: .bytes(limit: 2 << 30), error: .string(limit: 1 << 20))
      return (result.standardOutput, result.standardError ?? "", result.terminationStatus.isSuccess)
    } catch let error as SubprocessError where error.code == .executableNotFound {
      throw UsageError("there is no `git`, which --new-since needs")
    } catch {
      throw UsageError("git could not be run: \(error)")
    }
  }

  /// A hook's own variables would point to another index; nothing is locked, nothing fetched, words are English.
  private static let environment: [Environment.Key: String?] = [
    "GIT_DIR": nil, "GIT_WORK_TREE": nil, "GIT_INDEX_FILE": nil, "GIT_PREFIX": nil, "GIT_OPTIONAL_LOCKS": "0", "LC_ALL": "C",
    "GIT_NO_LAZY_FETCH": "1", "GIT_TERMINAL_PROMPT": "0",
  ]
}
