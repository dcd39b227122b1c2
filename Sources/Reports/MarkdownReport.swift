import Findings
import Writing

/// A Markdown table for comments and job summaries, most severe first, then the infos, folded, and the paths of chains
/// and cycles.
enum MarkdownReport {
  static func report(_ findings: [Finding], summary: Summary, sources: Sources) -> [UInt8] {
    var out = ByteBuffer()
    out.append("### eventlint\n\n")
    let style = TextStyle(usesColor: false, width: 100)
    out.append(Escaping.markdown(String(decoding: summary.line(findings, style: style), as: UTF8.self).trimmed) + "\n")
    guard !findings.isEmpty else { return out.bytes }
    let infos = findings.filter { $0.severity == .info }
    if infos.count < findings.count {
      table(findings.filter { $0.severity > .info }.bySeverity, to: &out, sources: sources)
    }
    if !infos.isEmpty {
      out.append("\n<details><summary>\(counted(infos.count, "info"))</summary>\n")
      table(infos, to: &out, sources: sources)
      out.append("\n</details>\n")
    }
    for finding in findings.bySeverity where !finding.steps.isEmpty {
      out.append("\n<details><summary>\(Escaping.markdown(finding.message))</summary>\n\n")
      for (number, step) in finding.steps.enumerated() {
        let place = "\(sources.path(step.place.file)):\(sources.position(step.place).line)"
        out.append("\(number + 1). \(Escaping.markdown(step.message)) (\(Escaping.markdown(place)))\n")
      }
      out.append("\n</details>\n")
    }
    return out.bytes
  }

  private static func table(_ findings: [Finding], to out: inout ByteBuffer, sources: Sources) {
    out.append("\n| | rule | what | where | what to do |\n| --- | --- | --- | --- | --- |\n")
    for finding in findings {
      let position = sources.position(finding.place)
      let place = Escaping.markdown("\(sources.path(finding.place.file)):\(position.line)")
      let message =
        finding.hidden == nil ? Escaping.markdown(finding.statement) : "~~\(Escaping.markdown(finding.statement))~~"
      out.append("| \(finding.severity.name) | \(Escaping.markdown(finding.rule.name)) | \(message) | \(place)")
      out.append(" | \(Escaping.markdown(finding.help ?? "")) |\n")
    }
  }
}

extension String {
  fileprivate var trimmed: String {
    guard let last = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(self[...last])
  }
}
