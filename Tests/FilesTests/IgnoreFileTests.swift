import Foundation
import TestSupport
import Testing

@testable import Files

/// What git ignores is not read. The expectations are those of `git check-ignore --no-index` (2.39).
@Suite struct IgnoreFileTests {
  /// Whether the lines ignore a file of the folder they stand in, or one of the folders on the way to it.
  private func ignores(_ lines: String, _ path: String) -> Bool {
    let files = [IgnoreFile(Array(lines.utf8), prefix: "")]
    let parts = path.split(separator: "/").map { String($0) }
    return parts.indices.contains { index in
      files.ignores(parts[...index].joined(separator: "/"), isFolder: index < parts.count - 1)
    }
  }

  /// A later line takes back an earlier one, unless a folder on the way is ignored: nothing in it can be taken back.
  static let order: [(String, String, Bool)] = [
    ("*.yaml\n!keep.yaml\n", "keep.yaml", false), ("!keep.yaml\n*.yaml\n", "keep.yaml", true),
    ("*.yaml\n!keep.yaml\nkeep.*\n", "keep.yaml", true), ("build/\n!build/keep.yaml\n", "build/keep.yaml", true),
    ("build/*\n!build/keep.yaml\n", "build/keep.yaml", false), ("/*\n!/a/\n/a/*\n!/a/x.yaml\n", "a/x.yaml", false),
    ("/*\n!/a/\n/a/*\n!/a/x.yaml\n", "a/y.yaml", true), ("**\n!a/\n!b\n", "a/b", false), ("!\na\n", "a", true),
  ]

  /// A slash at the end restricts a line to folders, any other slash ties it to the folder of the file.
  static let slashes: [(String, String, Bool)] = [
    ("build/", "build", false), ("build/", "a/build", false), ("build/", "build/a", true), ("build", "build", true),
    ("build/", "a/build/b", true), ("/a", "a", true), ("/a", "b/a", false), ("a/b", "a/b", true),
    ("a/b", "c/a/b", false), ("a/b/", "a/b", false), ("a/b/", "a/b/c", true), ("**/a/b", "c/a/b", true),
    ("a", "b/a", true), ("a/**", "a/b", true), ("a/**", "b/a/b", false), ("*/a", "a", false), ("*/a", "b/a", true),
    ("/", "a", false), ("a//", "a/b", false), ("./a", "a", false),
  ]

  /// Comments, spaces at both ends, escapes, line ends of Windows, a byte-order mark, and lines that say nothing.
  static let lines: [(String, String, Bool)] = [
    ("# a\na b\n", "a b", true), ("#a\n", "#a", false), ("\\#a\n", "#a", true), ("!a\n", "!a", false),
    ("\\!a\n", "!a", true), ("a  \n", "a", true), ("a\\ \n", "a ", true), ("a\\ \n", "a", false),
    ("a\\  \n", "a ", true), ("a\t\n", "a", false), (" a\n", "a", false), (" a\n", " a", true),
    ("\u{FEFF}a\n", "a", true), ("a\r\nb\r\n", "a", true), ("a\r\nb\r\n", "b", true), ("a\r", "a", true),
    ("a", "a", true), ("\n\n", "a", false), ("", "a", false), (" \n", "a", false), ("\r\n", "a", false),
    ("[\na\n", "a", true), ("a\\\n", "a\\", false),
  ]

  /// What the tables above say, one by one.
  @Test("a file ignores what git says it ignores", arguments: order + slashes + lines)
  func decides(lines: String, path: String, isIgnored: Bool) { #expect(ignores(lines, path) == isIgnored) }

  /// Git compares slashes like letters, so that a doubled or an escaped one at the front fits no path.
  @Test("a line with an empty component ignores nothing", arguments: [("a//b", "a/b"), ("//a", "a"), ("\\/a", "a")])
  func emptyComponents(line: String, path: String) { #expect(!ignores(line, path)) }

  /// The file nearest to a path has the last word, and `.git/info/exclude` the first.
  @Test("inner files decide over outer ones, and all over the repository's own exclusions")
  func nested() throws {
    let files = [
      ".git/HEAD": "", ".git/info/exclude": "*.log\n", ".gitignore": "*.yaml\n!keep.log\n", "a/.gitignore": "!x.yaml\n",
      "a/b/.gitignore": "x.yaml\n",
    ]
    try withTemporaryFolder(files) { folder in
      let ignored = [
        "x.yaml", "a/x.yaml", "a/y.yaml", "a/b/x.yaml", "a/b/c/x.yaml", "a.log", "a/b/a.log", "keep.log", "a/b/z.txt",
      ].filter { IgnoreFile.leavesOut("\(folder)/\($0)") }
      #expect(ignored == ["x.yaml", "a/y.yaml", "a/b/x.yaml", "a/b/c/x.yaml", "a.log", "a/b/a.log"])
    }
  }

  /// Sixty made-up files a seed, fifteen paths each. Left out is what `emptyComponents` and
  /// `GlobTests.unknownClasses` are about, and `**` beside other letters, which git reads differently after a literal
  /// beginning.
  @Test(
    "made-up lines ignore what git says they ignore",
    .enabled(if: FilePaths.exists("/usr/bin/git"), "git is not installed"), arguments: [1, 2, 3, 4] as [UInt64])
  func differential(seed: UInt64) throws {
    var chance = Chance(state: seed)
    var files: [String: String] = [:]
    var paths: [String] = []
    for group in 0..<60 {
      let lines = (0...chance.below(3)).map { _ in chance.line() }
      files["g\(group)/.gitignore"] = lines.joined(separator: chance.below(3) == 0 ? "\r\n" : "\n")
      for _ in 0..<15 {
        let parts = (0...chance.below(3)).map { _ in chance.pick(Chance.names) }
        paths.append("g\(group)/" + parts.joined(separator: "/"))
      }
    }
    files["paths"] = paths.map { $0 + "\0" }.joined()
    try withTemporaryFolder(files) { folder in
      #expect(try git(["init", "-q"], in: folder).status == 0)
      let answer = try git(["check-ignore", "--no-index", "-z", "--stdin"], in: folder, input: "\(folder)/paths")
      #expect(answer.status == 0)
      let ignored = Set(answer.output.split(separator: 0).map { String(decoding: $0, as: UTF8.self) })
      #expect(ignored.count > 50 && ignored.count < paths.count - 50)
      for path in paths {
        let group = path.prefix { $0 != "/" }
        let lines = files["\(group)/.gitignore"] ?? ""
        #expect(IgnoreFile.leavesOut("\(folder)/\(path)") == ignored.contains(path), "\(path) by \(lines)")
      }
    }
  }

  /// Runs git without this machine's and this user's configuration.
  private func git(_ arguments: [String], in folder: String, input: String = "/dev/null") throws -> (
    output: [UInt8], status: Int32
  ) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/git")
    process.arguments = ["-C", folder] + arguments
    var environment = ProcessInfo.processInfo.environment.filter { !$0.key.hasPrefix("GIT_") }
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null"
    environment["GIT_CONFIG_NOSYSTEM"] = "1"
    environment["XDG_CONFIG_HOME"] = folder
    process.environment = environment
    let pipe = Pipe()
    process.standardInput = try #require(FileHandle(forReadingAtPath: input))
    process.standardOutput = pipe
    process.standardError = FileHandle.nullDevice
    try process.run()
    let output = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return ([UInt8](output), process.terminationStatus)
  }
}

/// Random lines of ignore files, the same ones for the same seed (SplitMix64).
private struct Chance {
  var state: UInt64

  static let names = [
    "a", "b", "c", "ab", "abc", "A", "a b", "a ", "*", "]", "-", "\u{E9}", "a]", "[", "aa", "?", "{a,b}", "\\",
  ]
  private static let pieces = [
    "a", "b", "c", "ab", "*", "?", "[!a]", "[^a]", "[a-c]", "[]a]", "[!]a]", "[a-]", "[-a]", "\\a", "\\*", "\\?",
    "[[:alpha:]]", "[[:digit:]-a]", "[\\]a]", "[\\\\]", "[a/b]", "[", "]", "-", "\u{E9}", "{a,b}", "A",
  ]

  private mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var word = state
    word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
    word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
    return word ^ (word >> 31)
  }

  /// A number from 0 up to a count, exclusive.
  mutating func below(_ count: Int) -> Int { Int(next() % UInt64(count)) }

  mutating func pick(_ words: [String]) -> String { words[below(words.count)] }

  mutating func line() -> String {
    var line = ""
    for number in 0...below(3) { line += (number > 0 ? "/" : "") + component() }
    if below(5) == 0 { line = "/" + line }
    if below(5) == 0 { line += "/" }
    if below(10) == 0 { line += pick([" ", "\\ "]) }
    return below(4) == 0 ? "!" + line : line
  }

  private mutating func component() -> String {
    if below(7) == 0 { return "**" }
    var component = ""
    for _ in 0...below(3) { component += pick(Self.pieces) }
    while component.contains("**") { component = component.replacing("**", with: "*") }
    return component
  }
}
