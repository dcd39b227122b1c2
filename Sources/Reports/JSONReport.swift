import Findings
import Writing

/// Findings as JSON, version 1; `eventlint schema report` prints the schema.
///
/// Lines and columns count from 1, columns in Unicode code points and, as `utf16`, in UTF-16 code units; an end is one
/// past the last column. `help` may be null; `fix` and `suppressed` are omitted if absent. Within a version, fields may
/// be added, but not removed or changed in meaning.
enum JSONReport {
  static func report(_ findings: [Finding], summary: Summary, sources: Sources) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.list("findings", findings) { write($1, to: &$0, sources: sources) }
      json.object("summary") { write(summary, findings, to: &$0) }
    }
    return json.bytes + [0x0A]
  }

  /// Findings as JSON Lines: one object on each line.
  static func lines(_ findings: [Finding], sources: Sources) -> [UInt8] {
    var bytes: [UInt8] = []
    for finding in findings {
      var json = JSONWriter(isCompact: true)
      write(finding, to: &json, sources: sources)
      bytes += json.bytes + [0x0A]
    }
    return bytes
  }

  private static func write(_ summary: Summary, _ findings: [Finding], to json: inout JSONWriter) {
    let open = findings.filter { $0.hidden == nil }
    json.member("files", summary.files)
    json.member("services", summary.services)
    json.member("messages", summary.messages)
    json.member("errors", open.count { $0.severity == .error })
    json.member("warnings", open.count { $0.severity == .warning })
    json.member("infos", open.count { $0.severity == .info })
    json.member("suppressed", summary.suppressed)
    json.member("known", summary.known)
    if !summary.comparison.isEmpty { json.member("comparedWith", summary.comparison) }
    if let older = summary.older { json.member("older", older) }
  }

  private static func write(_ finding: Finding, to json: inout JSONWriter, sources: Sources) {
    json.object { json in
      json.member("rule", finding.rule.name)
      json.member("severity", finding.severity.name)
      json.member("confidence", finding.confidence.name)
      json.member("message", finding.message)
      writePlace(finding.place, to: &json, sources: sources)
      json.list("related", finding.notes) { write($1, to: &$0, sources: sources) }
      json.list("steps", finding.steps) { write($1, to: &$0, sources: sources) }
      json.list("evidence", finding.evidence) { json, line in
        json.object { json in
          json.member("reason", line.reason)
          json.member("points", line.points)
        }
      }
      json.member("help") { json in
        if let help = finding.help { json.string(help) } else { json.null() }
      }
      if let impact = finding.impact { json.object("change") { write(impact, to: &$0, sources: sources) } }
      if let fix = finding.fix { json.object("fix") { write(fix, to: &$0, sources: sources) } }
      if let hidden = finding.hidden { json.object("suppressed") { write(hidden, to: &$0) } }
      json.list("subjects", finding.subjects) { $0.string($1) }
      json.list("subjectIds", finding.subjectIDs) { $0.string($1) }
      json.member("fingerprint", finding.fingerprint.description)
    }
  }

  private static func write(_ impact: ContractImpact, to json: inout JSONWriter, sources: Sources) {
    impact.write(to: &json) { party, json in
      if let place = party.place { writePlace(place, to: &json, sources: sources) }
    }
  }

  private static func write(_ hidden: Finding.Hidden, to json: inout JSONWriter) {
    json.member("by", hidden.source)
    if !hidden.reason.isEmpty { json.member("reason", hidden.reason) }
  }

  private static func write(_ fix: Fix, to json: inout JSONWriter, sources: Sources) {
    json.member("title", fix.title)
    json.member("safe", fix.safety == .safe)
    json.list("edits", fix.edits) { json, edit in
      json.object { json in
        writePlace(edit.place, to: &json, sources: sources)
        json.member("replacement", edit.replacement)
      }
    }
  }

  private static func write(_ note: Note, to json: inout JSONWriter, sources: Sources) {
    json.object { json in
      json.member("message", note.message)
      if !note.refs.isEmpty { json.list("refs", note.refs) { $0.string($1) } }
      writePlace(note.place, to: &json, sources: sources)
    }
  }

  private static func writePlace(_ place: Place, to json: inout JSONWriter, sources: Sources) {
    json.member("path", sources.path(place.file))
    let map = sources.map(place.file)
    json.object("range") { json in
      for (name, offset) in [("start", place.start), ("end", place.end)] {
        let position = map.position(of: offset)
        json.object(name) { json in
          json.member("line", position.line)
          json.member("column", position.column)
          json.member("utf16", map.offsets(of: offset).utf16 + 1)
        }
      }
    }
  }
}
