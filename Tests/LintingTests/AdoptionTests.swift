import Files
import Foundation
import Reports
import TestSupport
import Testing
import Writing

@testable import Linting

/// What a team does on its first day: a baseline, a configuration that names folders.
@Suite struct AdoptionTests {
  private static let bad = "eventlint: 1\nservices: {shop: {publishes: Sold}, till: {consumes: {Bought: {}}}}\n"

  private func lint(_ path: String, _ change: (inout LintRequest) -> Void = { _ in }) throws -> LintOutcome {
    var request = LintRequest()
    request.paths = [path]
    request.targets = [ReportTarget(.compact)]
    change(&request)
    return try Linter.lint(request)
  }

  private func summary(_ outcome: LintOutcome) -> String { String(decoding: outcome.summary, as: UTF8.self) }

  private func writeBaseline(_ path: String, _ change: (inout LintRequest) -> Void = { _ in }) throws -> String {
    var request = LintRequest()
    request.paths = [path]
    change(&request)
    return String(decoding: try Linter.writeBaseline(request, to: nil, prunes: false), as: UTF8.self)
  }

  @Test("a baseline works at once, beside the configuration or below the repository's root")
  func standardBaseline() throws {
    for files in [
      ["catalog/c.yaml": Self.bad, ".eventlint.yml": "rules: {}\n"], ["catalog/c.yaml": Self.bad, ".git/HEAD": ""],
      ["catalog/c.yaml": Self.bad],
    ] {
      try withTemporaryFolder(files) { folder in
        let before = try lint("\(folder)/catalog")
        #expect(before.exitCode == 1)
        let said = try writeBaseline("\(folder)/catalog")
        #expect(said.contains("recorded; eventlint reads this file and reports only new findings\n"), "\(said)")
        let hidden = try lint("\(folder)/catalog/c.yaml")
        #expect(hidden.exitCode == 0 && hidden.output.isEmpty && summary(hidden).contains("known findings in "))
        let without = try lint("\(folder)/catalog") { $0.usesNoBaseline = true }
        let isolated = try lint("\(folder)/catalog") { $0.isIsolated = true }
        #expect(without.exitCode == 1 && isolated.exitCode == 1)
        // The existing file is found again, wherever it was put.
        let again = try writeBaseline("\(folder)/catalog")
        #expect(again == said)
      }
    }
  }

  @Test("a configured baseline wins, and an isolated run does not promise to read what it writes")
  func otherBaselines() throws {
    try withTemporaryFolder(["c.yaml": Self.bad, ".eventlint.yml": "baseline: known.yml\n"]) { folder in
      let said = try writeBaseline(folder)
      #expect(said.contains("known.yml: "))
      #expect(!FilePaths.exists("\(folder)/.eventlint-baseline.yml"))
      let hidden = try lint(folder)
      #expect(hidden.exitCode == 0)
    }
    try withTemporaryFolder(["c.yaml": Self.bad]) { folder in
      let said = try writeBaseline(folder) { $0.isIsolated = true }
      #expect(said.contains("; to use it, set `baseline: "))
    }
  }

  @Test("a baseline behind a link that leads out of the repository is not read")
  func linkedBaseline() throws {
    try withTemporaryFolder(["repo/c.yaml": Self.bad, "repo/.git/HEAD": "", "secret.yml": "key: value\n"]) { folder in
      try FileManager.default.createSymbolicLink(
        atPath: "\(folder)/repo/.eventlint-baseline.yml", withDestinationPath: "../secret.yml")
      let error = #expect(throws: UsageError.self) { try lint("\(folder)/repo") }
      #expect(error?.message.contains("leads out of") == true && error?.message.contains("key") == false)
      let without = try lint("\(folder)/repo") { $0.usesNoBaseline = true }
      #expect(without.exitCode == 1)
    }
  }

  @Test("files outside `include` that look like catalogs are noted, unless they are excluded or the call names paths")
  func leftOut() throws {
    let files = [
      "in/c.yaml": Self.bad, "old/o.yaml": Self.bad, "old/p.yaml": Self.bad, "notes.yaml": "a: 1\n",
      "attic/a.yaml": Self.bad, ".eventlint.yml": "include: [in]\nexclude: [attic]\n",
    ]
    try withTemporaryFolder(files) { folder in
      let noted = try lint(folder) { request in
        (request.paths, request.configuration) = ([], "\(folder)/.eventlint.yml")
      }
      let note = "2 files outside `include` look like catalogs: \(folder)/old/o.yaml, \(folder)/old/p.yaml; add"
      #expect(summary(noted).contains(note), "\(summary(noted))")
      let named = try lint("\(folder)/in")
      #expect(!summary(named).contains("outside"))
    }
  }

  @Test("a report is written again over that of the run before, but not over a catalog")
  func reportAgain() throws {
    try withTemporaryFolder(["c.json": "{\"eventlint\": 1, \"services\": {\"shop\": {}}}"]) { folder in
      let report = "\(folder)/report.json"
      func write(_ path: String, _ paths: [String]) throws {
        _ = try lint(folder) { ($0.paths, $0.targets) = (paths, [ReportTarget(.json, file: path)]) }
      }
      try write(report, [folder])
      try write(report, [folder])
      #expect(throws: UsageError.self) { try write(report, [folder, report]) }
      #expect(throws: UsageError.self) { try write("\(folder)/c.json", [folder]) }
    }
  }
}
