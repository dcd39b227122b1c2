import Catalog
import Commands
import Configuration
import Diagrams
import Findings
import Foundation
import Graph
import Linting
import Loading
import RuleBook
import RulePages
import TestSupport
import Testing
import Writing

#if canImport(Glibc)
  import Glibc
#endif

/// `convert` exports what a system knows: the exported file has the same graph and the same findings, whatever the
/// system was read from.
@Suite(.serialized) struct ExportTests {
  /// Documents by others, beside the package; nil where there are none.
  static let corporaPath: String? = {
    let path = (Golden.root as NSString).deletingLastPathComponent + "/shared/corpora"
    return FileManager.default.fileExists(atPath: path) ? path : nil
  }()

  /// Rules about what a file in the native format does not have: documents, workflow files, other files.
  private static let ofDocuments: Set<String> = [
    "unread-reference", "unjoined-document", "invalid-schema", "inverted-direction", "contract-drift",
    "contradicting-descriptions",
    "wait-without-timeout", "missing-correlation-key", "process-drift", "dead-branch", "invalid-timer",
    "unpublished-wait", "unknown-process-message", "no-compensation", "silent-failure", "syntax", "invalid-value",
    "duplicate-definition", "unknown-field", "unknown-reference",
  ]

  private struct Facts: Equatable {
    var findings: [String]
    var edges: [String]
  }

  private func facts(_ path: String) throws -> Facts {
    var request = LintRequest()
    request.paths = [path]
    request.isIsolated = true
    let judged = try Linter.judge(request)
    let documents = Set(RuleBook.pages.filter { $0.category == .asyncapi }.map(\.id.name)).union(Self.ofDocuments)
    let found = judged.findings.filter { !documents.contains($0.rule.name) }
      .map { "\($0.severity.name)[\($0.rule)] \($0.message)" }.sorted()
    let catalog = judged.system.catalog
    let edges = judged.system.graph.dependencies.map {
      "\(catalog[$0.from]) \(catalog[$0.to]) \($0.messages.map { catalog[$0] }) \($0.isCall)"
    }
    return Facts(findings: found, edges: edges)
  }

  private func exported(_ path: String) throws -> [UInt8] {
    var request = LintRequest()
    request.paths = [path]
    request.isIsolated = true
    return try Convert.catalog(request)
  }

  /// What differs between a system and its export; empty if nothing does.
  private func difference(_ path: String) throws -> [String] {
    try withTemporaryFolder { folder in
      let file = "\(folder)/export.yaml"
      try Data(exported(path)).write(to: URL(fileURLWithPath: file))
      let (before, after) = (try facts(path), try facts(file))
      var words: [String] = []
      words += before.findings.filter { !after.findings.contains($0) }.map { "lost \($0)" }
      words += after.findings.filter { !before.findings.contains($0) }.map { "new \($0)" }
      words += before.edges == after.edges ? [] : ["edges differ"]
      let again = try exported(file)
      if try again != Array(Data(contentsOf: URL(fileURLWithPath: file))) { words.append("a second export differs") }
      return words
    }
  }

  @Test("samples", arguments: SampleTests.samples)
  func samples(sample: String) throws {
    let found = try difference("\(Golden.root)/samples/\(sample)")
    #expect(found == [])
  }

  @Test("catalogs by others", .enabled(if: corporaPath != nil, "the corpora are not here"))
  func corpora() throws {
    let corpora = try #require(Self.corporaPath)
    for system in ["ftgo", "my-meetings", "res-ecommerce"] {
      #expect(try difference("\(corpora)/systems/dev/\(system)/input") == [], "\(system)")
    }
    for folder in [
      "asyncapi/lerenn__asyncapi-codegen", "asyncapi/asyncapi__diff", "eventcatalog/RailsEventStore__ecommerce",
    ] {
      #expect(try difference("\(corpora)/\(folder)") == [], "\(folder)")
    }
  }

  /// FTGO's three sagas, by hand 29 reactions and 28 replies with a definition each.
  @Test("FTGO with sagas says what it says by hand", .enabled(if: corporaPath != nil, "the corpora are not here"))
  func ftgo() throws {
    let corpora = try #require(Self.corporaPath)
    let input = "\(corpora)/systems/dev/ftgo/input"
    func text(_ name: String) throws -> String {
      try ["compensated by", "fed by", "ordered by"].reduce(
        String(contentsOfFile: "\(input)/\(name).yaml", encoding: .utf8)
      ) { $0.replacingOccurrences(of: $1, with: $1.replacingOccurrences(of: " ", with: "-")) }
    }
    let (services, messages) = (try text("services"), try text("messages"))
    let sagas = """
          sagas:
            create order:
              starts: POST /orders
              steps:
                - undo: RejectOrderCommand
                - ValidateOrderByConsumer
                - {do: CreateTicket, undo: CancelCreateTicket}
                - AuthorizeCommand
                - ConfirmCreateTicket
                - ApproveOrderCommand
              ends: [OrderAuthorized, OrderRejected]
            cancel order:
              starts: POST /orders/{orderId}/cancel
              steps:
                - {do: BeginCancelCommand, undo: UndoBeginCancelCommand}
                - {do: BeginCancelTicketCommand, undo: UndoBeginCancelTicketCommand}
                - ReverseAuthorizationCommand
                - ConfirmCancelTicketCommand
                - ConfirmCancelOrderCommand
              ends: [OrderCancelled]
            revise order:
              starts: POST /orders/{orderId}/revise
              steps:
                - {do: BeginReviseOrderCommand, undo: UndoBeginReviseOrderCommand}
                - {do: BeginReviseTicketCommand, undo: UndoBeginReviseTicketCommand}
                - ReviseAuthorization
                - ConfirmReviseTicketCommand
                - ConfirmReviseOrderCommand
              ends: [OrderRevised]

      """
    let written = services.lines(from: "      # CreateOrderSaga; the last", to: "    handles:\n      # the service is")
    let flows = services.lines(from: "flows:\n", to: nil)
    let replies = messages.lines(from: "  # Replies. The format", to: "\ncommands:")
    var new = services.replacingOccurrences(of: written, with: sagas).replacingOccurrences(of: flows, with: "")
    new = new.replacingOccurrences(of: ", sends: ValidateOrderByConsumer", with: "")
    for command in ["BeginCancelCommand", "BeginReviseOrderCommand"] {
      new = new.replacingOccurrences(of: "{kind: http, sends: \(command)}", with: "{kind: http}")
    }
    new = new.split(separator: "\n", omittingEmptySubsequences: false).filter { !$0.contains("compensated-by:") }
      .joined(separator: "\n")
    let replaced = (written + flows + replies).split(separator: "\n").count
    #expect(sagas.split(separator: "\n").count * 2 <= replaced, "\(replaced) lines by hand")
    try withTemporaryFolder([
      "hand/services.yaml": services, "hand/messages.yaml": messages, "saga/services.yaml": new,
      "saga/messages.yaml": messages.replacingOccurrences(of: replies, with: ""),
    ]) { folder in
      let (hand, saga) = (try facts("\(folder)/hand"), try facts("\(folder)/saga"))
      #expect(hand.findings == saga.findings)
      #expect(hand.edges == saga.edges)
      for (flow, undo) in [
        ("create order", "CancelCreateTicket"), ("cancel order", "UndoBeginCancelTicketCommand"),
        ("revise order", "UndoBeginReviseTicketCommand"),
      ] {
        var request = LintRequest()
        request.paths = ["\(folder)/saga"]
        request.isIsolated = true
        var trace = TraceRequest()
        trace.input = request
        let comb = String(decoding: try Linter.trace(flow, trace), as: UTF8.self)
        #expect(comb.contains("compensated by \(undo)"), "\(comb)")
        var change = ImpactRequest()
        change.input = request
        change.addStep = "fraud"
        change.after = ["accounting"]
        let impact = String(decoding: try Linter.impact(flow, change).output, as: UTF8.self)
        #expect(impact.contains("fraud after accounting") || impact.contains("add fraud"), "\(impact)")
      }
    }
  }

  init() { chdir(Golden.root) }
}

extension String {
  /// The part from a text up to another one, exclusive; up to the end for nil.
  fileprivate func lines(from start: String, to end: String?) -> String {
    guard let first = range(of: start) else { return "" }
    let rest = self[first.lowerBound...]
    guard let end, let last = rest.range(of: end) else { return String(rest) }
    return String(rest[..<last.lowerBound])
  }
}
