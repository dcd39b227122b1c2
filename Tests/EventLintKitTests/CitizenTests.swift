import Foundation
import Linting
import Reports
import TestSupport
import Testing
import Writing

/// Baselines, suppressions, fixes, revisions, formats to files: whole runs in a folder of their own.
@Suite(.serialized) struct CitizenTests {
  /// Removed with the suite, whose every test gets one of its own.
  private let home: Folder
  private var folder: String { home.path }

  init() throws { home = try Folder() }

  private func write(_ name: String, _ text: String) throws {
    try text.write(toFile: "\(folder)/\(name)", atomically: true, encoding: .utf8)
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  private func lint(_ change: (inout LintRequest) throws -> Void = { _ in }) throws -> (
    text: String, summary: String, code: Int32
  ) {
    var request = LintRequest()
    request.paths = [folder]
    request.targets = [ReportTarget(.compact)]
    try change(&request)
    let outcome = try Linter.lint(request)
    return (
      String(decoding: outcome.output, as: UTF8.self), String(decoding: outcome.summary, as: UTF8.self),
      outcome.exitCode
    )
  }

  private let bad = """
    eventlint: 1
    services:
      shop: {publishes: [OrderPlaced, StockLow]}
      stock: {consumes: {OrderPlacd: {needs: [orderId]}}, handles: [Reserve]}
      fraud: {consumes: [OrderPlaced]}
      desk: {sends: [Refund]}
    """

  @Test("a baseline hides what it knows, never grows, and tells what is fixed")
  func baseline() throws {
    try write("c.yaml", bad)
    let before = try lint()
    #expect(before.code == 1 && before.text.contains("unknown-reference"))
    var request = LintRequest()
    request.paths = [folder]
    let said = String(
      decoding: try Linter.writeBaseline(request, to: "\(folder)/known.yml", prunes: false), as: UTF8.self)
    #expect(said.contains("recorded"))
    let written = try read("known.yml")
    #expect(!written.contains("c.yaml") && written.contains("rule: unknown-reference"))
    let after = try lint { $0.baseline = "\(folder)/known.yml" }
    #expect(after.text.isEmpty && after.code == 0 && after.summary.contains("known finding"))
    // Moved down: still known. A new mistake: reported.
    try write("c.yaml", "# moved\n\n\n" + bad + "\n  late: {consumes: {StockLw: {}}}\n")
    let new = try lint { $0.baseline = "\(folder)/known.yml" }
    #expect(new.code == 1 && new.text.split(separator: "\n").filter { $0.contains("error") }.count == 1)
    #expect(try read("known.yml") == written)
    // Fixed: the entry is told, fails only the strict, and goes by --prune.
    try write("c.yaml", bad.replacingOccurrences(of: "OrderPlacd", with: "OrderPlaced"))
    let mended = try lint { $0.baseline = "\(folder)/known.yml" }
    #expect(mended.code == 0 && mended.summary.contains("no longer occurs"))
    #expect(
      try lint {
        $0.baseline = "\(folder)/known.yml"
        $0.isBaselineStrict = true
      }.code == 1)
    _ = try Linter.writeBaseline(request, to: "\(folder)/known.yml", prunes: true)
    #expect(try !read("known.yml").contains("OrderPlacd"))
    #expect(
      try lint {
        $0.baseline = "\(folder)/known.yml"
        $0.isBaselineStrict = true
      }.code == 0)
  }

  @Test("a baseline that is none is told with its place")
  func brokenBaseline() throws {
    try write("c.yaml", bad)
    for (text, words) in [
      ("findings: 3", "must be a list"), ("version: 2", "unsupported"), ("a: [", ""),
      ("findings: [{rule: x}]", "fingerprint"),
    ] {
      try write("b.yml", text)
      #expect(throws: UsageError.self) { try lint { $0.baseline = "\(folder)/b.yml" } }
      do { _ = try lint { $0.baseline = "\(folder)/b.yml" } } catch let error as UsageError {
        #expect(
          error.message.contains("b.yml:1:") && (words.isEmpty || error.message.contains(words)), "\(error.message)")
      }
    }
  }

  @Test("comments in brackets, with an end, and those that are over")
  func comments() throws {
    func run(_ comment: String) throws -> String {
      try write("c.yaml", bad.replacingOccurrences(of: "handles: [Reserve]}", with: "handles: [Reserve]} \(comment)"))
      return try lint().text
    }
    #expect(try !run("# eventlint: ignore[unknown-reference] they are late").contains("unknown-reference]"))
    #expect(
      try !run("# eventlint: ignore unknown-reference until 2999-01-01 -- they are late").contains("unknown-reference]")
    )
    for comment in [
      "ignore[unknown-reference until 2020-01-01] late", "ignore unknown-reference until soon -- late",
      "ignore unknown-reference until",
    ] {
      let text = try run("# eventlint: \(comment)")
      #expect(text.contains("[unknown-reference]") && text.contains("[unused-suppression]"), "\(text)")
    }
    let day = try run("# eventlint: ignore unknown-reference until 2999-01-01 -- they are late")
    #expect(!day.contains("unused-suppression"))
    #expect(try lint { $0.ignoresComments = true }.text.contains("unknown-reference]"))
    let shown = try lint {
      $0.showsHidden = true
      $0.targets = [ReportTarget(.json)]
    }.text
    #expect(shown.contains("\"reason\": \"they are late\"") && shown.contains("\"by\": \"comment\""))
  }

  @Test("where there are no comments, a key says what is ignored in the object that holds it")
  func keys() throws {
    func run(_ top: String, _ service: String, _ reaction: String) throws -> String {
      let text =
        """
        {\"eventlint\": 1, \(top) \"services\": {\"shop\": {\"publishes\": [\"OrderPlaced\"]}, \"stock\": {\(service) \
        \"consumes\": {\"OrderPlacd\": {\(reaction) \"effect\": \"write\"}}}}}
        """
      try write("c.json", text)
      var request = LintRequest()
      (request.paths, request.isIsolated, request.targets) = (["\(folder)/c.json"], true, [ReportTarget(.compact)])
      return String(decoding: try Linter.lint(request).output, as: UTF8.self)
    }
    let key = "\"x-eventlint-ignore\": \"unknown-reference -- they are late\","
    #expect(try run("", "", "").contains("[unknown-reference]"))
    #expect(try !run(key, "", "").contains("[unknown-reference]"))
    #expect(try !run("", key, "").contains("[unknown-reference]"))
    #expect(try !run("", "", key).contains("[unknown-reference]"))
    #expect(try !run("", "", key).contains("[unknown-field]"))
    #expect(
      try !run("", "\"x-eventlint-ignore\": [\"event-cycle -- a\", \"[unknown-reference until 2999-01-01] late\"],", "")
        .contains("[unknown-reference]"))
    let idle = try run("", "\"x-eventlint-ignore\": \"event-cycle -- none\",", "")
    #expect(
      idle.contains("[unknown-reference]")
        && idle.contains("c.json:1:104: warning[unused-suppression] event-cycle has no finding here"), "\(idle)")
    #expect(try run("", "\"x-eventlint-ignore\": {\"a\": 1},", "").contains("[unknown-reference]"))
  }

  @Test("entries of the configuration hide, and tell when they do nothing")
  func ignores() throws {
    try write("c.yaml", bad)
    try write(
      ".eventlint.yml",
      """
      ignore:\n  - {rule: unknown-reference, message: OrderPlacd, reason: known}\n  - {rule: event-cycle, message: X, \
      reason: none}\n
      """
    )
    let text = try lint().text
    #expect(!text.contains("[unknown-reference]"))
    #expect(text.contains(".eventlint.yml:3:5: ") && text.contains("event-cycle has no finding about X"), "\(text)")
    try write(".eventlint.yml", "ignore: [{rule: unknown-reference}]")
    #expect(throws: UsageError.self) { try lint() }
  }

  @Test("overrides change severities by subject, team and file, and nothing else")
  func overrides() throws {
    try write("c.yaml", bad)
    try write(".eventlint.yml", "overrides:\n  - {services: [st*], rules: {unknown-reference: info}}\n")
    #expect(try lint().text.contains("error[unknown-reference]"), "the finding is about the message")
    try write(".eventlint.yml", "overrides:\n  - {files: ['*.yaml'], rules: {unknown-reference: info}}\n")
    #expect(try lint().text.contains("info[unknown-reference]"))
    try write(
      ".eventlint.yml",
      "rules: {unknown-reference: off}\noverrides:\n  - {files: [c.yaml], rules: {unknown-reference: warning}}\n")
    #expect(try lint().text.contains("warning[unknown-reference]"))
    try write(
      ".eventlint.yml",
      "rules: {unknown-reference: off}\noverrides:\n  - {files: [d.yaml], rules: {unknown-reference: warning}}\n")
    #expect(try !lint().text.contains("[unknown-reference]"))
    try write(
      ".eventlint.yml", "overrides:\n  - {services: [gone-*], teams: [blue], rules: {unknown-reference: warning}}\n")
    let idle = try lint().text
    #expect(
      idle.contains(
        ".eventlint.yml:2:5: warning[unused-suppression] override without effect: no service matches gone-*")
        && idle.contains("no team matches blue"), "\(idle)")
    try write(".eventlint.yml", "overrides:\n  - {files: [d.yaml], rules: {unknown-refrence: warning}}\n")
    do { _ = try lint() } catch let error as UsageError {
      #expect(error.message.contains("did you mean 'unknown-reference'"))
    }
  }

  @Test("fixes keep comments and layout, and are shown before they are made")
  func fixes() throws {
    let text =
      """
      # the shop\nservices:\n  shop: {publishes: [OrderPlaced]} # eventlint: ignore[event-cycle] old\n  stock: \
      {consumes: {OrderPlacd: {}}}   # late\n
      """
    try write("c.yaml", text)
    func request(_ change: (inout LintRequest) -> Void) throws -> LintOutcome {
      var request = LintRequest()
      request.paths = ["\(folder)/c.yaml"]
      request.isIsolated = true
      change(&request)
      return try Linter.lint(request)
    }
    // That it is a catalog, and which name was meant, are guesses: only who asks for unsafe fixes gets them.
    _ = try request { $0.fixes = true }
    #expect(try read("c.yaml") == text)
    let shown = String(decoding: try request { ($0.showsFixes, $0.fixesUnsafe) = (true, true) }.output, as: UTF8.self)
    #expect(try read("c.yaml") == text)
    #expect(shown.contains("+eventlint: 1\n"), "\(shown)")
    _ = try request { ($0.fixes, $0.fixesUnsafe) = (true, true) }
    #expect(
      try read("c.yaml")
        == "# the shop\neventlint: 1\nservices:\n  shop: {publishes: [OrderPlaced]}\n  stock: {consumes: {OrderPlaced: {}}}   # late\n"
    )
    #expect(String(decoding: try request { $0.showsFixes = true }.summary, as: UTF8.self).contains("Nothing to fix"))
  }

  @Test("only what is new since a revision, wherever it is")
  func newSince() throws {
    func git(_ arguments: String...) throws {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
      process.arguments =
        ["git", "-C", folder, "-c", "user.name=t", "-c", "user.email=t@example.org", "-c", "commit.gpgsign=false"]
        + arguments
      process.standardOutput = FileHandle.nullDevice
      process.standardError = FileHandle.nullDevice
      try process.run()
      process.waitUntilExit()
      #expect(process.terminationStatus == 0, "\(arguments)")
    }
    try git("init", "-q", "-b", "main")
    try write(
      "a.yaml",
      """
      eventlint: 1\nservices: {shop: {publishes: [OrderPlaced, StockLow]}}\nevents: {OrderPlaced: {payload: {orderId: \
      string, total: string}}}\n
      """
    )
    try write("b.yaml", "eventlint: 1\nservices: {stock: {consumes: {OrderPlaced: {needs: [total]}, Nowhere: {}}}}\n")
    try write("gone.yaml", "eventlint: 1\nservices: {old: {consumes: [Lost]}}\n")
    try git("add", ".")
    try git("commit", "-qm", "one")
    #expect(try lint { $0.newSince = "HEAD" }.text.isEmpty)
    // The edit breaks what another file needs; the file that is gone is no news.
    try write(
      "a.yaml",
      """
      eventlint: 1\nservices: {shop: {publishes: [OrderPlaced, StockLow]}}\nevents: {OrderPlaced: {payload: {orderId: \
      string}}}\n
      """
    )
    try FileManager.default.removeItem(atPath: "\(folder)/gone.yaml")
    try write("fresh.yaml", "eventlint: 1\nservices: {late: {consumes: [OrderPlced]}}\n")
    let new = try lint { $0.newSince = "HEAD" }
    #expect(
      new.text.contains("OrderPlaced: total was removed") && new.text.contains("fresh.yaml"), "\(new.text)"
    )
    #expect(!new.text.contains("Nowhere") && new.code == 1)
    // An unchanged file says something else when what it refers to has changed.
    try write(
      "order.json",
      """
      {\"type\": \"object\", \"required\": [\"id\", \"total\"], \"properties\": {\"id\": {\"type\": \"string\"}, \
      \"total\": {\"type\": \"number\"}}}
      """
    )
    try write(
      "s.yaml",
      """
      eventlint: 1\nservices: {till: {publishes: [Paid]}, books: {consumes: {Paid: {needs: [total]}}}}\nevents: \
      {Paid: {schema: order.json}}\n
      """
    )
    try git("add", ".")
    try git("commit", "-qm", "two")
    #expect(try lint { $0.newSince = "HEAD" }.text.isEmpty)
    try write(
      "order.json", "{\"type\": \"object\", \"required\": [\"id\"], \"properties\": {\"id\": {\"type\": \"string\"}}}")
    let referred = try lint { $0.newSince = "HEAD" }.text
    // The break is told once, where it was made; that the need is unmet now is the same news.
    #expect(
      referred.contains("Paid: total was removed") && referred.split(separator: "\n").count == 1, "\(referred)")
    for (revision, words) in [("nowhere", "unknown revision"), ("-x", "invalid revision")] {
      do {
        _ = try lint { $0.newSince = revision }
        Issue.record("\(revision)")
      } catch let error as UsageError { #expect(error.message.contains(words)) }
    }
  }

  @Test("one run, several reports; a format that is none is told")
  func targets() throws {
    try write("c.yaml", bad)
    let outcome = try lint {
      $0.targets = try ReportTarget.all(["text", "sarif=\(folder)/r.sarif", "junit=\(folder)/r.xml"])
    }
    #expect(outcome.text.contains("-->"))
    #expect(try read("r.sarif").contains("\"2.1.0\"") && read("r.xml").hasPrefix("<?xml"))
    #expect(throws: UsageError.self) { try lint { $0.targets = try ReportTarget.all(["text", "json"]) } }
    #expect(throws: UsageError.self) { try lint { $0.targets = try ReportTarget.all(["sarf"]) } }
    #expect(throws: UsageError.self) { try lint { $0.targets = try ReportTarget.all(["json=/nowhere/at/all"]) } }
  }

  @Test("only chosen rules run")
  func selection() throws {
    try write("c.yaml", bad)
    #expect(
      try lint { $0.select = ["unknown-reference"] }.text.split(separator: "\n").allSatisfy {
        $0.contains("[unknown-reference]")
      })
    #expect(try !lint { $0.ignore = ["governance"] }.text.contains("[unknown-reference]"))
    #expect(throws: UsageError.self) { try lint { $0.select = ["unknwn-reference"] } }
  }

  @Test("standard input stands for a file, and only what touches it is told")
  func standardInput() throws {
    try write("c.yaml", bad)
    try write("d.yaml", "eventlint: 1\nservices: {late: {consumes: [Nowhere]}}\n")
    let text = try lint {
      $0.standardInputPath = "\(folder)/d.yaml"
      $0.standardInput = Array("eventlint: 1\nservices: {late: {consumes: [Elsewhere]}}\n".utf8)
    }.text
    #expect(text.contains("Elsewhere") && !text.contains("Nowhere") && !text.contains("OrderPlacd"), "\(text)")
  }
}
