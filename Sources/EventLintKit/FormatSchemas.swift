import Catalog
import Findings
import Readers
import Reports
import RuleBook
import RulePages
import Writing

/// JSON Schemas (draft-07) of the files that eventlint reads and writes. Descriptions serve as hover text in editors.
public enum FormatSchemas {
  /// The schema of `catalog`, `configuration`, `report` or `baseline`.
  public static func text(of name: String) throws(UsageError) -> [UInt8] {
    switch name {
    case "catalog": return catalog
    case "configuration": return configuration
    case "report": return report
    case "baseline": return baseline
    case "graph": return graph
    default:
      let known = ["catalog", "configuration", "report", "baseline", "graph"]
      throw UsageError(
        "there is no schema \(name); \(NearName.best(for: name, among: known).map { "did you mean \($0)?" } ?? "there are \(known.joined(separator: ", "))")"
      )
    }
  }

  static func schema(_ name: String, _ title: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("$schema", "http://json-schema.org/draft-07/schema#")
      json.member("$id", "https://eventlint.dev/schemas/\(name).json")
      json.member("title", title)
      body(&json)
    }
    return json.bytes + [0x0A]
  }

  /// The configuration: every rule with its options, from the rule book.
  private static var configuration: [UInt8] {
    schema("configuration", "eventlint's configuration, .eventlint.yml") { json in
      closed(&json) { json in
        json.object("extends") { json in
          json.member("description", "Presets and files, each over those before it.")
          oneOrMore(&json) { preset(&$0) }
        }
        words("include", "Paths and patterns to read when the call names none, relative to this file.", &json)
        words(
          "exclude",
          "Paths and patterns that are passed over, relative to this file as those of `.gitignore` are; a folder leaves out all that is below it.",
          &json)
        json.object("sources") { json in
          json.member("description", "How certain files are to be read.")
          items(&json) { json in
            closed(&json, required: ["path"]) { json in
              json.object("path") { typed("string", "A path or pattern, relative to this file.", &$0) }
              json.object("format") { choice(InputFormat.all.map(\.name), "What the files are.", &$0) }
              json.object("perspective") {
                choice(Interface.Perspective.allCases.map(\.rawValue), "Whose view an AsyncAPI 2 document takes.", &$0)
              }
              json.object("service") { typed("string", "The service that the document describes.", &$0) }
            }
          }
        }
        json.object("rules") { json in
          json.member("description", "Rules by name: off, a severity, or a mapping with options.")
          closed(&json) { json in
            for page in RuleBook.pages { json.object(page.id.name) { rule(page, &$0) } }
          }
        }
        json.object("overrides") { json in
          json.member("description", "Other severities for some subjects or files; the last that matches counts.")
          items(&json) { json in
            closed(&json, required: ["rules"]) { json in
              words("services", "Patterns of services.", &json)
              words("messages", "Patterns of messages.", &json)
              words("contexts", "Patterns of contexts.", &json)
              words("teams", "Patterns of teams.", &json)
              words("files", "Patterns of paths, relative to this file.", &json)
              json.object("rules") { json in
                json.member("type", "object")
                json.object("propertyNames") { $0.list("enum", RuleBook.pages) { $0.string($1.id.name) } }
                json.object("additionalProperties") { severity(&$0) }
              }
            }
          }
        }
        json.object("ignore") { json in
          json.member("description", "Findings that are accepted.")
          items(&json) { json in
            closed(&json, required: ["rule"]) { json in
              for (key, words) in [
                ("rule", "The rule."), ("message", "The message that the finding is about."),
                ("service", "The service that it is about."),
                ("subject", "Anything else that it is about."), ("path", "A pattern of files, relative to this file."),
                ("reason", "Why it is accepted."),
                ("until", "The last day on which this holds, as 2027-03-31."),
              ] { json.object(key) { typed("string", words, &$0) } }
            }
          }
        }
        json.object("baseline") { typed("string", "The baseline's path: findings that are known.", &$0) }
        json.object("policies") { json in
          json.member("description", "Rules of your own over services, messages, contexts, teams, roles and tags.")
          one(of: [{ $0.member("type", "array") }, { $0.member("type", "object") }], &json)
        }
      }
    }
  }

  private static func rule(_ page: RulePage, _ json: inout JSONWriter) {
    json.member("description", page.title + ".")
    one(
      of: [
        { severity(&$0) },
        { json in
          closed(&json) { json in
            json.object("severity") { severity(&$0) }
            for option in page.options { json.object(option.name) { self.option(option, &$0) } }
          }
        },
      ], &json)
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
      oneOrMore(&json) { $0.member("type", "string") }
    }
  }

  /// The JSON report, version 1.
  private static var report: [UInt8] {
    schema("report", "eventlint's report, --format json") { json in
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
              json.object("rule") { typed("string", "The rule's name.", &$0) }
              json.object("severity") { choice(["error", "warning", "info"], "How bad it is.", &$0) }
              json.object("confidence") { choice(["high", "medium", "low"], "How sure it is.", &$0) }
              json.object("message") { typed("string", "What is wrong, in one line.", &$0) }
              place(&json)
              json.object("related") { notes("Further places.", &$0) }
              json.object("steps") { notes("The path of a chain or cycle, in order.", &$0) }
              json.object("evidence") { json in
                json.member("description", "What a guess rests on.")
                items(&json) { json in
                  closed(&json, required: ["reason", "points"]) { json in
                    json.object("reason") { typed("string", "The reason.", &$0) }
                    json.object("points") { typed("integer", "What it gives or takes.", &$0) }
                  }
                }
              }
              json.object("help") { json in
                json.member("description", "One thing to do; null for none.")
                json.list("type", ["string", "null"]) { $0.string($1) }
              }
              json.object("fix") { json in
                json.member("description", "A change of text that mends it.")
                closed(&json, required: ["title", "safe", "edits"]) { json in
                  json.object("title") { typed("string", "What the fix does.", &$0) }
                  json.object("safe") { typed("boolean", "Nothing that was right becomes wrong.", &$0) }
                  json.object("edits") { json in
                    items(&json) { json in
                      closed(&json, required: ["path", "range", "replacement"]) { json in
                        place(&json)
                        json.object("replacement") { typed("string", "What comes in place of the range.", &$0) }
                      }
                    }
                  }
                }
              }
              json.object("suppressed") { json in
                json.member("description", "What hides the finding, with --show-suppressed.")
                closed(&json, required: ["by"]) { json in
                  json.object("by") { choice(["comment", "configuration", "baseline"], "Where that is written.", &$0) }
                  json.object("reason") { typed("string", "Why.", &$0) }
                }
              }
              json.object("subjects") { json in
                json.member("description", "What it is about, the main thing first.")
                items(&json) { $0.member("type", "string") }
              }
              json.object("fingerprint") {
                fingerprint("The same for the same finding in every run, wherever it stands.", &$0)
              }
            }
          }
        }
        json.object("summary") { json in
          let counts = ["files", "services", "messages", "errors", "warnings", "infos", "suppressed", "known"]
          closed(&json, required: counts) { json in
            for count in counts {
              json.object(count) { json in
                json.member("type", "integer")
                json.member("minimum", 0)
              }
            }
          }
        }
      }
    }
  }

  /// The baseline.
  private static var baseline: [UInt8] {
    schema("baseline", "eventlint's baseline") { json in
      closed(&json, required: ["version", "findings"]) { json in
        json.object("version") { $0.member("const", 1) }
        json.object("findings") { json in
          json.member("description", "Findings that are known and not reported.")
          items(&json) { json in
            closed(&json, required: ["fingerprint"]) { json in
              json.object("fingerprint") {
                fingerprint("The finding's identity: rule and subjects, no path, no line.", &$0)
              }
              json.object("rule") { typed("string", "The rule.", &$0) }
              json.object("summary") { typed("string", "What the finding said, for readers.", &$0) }
            }
          }
        }
      }
    }
  }

  /// The network of `graph --format json`, version 1.
  private static var graph: [UInt8] {
    schema("graph", "eventlint's network, graph --format json") { json in
      closed(&json, required: ["version", "title", "rule", "hidden", "nodes", "edges"]) { json in
        json.object("version") { $0.member("const", 1) }
        json.object("title") { typed("string", "What it is called.", &$0) }
        json.object("rule") { typed("string", "How the arrows are to be read.", &$0) }
        json.object("hidden") { typed("integer", "Nodes that a filter has taken out.", &$0) }
        json.object("columns") { typed("boolean", "The contexts stand side by side.", &$0) }
        json.object("nodes") { json in
          items(&json) { json in
            closed(&json, required: ["id", "kind", "name"]) { json in
              json.object("id") { typed("string", "Stable: svc:order, msg:OrderPlaced, db:orders, ctx:sales.", &$0) }
              json.object("kind") {
                choice(["service", "event", "command", "query", "store", "trigger", "group"], "What it is.", &$0)
              }
              for (key, words) in [
                ("name", "Its name."), ("detail", "Small words below."), ("context", "Its bounded context."),
                ("team", "Its team."), ("role", "Its role."),
              ] {
                json.object(key) { typed("string", words, &$0) }
              }
              json.object("tags") { json in items(&json) { $0.member("type", "string") } }
              json.object("change") { choice(["added", "removed", "changed"], "What --diff says of it.", &$0) }
            }
          }
        }
        json.object("edges") { json in
          items(&json) { json in
            closed(&json, required: ["from", "to", "label"]) { json in
              json.object("from") { typed("string", "A node's id.", &$0) }
              json.object("to") { typed("string", "A node's id.", &$0) }
              json.object("label") { typed("string", "publishes, consumes, depends on and so on.", &$0) }
              json.object("words") { typed("string", "What is written on the arrow besides.", &$0) }
              json.object("messages") { json in items(&json) { $0.member("type", "string") } }
              json.object("kinds") { json in
                items(&json) { choice(["event", "command", "query"], "Of which kind they are.", &$0) }
              }
              json.object("dashed") { typed("boolean", "Observed, or a guess.", &$0) }
              json.object("cycle") { typed("boolean", "Part of a circle of dependencies.", &$0) }
              json.object("change") { choice(["added", "removed"], "What --diff says of it.", &$0) }
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

  static func one(of choices: [(inout JSONWriter) -> Void], _ json: inout JSONWriter) {
    json.list("oneOf", choices) { json, choice in json.object(choice) }
  }

  /// One of a kind, or a list of them.
  private static func oneOrMore(_ json: inout JSONWriter, _ item: @escaping (inout JSONWriter) -> Void) {
    one(of: [item, { items(&$0, item) }], &json)
  }

  private static func fingerprint(_ description: String, _ json: inout JSONWriter) {
    typed("string", description, &json)
    json.member("pattern", "^[0-9a-f]{32}$")
  }

  private static func typed(_ type: String, _ description: String, _ json: inout JSONWriter) {
    json.member("type", type)
    json.member("description", description)
  }

  private static func choice(_ words: [String], _ description: String, _ json: inout JSONWriter) {
    json.member("description", description)
    json.list("enum", words) { $0.string($1) }
  }

  private static func words(_ name: String, _ description: String, _ json: inout JSONWriter) {
    json.object(name) { json in
      json.member("description", description)
      oneOrMore(&json) { $0.member("type", "string") }
    }
  }

  private static func preset(_ json: inout JSONWriter) {
    json.list("anyOf", [true, false]) { json, isPreset in
      json.object { json in
        if isPreset {
          choice(Preset.allCases.map(\.rawValue), "A preset.", &json)
        } else {
          json.member("type", "string")
          json.member("description", "A file, relative to this one.")
          json.member("pattern", "(\\.ya?ml$)|/")
        }
      }
    }
  }

  private static func severity(_ json: inout JSONWriter) {
    choice(["off", "info", "warning", "error"], "off, or how bad its findings are.", &json)
  }

  private static func notes(_ description: String, _ json: inout JSONWriter) {
    json.member("description", description)
    items(&json) { json in
      closed(&json, required: ["message", "path", "range"]) { json in
        json.object("message") { typed("string", "What is there.", &$0) }
        place(&json)
      }
    }
  }

  private static func place(_ json: inout JSONWriter) {
    json.object("path") { typed("string", "The file.", &$0) }
    json.object("range") { json in
      json.member("description", "From the first character to one past the last.")
      closed(&json, required: ["start", "end"]) { json in
        for end in ["start", "end"] {
          json.object(end) { json in
            closed(&json, required: ["line", "column", "utf16"]) { json in
              for (key, words) in [
                ("line", "From 1."), ("column", "From 1, in code points."), ("utf16", "From 1, in UTF-16 code units."),
              ] {
                json.object(key) { typed("integer", words, &$0) }
              }
            }
          }
        }
      }
    }
  }
}
