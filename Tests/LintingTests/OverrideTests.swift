import Configuration
import Findings
import Loading
import Testing
import Writing

@testable import Linting

/// Two files of a system: `order` (context ordering, team sales), `stock` without either, `mail` in the second file.
private let files = [
  (
    path: "/nowhere/a.yaml",
    text: """
    services:
      order: {context: ordering, team: sales, publishes: OrderPlaced}
      stock: {consumes: OrderPlaced}

    """
  ),
  (path: "/nowhere/b.yaml", text: "services: {mail: {context: letters, team: crm, consumes: OrderPlaced}}\n"),
]

private func system(_ head: String = "eventlint: 1\n") -> LoadedCatalog {
  LoadedCatalog.linking(files.map { (path: $0.path, text: Array((head + $0.text).utf8)) })
}

/// A configuration beside the files. The folder does not exist, so nothing of this machine is read.
private func configuration(_ text: String) throws -> Configuration {
  try Configuration.parse(Array(text.utf8), path: "/nowhere/.eventlint.yml")
}

private func finding(_ subject: String, file: UInt32 = 0) -> Finding {
  Finding(
    rule: RuleID("long-event-chain"), severity: .warning, message: "\(subject) in \(file)",
    place: Place(file: FileID(file), start: 0, end: 1), subjects: [subject])
}

@Suite struct OverrideTests {
  /// The severity of a finding of `long-event-chain`, a warning, under a list of overrides; nil if it is removed.
  private func severity(_ overrides: String, _ subject: String, file: UInt32 = 0) throws -> String? {
    let settings = overrides.replacing("severity ", with: "rules: {long-event-chain: ").replacing(";", with: "}")
    let configuration = try configuration("overrides: [\(settings)]\n")
    return configuration.overridden([finding(subject, file: file)], system()).first?.severity.name
  }

  /// `severity X;` stands for `rules: {long-event-chain: X}`.
  @Test(
    "the last entry that matches applies",
    arguments: [
      ("{services: [order], severity info;}, {services: ['*'], severity error;}", "order", "error"),
      ("{services: ['*'], severity error;}, {services: [order], severity info;}", "order", "info"),
      ("{services: ['*'], severity error;}, {services: [order], severity info;}", "mail", "error"),
      ("{services: [order], severity info;}, {services: [mail], severity error;}", "order", "info"),
      ("{services: ['*'], severity error;}, {services: [order], severity off;}", "order", nil),
      ("{services: ['*'], severity error;}, {services: [order], severity off;}", "mail", "error"),
      ("{services: ['*'], severity off;}, {services: [order], severity info;}", "order", "info"),
      ("{services: ['*'], severity off;}, {services: [order], severity info;}", "stock", nil),
      ("{services: [order], severity off;}, {services: [order], rules: {event-cycle: info}}", "order", nil),
      ("{services: [order], rules: {event-cycle: off}}", "order", "warning"),
    ] as [(String, String, String?)])
  func last(overrides: String, subject: String, expected: String?) throws {
    #expect(try severity(overrides, subject) == expected)
  }

  /// A service without a context is one of its own, one without a team belongs to none, and a glob of services says
  /// nothing of messages.
  @Test(
    "services, messages, contexts and teams are asked for what they are",
    arguments: [
      ("teams: [sales]", "order", "info"), ("teams: ['*']", "stock", "warning"),
      ("contexts: [ordering]", "order", "info"), ("contexts: [stock]", "stock", "info"),
      ("contexts: [order]", "order", "warning"),
      ("messages: ['Order*']", "OrderPlaced", "info"), ("services: ['Order*']", "OrderPlaced", "warning"),
      ("messages: ['*']", "order", "warning"), ("services: ['*']", "nobody", "warning"),
      ("services: [or?er]", "order", "info"), ("services: [Order]", "order", "warning"),
      ("services: [gone], teams: [sales]", "order", "info"),
    ])
  func subjects(globs: String, subject: String, expected: String) throws {
    #expect(try severity("{\(globs), severity info;}", subject) == expected)
  }

  /// Paths are relative to the configuration's folder. A slash at the front says just that, with and without a sign of
  /// a glob, as it does under `exclude`.
  @Test(
    "files match by their paths",
    arguments: ["a.yaml", "*.yaml", "./a.yaml", "**/a.yaml", "[a].yaml", "/[a].yaml", "/a.yaml"])
  func files(pattern: String) throws {
    #expect(try severity("{files: ['\(pattern)'], severity info;}", "order") == "info")
    let expected = pattern == "*.yaml" ? "info" : "warning"
    #expect(try severity("{files: ['\(pattern)'], severity info;}", "order", file: 1) == expected)
  }

  /// One finding for each glob that nothing fits, but none where only a part was read or the catalog is said to be one.
  @Test("globs that match nothing are told, in whole runs only")
  func idle() throws {
    var configuration = try configuration(
      """
      overrides:
        - {services: ['gone-*', order], teams: [blue], rules: {event-cycle: off}}
        - {messages: [Order], contexts: [ordering, nowhere], files: [none.yaml, b.yaml, 'x/**'], rules: {event-cycle: off}}

      """)
    func told(_ head: String = "eventlint: 1\n") -> [String] {
      var system = system(head)
      return configuration.idleOverrides(&system, .warning).map {
        String($0.message.dropFirst("override without effect: no ".count))
      }
    }
    #expect(
      told() == [
        "service matches gone-*", "message matches Order", "context matches nowhere", "team matches blue",
        "file matches none.yaml", "file matches x/**",
      ])
    #expect(told("eventlint: 1\npartial: true\n") == [])
    configuration.isWholeRun = false
    #expect(told() == [])
  }
}

@Suite struct IgnoreEntryTests {
  private let rules = SuppressionRules(
    unused: .warning, unexplained: .info, isKnown: ["long-event-chain", "event-cycle"].contains, isOn: { _ in true },
    today: "2026-05-01")

  /// What is left and what is hidden, in words.
  private func outcome(_ entries: String, _ findings: [Finding], isWholeRun: Bool = true) throws -> (
    left: [String], hidden: [String]
  ) {
    var configuration = try configuration("ignore: [\(entries)]\n")
    configuration.isWholeRun = isWholeRun
    var system = system()
    let outcome = configuration.ignoring(SuppressionOutcome(findings: findings), &system, rules: rules)
    return (outcome.findings.map(\.message), outcome.hidden.map { $0.message + $0.hiddenMark })
  }

  /// An entry names a subject, files, or both; then both must fit.
  @Test("subject and path must both fit")
  func both() throws {
    let findings = [finding("order"), finding("order", file: 1), finding("stock")]
    let entry = "{rule: long-event-chain, service: order, path: a.yaml, reason: old}"
    let found = try outcome(entry, findings)
    #expect(found.hidden == ["order in 0 (hidden by configuration: old)"])
    #expect(found.left == ["stock in 0", "order in 1"])
    // Of two entries for one finding the first gives the reason, and the second does nothing.
    let one = "{rule: long-event-chain, service: order, reason: one}"
    let two = "\(one), {rule: long-event-chain, path: '*.yaml', reason: two}"
    let twice = try outcome(two, [finding("order")])
    #expect(twice.hidden == ["order in 0 (hidden by configuration: one)"])
    #expect(twice.left == ["long-event-chain has no finding"])
    let other = try outcome("{rule: event-cycle, service: order, reason: old}", findings)
    #expect(other.hidden == [] && other.left.contains("event-cycle has no finding about order"))
  }

  /// The day is the last one on which an entry applies. Anything else than a date never applies, and is called so.
  @Test(
    "an entry applies until its last day",
    arguments: [
      ("2026-05-01", nil), ("2026-05-02", nil), ("2026-04-30", "expired on 2026-04-30"),
      ("soon", "has the invalid date `soon`"), ("2026-5-2", "has the invalid date `2026-5-2`"),
    ] as [(String, String?)])
  func until(day: String, words: String?) throws {
    let found = try outcome(
      "{rule: long-event-chain, service: order, reason: old, until: '\(day)'}", [finding("order")])
    #expect(found.hidden.isEmpty == (words != nil))
    #expect(found.left.contains("order in 0") == (words != nil))
    let told = words.map { ["entry for long-event-chain about order \($0)"] } ?? []
    #expect(found.left.filter { $0 != "order in 0" } == told)
  }

  /// What an entry lacks and what it is for nothing.
  @Test("entries without reason, rule or effect are told")
  func mistakes() throws {
    let silent = try outcome("{rule: long-event-chain, service: order}", [finding("order")])
    #expect(silent.left == ["no reason given for ignoring long-event-chain about order"] && silent.hidden.count == 1)
    let unknown = try outcome("{rule: no-such-rule, service: order, reason: x}", [])
    #expect(unknown.left == ["unknown rule no-such-rule; nothing is ignored"])
    let idle = "{rule: long-event-chain, service: order, reason: x}"
    #expect(try outcome(idle, []).left == ["long-event-chain has no finding about order"])
    #expect(try outcome(idle, [], isWholeRun: false).left == [])
    let inFile = "{rule: long-event-chain, path: a.yaml, reason: x}"
    #expect(try outcome(inFile, [], isWholeRun: false).left == ["long-event-chain has no finding"])
  }
}
