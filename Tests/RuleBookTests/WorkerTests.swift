import Catalog
import Configuration
import Findings
import Linting
import Loading
import Readers
import RuleBook
import RulePages
import Rules
import TestSupport
import Testing

@Suite struct WorkerTests {
  @Test("each file in a worker of its own gives the same bytes as all in one", arguments: Case.all)
  func examples(_ example: Case) {
    let texts = example.example.files.map { (path: $0.name, text: Array($0.text.utf8)) }
    let (together, alone) = (reports(texts, eachAlone: false), reports(texts, eachAlone: true))
    for (one, other) in zip(together, alone) { #expect(one == other, "\(String(decoding: other, as: UTF8.self))") }
  }

  @Test("what a definition says of itself stays with it, whoever reads it")
  func traits() {
    let texts = [
      (
        path: "a.yaml",
        text: Array(
          "eventlint: 1\ncontext: sales\nevents: {Moved: {deprecated: {sunset: 2020-01-01}, payload: {a: string}}}\n"
            .utf8)
      ),
      (
        path: "b.yaml",
        text: Array(
          "eventlint: 1\ncontext: stock\nevents: {Moved: {id: other, delivery: at-most-once, payload: {a: string}}}\n"
            .utf8)
      ),
      (path: "c.yaml", text: Array("eventlint: 1\nservices: {s: {publishes: [Moved]}, t: {consumes: [Moved]}}\n".utf8)),
    ]
    #expect(reports(texts, eachAlone: false) == reports(texts, eachAlone: true))
    let system = LoadedCatalog.linking(texts, checks: DocumentChecks([:]))
    let message = system.catalog.messages.first { system.catalog[$0.name] == "Moved" }
    let traits = message.flatMap { system.catalog.traits(of: $0) }
    #expect(traits?.deprecation != nil && traits?.identity == nil && traits?.delivery == nil)
  }

  private func reports(_ texts: [(path: String, text: [UInt8])], eachAlone: Bool) -> [[UInt8]] {
    let system = LoadedCatalog.linking(texts, checks: DocumentChecks([:]), eachAlone: eachAlone)
    return Linter.reports(system, Linter.findings(system, Configuration(presets: [.strict])).findings)
  }
}
