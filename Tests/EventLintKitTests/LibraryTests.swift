import EventLintKit
import TestSupport
import Testing

/// The library as another program uses it.
@Suite struct LibraryTests {
  private let input: EventLint.Input = {
    var input = EventLint.Input([Golden.root + "/samples/flowing-retail/choreographed"])
    input.isIsolated = true
    return input
  }()

  @Test("findings have the place and the identity that reports have")
  func findings() throws {
    let findings = try EventLint.findings(in: input)
    let chain = try #require(findings.first { $0.rule == "long-event-chain" })
    #expect(chain.severity == .warning && chain.path.hasSuffix("services.yaml") && chain.line > 1)
    let report = String(decoding: try EventLint.report(input, format: "json"), as: UTF8.self)
    for finding in findings { #expect(report.contains("\"\(finding.fingerprint)\"")) }
  }

  @Test("pictures are those of the program, and a wrong call is a failure in one line")
  func pictures() throws {
    let picture = String(decoding: try EventLint.graph(input, format: "mermaid"), as: UTF8.self)
    #expect(picture.contains("OrderPlaced"))
    let failure = #expect(throws: EventLint.Failure.self) { try EventLint.graph(input, view: "flwo") }
    #expect(failure?.message == "unknown view 'flwo'; did you mean 'flow'?")
    #expect(throws: EventLint.Failure.self) { try EventLint.findings(in: ["/nonexistent"]) }
  }
}
