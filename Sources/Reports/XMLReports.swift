import Findings
import Writing

/// A JUnit XML report with a test case for each finding; infos count as passed. The name of a case is the finding
/// without its line, so that CI systems recognize it after a change above it; of equal names the later ones are
/// numbered.
enum JUnitReport {
  static func report(_ findings: [Finding], sources: Sources) -> [UInt8] {
    let failures = findings.count { $0.severity > .info }
    var out = ByteBuffer()
    let counts = "tests=\"\(max(findings.count, 1))\" failures=\"\(failures)\""
    out.append("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites \(counts)>\n")
    out.append("<testsuite name=\"eventlint\" \(counts) errors=\"0\">\n")
    if findings.isEmpty { out.append("<testcase classname=\"eventlint\" name=\"all clear\"/>\n") }
    var cases: [String: Int] = [:]
    for finding in findings {
      let position = sources.position(finding.place)
      let path = Escaping.xml(sources.path(finding.place.file))
      let name = Escaping.xml("\(finding.rule): \(finding.message)")
      let number = cases["\(path)\n\(name)", default: 0] + 1
      cases["\(path)\n\(name)"] = number
      out.append("<testcase classname=\"\(path)\" name=\"\(name)\(number == 1 ? "" : " (\(number))")\">")
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
  static func report(_ findings: [Finding], sources: Sources) -> [UInt8] {
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
