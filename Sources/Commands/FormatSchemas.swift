import Catalog
import Configuration
import Diagrams
import Findings
import Readers
import Reports
import RuleBook
import RulePages
import Rules
package import Writing

/// JSON Schemas (draft-07) of the files that eventlint reads and writes. Editors show the descriptions as hover texts.
package enum FormatSchemas {
  /// The schema of `catalog`, `configuration`, `report`, `baseline` or `graph`, as JSON.
  ///
  /// - Throws: `UsageError` for any other name.
  package static func text(of name: String) throws(UsageError) -> [UInt8] {
    switch name {
    case "catalog": return catalog
    case "configuration": return configuration
    case "report": return report
    case "baseline": return baseline
    case "graph": return graph
    default:
      let known = ["catalog", "configuration", "report", "baseline", "graph"]
      throw .unknown("schema", name, among: known)
    }
  }

  /// A schema without `$id`: it has no address before it is in a file of the user.
  static func schema(_ title: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("$schema", "http://json-schema.org/draft-07/schema#")
      json.member("title", title)
      body(&json)
    }
    return json.bytes + [0x0A]
  }

  /// The configuration file, with every rule and its options from the rule book.
  private static var configuration: [UInt8] {
    schema("eventlint's configuration, .eventlint.yml") { json in
      closed(&json) { json in
        json.object("extends") { json in
          json.member("description", "Presets and configuration files to start from; later ones override earlier ones.")
          oneOrMore(&json) { preset(&$0) }
        }
        words(
          "include", "Paths and globs to read when the command line names none, relative to this file.", json: &json)
        words(
          "exclude",
          "Paths and globs to skip, relative to this file as in `.gitignore`; a folder excludes everything below it.",
          json: &json)
        json.object("sources") { json in
          json.member("description", "Settings for reading certain files.")
          items(&json) { json in
            closed(&json, required: ["path"]) { json in
              json.object("path") { typed("string", "A path or glob, relative to this file.", json: &$0) }
              json.object("format") { choice(InputFormat.all.map(\.name), "Format of the files.", json: &$0) }
              json.object("perspective") {
                choice(
                  Interface.Perspective.allCases.map(\.rawValue),
                  "Perspective of an AsyncAPI 2 document: that of the application itself or of its clients.", json: &$0)
              }
              json.object("service") { typed("string", "The service that the document describes.", json: &$0) }
              json.object("context-only") {
                typed(
                  "boolean", "Read for its facts only: no finding that is about it alone is reported.", json: &$0)
              }
            }
          }
        }
        json.object("rules") { json in
          json.member("description", "Settings of rules by name: off, a severity, or a mapping with options.")
          closed(&json) { json in
            for page in RuleBook.pages { json.object(page.id.name) { rule(page, &$0) } }
          }
        }
        json.object("overrides") { json in
          json.member(
            "description",
            "Severities for certain services, messages, contexts, teams or files; the last matching entry applies.")
          items(&json) { json in
            closed(&json, required: ["rules"]) { json in
              words("services", "Globs for names of services.", json: &json)
              words("messages", "Globs for names of messages.", json: &json)
              words("contexts", "Globs for names of contexts.", json: &json)
              words("teams", "Globs for names of teams.", json: &json)
              words("files", "Globs for paths, relative to this file.", json: &json)
              json.object("rules") { json in
                json.member(
                  "description", "Severities by rule: off, info, warning or error. Options apply to the whole run.")
                json.member("type", "object")
                json.object("propertyNames") { $0.list("enum", RuleBook.pages) { $0.string($1.id.name) } }
                json.object("additionalProperties") { severity(&$0) }
              }
            }
          }
        }
        json.object("ignore") { json in
          json.member("description", "Accepted findings; they are not reported.")
          items(&json) { json in
            closed(&json, required: ["rule"]) { json in
              for (key, words) in [
                ("rule", "The rule to ignore."), ("message", "The message concerned."),
                ("service", "The service concerned."),
                ("subject", "Any other subject of the finding."),
                ("field", "The path of the field in a changed contract: `total.currency`."),
                ("change", "The kind of change of a contract: `json-now-optional`."),
                ("path", "A glob for files, relative to this file."),
                ("reason", "Reason for accepting the finding."),
                ("until", "Last day on which the entry applies, as 2027-03-31."),
              ] {
                json.object(key) { json in
                  typed("string", words, json: &json)
                  if key == "change" { json.list("enum", ContractChangeKinds.names) { $0.string($1) } }
                }
              }
            }
          }
        }
        json.object("baseline") {
          typed(
            "string",
            "Path of the baseline, a file of known findings that are not reported. By default, "
              + "\(Configuration.baselineName) beside this file, if it exists.", json: &$0)
        }
        json.object("policies") { json in
          json.member(
            "description",
            "Your own rules by name, each with `forbid`, `allow` or `require`, and `severity`, `message` and "
              + "`because`; docs/policies.md explains them.")
          json.member("type", "object")
        }
      }
    }
  }

  private static func rule(_ page: RulePage, _ json: inout JSONWriter) {
    json.member("description", page.title + ".")
    types(["string", "object"], &json)
    json.member("additionalProperties", false)
    json.object("properties") { json in
      json.object("severity") { severity(&$0) }
      for option in page.options { json.object(option.name) { self.option(option, &$0) } }
    }
    when("string", &json) { severity(&$0) }
  }

  private static func option(_ option: OptionPage, _ json: inout JSONWriter) {
    json.member("description", "\(option.summary) (default \(option.standard.description))")
    switch option.standard {
    case .integer:
      json.member("type", "integer")
      if let minimum = option.minimum { json.member("minimum", minimum) }
    case .boolean: json.member("type", "boolean")
    case .word:
      json.member("type", "string")
      if !option.choices.isEmpty { json.list("enum", option.choices) { $0.string($1) } }
    case .words:
      texts(&json)
    }
  }

  /// What a changed contract does to its readers.
  private static func change(_ json: inout JSONWriter) {
    json.member("description", "What a changed contract does to its readers; only with an earlier catalog.")
    closed(&json, required: ["kind", "direction", "effect", "path", "consumers"]) { json in
      json.object("kind") { typed("string", "Stable name of the kind of change.", json: &$0) }
      json.object("direction") {
        choice(["forward", "backward"], "Old readers and new messages, or the reverse.", json: &$0)
      }
      json.object("effect") {
        choice(["decoding", "field", "validation", "meaning"], "What it does to readers.", json: &$0)
      }
      json.object("path") { typed("string", "Path of the field; empty for the message.", json: &$0) }
      json.object("before") { json in
        json.member("description", "Position in the earlier catalog.")
        closed(&json, required: ["path", "line", "column"]) { json in
          json.object("path") { typed("string", "Path of the file.", json: &$0) }
          for key in ["line", "column"] { json.object(key) { typed("integer", "Counted from 1.", json: &$0) } }
        }
      }
      json.object("consumers") { json in
        json.member("description", "Services at the other end, those that break first.")
        items(&json) { json in
          closed(&json, required: ["service", "fate", "reason"]) { json in
            json.object("service") { typed("string", "Name of the service.", json: &$0) }
            json.object("team") { typed("string", "Team that owns it.", json: &$0) }
            json.object("fate") { choice(["breaks", "unknown", "safe"], "What happens to it.", json: &$0) }
            json.object("reason") { typed("string", "Why, as a predicate.", json: &$0) }
            place(&json)
          }
        }
      }
    }
  }

  /// The JSON report, version 1.
  private static var report: [UInt8] {
    schema("eventlint's report, --format json") { json in
      closed(&json, required: ["version", "findings", "summary"]) { json in
        json.object("version") { $0.member("const", 1) }
        json.object("findings") { json in
          items(&json) { json in
            closed(
              &json,
              required: [
                "rule", "severity", "confidence", "message", "path", "range", "related", "steps", "evidence", "help",
                "subjects", "fingerprint",
              ]
            ) { json in
              json.object("rule") { typed("string", "Name of the rule.", json: &$0) }
              json.object("severity") { choice(["error", "warning", "info"], "Severity of the finding.", json: &$0) }
              json.object("confidence") { choice(["high", "medium", "low"], "Confidence of the finding.", json: &$0) }
              json.object("message") { typed("string", "The problem in one line.", json: &$0) }
              place(&json)
              json.object("related") { notes("Related locations.", &$0) }
              json.object("steps") { notes("Steps of a chain or cycle, in order.", &$0) }
              json.object("evidence") { json in
                json.member("description", "Reasons for and against an inferred finding.")
                items(&json) { json in
                  closed(&json, required: ["reason", "points"]) { json in
                    json.object("reason") { typed("string", "The observation.", json: &$0) }
                    json.object("points") {
                      typed("integer", "Weight; negative if it speaks against the finding.", json: &$0)
                    }
                  }
                }
              }
              json.object("help") { json in
                json.member("description", "Recommended action, or null.")
                json.list("type", ["string", "null"]) { $0.string($1) }
              }
              json.object("change") { change(&$0) }
              json.object("fix") { json in
                json.member("description", "Text edits that fix the finding.")
                closed(&json, required: ["title", "safe", "edits"]) { json in
                  json.object("title") { typed("string", "Summary of the fix.", json: &$0) }
                  json.object("safe") { typed("boolean", "Whether the fix keeps the meaning of the file.", json: &$0) }
                  json.object("edits") { json in
                    items(&json) { json in
                      closed(&json, required: ["path", "range", "replacement"]) { json in
                        place(&json)
                        json.object("replacement") { typed("string", "Text that replaces the range.", json: &$0) }
                      }
                    }
                  }
                }
              }
              json.object("suppressed") { json in
                json.member("description", "How the finding is suppressed; only with --show-suppressed.")
                closed(&json, required: ["by"]) { json in
                  json.object("by") {
                    choice(["comment", "configuration", "baseline"], "Where the suppression is declared.", json: &$0)
                  }
                  json.object("reason") { typed("string", "Reason for the suppression.", json: &$0) }
                }
              }
              json.object("subjects") { json in
                json.member("description", "Subjects of the finding, the main one first.")
                items(&json) { $0.member("type", "string") }
              }
              json.object("subjectIds") { ids("Ids of the subjects that are parts of the system.", &$0) }
              json.object("fingerprint") {
                fingerprint("Stable identifier of the finding, independent of its location.", &$0)
              }
            }
          }
        }
        json.object("summary") { json in
          let counts = ["files", "services", "messages", "errors", "warnings", "infos", "suppressed", "known"]
          closed(&json, required: counts) { json in
            for count in counts + ["older"] {
              json.object(count) { json in
                json.member("type", "integer")
                json.member("minimum", 0)
                if count == "older" {
                  json.member(
                    "description", "Findings that the earlier state has, too, and that are left out; with --new-since.")
                }
              }
            }
            json.object("comparedWith") {
              typed("string", "The earlier state, in words; with --new-since and --against.", json: &$0)
            }
          }
        }
      }
    }
  }

  /// The baseline file, version 1.
  private static var baseline: [UInt8] {
    schema("eventlint's baseline") { json in
      closed(&json, required: ["version", "findings"]) { json in
        json.object("version") { $0.member("const", 1) }
        json.object("findings") { json in
          json.member("description", "Known findings; they are not reported.")
          items(&json) { json in
            closed(&json, required: ["fingerprint"]) { json in
              json.object("fingerprint") {
                fingerprint("Identifier of the finding, computed from rule and subjects, not from path and line.", &$0)
              }
              json.object("rule") { typed("string", "Rule of the finding.", json: &$0) }
              json.object("summary") { typed("string", "Message of the finding, for readers of the file.", json: &$0) }
            }
          }
        }
      }
    }
  }

  // MARK: Pieces

  static func closed(_ json: inout JSONWriter, required: [String] = [], _ properties: (inout JSONWriter) -> Void) {
    json.member("type", "object")
    json.member("additionalProperties", false)
    if !required.isEmpty { json.list("required", required) { $0.string($1) } }
    json.object("properties", properties)
  }

  static func items(_ json: inout JSONWriter, _ item: (inout JSONWriter) -> Void) {
    json.member("type", "array")
    json.object("items", item)
  }

  /// The types that a value may have. Keywords of one type do not restrict values of another.
  static func types(_ names: [String], _ json: inout JSONWriter) { json.list("type", names) { $0.string($1) } }

  /// What holds for values of one type.
  static func when(_ type: String, _ json: inout JSONWriter, _ schema: (inout JSONWriter) -> Void) {
    json.object("if") { $0.member("type", type) }
    json.object("then", schema)
  }

  /// A text or a list of texts.
  private static func oneOrMore(_ json: inout JSONWriter, _ text: (inout JSONWriter) -> Void) {
    types(["string", "array"], &json)
    json.object("items") { json in
      json.member("type", "string")
      text(&json)
    }
    when("string", &json, text)
  }

  /// A text or a list of texts, all of them without restriction.
  private static func texts(_ json: inout JSONWriter) {
    types(["string", "array"], &json)
    json.object("items") { $0.member("type", "string") }
  }

  private static func fingerprint(_ description: String, _ json: inout JSONWriter) {
    typed("string", description, json: &json)
    json.member("pattern", "^[0-9a-f]{32}$")
  }

  static func typed(_ type: String, _ description: String, json: inout JSONWriter) {
    json.member("type", type)
    json.member("description", description)
  }

  static func choice(_ words: [String], _ description: String, json: inout JSONWriter) {
    json.member("description", description)
    json.list("enum", words) { $0.string($1) }
  }

  static func words(_ name: String, _ description: String, json: inout JSONWriter) {
    json.object(name) { json in
      json.member("description", description)
      texts(&json)
    }
  }

  private static func preset(_ json: inout JSONWriter) {
    json.list("anyOf", [true, false]) { json, isPreset in
      json.object { json in
        if isPreset {
          choice(Preset.allCases.map(\.rawValue), "Name of a preset.", json: &json)
        } else {
          json.member("description", "Path of a configuration file, relative to this one.")
          json.member("pattern", "(\\.ya?ml$)|/")
        }
      }
    }
  }

  private static func severity(_ json: inout JSONWriter) {
    choice(["off", "info", "warning", "error"], "Severity of the findings, or off to disable the rule.", json: &json)
  }

  private static func notes(_ description: String, _ json: inout JSONWriter) {
    json.member("description", description)
    items(&json) { json in
      closed(&json, required: ["message", "path", "range"]) { json in
        json.object("message") { typed("string", "Explanation of the location.", json: &$0) }
        json.object("refs") { ids("Ids of the services and messages that the message names, in order.", &$0) }
        place(&json)
      }
    }
  }

  private static func ids(_ description: String, _ json: inout JSONWriter) {
    json.member("description", "\(description) Examples: `svc:order`, `msg:OrderPlaced`, `ctx:sales`.")
    items(&json) { $0.member("type", "string") }
  }

  private static func place(_ json: inout JSONWriter) {
    json.object("path") { typed("string", "Path of the file.", json: &$0) }
    json.object("range") { json in
      json.member("description", "Range in the file; `end` is one past the last character.")
      closed(&json, required: ["start", "end"]) { json in
        for end in ["start", "end"] {
          json.object(end) { json in
            closed(&json, required: ["line", "column", "utf16"]) { json in
              for (key, words) in [
                ("line", "Line, from 1."), ("column", "Column in code points, from 1."),
                ("utf16", "Column in UTF-16 code units, from 1."),
              ] {
                json.object(key) { typed("integer", words, json: &$0) }
              }
            }
          }
        }
      }
    }
  }
}
