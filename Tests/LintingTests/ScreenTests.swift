import Files
import Findings
import Linting
import Reports
import TestSupport
import Testing

/// What a run shows on a screen, what it only counts, and when it fails.
@Suite struct ScreenTests {
  /// One rule, whose findings are infos, errors and a warning, in this order of the text.
  private static let rules = """
    rules: {event-without-consumer: warning}
    overrides:
      - {messages: Noted*, rules: {event-without-consumer: info}}
      - {messages: Failed*, rules: {event-without-consumer: error}}

    """
  private static let all = "Noted1, Noted2, Failed1, Failed2, Placed"

  private func lint(_ events: String = all, _ change: (inout LintRequest) -> Void = { _ in }) throws -> (
    severities: [String], text: String, summary: String, code: Int32
  ) {
    let text = "eventlint: 1\nservices: {mail: {consumes: Sent}, shop: {publishes: [Sent, \(events)]}}\n"
    return try withTemporaryFolder([".eventlint.yml": Self.rules, "a.yaml": text]) { folder in
      var request = LintRequest()
      request.paths = [folder]
      request.select = ["event-without-consumer"]
      change(&request)
      if request.standardInputPath != nil { request.standardInputPath = "\(folder)/a.yaml" }
      request.standardInput = Array(text.utf8)
      let outcome = try Linter.lint(request)
      let text = String(decoding: outcome.output, as: UTF8.self)
      let severities = text.split(separator: "\n").compactMap { line in
        ["info[", "warning[", "error["].first { line.hasPrefix($0) }.map { String($0.dropLast()) }
      }
      return (severities, text, String(decoding: outcome.summary, as: UTF8.self), outcome.exitCode)
    }
  }

  @Test("errors are last, infos are counted")
  func text() throws {
    let run = try lint()
    #expect(run.severities == ["warning", "error", "error"])
    #expect(run.summary.hasPrefix("Found 2 errors and 1 warning in 1 file (2 services, 6 messages)."))
    #expect(run.summary.contains(" 2 infos; --min-severity info shows them."))
    #expect(run.code == 1)
  }

  @Test("infos alone are no findings to look at, but are counted")
  func infosOnly() throws {
    let run = try lint("Noted1, Noted2")
    #expect(run.severities == [] && run.text == "")
    #expect(
      run.summary
        == "No errors or warnings in 1 file (2 services, 3 messages). 2 infos; --min-severity info shows them.\n")
    #expect(run.code == 0)
  }

  @Test("who asks for infos sees them: by severity, by failing at them, in an editor")
  func asked() throws {
    let all = ["info", "info", "warning", "error", "error"]
    #expect(try lint { $0.minimumSeverity = .info }.severities == all)
    #expect(try lint { $0.minimumSeverity = .info }.summary.hasPrefix("Found 2 errors, 1 warning and 2 infos in"))
    #expect(try lint { $0.failOn = .info }.severities == all)
    #expect(try lint { $0.minimumSeverity = .warning }.summary.contains("info") == false)
    #expect(try lint { $0.standardInputPath = "a.yaml" }.severities == all)
  }

  @Test("formats for programs have everything, also beside a text")
  func programs() throws {
    let run = try lint { $0.targets = [ReportTarget(.jsonl)] }
    #expect(run.text.split(separator: "\n").count == 5)
    #expect(run.summary.hasPrefix("Found 2 errors, 1 warning and 2 infos in"))
    try withTemporaryFolder { folder in
      let both = try lint { $0.targets = [ReportTarget(.text), ReportTarget(.text, file: "\(folder)/all.txt")] }
      #expect(both.severities == ["warning", "error", "error"])
      #expect(String(decoding: FileBytes.read("\(folder)/all.txt") ?? [], as: UTF8.self).contains("info["))
    }
  }

  @Test("a limit of warnings fails the run beside --fail-on, also where they are not shown", arguments: [0, 1])
  func warnings(limit: Int) throws {
    for minimum in [nil, Severity.error] {
      let run = try lint {
        ($0.failOn, $0.maximumWarnings, $0.minimumSeverity) = (nil, limit, minimum)
      }
      #expect(run.code == (limit == 0 ? 1 : 0))
      #expect(run.summary.contains("1 warning, more than --max-warnings 0 allows.\n") == (limit == 0))
    }
    #expect(try lint { $0.maximumWarnings = limit }.code == 1, "an error fails as before")
  }

  @Test("a limit of findings keeps the most severe")
  func limit() throws {
    #expect(try lint { $0.maximumFindings = 2 }.severities == ["error", "error"])
    let lines = try lint { ($0.maximumFindings, $0.targets) = (3, [ReportTarget(.jsonl)]) }.text
    #expect(!lines.contains("\"severity\": \"info\"") && lines.split(separator: "\n").count == 3)
  }

  @Test("Markdown has errors first and folds infos")
  func markdown() throws {
    let text = try lint { $0.targets = [ReportTarget(.markdown)] }.text
    let marks = ["| error |", "| warning |", "<details><summary>2 infos</summary>", "| info |"]
    let starts = marks.compactMap { text.firstRange(of: $0)?.lowerBound }
    #expect(starts.count == marks.count && starts == starts.sorted())
  }
}
