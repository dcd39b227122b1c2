import Findings
import Writing

/// GitLab's Code Quality report: a list of issues.
///
/// The fingerprint is that of the finding: independent of the line and unique within a report.
enum GitLabReport {
  static func report(_ findings: [Finding], sources: Sources) -> [UInt8] {
    var json = JSONWriter()
    json.array { json in
      for finding in findings {
        json.element { json in
          json.object { json in
            json.member("description", finding.statement)
            json.member("check_name", finding.rule.name)
            json.member("fingerprint", finding.fingerprint.description)
            json.member(
              "severity", finding.severity == .error ? "major" : finding.severity == .warning ? "minor" : "info")
            json.object("location") { json in
              json.member("path", sources.path(finding.place.file))
              json.object("lines") { $0.member("begin", sources.position(finding.place).line) }
            }
          }
        }
      }
    }
    return json.bytes + [0x0A]
  }
}
