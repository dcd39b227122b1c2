import Findings
import Writing

/// Annotations: lines on standard output that CI systems turn into marks on a change.
enum AnnotationReport {
  /// Workflow commands for GitHub, most severe first. GitHub shows ten of each severity for a step; a notice has the
  /// number of omitted findings.
  ///
  /// - Parameter logged: the lowest severity that the log after them writes out.
  ///
  /// Sources: limits: actions/toolkit, "Annotation limits"; escaping: GitHub Docs, "Workflow commands".
  static func github(_ findings: [Finding], logged: Severity, sources: Sources) -> [UInt8] {
    var out = ByteBuffer()
    var leftOut: [Severity: Int] = [:]
    for severity in [Severity.error, .warning, .info] {
      let all = findings.filter { $0.severity == severity }
      leftOut[severity] = max(0, all.count - shown)
      for finding in all.prefix(shown) {
        let (start, end) = (sources.position(finding.place), sources.end(finding.place))
        let command = severity == .error ? "error" : severity == .warning ? "warning" : "notice"
        out.append("::\(command) file=\(githubProperty(Escaping.terminal(sources.path(finding.place.file))))")
        out.append(",line=\(start.line),endLine=\(end.line),col=\(start.column)")
        if end.line == start.line { out.append(",endColumn=\(end.column)") }
        let help = finding.help.map { " -- \($0)" } ?? ""
        out.append(",title=\(githubProperty("eventlint: \(finding.rule)"))")
        out.append("::\(githubData(Escaping.terminal(finding.statement + help)))\n")
      }
    }
    let inLog = leftOut.filter { $0.key >= logged }.values.reduce(0, +)
    let elsewhere = leftOut.values.reduce(0, +) - inLog
    let parts = [
      inLog > 0 ? "\(inLog) more findings in the log" : "",
      elsewhere > 0 ? "\(elsewhere) more infos with --min-severity info" : "",
    ].filter { !$0.isEmpty }
    if !parts.isEmpty {
      out.append("::notice title=eventlint::\(parts.joined(separator: ", ")); GitHub shows ten of each severity\n")
    }
    return out.bytes
  }

  /// The number of annotations of each severity that GitHub shows.
  private static let shown = 10

  private static func githubData(_ text: String) -> String {
    replacing(text) { ["%": "%25", "\r": "%0D", "\n": "%0A"][$0] }
  }

  private static func githubProperty(_ text: String) -> String {
    replacing(text) { ["%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"][$0] }
  }

  /// Logging commands for Azure Pipelines: `##vso[task.logissue …]`. Infos become warnings.
  static func azure(_ findings: [Finding], sources: Sources) -> [UInt8] {
    func property(_ text: String) -> String {
      replacing(text) { ["%": "%AZP25", "\r": "%0D", "\n": "%0A", ";": "%3B", "]": "%5D"][$0] }
    }
    var out = ByteBuffer()
    for finding in findings {
      let position = sources.position(finding.place)
      out.append("##vso[task.logissue type=\(finding.severity == .error ? "error" : "warning")")
      out.append(";sourcepath=\(property(Escaping.terminal(sources.path(finding.place.file))))")
      out.append(";linenumber=\(position.line);columnnumber=\(position.column);code=\(property(finding.rule.name))]")
      out.append(
        "\(replacing(Escaping.terminal(finding.statement)) { ["%": "%AZP25", "\r": "%0D", "\n": "%0A"][$0] })\n")
    }
    return out.bytes
  }

  /// Service messages for TeamCity: an inspection type for each rule, then an inspection for each finding.
  static func teamCity(_ findings: [Finding], sources: Sources) -> [UInt8] {
    func value(_ text: String) -> String {
      replacing(text) { scalar in
        if let known = ["'": "|'", "|": "||", "[": "|[", "]": "|]", "\n": "|n", "\r": "|r"][scalar] { return known }
        guard scalar.value > 0x7E || scalar.value < 0x20 else { return nil }
        // The escape has four digits; larger scalars become the replacement character.
        let digits = String(scalar.value > 0xFFFF ? 0xFFFD : scalar.value, radix: 16)
        return "|0x" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    var out = ByteBuffer()
    for rule in Set(findings.map(\.rule)).sorted() {
      let about = RuleText(rule)
      out.append("##teamcity[inspectionType id='\(value(rule.name))' name='\(value(rule.name))'")
      out.append(" description='\(value(about.title))' category='\(value(about.category))']\n")
    }
    for finding in findings {
      let severity = finding.severity == .error ? "ERROR" : finding.severity == .warning ? "WARNING" : "INFO"
      out.append("##teamcity[inspection typeId='\(value(finding.rule.name))' message='\(value(finding.statement))'")
      out.append(" file='\(value(sources.path(finding.place.file)))'")
      out.append(" line='\(sources.position(finding.place).line)' SEVERITY='\(severity)']\n")
    }
    return out.bytes
  }

  private static func replacing(_ text: String, _ replacement: (Unicode.Scalar) -> String?) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      if let replaced = replacement(scalar) { result += replaced } else { result.unicodeScalars.append(scalar) }
    }
    return result
  }
}
