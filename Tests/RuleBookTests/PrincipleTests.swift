import Catalog
import Configuration
import Findings
import Foundation
import Linting
import Loading
import Readers
import RuleBook
import RulePages
import Rules
import Testing

/// The principles that hold for all rules: one cause is one finding, a guess never accuses, advice does not contradict
/// advice, and help is something that can be done.
@Suite struct PrincipleTests {
  private static let systems = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpora/systems/dev")

  private static func hasSystems() -> Bool { FileManager.default.fileExists(atPath: systems.path) }

  private func findings(_ files: [(String, String)], without rule: RuleID? = nil) -> [Finding] {
    var configuration = Configuration()
    if let rule { configuration.settings[rule] = RuleSettings(isOn: false) }
    let system = LoadedCatalog.linking(
      files.map { (path: $0.0, text: Array($0.1.utf8)) }, checks: DocumentChecks([:]))
    return Linter.findings(system, configuration, previous: nil).findings
  }

  /// The findings on a system of `systems`, whose inputs have the first spelling of keys.
  private func findings(of system: String) throws -> [Finding] {
    let folder = Self.systems.appendingPathComponent("\(system)/input")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter { $0.hasSuffix(".yaml") }
    return try findings(
      names.sorted().map { name in
        let text = try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        return (
          name, text.replacing("fed by:", with: "fed-by:").replacing("compensated by:", with: "compensated-by:")
        )
      })
  }

  @Test(
    "one cause is one finding: what three real systems are told",
    .enabled(if: hasSystems(), "the judged systems are not beside the checkout"),
    arguments: [("ftgo", 10, 30), ("my-meetings", 10, 20), ("res-ecommerce", 25, 30)])
  func oneCause(system: String, warnings: Int, infos: Int) throws {
    let found = try findings(of: system)
    #expect(found.count { $0.severity != .info } <= warnings, "\(found.map(\.message))")
    #expect(found.count { $0.severity == .info } <= infos, "\(found.map(\.message))")
  }

  @Test(
    "a sentence stands at one place once",
    .enabled(if: hasSystems(), "the judged systems are not beside the checkout"),
    arguments: ["ftgo", "my-meetings", "res-ecommerce"])
  func onePlace(system: String) throws {
    var seen: Set<String> = []
    for finding in try findings(of: system) where finding.fix == nil {
      #expect(seen.insert("\(finding.rule) \(finding.place) \(finding.help ?? "")").inserted, "\(finding.message)")
    }
  }

  /// What good examples of one rule are told by others, since they are small and leave out what the other rule asks
  /// for: by rule of the example.
  private static let known: [String: Set<String>] = [
    "disguised-command": ["dead-end-outcome", "dependency-cycle"],
    "event-cycle": ["dependency-cycle"],
    "tracker-gap": ["dependency-cycle", "flow-without-owner"],
    "unowned-join": ["dependency-cycle"],
    "invalid-timer": ["dependency-cycle"],
    "silent-failure": ["dependency-cycle"],
    "unknown-process-message": ["dependency-cycle"],
    "wait-without-timeout": ["dependency-cycle"],
    "kind-mismatch": ["dependency-cycle"],
    "dead-end-outcome": ["flow-drift"],
    "chain-without-visibility": ["flow-without-owner"],
    "event-without-consumer": ["flow-without-owner"],
    "clickbait-event": ["ignored-subscription"],
    "implicit-orchestrator": ["long-event-chain"],
    "recipient-in-name": ["missing-contract"],
    "remote-orchestration": ["process-drift", "wait-without-timeout"],
    "missing-compensation": ["process-drift", "undeclared-emission"],
    "unpublished-wait": ["process-drift"],
    "missing-timeout": ["self-reference"],
    "unexplained-suppression": ["unused-suppression"],
    "tracking-mismatch": ["wait-without-timeout"],
    "missing-correlation-key": ["wait-without-timeout"],
    "label-contradicts-message": ["wait-without-timeout"],
  ]

  @Test("what one rule calls good, no other rule calls wrong", arguments: Case.all.filter { !$0.example.isBad })
  func adviceAgrees(_ example: Case) {
    guard example.page.category != .asyncapi, example.example.before == nil else { return }
    let files = example.example.files.map { ($0.name, $0.text) }
    guard !files.contains(where: { $0.1.contains("asyncapi:") }) else { return }
    let others = findings(files, without: example.page.id).filter { $0.severity != .info }
    let unknown = others.filter { !(Self.known[example.page.id.name] ?? []).contains($0.rule.name) }
    #expect(unknown.map { "\($0.rule): \($0.message)" } == [])
  }

  @Test("help never proposes the name that it is about", arguments: Case.bad)
  func helpIsNew(_ example: Case) {
    for finding in findings(example.example.files.map { ($0.name, $0.text) }) {
      guard let subject = finding.subjects.first, let help = finding.help else { continue }
      for word in ["name it", "call it", "say", "make it a command, such as"] {
        #expect(!help.contains("\(word) `\(subject)`"), "\(finding.message): \(help)")
      }
    }
  }

  @Test("a guess never accuses: what is only possible, and kinds that are guessed, give infos at most")
  func guesses() {
    let possible = findings([
      (
        "a.yaml",
        """
        eventlint: 1
        services:
          a: {context: a, consumes: {Third: {certainty: possible, publishes: First}}}
          b: {context: b, consumes: {First: {certainty: possible, publishes: Second}}}
          c: {context: c, consumes: {Second: {certainty: possible, publishes: Third}}}
        """
      )
    ])
    #expect(possible.filter { $0.severity != .info }.map(\.message) == [])
    let document = findings([
      (
        "a.yaml",
        """
        asyncapi: 3.0.0
        info: {title: Shop, version: 1.0.0}
        channels: {c: {address: orders, messages: {shipOrder: {payload: {type: object}}}}}
        operations: {o: {action: send, channel: {$ref: '#/channels/c'}}}
        """
      ),
      (
        "b.yaml",
        """
        asyncapi: 3.0.0
        info: {title: Post, version: 1.0.0}
        channels: {c: {address: orders, messages: {shipOrder: {payload: {type: object}}}}}
        operations: {o: {action: receive, channel: {$ref: '#/channels/c'}}}
        """
      ),
    ])
    #expect(document.filter { $0.rule.name == "disguised-command" && $0.severity != .info }.map(\.message) == [])
  }
}
