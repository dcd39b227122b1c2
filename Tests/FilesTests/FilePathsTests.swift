import Files
import Findings
import Foundation
import TestSupport
import Testing

@Suite struct FilePathsTests {
  /// The nearest configuration and the repository are looked for this way: a step that leads down again would find the
  /// configuration of a folder inside the one that is linted.
  @Test("each step upwards leads to a folder around the one before", arguments: [".", "", "..", "../..", "/usr/lib"])
  func upwards(start: String) {
    let steps = FilePaths.upwards(from: start).map { FilePaths.real($0.isEmpty ? "." : $0) ?? $0 }
    for (inner, outer) in zip(steps, steps.dropFirst()) {
      #expect(inner != outer && FilePaths.isBelow(inner, outer), "\(steps)")
    }
    #expect(steps.last == "/")
  }

  /// `/` and a mark behind it are one character of a string, but a separator and a letter of a path. A temporary file
  /// beside such a file would else be made in another folder.
  @Test("a name may begin with a combining mark", arguments: ["\u{301}a.yaml", "\u{FE0F}", "\u{200D}b"])
  func combining(name: String) {
    let path = "/folder/sub/" + name
    #expect(PathKey(FilePaths.parent(path) ?? "none") == PathKey("/folder/sub"))
    #expect(PathKey(FilePaths.name(path)) == PathKey(name))
    #expect(PathKey(FilePaths.absolute("/" + name)) == PathKey("/" + name))
    #expect(PathKey(FilePaths.joined("folder", "/" + name)) == PathKey("/" + name))
    #expect(PathKey(FilePaths.relative(path, to: "/folder")) == PathKey("sub/" + name))
    #expect(FilePaths.isBelow(path, "/folder/sub"))
  }

  /// Folders that end in a slash, the working folder in both of its spellings, and names that are absolute.
  @Test("paths are joined, cut and made relative by their components")
  func components() {
    let pairs = [("a", "b"), (".", "b"), ("", "b"), ("/", "b"), ("a/", "b"), ("a", "/b"), ("a", "../b")]
    #expect(pairs.map { FilePaths.joined($0.0, $0.1) } == ["a/b", "b", "b", "/b", "a/b", "/b", "a/../b"])
    #expect([".", "a", "a/", "/"].map(FilePaths.prefix) == ["", "a/", "a/", "/"])
    #expect(["/a/b", "/a", "/", "a/b", "a", "./a"].map(FilePaths.parent) == ["/a", "/", nil, "a", ".", "."])
    #expect(["/a/b", "a", "./a"].map(FilePaths.name) == ["b", "a", "a"])
    let inside = [("/a/b/c", "/a"), ("/a/b", "/a/"), ("/a", "/"), ("/ab/c", "/a"), ("/a", "/a")]
    #expect(inside.map { FilePaths.relative($0.0, to: $0.1) } == ["b/c", "b", "a", "/ab/c", "/a"])
  }

  /// Neither more steps up than there are folders nor doubled slashes leave a trace, and what is relative belongs to
  /// the working folder.
  @Test("an absolute path has no dots")
  func absolute() {
    let paths = ["/a/./b/../c", "/..", "/../../a", "/a//b/", "/", "/a/..."]
    #expect(paths.map(FilePaths.absolute) == ["/a/c", "/", "/a", "/a/b", "/", "/a/..."])
    let working = FilePaths.workingFolder
    #expect(FilePaths.absolute("a/../b") == FilePaths.joined(working, "b"))
    #expect(FilePaths.absolute(".") == working && FilePaths.absolute("") == working)
  }

  /// A folder whose name continues another's is not inside it, and two spellings of a letter are two names.
  @Test(
    "inside is what follows a whole component",
    arguments: [
      ("/a/b", "/a", true), ("/a", "/a", true), ("/ab", "/a", false), ("/a", "/a/b", false), ("/a", "/", true),
      ("/a/b", "/a/", true), ("/\u{E9}/x", "/e\u{301}", false), ("/e\u{301}/x", "/e", false),
    ])
  func below(path: String, folder: String, expected: Bool) { #expect(FilePaths.isBelow(path, folder) == expected) }

  /// Whether a path leads out of a repository is decided by this: links on the way count, what does not exist yet is
  /// taken by its name.
  @Test("links are resolved as far as a path exists")
  func resolved() throws {
    try withTemporaryFolder(["real/a": ""]) { folder in
      try FileManager.default.createSymbolicLink(atPath: "\(folder)/link", withDestinationPath: "real")
      #expect(FilePaths.resolved("\(folder)/link/a") == "\(folder)/real/a")
      #expect(FilePaths.resolved("\(folder)/link/none/x") == "\(folder)/real/none/x")
      #expect(FilePaths.resolved("\(folder)/none/../link") == "\(folder)/real")
      #expect(FilePaths.real("\(folder)/link/none") == nil)
      #expect(FilePaths.isFolder("\(folder)/link") && !FilePaths.isFolder("\(folder)/link/a"))
    }
  }
}
