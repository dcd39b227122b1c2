import Findings

/// Findings as JSON, version 1:
///
/// `{"version": 1, "findings": [{"rule", "severity", "confidence", "message", "path", "range": {"start": {"line", "column"},
/// "end": …}, "related": [{"message", "path", "range"}], "steps": [as related], "evidence": [{"reason", "points"}], "help",
/// "fingerprint"}], "summary": {"files", "services", "messages", "errors", "warnings", "infos", "suppressed"}}`
///
/// Lines and columns count from 1, columns in Unicode code points; an end is one past the last column. `help` may be null.
/// Fields may be added within a version; none is removed or changes its meaning.
enum JSONReport {
  static func report(_ findings: [Finding], summary: Summary, sources: inout Sources) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version") { $0.number(1) }
      json.member("findings") { json in
        json.array { json in
          for finding in findings { json.element { write(finding, to: &$0, &sources) } }
        }
      }
      json.member("summary") { json in
        json.object { json in
          json.member("files") { $0.number(summary.files) }
          json.member("services") { $0.number(summary.services) }
          json.member("messages") { $0.number(summary.messages) }
          json.member("errors") { json in json.number(findings.count { $0.severity == .error }) }
          json.member("warnings") { json in json.number(findings.count { $0.severity == .warning }) }
          json.member("infos") { json in json.number(findings.count { $0.severity == .info }) }
          json.member("suppressed") { $0.number(summary.suppressed) }
        }
      }
    }
    return json.bytes + [0x0A]
  }

  private static func write(_ finding: Finding, to json: inout JSONWriter, _ sources: inout Sources) {
    json.object { json in
      json.member("rule") { $0.string(finding.rule.name) }
      json.member("severity") { $0.string(finding.severity.name) }
      json.member("confidence") { $0.string(finding.confidence.name) }
      json.member("message") { $0.string(finding.message) }
      writePlace(finding.place, to: &json, &sources)
      json.member("related") { writeNotes(finding.notes, to: &$0, &sources) }
      json.member("steps") { writeNotes(finding.steps, to: &$0, &sources) }
      json.member("evidence") { json in
        json.array { json in
          for line in finding.evidence {
            json.element { json in
              json.object { json in
                json.member("reason") { $0.string(line.reason) }
                json.member("points") { $0.number(line.points) }
              }
            }
          }
        }
      }
      json.member("help") { json in
        if let help = finding.help { json.string(help) } else { json.null() }
      }
      json.member("fingerprint") { $0.string(finding.fingerprint.description) }
    }
  }

  private static func writeNotes(_ notes: [Note], to json: inout JSONWriter, _ sources: inout Sources) {
    json.array { json in
      for note in notes {
        json.element { json in
          json.object { json in
            json.member("message") { $0.string(note.message) }
            writePlace(note.place, to: &json, &sources)
          }
        }
      }
    }
  }

  private static func writePlace(_ place: Place, to json: inout JSONWriter, _ sources: inout Sources) {
    json.member("path") { $0.string(sources.path(place.file)) }
    let ends = [("start", sources.position(place)), ("end", sources.end(place))]
    json.member("range") { json in
      json.object { json in
        for (name, position) in ends {
          json.member(name) { json in
            json.object { json in
              json.member("line") { $0.number(position.line) }
              json.member("column") { $0.number(position.column) }
            }
          }
        }
      }
    }
  }
}
