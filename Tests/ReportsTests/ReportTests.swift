import Findings
import Foundation
import Reports
import Synchronization
import Testing

@Suite struct ReportTests {
  private let text = "eventlint: 1\nservices:\n  größe: {sends: \"注文\"}\n\tx: 1\n"

  private func report(_ format: ReportFormat, _ finding: Finding, width: Int = 100, text: String? = nil) -> String {
    let source = Array((text ?? self.text).utf8)
    let sources = Sources(paths: FileTable(inputs: ["a\u{1B}[31m.yaml", "b.yaml"])) { _ in source }
    let summary = Summary(files: 1, services: 1, messages: 1, rules: 1, suppressed: 2)
    let bytes = format.report(
      [finding], summary: summary, sources: sources, style: TextStyle(usesColor: false, width: width))
    return String(decoding: bytes, as: UTF8.self)
  }

  private func place(_ word: String, in text: String? = nil) -> Place {
    let bytes = Array((text ?? self.text).utf8)
    let needle = Array(word.utf8)
    let start = bytes.indices.first { bytes[$0...].starts(with: needle) } ?? 0
    return Place(file: FileID(0), start: UInt32(start), end: UInt32(start + needle.count))
  }

  @Test("JSON is JSON, with positions in code points")
  func json() throws {
    let finding = Finding(
      rule: RuleID("r"), severity: .warning, confidence: .medium, message: "a \"quote\"\u{1}\n", place: place("\"注文\""),
      notes: [Note("here", at: place("größe"))], steps: [Note("first", at: place("services"))],
      evidence: [Evidence("why", points: -5)], subjects: ["x"])
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(report(.json, finding).utf8)) as? [String: Any])
    #expect(object["version"] as? Int == 1)
    let found = try #require((object["findings"] as? [[String: Any]])?.first)
    #expect(found["message"] as? String == "a \"quote\"\u{1}\n")
    #expect(found["confidence"] as? String == "medium")
    let range = try #require(found["range"] as? [String: [String: Int]])
    #expect(
      range == ["start": ["line": 3, "column": 18, "utf16": 18], "end": ["line": 3, "column": 22, "utf16": 22]])
    #expect((found["related"] as? [[String: Any]])?.count == 1 && (found["steps"] as? [[String: Any]])?.count == 1)
    #expect((found["evidence"] as? [[String: Any]])?.first?["points"] as? Int == -5)
    #expect(found["help"] is NSNull)
    #expect((found["fingerprint"] as? String)?.count == 32)
    #expect((object["summary"] as? [String: Int])?["suppressed"] == 2)
  }

  @Test("the summary counts the rules and policies that ran")
  func clear() {
    for (rules, policies, words) in [
      (125, 0, "125 rules."), (0, 2, "2 policies."), (1, 1, "1 rule and 1 policy."), (0, 0, "0 rules."),
    ] {
      var summary = Summary(files: 1, services: 1, messages: 1, rules: rules, suppressed: 0)
      summary.policies = (0..<policies).map { Summary.CustomRule(name: "\($0)", message: "m") }
      let line = String(decoding: summary.line([], style: TextStyle(usesColor: false, width: 80)), as: UTF8.self)
      #expect(line == "All clear: 1 file (1 service, 1 message), \(words)\n")
    }
  }

  /// Nothing is published yet, so there are no links; one address makes all of them.
  @Test("links to pages of rules are made from one address, and without it a command is named")
  func links() throws {
    let rule = RuleID("dual-write")
    #expect(
      RuleText.address(rule, in: "https://example.org/eventlint")
        == "https://example.org/eventlint/blob/main/docs/rules/dual-write.md")
    #expect(RuleText.address(RuleID("a-policy"), in: "https://example.org/eventlint") == nil)
    #expect(RuleText.repository == nil && RuleText.address(rule) == nil)
    let finding = Finding(rule: rule, severity: .error, message: "m", place: place("größe"))
    let sarif = report(.sarif, finding)
    #expect(!sarif.contains("helpUri") && !sarif.contains("informationUri"))
    #expect(sarif.contains("## What to do") && sarif.contains("More: eventlint explain dual-write"))
    let linked = Finding(rule: rule, severity: .error, message: "[a\u{600}](b)\u{600}[c](d)", place: place("größe"))
    #expect(report(.sarif, linked).utf8.firstRange(of: "\\\\[a\u{600}\\\\](b)\u{600}\\\\[c\\\\](d)".utf8) != nil)
    let rdjson = report(.rdjson, finding)
    #expect(!rdjson.contains("\"url\"") && rdjson.contains("more: eventlint explain dual-write"))
  }

  @Test("names of JUnit cases are findings without lines, and unique")
  func junit() {
    func finding(_ word: String) -> Finding {
      Finding(rule: RuleID("r"), severity: .warning, message: "a < b", place: place(word))
    }
    let source = Array(text.utf8)
    let sources = Sources(paths: FileTable(inputs: ["a.yaml"])) { _ in source }
    let bytes = ReportFormat.junit.report(
      [finding("größe"), finding("sends")],
      summary: Summary(files: 1, services: 1, messages: 1, rules: 1, suppressed: 0), sources: sources,
      style: TextStyle(usesColor: false, width: 100))
    let names = String(decoding: bytes, as: UTF8.self).matches(of: #/<testcase classname="a.yaml" name="([^"]*)"/#)
    #expect(names.map(\.1) == ["r: a &lt; b", "r: a &lt; b (2)"])
  }

  @Test("underlines sit under what they mean, beside wide characters too")
  func underline() {
    let finding = Finding(rule: RuleID("r"), severity: .error, message: "m", place: place("\"注文\""))
    #expect(report(.text, finding).contains("3 |   größe: {sends: \"注文\"}\n  |                  ^^^^^^\n"))
  }

  @Test("control characters never reach the terminal")
  func control() {
    let text = "a: \u{1B}[2Jevil\u{7}\u{202E}\n"
    let finding = Finding(rule: RuleID("r"), severity: .error, message: "\u{1B}[2J", place: place("evil", in: text))
    for format in [ReportFormat.text, .compact] {
      let written = report(format, finding, text: text)
      #expect(!written.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" || $0.value == 0x202E })
    }
  }

  @Test("long lines are cut around what is underlined", arguments: [0, 300, 900])
  func window(before: Int) {
    let text = String(repeating: "x", count: before) + "HERE" + String(repeating: "y", count: 900)
    let finding = Finding(rule: RuleID("r"), severity: .error, message: "m", place: place("HERE", in: text))
    let lines = report(.text, finding, width: 80, text: text).split(separator: "\n")
    let source = lines.first { $0.contains("HERE") }
    let marks = lines.first { $0.contains("^") }
    #expect(source.map { $0.count <= 84 } ?? false)
    #expect(
      source?.firstRange(of: "HERE").map {
        source?.distance(from: source?.startIndex ?? $0.lowerBound, to: $0.lowerBound)
      } == marks?.firstIndex(of: "^").map { marks?.distance(from: marks?.startIndex ?? $0, to: $0) })
  }

  @Test("a place in a file that is gone is still a finding")
  func gone() {
    let sources = Sources(paths: FileTable(inputs: ["a.yaml"])) { _ in nil }
    let finding = Finding(
      rule: RuleID("r"), severity: .error, message: "m", place: Place(file: FileID(0), start: 5, end: 9))
    let summary = Summary(files: 1, services: 0, messages: 0, rules: 1, suppressed: 0)
    for format in ReportFormat.allCases {
      let bytes = format.report(
        [finding], summary: summary, sources: sources, style: TextStyle(usesColor: true, width: 80))
      #expect(!bytes.isEmpty)
    }
  }

  @Test("text is the same in whatever order its parts are written, and each file is read once for all of them")
  func parts() {
    let paths = (0..<40).map { "\($0).yaml" }
    let findings = (0..<200).map { number in
      Finding(
        rule: RuleID("r"), severity: [.error, .warning, .info][number % 3], message: "finding \(number)",
        place: Place(file: FileID(UInt32(number * 7 % 40)), start: 14, end: 22))
    }
    let loads = Mutex(0)
    func written(_ sideBySide: SideBySide) -> String {
      loads.withLock { $0 = 0 }
      let sources = Sources(paths: FileTable(inputs: PathList(paths))) { [text] file in
        loads.withLock { $0 += 1 }
        return Array("# \(file.rawValue)\n\(text)".utf8)
      }
      let summary = Summary(files: 40, services: 0, messages: 0, rules: 1, suppressed: 0)
      let style = TextStyle(usesColor: false, width: 80)
      return String(
        decoding: ReportFormat.text.report(
          findings, summary: summary, sources: sources, style: style, sideBySide: sideBySide), as: UTF8.self)
    }
    let inOrder = written(oneByOne)
    #expect(loads.withLock { $0 } == 40)
    #expect(inOrder.split(separator: "\n").count { $0.contains("]: finding ") } == 200)
    #expect(written { count, body in (0..<count).reversed().forEach(body) } == inOrder)
    #expect(written { count, body in DispatchQueue.concurrentPerform(iterations: count, execute: body) } == inOrder)
    #expect(loads.withLock { $0 } == 40)
  }
}
