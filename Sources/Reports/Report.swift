package import Findings
import Writing

/// An output format for findings.
package enum ReportFormat: String, Sendable, CaseIterable {
  case text
  case compact
  case json
  case jsonl
  case sarif
  case github
  case gitlab
  case junit
  case checkstyle
  case azure
  case teamcity
  case rdjson
  case rdjsonl
  case markdown

  /// Whether findings are written for people to read them one by one, on a screen or in a log.
  package var isText: Bool { self == .text || self == .github }

  /// The bytes of a report, with findings in the given order; text has the most severe last, Markdown first. Formats
  /// without a mark for suppressed findings omit them.
  ///
  /// - Parameter sideBySide: writes the parts of a text.
  package func report(
    _ findings: [Finding], summary: Summary, sources: Sources, style: TextStyle,
    sideBySide: SideBySide = oneByOne
  ) -> [UInt8] {
    // Most formats for CI systems have no mark for suppressed findings.
    var open: [Finding] { findings.filter { $0.hidden == nil } }
    var text: [UInt8] { TextReport(style: style).report(findings, sources: sources, sideBySide: sideBySide) }
    return switch self {
    case .text: text
    case .compact: Escaping.log(CompactReport.report(findings, sources: sources))
    case .json: JSONReport.report(findings, summary: summary, sources: sources)
    case .jsonl: JSONReport.lines(findings, sources: sources)
    case .sarif: SARIFReport.report(findings, summary: summary, sources: sources)
    case .github: AnnotationReport.github(open, logged: style.minimum, sources: sources) + text
    case .gitlab: GitLabReport.report(open, sources: sources)
    case .junit: JUnitReport.report(open, sources: sources)
    case .checkstyle: CheckstyleReport.report(open, sources: sources)
    case .azure: AnnotationReport.azure(open, sources: sources)
    case .teamcity: AnnotationReport.teamCity(open, sources: sources)
    case .rdjson: ReviewdogReport.report(open, sources: sources)
    case .rdjsonl: ReviewdogReport.lines(open, sources: sources)
    case .markdown: MarkdownReport.report(findings, summary: summary, sources: sources)
    }
  }
}

/// The style of text reports for an output.
package struct TextStyle: Sendable {
  /// Whether text is coloured with ANSI escape sequences.
  package var usesColor: Bool
  /// The maximum display width of source lines, in columns.
  package var width: Int
  /// Whether rules and places are hyperlinks (OSC 8).
  package var usesLinks = false
  /// The lowest severity that is written out; what is below it is only counted in the summary line.
  package var minimum = Severity.info

  /// A style without hyperlinks, for all severities.
  package init(usesColor: Bool, width: Int) {
    self.usesColor = usesColor
    self.width = width
  }
}

/// The scope and counts of a run, for summary lines and report headers.
package struct Summary: Sendable {
  /// A policy of the configuration.
  package struct CustomRule: Sendable {
    /// The name, by which findings refer to it.
    package var name: String
    /// What it demands.
    package var message: String

    /// A policy with its text.
    package init(name: String, message: String) {
      self.name = name
      self.message = message
    }
  }

  /// The number of files read.
  package var files: Int
  /// The number of services in all files.
  package var services: Int
  /// The number of messages in all files.
  package var messages: Int
  /// The number of rules that ran.
  package var rules: Int
  /// The number of findings suppressed by comments or configuration.
  package var suppressed: Int
  /// The number of files by format, such as `2 catalogs, 5 AsyncAPI documents`; empty if all are catalogs.
  package var formats = ""
  /// The number of findings hidden by a baseline.
  package var known = 0
  /// The path of the baseline; empty without one.
  package var baseline = ""
  /// The names and messages of custom rules from the configuration.
  package var policies: [CustomRule] = []
  /// The version of eventlint.
  package var version = ""
  /// The commit that the run compared with, in words; empty without one.
  package var comparison = ""
  /// The number of findings that an older state has, too, and that are left out for that; nil if all are reported.
  package var older: Int?

  /// A summary without baseline, custom rules or version.
  package init(files: Int, services: Int, messages: Int, rules: Int, suppressed: Int) {
    self.files = files
    self.services = services
    self.messages = messages
    self.rules = rules
    self.suppressed = suppressed
  }

  /// The last line of a text report: what was found or that all is clear, and how much is hidden.
  package func line(_ findings: [Finding], style: TextStyle) -> [UInt8] {
    let scope =
      "\(formats.isEmpty ? counted(files, "file") : formats) "
      + "(\(counted(services, "service")), \(counted(messages, "message")))"
    var hidden = suppressed == 0 ? "" : " \(counted(suppressed, "finding")) suppressed."
    if known > 0 { hidden += " \(counted(known, "known finding")) in \(Escaping.terminal(baseline)) hidden." }
    if !comparison.isEmpty { hidden += " Compared with \(Escaping.terminal(comparison))." }
    if let older { hidden += " \(counted(older, "older finding")) left out." }
    // Lazy: a large system has a hundred thousand, and a copy of them is not small.
    let findings = findings.lazy.filter { $0.hidden == nil }
    guard !findings.isEmpty else {
      var checks = rules > 0 || policies.isEmpty ? [counted(rules, "rule")] : []
      if !policies.isEmpty { checks.append(counted(policies.count, "policy")) }
      return Array("All clear: \(scope), \(checks.joined(separator: " and ")).\(hidden)\n".utf8)
    }
    let shown = findings.filter { $0.severity >= style.minimum }
    if shown.count < findings.count {
      hidden += " \(counted(findings.count - shown.count, "info")); --min-severity info shows them."
    }
    hidden += fixable(findings)
    guard let worst = shown.max(by: { $0.severity < $1.severity }) else {
      return Array("No errors or warnings in \(scope).\(hidden)\n".utf8)
    }
    return Array(
      "Found \(shown.severityCounts) in \(scope).\(hidden) More: eventlint explain \(worst.rule.name)\n".utf8)
  }

  private func fixable(_ findings: some Sequence<Finding>) -> String {
    let safe = findings.count { $0.fix?.safety == .safe }
    let unsafe = findings.count { $0.fix?.safety == .unsafe }
    guard safe > 0 else { return unsafe > 0 ? " \(unsafe) fixable with --unsafe-fixes." : "" }
    return " [*] \(safe) fixable with --fix\(unsafe > 0 ? ", \(unsafe) more with --unsafe-fixes" : "")."
  }
}

extension Sequence<Finding> {
  /// The number of findings of each severity, most severe first: `1 error, 2 warnings and 3 infos`.
  package var severityCounts: String {
    let counts = Severity.allCases.reversed().compactMap { severity -> String? in
      let count = count { $0.severity == severity }
      return count == 0 ? nil : counted(count, severity.name)
    }
    guard let last = counts.last, counts.count > 1 else { return counts.first ?? "" }
    return counts.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The same findings, most severe first, each severity in the given order.
  package var bySeverity: [Finding] {
    Severity.allCases.reversed().flatMap { severity in filter { $0.severity == severity } }
  }

  /// The most severe findings up to a number, in the given order.
  package func mostSevere(_ maximum: Int) -> [Finding] {
    var left = Swift.max(0, maximum)
    var kept: [Severity: Int] = [:]
    for severity in Severity.allCases.reversed() {
      kept[severity] = Swift.min(left, count { $0.severity == severity })
      left -= kept[severity] ?? 0
    }
    return filter { finding in
      guard let room = kept[finding.severity], room > 0 else { return false }
      kept[finding.severity] = room - 1
      return true
    }
  }
}
