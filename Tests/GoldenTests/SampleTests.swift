import EventLintKit
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Whole-program output over the samples, byte for byte. `EVENTLINT_RECORD=1 swift test --filter GoldenTests` writes the files
/// and fails; read the difference, then commit.
@Suite(.serialized) struct SampleTests {
  static let samples = [
    "flowing-retail/orchestrated", "flowing-retail/choreographed", "eshop", "address-change/disguised",
    "address-change/done-right",
  ]

  /// Paths in output are relative to the package's top.
  init() { chdir(Golden.root) }

  @Test("findings", arguments: samples, ["text", "compact", "json"])
  func findings(sample: String, format: String) throws {
    var request = request(sample)
    request.format = format
    let outcome = try Session.lint(request)
    #expect(Golden.difference(outcome.output, "\(sample)/findings.\(format == "text" ? "txt" : format)") == nil)
    if format == "text" { #expect(Golden.difference(outcome.summary, "\(sample)/summary.txt") == nil) }
  }

  @Test("pictures", arguments: samples, ["flow", "dependency"])
  func pictures(sample: String, view: String) throws {
    for theme in ["light", "dark"] {
      var picture = PictureRequest()
      picture.input = request(sample)
      picture.view = view
      picture.theme = theme
      picture.showsFindings = theme == "light"
      let outcome = try Session.draw(picture)
      #expect(Golden.difference(outcome.output, "\(sample)/\(view)-\(theme).dot") == nil)
    }
  }

  @Test("colours")
  func colours() throws {
    var request = request("address-change/disguised")
    request.usesColor = true
    request.width = 60
    #expect(Golden.difference(try Session.lint(request).output, "address-change/disguised/findings-colour-60.txt") == nil)
  }

  @Test("the rule book")
  func book() throws {
    #expect(Golden.difference(try Book.list(configuration: nil, isIsolated: true, format: "text"), "rules.txt") == nil)
    #expect(Golden.difference(try Book.list(configuration: nil, isIsolated: true, format: "json"), "rules.json") == nil)
    #expect(Golden.difference(try Book.explain("long-event-chain", usesColor: false), "explain-long-event-chain.txt") == nil)
  }

  private func request(_ sample: String) -> LintRequest {
    var request = LintRequest()
    request.paths = ["samples/\(sample)"]
    request.isIsolated = true
    return request
  }
}
