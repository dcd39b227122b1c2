import Findings
import Writing

/// A report with one line for each finding: `path:line:column: severity[rule] message`.
enum CompactReport {
  static func report(_ findings: [Finding], sources: Sources) -> [UInt8] {
    var out = ByteBuffer()
    for finding in findings {
      let position = sources.position(finding.place)
      out.append(Escaping.terminal(sources.path(finding.place.file)))
      out.append(":\(position.line):\(position.column): \(finding.severity.name)[\(finding.rule)] ")
      out.append("\(Escaping.terminal(finding.statement))\n")
    }
    return out.bytes
  }
}
