import Files
import Findings
import TestSupport
import Testing
import Writing

@testable import Linting

@Suite struct BaselineTests {
  private func finding(_ rule: String, _ message: String, _ subjects: String..., occurrence: Int = 0) -> Finding {
    var finding = Finding(
      rule: RuleID(rule), severity: .warning, message: message, place: Place(file: FileID(0), start: 0, end: 1),
      subjects: subjects)
    finding.fingerprint = Fingerprint(rule: finding.rule, subjects: subjects, occurrence: occurrence)
    return finding
  }

  private func text(_ findings: [Finding]) -> String {
    String(decoding: Baseline(path: "b.yml", findings: findings).text, as: UTF8.self)
  }

  /// What is written is read: names that YAML takes for something else, quotes, lines, and letters of all kinds.
  @Test("a baseline is read back as it was written")
  func roundTrip() throws {
    try withTemporaryFolder { folder in
      let findings = [
        finding("long-event-chain", "a: \"b\" #c\\d\n- e\t", "a"), finding("null", "", "b"),
        finding("r", "größe 注文 🎉 \u{0}\u{1B}[31m\u{85}\u{2028}\u{FEFF}\u{7F} ##[x]", "c"), finding("r", " x ", "d"),
        finding("1e3", "yes", "e"),
      ]
      let baseline = Baseline(path: "\(folder)/b.yml", findings: findings)
      try baseline.write()
      let read = try Baseline.read("\(folder)/b.yml")
      #expect(read.path == "\(folder)/b.yml" && Set(read.entries) == Set(baseline.entries))
      #expect(read.entries.count == findings.count && read.text == baseline.text)
      let parts = read.parting(findings)
      #expect(parts.new.isEmpty && parts.known.count == findings.count && parts.outdated.isEmpty)
    }
  }

  /// Names of the input may hold any character. One that YAML does not take would make the file unreadable, and with it
  /// every later run.
  @Test("every character of a message comes back")
  func characters() throws {
    let planes = [0..<0xD800, 0xE000..<0x11000, 0x1F300..<0x1F400, 0xE0000..<0xE0100, 0x10FF00..<0x110000]
    for number in planes.joined() where number % 256 == 0 {
      let scalars = (number..<number + 256).compactMap { Unicode.Scalar(UInt32($0)) }
      var message = String.UnicodeScalarView()
      message.append(contentsOf: scalars)
      let written = Baseline(path: "b.yml", findings: [finding("r", String(message))])
      let read = try? Baseline.parse(written.text, path: "b.yml")
      let summaries = read?.entries.map { Array($0.summary.unicodeScalars) }
      #expect(summaries == [scalars], "U+\(String(number, radix: 16))")
    }
  }

  /// The file is kept under version control: the same findings give the same bytes, in an order that keeps changes
  /// small.
  @Test("entries are sorted by rule, message and identity, whatever the order of the findings")
  func order() {
    let findings = [
      finding("b", "x", "1"), finding("a", "z", "2"), finding("a", "y", "3"), finding("a", "y", "4"),
      finding("B", "x", "5"), finding("a-b", "x", "6"),
    ]
    let expected = text(findings)
    for _ in 0..<10 { #expect(text(findings.shuffled()) == expected) }
    let rules = expected.split(separator: "\n").filter { $0.hasPrefix("    rule: ") }.map { $0.dropFirst(10) }
    #expect(rules == ["B", "a", "a", "a", "a-b", "b"])
  }

  /// Two findings of one identity need one entry; two occurrences have two identities, and one of them may be fixed.
  @Test("a finding that occurs twice is one entry, two occurrences are two")
  func twice() throws {
    let same = [finding("r", "m", "s"), finding("r", "m", "s")]
    let one = try Baseline.parse(Array(text(same).utf8), path: "b.yml")
    #expect(one.entries.count == 1)
    #expect(one.parting(same).known.count == 2 && one.parting(same).new.isEmpty)
    let occurrences = [finding("r", "m", "s"), finding("r", "m", "s", occurrence: 1)]
    let two = try Baseline.parse(Array(text(occurrences).utf8), path: "b.yml")
    #expect(two.entries.count == 2)
    let parts = two.parting([occurrences[0], finding("r", "m", "s", occurrence: 2)])
    #expect(parts.known.map(\.fingerprint) == [occurrences[0].fingerprint] && parts.new.count == 1)
    #expect(parts.outdated.map(\.fingerprint) == [occurrences[1].fingerprint.description])
  }

  /// Only the identity is compared, so that a new wording does not make an old finding new. The order of the findings
  /// and of the file stays.
  @Test("findings are parted by identity, in their order")
  func parting() {
    let recorded = ["d", "c", "b", "a"].map { finding("r", "old words", $0) }
    let baseline = Baseline(path: "b.yml", findings: recorded)
    let now = ["x", "c", "y", "a"].map { finding("r", "new words", $0) }
    let parts = baseline.parting(now)
    #expect(parts.new.map(\.subjects) == [["x"], ["y"]] && parts.new.allSatisfy { $0.hidden == nil })
    #expect(parts.known.map(\.subjects) == [["c"], ["a"]] && parts.known.allSatisfy { $0.hidden == .baseline })
    let gone = [recorded[0], recorded[2]].map(\.fingerprint.description)
    #expect(parts.outdated.map(\.fingerprint) == gone)
  }

  /// One line with the place, and words that say what is wrong.
  @Test(
    "what is wrong with a baseline is told with its place",
    arguments: [
      ("- a", "1:1: a baseline must be a mapping with `version: 1` and `findings`"),
      ("version: 2", "1:10: unsupported baseline version '2'; expected 1"),
      ("baseline: 1", "1:1: unknown key 'baseline'; expected version or findings"),
      ("findings: 3", "1:11: `findings` must be a list"),
      ("findings: [3]", "1:12: a finding must be a mapping with `fingerprint`, `rule` and `summary`"),
      ("findings: [{rule: x}]", "1:12: missing `fingerprint`"),
      (
        "findings: [{fingerprint: a, place: b}]",
        "1:29: unknown key 'place'; expected one of fingerprint, rule, summary"
      ),
      ("version: 1\nversion: 1\nfindings: []\n", "2:1: duplicate key 'version'"),
      ("findings:\n  - {fingerprint: a, rule: b, rule: c}\n", "2:31: duplicate key 'rule'"),
    ])
  func broken(text: String, message: String) {
    let error = #expect(throws: UsageError.self) { try Baseline.parse(Array(text.utf8), path: "b.yml") }
    #expect(error?.message == "b.yml:" + message)
  }

  /// A path given by mistake must not cost a file, even one that looks a little like a baseline. An older baseline is
  /// replaced whole, and an empty file, as `touch` or `mktemp` leave it, may become one.
  @Test(
    "only a baseline and an empty file are overwritten",
    arguments: [
      ("", true), ("findings: []\nversion: 1\n", true), ("rules: {}\n", false), ("version: 1\n", false),
      ("findings: []\n", false), ("text", false), ("- version\n- findings\n", false), ("\u{0}", false),
    ])
  func overwriting(text: String, isReplaced: Bool) throws {
    try withTemporaryFolder(["b.yml": text]) { folder in
      let baseline = Baseline(path: "\(folder)/b.yml", findings: [finding("r", "m", "s")])
      if isReplaced {
        try baseline.write()
        #expect(FileBytes.read("\(folder)/b.yml") == baseline.text)
      } else {
        let error = #expect(throws: UsageError.self) { try baseline.write() }
        #expect(error?.message == "\(folder)/b.yml: not a baseline; refusing to overwrite it")
        #expect(FileBytes.read("\(folder)/b.yml") == Array(text.utf8))
      }
    }
  }
}
