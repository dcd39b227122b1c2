import Configuration
import Files
import Findings
import Foundation
import Linting
import Loading
import Reports
import RulePages
import Testing
import Writing

/// A folder of its own for a test, removed after it.
final class Folder: Sendable {
  let path: String

  init(_ files: [String: String] = [:]) throws {
    path = NSTemporaryDirectory() + "eventlint-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    for (name, text) in files { try write(name, text) }
  }

  func write(_ name: String, _ text: String) throws {
    let file = "\(path)/\(name)"
    try FileManager.default.createDirectory(
      atPath: (file as NSString).deletingLastPathComponent, withIntermediateDirectories: true)
    try text.write(toFile: file, atomically: false, encoding: .utf8)
  }

  deinit { try? FileManager.default.removeItem(atPath: path) }
}

@Suite struct SessionTests {
  private func lint(_ folder: Folder, _ change: (inout LintRequest) -> Void = { _ in }) throws -> (
    text: String, summary: String, code: Int32
  ) {
    var request = LintRequest()
    request.paths = [folder.path]
    request.targets = [ReportTarget(.compact)]
    change(&request)
    let outcome = try Linter.lint(request)
    let text = String(decoding: outcome.output, as: UTF8.self).replacingOccurrences(of: folder.path + "/", with: "")
    return (text, String(decoding: outcome.summary, as: UTF8.self), outcome.exitCode)
  }

  static let bad = "eventlint: 1\nservices: {order: {sends: ShipGoods}}\n"
  static let good = "eventlint: 1\nservices: {order: {publishes: OrderPlaced}}\n"

  @Test("a run compares with what the catalog was")
  func against() throws {
    let services = "eventlint: 1\nservices: {shop: {publishes: Placed}, mail: {consumes: [Placed]}}\n"
    let folder = try Folder([
      "old/c.yaml": services + "events: {Placed: {payload: {id: string, note: string}}}\n",
      "new/c.yaml": services + "events: {Placed: {payload: {id: string}}}\n",
    ])
    // `lint` uses the folder to its end, so that it is not removed before.
    let outcome = try lint(folder) {
      $0.paths = ["\(folder.path)/new"]
      $0.against = ["\(folder.path)/old"]
    }
    #expect(outcome.text.contains("error[breaking-change] Placed: note was removed"))
    #expect(outcome.code == 1)
  }

  @Test("findings, summary and exit code")
  func whole() throws {
    let folder = try Folder(["a.yaml": Self.bad, "b.yml": "unrelated: true\n", "c.json": "{\"eventlint\": 1}"])
    let outcome = try lint(folder)
    #expect(
      outcome.text == "a.yaml:2:27: error[command-without-receiver] order sends ShipGoods, which has no handler\n")
    #expect(
      outcome.summary
        == "Found 1 error in 2 files (1 service, 1 message). More: eventlint explain command-without-receiver\n")
    #expect(outcome.code == 1)
    #expect(try lint(folder) { $0.failOn = nil }.code == 0)
    #expect(try lint(folder) { $0.minimumSeverity = .error }.code == 1)
  }

  @Test("a broken file is a finding, the others are still linted")
  func broken() throws {
    let folder = try Folder([
      "a.yaml": "eventlint: 1\nservices: {\n", "b.yaml": "eventlint: 1\nevents: {A: {pattern: x}}\n",
    ])
    let outcome = try lint(folder)
    #expect(outcome.text.contains("a.yaml:3:1: error[syntax]"))
    #expect(outcome.text.contains("b.yaml:2:23: error[invalid-value]"))
  }

  @Test("nothing to lint is a mistake of the call, unless it is allowed")
  func empty() throws {
    let folder = try Folder(["a.yaml": "a: 1\n"])
    #expect(throws: UsageError.self) { try lint(folder) }
    #expect(try lint(folder) { $0.allowsEmpty = true }.code == 0)
    #expect(throws: UsageError.self) { try lint(folder) { $0.paths = ["/nowhere/at/all.yaml"] } }
  }

  @Test("hidden folders, node_modules and links are passed over, named files are not")
  func search() throws {
    let folder = try Folder([
      ".git/a.yaml": Self.bad, "node_modules/x/a.yaml": Self.bad, "deep/er/a.yaml": Self.good, "note.txt": Self.bad,
    ])
    try FileManager.default.createSymbolicLink(
      atPath: folder.path + "/link", withDestinationPath: folder.path + "/.git")
    #expect(try lint(folder).code == 0)
    #expect(try lint(folder) { $0.paths = [folder.path + "/note.txt"] }.code == 1)
    #expect(try lint(folder) { $0.paths = [folder.path + "/**/a.yaml"] }.summary.contains("1 file"))
  }

  @Test("a file that a search finds is a catalog by its root key, not by the word elsewhere")
  func rootKey() throws {
    let folder = try Folder([
      "a.yaml": Self.good, "package.json": "{\"devDependencies\": {\"eventlint\": \"1\"}}\n",
      "report.json": "{\"tool\": \"eventlint\"}\n", "compose.yaml": "services:\n  eventlint:\n    image: a\n",
    ])
    let found = try lint(folder)
    #expect(found.code == 0 && found.summary.contains("1 file"))
    #expect(try lint(folder) { $0.paths = [folder.path + "/compose.yaml"] }.code == 1)
    // What looks like a catalog and does not say so is reported.
    let other = try Folder(["a.yaml": Self.good, "b.yaml": "services:\n  eventlint: {publishes: OrderPlaced}\n"])
    #expect(try lint(other).text.contains("b.yaml:1:1: error[invalid-value] missing `eventlint: 1`"))
  }

  @Test("the nearest configuration counts, and what it excludes is not read")
  func configuration() throws {
    let folder = try Folder([
      ".eventlint.yml": "rules: {command-without-receiver: warning}\nexclude: [old/**]\n", "a/a.yaml": Self.bad,
      "old/b.yaml": "eventlint: 1\nx\n",
    ])
    #expect(try lint(folder) { $0.paths = [folder.path + "/a"] }.text.contains("warning[command-without-receiver]"))
    #expect(try lint(folder).code == 0)
    #expect(try lint(folder) { $0.isIsolated = true }.code == 1)
  }

  @Test(
    "what is wrong with a configuration is told with its place and the nearest word",
    arguments: [
      ("rules: {long-event-chian: off}", "1:9: unknown rule 'long-event-chian'; did you mean 'long-event-chain'?"),
      ("rules: {syntax: of}", "1:17: unknown severity 'of'; did you mean 'off'?"),
      (
        "rules: {long-event-chain: {max-handover: 3}}",
        "1:28: unknown option 'max-handover'; did you mean 'max-handovers'?"
      ),
      (
        "rules: {long-event-chain: {max-handovers: many}}",
        "1:43: `max-handovers` of long-event-chain must be of type integer"
      ),
      ("rules: {long-event-chain: {max-handovers: 0}}", "1:43: `max-handovers` of long-event-chain must be at least 1"),
      ("rules: {long-event-chain: {unit: taem}}", "1:34: unknown choice 'taem'; did you mean 'team'?"),
      ("extends: strikt", "1:10: unknown preset 'strikt'; did you mean 'strict'?"),
      ("rule: {}", "1:1: unknown key 'rule'; did you mean 'rules'?"),
      (
        "policies: {p: {forbid: {from: a, to: b}, message: Core, stays core}}",
        """
        1:57: unknown key 'stays core'; a comma ends a value without quotes; if `stays core` belongs to the value, \
        quote the whole value
        """
      ),
      ("rules: [a]", "1:8: `rules` must be a mapping from rules to severities or settings"),
      ("rules: {a", "1:8: did not find expected ',' or '}' while parsing a flow mapping"),
    ])
  func mistakes(text: String, message: String) throws {
    let folder = try Folder([".eventlint.yml": text, "a.yaml": Self.good])
    let error = #expect(throws: UsageError.self) { try lint(folder) }
    #expect(error?.message.replacingOccurrences(of: folder.path + "/.eventlint.yml:", with: "") == message)
  }

  @Test("presets choose rules")
  func presets() throws {
    let folder = try Folder([
      ".eventlint.yml": "extends: quiet",
      "a.yaml": "eventlint: 1\nevents: [SendLetter]\nservices: {a: {publishes: SendLetter}}\n",
    ])
    #expect(try lint(folder).text == "")
    try folder.write(".eventlint.yml", "extends: [pitfalls]\n")
    #expect(try lint(folder).text.contains("warning[disguised-command]"))
  }

  @Test("output does not depend on the number of workers, nor on which of them takes over files of another")
  func workers() throws {
    var files: [String: String] = [:]
    let padding = (0..<20).map { "events: [F\($0)]\n---\neventlint: 1\n" }.joined()
    for index in 0..<300 {
      // Some runs of files take longer than others.
      files["f\(1000 + index).yaml"] =
        """
        eventlint: 1\n\((40..<120).contains(index) ? padding : "")\
        services: {s\(index): {publishes: M\(index), consumes: {M\((index + 7) % 300): {publishes: \
        M\(index)}}, sends: C\(index)}}\n
        """
    }
    let folder = try Folder(files)
    let one = try lint(folder) {
      $0.jobs = 1
      $0.targets = [ReportTarget(.json)]
    }
    for jobs in [2, 2, 5, 8] {
      #expect(
        try lint(folder) {
          $0.jobs = jobs
          $0.targets = [ReportTarget(.json)]
        }.text == one.text)
    }
  }

  @Test("a file that is UTF-16 is read and shown like any other")
  func utf16() throws {
    let folder = try Folder()
    try Self.bad.data(using: .utf16)?.write(to: URL(fileURLWithPath: folder.path + "/a.yaml"))
    #expect(try lint(folder).text.contains("a.yaml:2:27: error[command-without-receiver]"))
    #expect(
      try lint(folder) { $0.targets = [ReportTarget(.text)] }.text.contains(
        "2 | services: {order: {sends: ShipGoods}}\n"))
  }
}

@Suite struct SuppressionTests {
  @Test(
    "suppressions cover what they speak of",
    arguments: [
      ("a: {sends: X} # eventlint: ignore command-without-receiver -- later", 0),
      ("# eventlint: ignore command-without-receiver -- later\n  a: {sends: X}", 0),
      ("# eventlint: ignore command-without-receiver -- later\n  a:\n    summary: s\n    sends: X", 0),
      ("# eventlint: ignore command-without-receiver\n  b: {publishes: Y}\n  a: {sends: X}", 2),
      ("a: {sends: X} # eventlint: ignore syntax, command-without-receiver -- later", 1),
      ("a: {sends: X} # eventlint: disable command-without-receiver", 2),
      ("a: {sends: X} # eventlint: ignore", 2),
      ("a: {sends: X} # eventlint is nice", 1),
    ])
  func cover(services: String, findings: Int) {
    let system = LoadedCatalog.linking([(path: "a.yaml", text: Array("eventlint: 1\nservices:\n  \(services)\n".utf8))])
    let found = Linter.findings(system, Configuration()).findings.filter {
      $0.severity > .info && $0.rule.name != "unexplained-suppression"
    }
    #expect(found.count == findings, "\(found.map(\.message))")
  }
}

@Suite struct GlobTests {
  @Test(
    "patterns",
    arguments: [
      ("*.yaml", "a.yaml", true), ("*.yaml", "b/a.yaml", false), ("**/*.yaml", "a.yaml", true),
      ("**/*.yaml", "b/c/a.yaml", true),
      ("b/**", "b/c/d", true), ("b/**", "c/b", false), ("a?c", "abc", true), ("[a-c]x", "bx", true),
      ("[a-c]x", "dx", false),
      ("a*b*c", "aXXbYYc", true), ("a*b*c", "aXXc", false), ("./a", "a", true), ("a/**/b", "a/b", true),
      ("[x", "[x", false), ("b/**", "b", false), ("b/", "b/c/d", true), ("[!a]x", "bx", true), ("[^a]x", "ax", false),
      ("[]a]", "]", true),
      ("[[:digit:]]", "7", true), ("a\\*", "a*", true), ("a\\*", "ab", false), ("a\\", "a", false),
    ])
  func matches(pattern: String, path: String, expected: Bool) {
    #expect(Glob(pattern).matches(path) == expected)
  }
}
