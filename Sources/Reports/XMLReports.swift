import Findings
import Writing

/// A JUnit XML report with a test case for each finding; infos count as passed.
enum JUnitReport {
  static func report(_ findings: [Finding], sources: inout Sources) -> [UInt8] {
    let failures = findings.count { $0.severity > .info }
    var out = ByteBuffer()
    let counts = "tests=\"\(max(findings.count, 1))\" failures=\"\(failures)\""
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n")
    out.append("<testsuite name=\"eventlint\" \(counts) errors=\"0\">\n")
    if findings.isEmpty { out.append("<testcase classname=\"eventlint\" name=\"all clear\"/>\n") }
    for finding in findings {
      let position = sources.position(finding.place)
      let path = Escaping.xml(sources.path(finding.place.file))
      let name = Escaping.xml("\(finding.rule) \(position.line):\(position.column)")
      out.append("<testcase classname=\"\(path)\" name=\"\(name)\">")
      let message = Escaping.xml(finding.statement)
      let details =
        "\(path):\(position.line):\(position.column)" + (finding.help.map { "\nhelp: \(Escaping.xml($0))" } ?? "")
      if finding.severity > .info {
        out.append("<failure type=\"\(finding.severity.name)\" message=\"\(message)\">\(details)</failure>")
      } else {
        out.append("<system-out>\(message)\n\(details)</system-out>")
      }
      out.append("</testcase>\n")
    }
    out.append("</testsuite>\n</testsuites>\n")
    return out.bytes
  }
}

/// A Checkstyle XML report: findings grouped by file.
enum CheckstyleReport {
  static func report(_ findings: [Finding], sources: inout Sources) -> [UInt8] {
    var out = ByteBuffer()
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<checkstyle version=\"4.3\">\n")
    var file: FileID?
    for finding in findings {
      if finding.place.file != file {
        if file != nil { out.append("</file>\n") }
        file = finding.place.file
        out.append("<file name=\"\(Escaping.xml(sources.path(finding.place.file)))\">\n")
      }
      let position = sources.position(finding.place)
      out.append("<error line=\"\(position.line)\" column=\"\(position.column)\" severity=\"\(finding.severity.name)\"")
      out.append(
        " message=\"\(Escaping.xml(finding.statement))\" source=\"eventlint.\(Escaping.xml(finding.rule.name))\"/>\n")
    }
    if file != nil { out.append("</file>\n") }
    out.append("</checkstyle>\n")
    return out.bytes
  }
}
