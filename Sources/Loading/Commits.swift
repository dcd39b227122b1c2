import Files
import Findings
package import Writing

/// A revision of a call, spelled as for git.
package struct Revision: Sendable, Hashable {
  /// The name: a branch, a tag, a commit or whatever else git takes for a commit.
  package var name: String
  /// Whether the revision itself is meant, and not its merge base with `HEAD`.
  package var isTip: Bool
  /// Whether it might as well be a path that does not exist.
  package var mayBePath: Bool

  /// A revision, for its merge base with `HEAD` by default.
  package init(_ name: String, isTip: Bool = false, mayBePath: Bool = false) {
    self.name = name
    self.isTip = isTip
    self.mayBePath = mayBePath
  }
}

/// The commit that is read for a revision.
package struct Commit: Sendable, Equatable {
  /// The id; nil in a repository without a commit.
  package var id: String?
  /// The commit in words with short ids: `1a2b3c4, the merge base of main and HEAD (5d6e7f8)`, or
  /// `HEAD (5d6e7f8), the merge base with main`.
  package var words: String

  /// Looks a revision up.
  ///
  /// - Throws: `UsageError` if there is none, or no merge base.
  static func find(_ revision: Revision, _ git: Git) async throws(UsageError) -> Commit {
    let isShallow = try await isShallow(git)
    let head = try await id(of: "HEAD", git)
    var name = revision.name
    let found = try await id(of: name, git)
    for prefix in [remotes, heads] where name.hasPrefix(prefix) { name = String(name.dropFirst(prefix.count)) }
    // CI systems name commits by their whole ids.
    if name == found { name = short(name) }
    guard let tip = found else {
      if head == nil, name == "HEAD" || name == "@" {
        return Commit(id: nil, words: "nothing, since the repository has no commit")
      }
      let words = revision.mayBePath ? "no such file, folder or revision: \(name)" : "unknown revision '\(name)'"
      throw UsageError(
        isShallow
          ? "\(words) in this shallow clone; run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
          : "\(words); \(try await nearest(to: name, git).map { "did you mean '\($0)'?" } ?? "try `git fetch`")")
    }
    guard let head, !revision.isTip else {
      return Commit(id: tip, words: tip.hasPrefix(name) ? short(tip) : "\(name) (\(short(tip)))")
    }
    let base = try await git.ask(["merge-base", "--end-of-options", tip, head])
    guard base.isSuccess else {
      throw UsageError(
        isShallow
          ? "\(name) and HEAD have no common commit in this shallow clone; "
            + "run `git fetch --unshallow`, or check out with `fetch-depth: 0`"
          : "\(name) and HEAD have no common commit")
    }
    // Each commit is named once.
    if base.text == tip, tip.hasPrefix(name) { return Commit(id: tip, words: short(tip)) }
    if base.text == head {
      let isHead = ["HEAD", "@"].contains(name)
      return Commit(id: head, words: "HEAD (\(short(head)))" + (isHead ? "" : ", the merge base with \(name)"))
    }
    return Commit(id: base.text, words: "\(short(base.text)), the merge base of \(name) and HEAD (\(short(head)))")
  }

  /// The branch or tag whose name is nearest to an unknown one; nil if none is near.
  private static func nearest(to name: String, _ git: Git) async throws(UsageError) -> String? {
    let names = try await git.ask(["for-each-ref", "--format=%(refname:short)", heads, remotes, "refs/tags/"])
    return NearName.best(for: name, among: names.text.split(separator: "\n").map(String.init))
  }

  /// The default branch of the repository around the paths of a call: that of its remote, else the own one. `HEAD` in a
  /// repository without a commit; nil if there is no such branch.
  package static func defaultBranch(paths: [String], start: String) async throws(UsageError) -> Revision? {
    let git = try Git(top: try Repository.find(paths, start: start).top)
    _ = try await isShallow(git)
    // Whole names, since a tag of the same name would win.
    for name in ["origin/HEAD", "origin/main", "origin/master"].map({ remotes + $0 })
      + ["main", "master"].map({ heads + $0 })
    where try await id(of: name, git) != nil {
      guard name.hasSuffix("/HEAD") else { return Revision(name) }
      let target = try await git.ask(["rev-parse", "--verify", "--quiet", "--symbolic-full-name", name])
      return Revision(target.isSuccess && target.text.hasPrefix(remotes) ? target.text : name)
    }
    return try await id(of: "HEAD", git) == nil ? Revision("HEAD") : nil
  }

  private static let remotes = "refs/remotes/"
  private static let heads = "refs/heads/"

  private static func isShallow(_ git: Git) async throws(UsageError) -> Bool {
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
      throw UsageError("the work tree of \(git.top) is elsewhere; cannot compare with a revision")
    }
    return lines[1] == "true"
  }

  /// The id of the commit that a revision stands for; nil if it stands for none, or for several.
  private static func id(of name: String, _ git: Git) async throws(UsageError) -> String? {
    let commit = try await git.ask(["rev-parse", "--verify", "--quiet", "--end-of-options", "\(name)^{commit}"])
    guard commit.isSuccess, commit.text.utf8.count >= 40, commit.text.utf8.allSatisfy({ $0.isHexDigit }) else {
      return nil
    }
    return commit.text
  }

  private static func short(_ id: String) -> String { String(id.prefix(7)) }
}

extension UInt8 {
  fileprivate var isHexDigit: Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(self)
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
        throw UsageError(
          "\(path): not in a git repository, so there is no revision to compare with; "
            + "compare contracts with earlier files instead: --against FOLDER")
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
