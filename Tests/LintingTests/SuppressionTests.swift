import Findings
import Linting
import Loading
import Testing

/// Suppressions one by one; `SuppressionSweepTests` compares many at once with a plain search.
@Suite struct SuppressionTests {
  private let rules = SuppressionRules(
    unused: .warning, unexplained: .info, isKnown: ["a", "b", "quiet"].contains, isOn: { $0 != "quiet" },
    today: "2026-05-01")

  private func place(_ start: UInt32, _ end: UInt32, file: UInt32 = 0) -> Place {
    Place(file: FileID(file), start: start, end: end)
  }

  private func finding(_ rule: String, at start: UInt32, file: UInt32 = 0) -> Finding {
    Finding(rule: RuleID(rule), severity: .error, message: "found \(start)", place: place(start, start + 1, file: file))
  }

  private func suppression(_ rules: [String], until: String? = nil, reason: String = "why") -> Suppression {
    Suppression(rules: rules, place: place(0, 5), cover: place(10, 20), reason: reason, until: until)
  }

  private func applied(_ suppressions: [Suppression], _ findings: [Finding], text: String = "") -> SuppressionOutcome {
    suppressions.applied(to: findings, rules) { _ in Array(text.utf8) }
  }

  /// The day is the last one on which it applies; a date that is none has always passed.
  @Test(
    "a suppression applies until its last day",
    arguments: [
      ("2026-05-01", nil), ("2026-05-02", nil), ("9999-12-31", nil), ("2026-04-30", "expired on 2026-04-30"),
      ("2025-12-31", "expired on 2025-12-31"), ("soon", "has the invalid date `soon`"),
      ("", "has the invalid date ``"), ("2026-5-2", "has the invalid date `2026-5-2`"),
      ("2026-13-01", "has the invalid date `2026-13-01`"), ("2026-00-10", "has the invalid date `2026-00-10`"),
      ("2026-06-00", "has the invalid date `2026-06-00`"), ("2026-06-32", "has the invalid date `2026-06-32`"),
      ("+026-06-01", "has the invalid date `+026-06-01`"), ("2026/06/01", "has the invalid date `2026/06/01`"),
    ] as [(String, String?)])
  func until(day: String, words: String?) {
    let outcome = applied([suppression(["a"], until: day)], [finding("a", at: 12)])
    #expect(outcome.hidden.count == (words == nil ? 1 : 0))
    let told = outcome.findings.map(\.message)
    #expect(told == (words.map { ["the suppression of a \($0)", "found 12"] } ?? []))
  }

  /// A rule that is off cannot have a finding, so that silencing it is no mistake.
  @Test("what has no effect is told by rule, unless the rule is off")
  func unused() {
    let told = applied([suppression(["a", "b", "quiet", "x"])], [finding("b", at: 12)]).findings
    #expect(told.map(\.message) == ["a has no finding here", "unknown rule x; nothing is suppressed"])
    #expect(told.allSatisfy { $0.severity == .warning && $0.place == place(0, 5) })
    #expect(applied([suppression(["quiet"])], []).findings.isEmpty)
    #expect(applied([suppression(["b", "b"])], [finding("b", at: 12)]).findings.isEmpty)
  }

  /// Removed is the comment, and the line if nothing else is on it, in files of any line ends.
  @Test(
    "a comment without any effect can be removed, and its line with it",
    arguments: [
      ("a: 1 # x\nb: 2\n", "a: 1\nb: 2\n"), ("# x\na: 1\n", "a: 1\n"), ("a: 1\n  # x\nb: 2\n", "a: 1\nb: 2\n"),
      ("a: 1\r\n  # x\r\nb: 2\r\n", "a: 1\r\nb: 2\r\n"), ("a: 1\t \t# x\r\n", "a: 1\r\n"), ("a: 1\n# x", "a: 1\n"),
      ("# x", ""), ("a: '# y' # x\n", "a: '# y'\n"), ("\u{FEFF}# x\na: 1\n", "\u{FEFF}a: 1\n"),
    ])
  func removed(text: String, expected: String) throws {
    let bytes = Array(text.utf8)
    let start = try #require(bytes.indices.last { bytes[$0...].starts(with: "# x".utf8) })
    let comment = Suppression(
      rules: ["a"], place: place(UInt32(start), UInt32(start + 3)), cover: place(0, 1000), reason: "why")
    let fix = try #require(applied([comment], [], text: text).findings.first?.fix)
    #expect(fix.safety == .safe && fix.edits.applied(to: bytes).text == Array(expected.utf8))
  }

  /// What still hides something must stay, and the value of a key is no comment.
  @Test("a suppression with some effect has no fix")
  func partly() {
    let partly = applied([suppression(["a", "b"])], [finding("b", at: 12)], text: "# x\n")
    #expect(partly.findings.count == 1 && partly.findings.allSatisfy { $0.fix == nil })
    let off = applied([suppression(["a", "quiet"])], [], text: "# x\n")
    #expect(off.findings.count == 1 && off.findings.allSatisfy { $0.fix == nil })
    let key = Suppression(rules: ["a"], place: place(0, 3), cover: place(0, 9), reason: "why", isComment: false)
    let told = applied([key], [], text: "# x\n").findings
    #expect(told.count == 1 && told.allSatisfy { $0.fix == nil && $0.help == "remove it" })
  }
}
