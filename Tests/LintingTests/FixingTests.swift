import Configuration
import Files
import Findings
import Loading
import TestSupport
import Testing
import Writing

@testable import Linting

@Suite struct EditTests {
  static let cases: [([(UInt32, UInt32, String)], String, Int)] = [
    ([], "abcdef", 0), ([(1, 3, "X")], "aXdef", 1), ([(1, 3, "X"), (2, 4, "Y")], "aXdef", 1),
    ([(1, 3, "X"), (3, 4, "Y")], "aXYef", 2), ([(1, 4, "X"), (2, 3, "Y")], "aXef", 1),
    ([(1, 4, "X"), (1, 2, "Y")], "aYcdef", 1), ([(0, 6, "")], "", 1), ([(6, 6, "X")], "abcdefX", 1),
    ([(0, 0, "X")], "Xabcdef", 1), ([(2, 2, "X"), (2, 2, "X")], "abXcdef", 1),
    ([(2, 2, "X"), (2, 2, "Y")], "abXYcdef", 2), ([(2, 2, "X"), (2, 4, "Y")], "abXYef", 2),
    ([(2, 4, "Y"), (4, 4, "X")], "abYXef", 2), ([(1, 4, "Y"), (2, 2, "X")], "aYef", 1),
    ([(7, 7, "X"), (5, 9, "Y"), (6, 7, "Z")], "abcdef", 0),
    ([(5, 6, "X"), (1, 2, "Y"), (3, 4, "Z")], "aYcZeX", 3),
  ]

  /// Of edits that overlap the first in the text is made, an equal one only once, and none outside of the text. The
  /// order in which findings come makes no difference.
  @Test("edits of one file, from every order of findings", arguments: cases)
  func applied(edits: [(UInt32, UInt32, String)], expected: String, count: Int) {
    let all = edits.map { Edit(Place(file: FileID(0), start: $0.0, end: $0.1), $0.2) }
    for order in [all, all.reversed()] {
      let result = order.applied(to: Array("abcdef".utf8))
      #expect(String(decoding: result.text, as: UTF8.self) == expected && result.count == count)
    }
  }
}

/// Fixes of findings, written to files and shown.
@Suite struct FixingTests {
  private static let text = "eventlint: 1\nservices:\n  a: {publishes: A}\n  b: {consumes: A}\n"

  /// The place of the first occurrence of a word.
  private func place(_ word: String, in text: String = FixingTests.text, file: UInt32 = 0) throws -> Place {
    let (bytes, wanted) = (Array(text.utf8), Array(word.utf8))
    let start = try #require(bytes.indices.first { bytes[$0...].starts(with: wanted) })
    return Place(file: FileID(file), start: UInt32(start), end: UInt32(start + wanted.count))
  }

  private func finding(_ edits: [Edit], safety: Fix.Safety = .safe) -> Finding {
    Finding(
      rule: RuleID("r"), severity: .warning, message: "m", place: Place(file: FileID(0), start: 0, end: 1),
      fix: Fix("change it", edits, safety: safety))
  }

  /// The files of a folder as they were read, with findings that have these fixes.
  private func judged(_ folder: String, _ findings: [Finding]) throws -> LintResult {
    var judged = Linter.judge(try LoadedCatalog.load([folder]), Configuration())
    judged.findings = findings
    return judged
  }

  private func written(_ path: String) -> String {
    String(decoding: FileBytes.read(path) ?? [], as: UTF8.self)
  }

  private func summary(_ fixing: Fixing, isShown: Bool = false) -> String {
    String(decoding: fixing.summary(isShown: isShown), as: UTF8.self)
  }

  /// Two findings want to change the same bytes: one change is made, the text stays readable, and the count is right.
  @Test("of fixes that overlap the first in the text is made")
  func overlapping() throws {
    try withTemporaryFolder(["a.yaml": Self.text]) { folder in
      let (whole, part) = try (place("{publishes: A}"), place("publishes"))
      let findings = [finding([Edit(part, "sends")]), finding([Edit(whole, "{}")])]
      let fixing = try Fixing(try judged(folder, findings), includesUnsafe: false)
      try fixing.write()
      #expect(written("\(folder)/a.yaml") == Self.text.replacing("{publishes: A}", with: "{}"))
      #expect(summary(fixing) == "Applied 1 edit in 1 file.\n")
    }
  }

  /// Half of a fix is worse than none: what one edit opens another one closes.
  @Test("a fix is made with all of its edits or not at all")
  func whole() throws {
    try withTemporaryFolder(["a.yaml": Self.text]) { folder in
      let first = finding([Edit(try place("publishes: A"), "sends: A")])
      let second = finding([Edit(try place("A}"), "B}"), Edit(try place("consumes: A"), "consumes: B")])
      let fixing = try Fixing(try judged(folder, [first, second]), includesUnsafe: false)
      try fixing.write()
      #expect(written("\(folder)/a.yaml") == Self.text.replacing("publishes: A", with: "sends: A"))
    }
  }

  /// A guess is not written without being asked for, also where it is the only fix, and neither is what stays the same.
  @Test("unsafe fixes are made only if they are asked for")
  func safety() throws {
    try withTemporaryFolder(["a.yaml": Self.text]) { folder in
      let findings = [
        finding([Edit(try place("publishes"), "sends")], safety: .unsafe), finding([Edit(try place("b:"), "c:")]),
      ]
      let safe = try Fixing(try judged(folder, findings), includesUnsafe: false)
      #expect(summary(safe, isShown: true) == "Would apply 1 edit in 1 file; use --fix to write them.\n")
      let all = try Fixing(try judged(folder, findings), includesUnsafe: true)
      #expect(summary(all, isShown: true) == "Would apply 2 edits in 1 file; use --fix to write them.\n")
      let unchanging = finding([Edit(try place("b:"), "b:")])
      let none = try Fixing(try judged(folder, [findings[0], unchanging]), includesUnsafe: false)
      #expect(none.isEmpty && summary(none) == "" && summary(none, isShown: true) == "Nothing to fix.\n")
      #expect(written("\(folder)/a.yaml") == Self.text, "nothing is written before `write`")
    }
  }

  /// Places are offsets in the text that was read. In another text they mean something else.
  @Test("a file that has changed since it was read is left alone")
  func changed() throws {
    try withTemporaryFolder(["a.yaml": Self.text]) { folder in
      let fixing = try Fixing(
        try judged(folder, [finding([Edit(try place("publishes"), "sends")])]), includesUnsafe: false)
      try AtomicFile.write(Array("# mine\n\(Self.text)".utf8), to: "\(folder)/a.yaml")
      let error = #expect(throws: UsageError.self) { try fixing.write() }
      #expect(error?.message.contains("has changed since it was read") == true)
      #expect(written("\(folder)/a.yaml") == "# mine\n\(Self.text)")
    }
  }

  /// Lines of a diff count from 1; a run of no lines names the line before it.
  @Test("the difference has the lines that change, with their numbers")
  func difference() throws {
    try withTemporaryFolder(["a.yaml": Self.text]) { folder in
      let end = UInt32(Self.text.utf8.count)
      let edits = [
        Edit(try place("eventlint: 1\n"), ""), Edit(try place("{publishes: A}"), "{sends: A}"),
        Edit(Place(file: FileID(0), start: end, end: end), "  c: {}\n"),
      ]
      let fixing = try Fixing(try judged(folder, [finding(edits)]), includesUnsafe: false)
      #expect(
        String(decoding: fixing.difference, as: UTF8.self) == """
          --- a\(folder)/a.yaml
          +++ b\(folder)/a.yaml
          @@ -1,4 +1,4 @@
          -eventlint: 1
           services:
          -  a: {publishes: A}
          +  a: {sends: A}
             b: {consumes: A}
          +  c: {}

          """)
    }
  }

  /// `patch` and `git apply` refuse a difference that adds a line end which the file does not have.
  @Test("the difference says where the last line has no end")
  func lastLine() throws {
    try withTemporaryFolder(["a.yaml": String(Self.text.dropLast())]) { folder in
      let fixing = try Fixing(
        try judged(folder, [finding([Edit(try place("b:"), "c:")])]), includesUnsafe: false)
      let mark = "\\ No newline at end of file\n"
      let lines = "-  b: {consumes: A}\n\(mark)+  c: {consumes: A}\n\(mark)"
      #expect(String(decoding: fixing.difference, as: UTF8.self).hasSuffix(lines))
    }
  }

  /// A return at the end of a line belongs to the line end. A terminal need not be protected from it.
  @Test("line ends of Windows do not show in the difference")
  func windows() throws {
    let text = Self.text.replacing("\n", with: "\r\n")
    try withTemporaryFolder(["a.yaml": text]) { folder in
      let edit = Edit(try place("publishes", in: text), "sends")
      let fixing = try Fixing(try judged(folder, [finding([edit])]), includesUnsafe: false)
      let shown = String(decoding: fixing.difference, as: UTF8.self)
      #expect(shown.contains("+  a: {sends: A}") && !shown.unicodeScalars.contains("\u{FFFD}"))
      try fixing.write()
      #expect(Array(written("\(folder)/a.yaml").utf8) == Array(text.replacing("publishes", with: "sends").utf8))
    }
  }
}
