import Findings
import Writing

/// Reviewdog's diagnostic format (RDFormat). Columns count bytes from 1.
enum ReviewdogReport {
  static func report(_ findings: [Finding], sources: Sources) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.object("source") { json in
        json.member("name", "eventlint")
        if let repository = RuleText.repository { json.member("url", repository) }
      }
      json.list("diagnostics", findings) { write($1, to: &$0, sources: sources) }
    }
    return json.bytes + [0x0A]
  }

  static func lines(_ findings: [Finding], sources: Sources) -> [UInt8] {
    findings.flatMap { finding in
      var json = JSONWriter(isCompact: true)
      write(finding, to: &json, sources: sources)
      return json.bytes + [0x0A]
    }
  }

  private static func write(_ finding: Finding, to json: inout JSONWriter, sources: Sources) {
    json.object { json in
      let address = RuleText.address(finding.rule)
      // Without a link, the command that prints the page of the rule.
      let more = address == nil ? RuleText.command(finding.rule).map { "\nmore: \($0)" } ?? "" : ""
      json.member("message", finding.statement + (finding.help.map { "\nhelp: \($0)" } ?? "") + more)
      json.object("location") { location(finding.place, to: &$0, sources: sources) }
      json.member("severity", finding.severity.name.uppercased())
      json.object("code") { json in
        json.member("value", finding.rule.name)
        if let address { json.member("url", address) }
      }
      let notes = finding.notes + finding.steps
      if !notes.isEmpty {
        json.list("relatedLocations", notes) { json, note in
          json.object { json in
            json.member("message", note.message)
            json.object("location") { location(note.place, to: &$0, sources: sources) }
          }
        }
      }
      if let fix = finding.fix, fix.edits.allSatisfy({ $0.place.file == finding.place.file }) {
        json.list("suggestions", fix.edits) { json, edit in
          json.object { json in
            range(edit.place, to: &json, sources: sources)
            json.member("text", edit.replacement)
          }
        }
      }
    }
  }

  private static func location(_ place: Place, to json: inout JSONWriter, sources: Sources) {
    json.member("path", sources.path(place.file))
    range(place, to: &json, sources: sources)
  }

  private static func range(_ place: Place, to json: inout JSONWriter, sources: Sources) {
    let map = sources.map(place.file)
    json.object("range") { json in
      for (name, offset) in [("start", place.start), ("end", place.end)] {
        json.object(name) { json in
          json.member("line", map.position(of: offset).line)
          json.member("column", map.offsets(of: offset).bytes + 1)
        }
      }
    }
  }
}
