import Findings
import RuleBook
import RulePages
import Writing

/// A SARIF 2.1.0 report (OASIS) that also meets the requirements of GitHub code scanning.
///
/// These are: all four numbers of a region, one location for each result, line hashes as CodeQL computes them, and
/// links from the message to related places. A run has no id of its own (`automationDetails`): it would win over the
/// category of the upload, by which runs for several folders are told apart.
enum SARIFReport {
  static func report(_ findings: [Finding], summary: Summary, sources: Sources) -> [UInt8] {
    // Rules without a result say nothing about this run, and their texts would be most of the file.
    let rules = Set(findings.map(\.rule)).sorted()
    let index = Dictionary(uniqueKeysWithValues: rules.enumerated().map { ($1, $0) })
    var json = JSONWriter()
    json.object { json in
      json.member("$schema", "https://json.schemastore.org/sarif-2.1.0.json")
      json.member("version", "2.1.0")
      json.list("runs", [0]) { json, _ in
        json.object { json in
          json.object("tool") { json in
            json.object("driver") { json in
              json.member("name", "eventlint")
              json.member("semanticVersion", summary.version)
              if let repository = RuleText.repository { json.member("informationUri", repository) }
              json.list("rules", rules) { write($1, summary, to: &$0) }
            }
          }
          json.member("columnKind", "unicodeCodePoints")
          var hashes: [FileID: [String]] = [:]
          json.list("results", findings.prefix(limit)) { json, finding in
            let map = sources.map(finding.place.file)
            let lines = hashes[finding.place.file] ?? LineHash.hashes(of: map.text)
            hashes[finding.place.file] = lines
            write(finding, index[finding.rule] ?? 0, hashes: lines, to: &json, sources: sources)
          }
        }
      }
    }
    return json.bytes + [0x0A]
  }

  /// The maximum number of results that GitHub accepts in one run.
  private static let limit = 25_000

  private static func write(_ rule: RuleID, _ summary: Summary, to json: inout JSONWriter) {
    let text = RuleText(rule, policies: summary.policies)
    json.object { json in
      json.member("id", rule.name)
      json.member("name", rule.name.split(separator: "-").map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined())
      json.object("shortDescription") { $0.member("text", text.title) }
      let full = text.page.flatMap(PageText.why) ?? text.title
      json.object("fullDescription") { $0.member("text", String(full.prefix(1024))) }
      json.object("help") { json in
        // A program without a place for Markdown shows the reason only; the command prints all of the page.
        let command = RuleText.address(rule) == nil ? RuleText.command(rule) : nil
        json.member("text", full + (command.map { "\n\nMore: \($0)" } ?? ""))
        json.member("markdown", text.page.map { PageText.markdown($0) } ?? text.title)
      }
      if let address = RuleText.address(rule) { json.member("helpUri", address) }
      let severity = text.page?.severity ?? .error
      json.object("defaultConfiguration") { $0.member("level", level(severity)) }
      json.object("properties") { json in
        json.list("tags", ["event-driven", text.category]) { $0.string($1) }
        json.member("precision", severity == .info ? "medium" : "high")
        json.member("problem.severity", severity == .info ? "recommendation" : severity.name)
      }
    }
  }

  private static func write(
    _ finding: Finding, _ rule: Int, hashes: [String], to json: inout JSONWriter, sources: Sources
  ) {
    json.object { json in
      json.member("ruleId", finding.rule.name)
      json.member("ruleIndex", rule)
      json.member("level", level(finding.severity))
      json.object("message") { json in
        // GitHub shows related places only if the text links to them; brackets and backslashes are then escaped.
        let links = finding.notes.prefix(20).enumerated().map { "[\(escaped($1.message))](\($0 + 1))" }.joined(
          separator: "; ")
        let help = finding.help.map { ". \(escaped($0))" } ?? ""
        json.member("text", escaped(finding.message) + help + (links.isEmpty ? "" : ". See: \(links)"))
      }
      json.list("locations", [finding.place]) { json, place in
        json.object { location(place, to: &$0, sources: sources) }
      }
      if !finding.notes.isEmpty {
        json.list("relatedLocations", finding.notes.enumerated()) { json, note in
          json.object { json in
            json.member("id", note.offset + 1)
            location(note.element.place, to: &json, sources: sources)
            json.object("message") { $0.member("text", note.element.message) }
          }
        }
      }
      if !finding.steps.isEmpty { json.list("codeFlows", [finding.steps]) { flow($1, to: &$0, sources: sources) } }
      json.object("partialFingerprints") { json in
        let line = sources.position(finding.place).line
        if line <= hashes.count, !hashes[line - 1].isEmpty { json.member("primaryLocationLineHash", hashes[line - 1]) }
        json.member("eventlintFinding/v1", finding.fingerprint.description)
      }
      if let fix = finding.fix { json.list("fixes", [fix]) { write($1, to: &$0, sources: sources) } }
      if let hidden = finding.hidden {
        json.list("suppressions", [hidden]) { json, hidden in
          json.object { json in
            json.member("kind", hidden.source == "comment" ? "inSource" : "external")
            if !hidden.reason.isEmpty { json.member("justification", hidden.reason) }
          }
        }
      }
      json.object("properties") { json in
        json.member("confidence", finding.confidence.name)
        if let impact = finding.impact { json.object("change") { json in impact.write(to: &json) { _, _ in } } }
      }
    }
  }

  private static func flow(_ steps: [Note], to json: inout JSONWriter, sources: Sources) {
    json.object { json in
      json.list("threadFlows", [0]) { json, _ in
        json.object { json in
          json.list("locations", steps.prefix(1000).enumerated()) { json, step in
            json.object { json in
              json.object("location") { json in
                location(step.element.place, to: &json, sources: sources)
                json.object("message") { $0.member("text", "\(step.offset + 1). \(step.element.message)") }
              }
            }
          }
        }
      }
    }
  }

  private static func write(_ fix: Fix, to json: inout JSONWriter, sources: Sources) {
    json.object { json in
      json.object("description") { $0.member("text", fix.title) }
      let files = Dictionary(grouping: fix.edits, by: \.place.file).sorted { $0.key < $1.key }
      json.list("artifactChanges", files) { json, file in
        json.object { json in
          artifact(file.key, to: &json, sources: sources)
          json.list("replacements", file.value) { json, edit in
            json.object { json in
              json.object("deletedRegion") { region(edit.place, to: &$0, sources: sources) }
              json.object("insertedContent") { $0.member("text", edit.replacement) }
            }
          }
        }
      }
    }
  }

  private static func location(_ place: Place, to json: inout JSONWriter, sources: Sources) {
    json.object("physicalLocation") { json in
      artifact(place.file, to: &json, sources: sources)
      json.object("region") { region(place, to: &$0, sources: sources) }
    }
  }

  private static func artifact(_ file: FileID, to json: inout JSONWriter, sources: Sources) {
    json.object("artifactLocation") { json in
      json.member("uri", Escaping.uri(sources.path(file)))
      if !PathText.isAbsolute(sources.path(file)) { json.member("uriBaseId", "SRCROOT") }
    }
  }

  private static func region(_ place: Place, to json: inout JSONWriter, sources: Sources) {
    let (start, end) = (sources.position(place), sources.end(place))
    json.member("startLine", start.line)
    json.member("startColumn", start.column)
    json.member("endLine", end.line)
    json.member("endColumn", end.column)
  }

  private static func level(_ severity: Severity) -> String { severity == .info ? "note" : severity.name }

  private static func escaped(_ text: String) -> String { Escaping.backslashed(text, before: "[]\\") }
}
