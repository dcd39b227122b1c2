import Catalog
import Readers
import Reports
import Writing

/// The catalog format as a JSON Schema, made from the reader's own table of keys.
extension FormatSchemas {
  /// The catalog format, as the native reader takes it.
  static var catalog: [UInt8] {
    schema("An eventlint catalog") { json in
      json.member("$ref", "#/definitions/catalog")
      json.object("definitions") { json in
        json.object("name") { $0.list("type", ["string", "number", "boolean"]) { $0.string($1) } }
        json.object("text") { $0.list("type", ["string", "number", "boolean", "null"]) { $0.string($1) } }
        json.object("names") { json in
          anyOf(
            [{ reference("name", &$0) }, { $0.member("type", "null") }, { items(&$0) { reference("name", &$0) } }],
            &json)
        }
        json.object("duration") { json in
          json.member("type", "string")
          json.member("pattern", "^(\(DurationText.pattern))$")
        }
        json.object("payload") { payload(&$0) }
        json.object("type") { type(&$0) }
        for section in Section.allCases { json.object(section.rawValue) { mapping(section, &$0) } }
        for section in Section.allCases
        where ![.catalog, .defaults, .need, .branch, .step, .flowStep, .deprecation].contains(section) {
          json.object(plural(section.rawValue)) { entries(section.rawValue, &$0) }
        }
        // What is known of a job is the message.
        json.object("jobs") { entries("name", &$0) }
      }
    }
  }

  private static func mapping(_ section: Section, _ json: inout JSONWriter) {
    closed(&json, required: section == .catalog ? ["eventlint"] : []) { json in
      for key in section.keys {
        json.object(key.name) { json in
          json.member("description", "\(key.format.sentence) Example: `\(key.format.example)`")
          value(key.format.value, &json)
        }
      }
    }
    json.object("patternProperties") { $0.object("^x-") { $0.member("description", "A key of your own.") } }
  }

  private static func value(_ value: ValueFormat, _ json: inout JSONWriter) {
    switch value {
    case .name, .message, .service: all("name", &json)
    case .names, .messages, .services: all("names", &json)
    case .fieldsOfTrigger:
      anyOf(
        [
          { json in
            json.member("type", "object")
            json.object("additionalProperties") {
              anyOf([{ reference(Section.need.rawValue, &$0) }, { reference("type", &$0) }], &$0)
            }
          }, { reference("names", &$0) },
        ], &json)
    case .text: all("text", &json)
    case .payload: all("payload", &json)
    case .payloadOrFile:
      anyOf(
        [
          { reference("payload", &$0) },
          { json in
            json.member("type", "string")
            json.member("pattern", "\\.")
          },
        ], &json)
    case .jobs: all("jobs", &json)
    case .keys(let section): anyOf([{ reference(section.rawValue, &$0) }, { $0.member("type", "null") }], &json)
    case .entries(let section): all(plural(section.rawValue), &json)
    case .reactions(_, orAll: false): all("reactions", &json)
    case .reactions(_, orAll: true): anyOf([{ reference("reactions", &$0) }, { $0.member("const", "all") }], &json)
    case .flagOr(let section): anyOf([{ reference(section.rawValue, &$0) }, { $0.member("type", "boolean") }], &json)
    case .namesOrFlag: anyOf([{ reference("names", &$0) }, { $0.member("type", "boolean") }], &json)
    case .flag: json.member("type", "boolean")
    case .integer: json.member("type", "integer")
    case .one: json.member("const", 1)
    case .choice(let words): json.list("enum", words) { $0.string($1) }
    case .choices(let words):
      anyOf(
        [
          { json in items(&json) { $0.list("enum", words) { $0.string($1) } } },
          { $0.list("enum", words) { $0.string($1) } }, { $0.member("type", "null") },
        ], &json)
    case .flowSteps:
      anyOf(
        [
          { items(&$0) { anyOf([{ reference(Section.flowStep.rawValue, &$0) }, { reference("name", &$0) }], &$0) } },
          { reference("name", &$0) }, { $0.member("type", "null") },
        ], &json)
    case .steps: items(&json) { anyOf([{ reference(Section.step.rawValue, &$0) }, { reference("name", &$0) }], &$0) }
    case .outcome: anyOf([{ reference(Section.branch.rawValue, &$0) }, { reference("names", &$0) }], &json)
    case .branches: items(&json) { orNothing(Section.branch.rawValue, &$0) }
    case .listings(let ofNames):
      json.list("type", ["object", "null"]) { $0.string($1) }
      json.object("additionalProperties") { reference(ofNames ? "names" : "name", &$0) }
    case .duration(let words) where words.isEmpty: all("duration", &json)
    case .duration(let words):
      anyOf([{ reference("duration", &$0) }, { $0.list("enum", words) { $0.string($1) } }], &json)
    case .pattern(let pattern, _, orFalse: true):
      anyOf(
        [
          { json in
            json.member("type", "string")
            json.member("pattern", pattern)
          },
          { $0.member("const", false) },
        ], &json)
    case .pattern(let pattern, let isNumber, _):
      json.list("type", isNumber ? ["string", "number"] : ["string"]) { $0.string($1) }
      json.member("pattern", pattern)
    }
  }

  /// A reference beside a description: draft-07 ignores what stands beside a bare `$ref`.
  private static func all(_ name: String, _ json: inout JSONWriter) {
    json.list("allOf", [name]) { json, name in json.object { reference(name, &$0) } }
  }

  /// Entries by name. The mapping comes first: a validator that reports the best match of a choice names the mistake in
  /// it.
  private static func entries(_ item: String, _ json: inout JSONWriter) {
    let known: (inout JSONWriter) -> Void = { json in
      json.member("type", "object")
      json.object("additionalProperties") { orNothing(item, &$0) }
    }
    anyOf(
      [
        known, { reference("name", &$0) }, { $0.member("type", "null") },
        { items(&$0) { anyOf([known, { reference("name", &$0) }], &$0) } },
      ], &json)
  }

  private static func orNothing(_ name: String, _ json: inout JSONWriter) {
    anyOf([{ reference(name, &$0) }, { $0.member("type", "null") }], &json)
  }

  private static func payload(_ json: inout JSONWriter) {
    anyOf(
      [
        { json in
          json.member("type", "object")
          json.object("additionalProperties") { reference("type", &$0) }
        },
        { items(&$0) { reference("name", &$0) } }, { $0.member("const", "any") }, { $0.member("type", "null") },
      ], &json)
  }

  private static func type(_ json: inout JSONWriter) {
    anyOf(
      [
        { json in
          json.member("type", "object")
          json.object("additionalProperties") { reference("type", &$0) }
        },
        { json in
          json.list("type", ["string", "number", "boolean", "null"]) { $0.string($1) }
          json.member("pattern", PayloadTypes.pattern)
          json.list("examples", ["string", "integer", "decimal", "boolean", "date", "uuid"]) { $0.string($1) }
        },
        { json in
          items(&json) { reference("type", &$0) }
          json.member("maxItems", 1)
        },
      ], &json)
  }

  private static func reference(_ name: String, _ json: inout JSONWriter) {
    json.member("$ref", "#/definitions/\(name)")
  }

  private static func anyOf(_ choices: [(inout JSONWriter) -> Void], _ json: inout JSONWriter) {
    json.list("anyOf", choices) { json, choice in json.object(choice) }
  }
}
