import Commands
import Diagrams
import Findings
import Foundation
import Linting
import Reports
import RuleBook
import RulePages
import TestSupport
import Testing
import Writing

#if canImport(Glibc)
  import Glibc
#endif

/// Whole-program output over the samples, byte for byte. `EVENTLINT_RECORD=1 swift test --filter GoldenTests` writes
/// the files and fails; read the difference, then commit.
@Suite(.serialized) struct SampleTests {
  static let samples: [String] = [
    "flowing-retail/orchestrated", "flowing-retail/choreographed", "eshop", "address-change/disguised",
    "address-change/done-right", "authorization-service/distributed-monolith", "authorization-service/stable-contract",
    "customer-registration/event-chain", "customer-registration/owned", "onboarding-checks/additional-check",
    "onboarding-checks/owned",
    "address-changed/promises-broken", "address-changed/promises-kept", "bank-account/events-leaked",
    "bank-account/events-published",
    "event-store/shared", "event-store/public-events", "outbox/none", "outbox/three-forms",
    "food-order/saga", "claims/pipeline", "three-repositories/together", "library/forms",
  ]

  /// The pictures of Bernd Ruecker's talk: what each bad one must be told, and its good twin, which must be told
  /// nothing.
  static let twins: [(bad: String, good: String, rules: Set<String>)] = [
    ("authorization-service/distributed-monolith", "authorization-service/stable-contract", ["knows-everyones-events"]),
    ("customer-registration/event-chain", "customer-registration/owned", ["long-event-chain"]),
    (
      "onboarding-checks/additional-check", "onboarding-checks/owned",
      ["unowned-join", "flow-without-owner", "chain-without-visibility"]
    ),
    (
      "address-changed/promises-broken", "address-changed/promises-kept",
      [
        "unmet-need", "unrebuildable-replica", "pattern-payload-mismatch", "event-without-identity",
        "generic-change-event", "query-back",
      ]
    ),
    (
      "bank-account/events-leaked", "bank-account/events-published",
      ["inside-event-leaked", "projection-with-side-effects", "event-sourced-incomplete"]
    ),
    ("event-store/shared", "event-store/public-events", ["shared-event-store", "source-of-truth-retention"]),
    ("outbox/none", "outbox/three-forms", ["dual-write", "distributed-transaction", "non-idempotent-reaction"]),
  ]

  @Test("the pictures of the talk: the bad one is told why, the good one nothing", arguments: twins)
  func talk(bad: String, good: String, rules: Set<String>) throws {
    let found = try told(bad)
    #expect(found.isSuperset(of: rules), "\(found)")
    #expect(try told(good) == [])
  }

  @Test("flowing-retail: the bad smells its author marks are found, and nothing comparable where an order service asks")
  func smells() throws {
    let smells: Set<String> = ["long-event-chain", "unmet-need", "forwarded-payload", "not-the-owner"]
    #expect(try told("flowing-retail/choreographed").isSuperset(of: smells))
    #expect(try told("flowing-retail/orchestrated").isDisjoint(with: smells))
  }

  @Test("eShop: what a linter should be able to say about it")
  func eShop() throws {
    var request = request("eshop")
    request.targets = [ReportTarget(.compact)]
    let text = String(decoding: try Linter.lint(request).output, as: UTF8.self)
    for statement in [
      "[disguised-command] OrderStatusChangedToStockConfirmed tells payment-processor",
      "[disguised-command] OrderStatusChangedToAwaitingValidation tells catalog",
      "[ignored-subscription] webhooks consumes ProductPriceChanged",
      "[foreign-store-access] order-processor uses ordering-db",
      "[dead-end-outcome] ordering reacts to OrderStockRejected without publishing or sending anything",
      "[contract-drift] webhooks reads OrderStatusChangedToShipped by a copy that does not match: orderStatus",
    ] {
      #expect(text.contains(statement), "\(statement)")
    }
    // Participle in the middle, state at the end: names like any other.
    #expect(!text.contains("event-not-past-tense"))
  }

  private func told(_ sample: String) throws -> Set<String> {
    var request = request(sample)
    request.targets = [ReportTarget(.compact)]
    let lines = String(decoding: try Linter.lint(request).output, as: UTF8.self).split(separator: "\n")
    return Set(
      lines.compactMap { line in
        line.firstIndex(of: "[").map { line[line.index(after: $0)...].prefix { $0 != "]" } }.map(String.init)
      })
  }

  /// Paths in output are relative to the package's top.
  init() { chdir(Golden.root) }

  @Test("findings", arguments: samples, ReportFormat.allCases)
  func findings(sample: String, format: ReportFormat) throws {
    var request = request(sample)
    request.targets = [ReportTarget(format)]
    var outcome = try Linter.lint(request)
    // The texts of rules are no golden: they are those of the pages.
    if format == .sarif,
      let results = String(decoding: outcome.output, as: UTF8.self).range(of: "\"columnKind\"")
    {
      outcome.output = Array(String(decoding: outcome.output, as: UTF8.self)[results.lowerBound...].utf8)
    }
    #expect(
      Golden.difference(
        withoutRuleCount(outcome.output), "\(sample)/findings.\(format == .text ? "txt" : format.rawValue)") == nil)
    if format == .text {
      #expect(Golden.difference(withoutRuleCount(outcome.summary), "\(sample)/summary.txt") == nil)
    }
  }

  @Test("SARIF explains the rules of its results")
  func rulesOfResults() throws {
    var request = request("eshop")
    request.targets = [ReportTarget(.sarif)]
    let report = try JSONSerialization.jsonObject(with: Data(try Linter.lint(request).output)) as? [String: Any]
    let run = try #require((report?["runs"] as? [[String: Any]])?.first)
    let driver = try #require((run["tool"] as? [String: Any])?["driver"] as? [String: Any])
    let rules = try #require(driver["rules"] as? [[String: Any]])
    let results = try #require(run["results"] as? [[String: Any]])
    #expect(results.count > 10)
    for result in results {
      let index = try #require(result["ruleIndex"] as? Int)
      #expect(rules[index]["id"] as? String == result["ruleId"] as? String)
      let help = try #require(rules[index]["help"] as? [String: String])
      #expect((help["markdown"] ?? "").contains("## What to do"))
    }
  }

  /// `115 rules` as `all rules`, which does not change with each new rule.
  private func withoutRuleCount(_ output: [UInt8]) -> [UInt8] {
    let text = String(decoding: output, as: UTF8.self)
    #expect(!text.hasPrefix("All clear") || text.contains(#/, [1-9]\d+ rules\./#))
    return Array(text.replacing(#/, \d+ rules\./#, with: ", all rules.").utf8)
  }

  /// Pictures are kept in the light theme; `ThemeTests` shows that the others differ in colours alone.
  @Test("pictures", arguments: samples, View.all.filter { $0.isOfSystem || $0.name == "sequence" }.map(\.name))
  func pictures(sample: String, view: String) throws {
    var picture = PictureRequest()
    picture.input = request(sample)
    picture.view = try View.named(view)
    picture.showsFindings = true
    #expect(Golden.difference(try Linter.draw(picture).output, "\(sample)/\(view).dot") == nil)
    guard view == "sequence" || view == "matrix" else { return }
    picture.format = .svg
    #expect(Golden.difference(try Linter.draw(picture).output, "\(sample)/\(view).svg") == nil)
  }

  @Test("message views", arguments: samples)
  func message(sample: String) throws {
    var picture = PictureRequest()
    picture.input = request(sample)
    picture.format = .json
    let network = String(decoding: try Linter.draw(picture).output, as: UTF8.self)
    let nodes = network.components(separatedBy: "\"id\": \"msg:").dropFirst().map { String($0.prefix { $0 != "\"" }) }
    guard let first = nodes.first else { return }
    (picture.format, picture.view, picture.focus) = (.dot, .message, [first])
    #expect(Golden.difference(try Linter.draw(picture).output, "\(sample)/message.dot") == nil)
    picture.format = .json
    #expect(Golden.difference(try Linter.draw(picture).output, "\(sample)/message.json") == nil)
  }

  @Test(
    "networks in other languages",
    arguments: ["flowing-retail/orchestrated", "flowing-retail/choreographed", "eshop", "bank-account/events-leaked"],
    PictureFormat.allCases.filter { !$0.isDrawn })
  func networks(sample: String, format: PictureFormat) throws {
    for view in [View.flow, .dependency, .contexts] {
      var picture = PictureRequest()
      picture.input = request(sample)
      picture.view = view
      picture.format = format
      #expect(Golden.difference(try Linter.draw(picture).output, "\(sample)/\(view.name).\(format.rawValue)") == nil)
    }
  }

  @Test("the legend")
  func legend() throws {
    var picture = PictureRequest()
    picture.view = .legend
    #expect(Golden.difference(try Linter.draw(picture).output, "legend.dot") == nil)
    picture.format = .svg
    #expect(Golden.difference(try Linter.draw(picture).output, "legend.svg") == nil)
  }

  @Test("traces and numbers", arguments: samples)
  func traces(sample: String) throws {
    var trace = TraceRequest()
    trace.input = request(sample)
    #expect(Golden.difference(try Linter.traces(trace), "\(sample)/starts.txt") == nil)
    trace.format = "json"
    let list = String(decoding: try Linter.traces(trace), as: UTF8.self)
    let starts = list.components(separatedBy: "\"start\": \"").dropFirst().map { $0.prefix { $0 != "\"" } }
    guard let start = starts.first.map(String.init) else { return }
    for format in ["text", "mermaid", "plantuml", "eventcatalog", "json"] {
      trace.format = format
      #expect(
        Golden.difference(try Linter.trace(start, trace), "\(sample)/trace.\(format == "text" ? "txt" : format)")
          == nil)
    }
    var stats = StatsRequest()
    stats.input = request(sample)
    for format in ["text", "json", "csv"] {
      stats.format = format
      #expect(
        Golden.difference(try Linter.stats(stats).output, "\(sample)/stats.\(format == "text" ? "txt" : format)")
          == nil)
    }
  }

  @Test("what is written for EventCatalog is read back, with all its steps", arguments: samples)
  func eventCatalog(sample: String) throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory()).appending(
      path: "eventlint-flow-\(UInt32.random(in: 0 ... .max))")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.copyItem(at: URL(fileURLWithPath: "samples/\(sample)"), to: folder)
    var trace = TraceRequest()
    trace.input = request(sample)
    trace.format = "json"
    let list = String(decoding: try Linter.traces(trace), as: UTF8.self)
    trace.format = "eventcatalog"
    for (number, start) in list.components(separatedBy: "\"start\": \"").dropFirst().map({
      String($0.prefix { $0 != "\"" })
    }).enumerated() {
      let text = String(decoding: try Linter.trace(start, trace), as: UTF8.self)
      let ids = text.components(separatedBy: "\n  - id: ").dropFirst().map { String($0.prefix { $0 != "\n" }) }
      #expect(Set(ids).count == ids.count, "\(start)")
      #expect(!ids.isEmpty)
      let flow = folder.appending(path: "flows/f\(number)")
      try FileManager.default.createDirectory(at: flow, withIntermediateDirectories: true)
      // A flow that the catalog names itself would be there twice.
      let own = text.components(separatedBy: "\n").map { $0.hasPrefix("id: ") ? "id: page\(number)" : $0 }.joined(
        separator: "\n")
      try own.write(to: flow.appending(path: "index.mdx"), atomically: true, encoding: .utf8)
    }
    var lint = LintRequest()
    (lint.paths, lint.isIsolated, lint.targets) = ([folder.path], true, [ReportTarget(.compact)])
    let told = String(decoding: try Linter.lint(lint).output, as: UTF8.self)
    for rule in ["flow-unknown-step", "unreachable-step", "unknown-reference", "flow-drift", "syntax", "invalid-value"]
    {
      let lines = told.split(separator: "\n").filter { $0.contains(".mdx") && $0.contains("[\(rule)]") }
      #expect(lines.isEmpty, "\(lines)")
    }
  }

  @Test(
    "what a change costs, and its picture",
    arguments: [
      ("onboarding-checks/additional-check", "a customer registers", "sanctions"),
      ("flowing-retail/orchestrated", "order fulfilment", "inventory"),
      ("flowing-retail/choreographed", "the customer orders", "payment"),
    ])
  func impact(sample: String, flow: String, step: String) throws {
    var request = ImpactRequest()
    request.input = self.request(sample)
    switch step {
    case "sanctions": (request.addStep, request.parallelTo, request.resultNeededBy) = (step, "address", "customer")
    case "inventory": (request.reorder, request.before) = (step, ["payment"])
    default: (request.makeConditional, request.when) = (step, "the customer is no VIP")
    }
    for format in ["text"] + PictureFormat.allCases.filter({ !$0.isDrawn || $0 == .dot }).map(\.rawValue) {
      request.format = try ImpactFormat.named(format)
      #expect(
        Golden.difference(
          try Linter.impact(flow, request).output, "\(sample)/impact.\(format == "text" ? "txt" : format)") == nil)
    }
  }

  @Test(
    "files of our own that are not what they should be are refused",
    arguments: [
      ("edits: [{remove: {step: payment}, insert: {step: x}}]", "an edit must be one of"),
      ("edits: [{}]", "an edit must be one of"), ("edits: [", "edits"), ("{}", "edits"),
      ("edits: [{remove: {step: nobody}}]", "nobody"), ("edits: [{paint: {step: payment}}]", "unknown edit 'paint'"),
    ])
  func refused(text: String, words: String) throws {
    let path = NSTemporaryDirectory() + "eventlint-change-\(UInt32.random(in: 0 ... .max)).yaml"
    defer { unlink(path) }
    try text.write(toFile: path, atomically: true, encoding: .utf8)
    var impact = ImpactRequest()
    (impact.input, impact.changeFile) = (request("flowing-retail/choreographed"), path)
    let error = #expect(throws: UsageError.self) { try Linter.impact("the customer orders", impact) }
    #expect(error?.message.contains(words) == true, "\(error?.message ?? "")")
    try "{\"system\": {}, \"x\": [".write(toFile: path, atomically: true, encoding: .utf8)
    var stats = StatsRequest()
    (stats.input, stats.against) = (request("flowing-retail/choreographed"), path)
    #expect(throws: UsageError.self) { try Linter.stats(stats) }
  }

  @Test("colours")
  func colours() throws {
    var request = request("address-change/disguised")
    request.usesColor = true
    request.width = 60
    #expect(
      Golden.difference(try Linter.lint(request).output, "address-change/disguised/findings-colour-60.txt") == nil)
  }

  @Test("the rule book")
  func book() throws {
    let text = try RuleListing.list(configuration: nil, isIsolated: true, format: "text")
    let lines = String(decoding: text, as: UTF8.self).split(separator: "\n").filter { $0.hasPrefix("  ") }
    #expect(lines.map { $0.split(separator: " ")[0] }.sorted() == RuleBook.pages.map { Substring($0.id.name) }.sorted())
    #expect(lines.contains("  long-event-chain                   warning  Long event chain without an owner"))
    let json = try JSONSerialization.jsonObject(
      with: Data(try RuleListing.list(configuration: nil, isIsolated: true, format: "json")))
    let rules = try #require((json as? [String: Any])?["rules"] as? [[String: String]])
    #expect(rules.map { $0["id"] } == RuleBook.pages.map(\.id.name))
    #expect(
      rules.first { $0["id"] == "long-event-chain" }
        == [
          "id": "long-event-chain", "title": "Long event chain without an owner", "category": "chains",
          "severity": "warning",
        ])
    #expect(
      Golden.difference(try RuleListing.explain("long-event-chain", usesColor: false), "explain-long-event-chain.txt")
        == nil)
    #expect(
      Golden.difference(
        try RuleListing.explain("long-event-chain", format: "markdown", usesColor: false), "explain-long-event-chain.md"
      )
        == nil)
  }

  private func request(_ sample: String) -> LintRequest {
    var request = LintRequest()
    request.paths = ["samples/\(sample)"]
    request.isIsolated = true
    return request
  }
}
