import Catalog
import Readers
import Reports
import Writing

/// The catalog format as a JSON Schema, made from the reader's own table of keys.
///
/// A value that may be written in several ways is one schema with several types, not a choice of schemas: keywords of
/// mappings, lists and texts apply to their own type only, and a validator reports a mistake at the value that has it
/// instead of at the whole.
extension FormatSchemas {
  /// The catalog format, as the native reader takes it.
  static var catalog: [UInt8] {
    schema("An eventlint catalog") { json in
      json.member("type", "object")
      json.list("allOf", ["catalog"]) { json, name in json.object { reference(name, &$0) } }
      json.object("definitions") { json in
        json.object("name") { types(scalars, &$0) }
        json.object("text") { types(scalars + ["null"], &$0) }
        json.object("names") { names(&$0) }
        json.object("payload") { payload("^any$", &$0) }
        json.object("type") { type(&$0) }
        for section in Section.allCases { json.object(section.rawValue) { mapping(section, &$0) } }
        for section in Section.allCases
        where ![.catalog, .defaults, .need, .branch, .step, .flowStep, .deprecation].contains(section) {
          json.object(plural(section.rawValue)) { entries(&$0) { self.section(section, or: ["null"], json: &$0) } }
        }
        // What is known of a job is the message.
        json.object("jobs") { entries(&$0) { types(scalars + ["null"], &$0) } }
      }
    }
  }

  private static let scalars = ["string", "number", "boolean"]

  /// The keys of a section; that the value is a mapping is said where the section is used.
  private static func mapping(_ section: Section, _ json: inout JSONWriter) {
    json.member("additionalProperties", false)
    if section == .catalog { json.list("required", ["eventlint"]) { $0.string($1) } }
    json.object("properties") { json in
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
    case .names, .messages, .services, .namesOrFlag: all("names", &json)
    case .fieldsOfTrigger:
      types(scalars + ["null", "array", "object"], &json)
      json.object("items") { reference("name", &$0) }
      json.object("additionalProperties") { json in
        section(.need, or: scalars + ["null", "array"], json: &json)
        typeOfScalarOrList(&json)
      }
    case .text: all("text", &json)
    case .payload: all("payload", &json)
    case .payloadOrFile: payload("^any$|\\.", &json)
    case .jobs: all("jobs", &json)
    case .keys(let section): self.section(section, or: ["null"], json: &json)
    case .entries(let section): all(plural(section.rawValue), &json)
    case .reactions: all("reactions", &json)
    case .flagOr(let section): self.section(section, or: ["boolean"], json: &json)
    case .flag: json.member("type", "boolean")
    case .integer: json.member("type", "integer")
    case .one: json.member("const", 1)
    case .choice(let words): json.list("enum", words) { $0.string($1) }
    case .choices(let words):
      types(["string", "array", "null"], &json)
      json.object("items") { $0.list("enum", words) { $0.string($1) } }
      when("string", &json) { $0.list("enum", words) { $0.string($1) } }
      json.list("examples", words) { $0.string($1) }
    case .flowSteps:
      types(scalars + ["array", "null"], &json)
      json.object("items") { section(.flowStep, or: scalars, json: &$0) }
    case .steps: items(&json) { section(.step, or: scalars, json: &$0) }
    case .outcome:
      section(.branch, or: scalars + ["null", "array"], json: &json)
      json.object("items") { reference("name", &$0) }
    case .branches: items(&json) { section(.branch, or: ["null"], json: &$0) }
    case .listings(let ofNames):
      types(["object", "null"], &json)
      json.object("additionalProperties") { reference(ofNames ? "names" : "name", &$0) }
    case .duration(let words):
      json.member("type", "string")
      json.member("pattern", (["^(\(DurationText.pattern))$"] + words.map { "^\($0)$" }).joined(separator: "|"))
      json.list("examples", ["2d", "1h 30m", "PT15M"] + words) { $0.string($1) }
    case .pattern(let pattern, _, orFalse: true):
      types(["string", "boolean"], &json)
      json.member("pattern", pattern)
      when("boolean", &json) { $0.member("const", false) }
    case .pattern(let pattern, let isNumber, _):
      types(isNumber ? ["string", "number"] : ["string"], &json)
      json.member("pattern", pattern)
    }
  }

  /// A mapping with the keys of a section, or a value of another type.
  private static func section(_ section: Section, or others: [String], json: inout JSONWriter) {
    types(["object"] + others, &json)
    all(section.rawValue, &json)
  }

  /// A reference beside a description: draft-07 ignores what stands beside a bare `$ref`.
  private static func all(_ name: String, _ json: inout JSONWriter) {
    json.list("allOf", [name]) { json, name in json.object { reference(name, &$0) } }
  }

  /// A name or a list of names.
  private static func names(_ json: inout JSONWriter) {
    types(scalars + ["null", "array"], &json)
    json.object("items") { reference("name", &$0) }
  }

  /// Entries by name: a mapping, a list of names and of such mappings, or one name.
  private static func entries(_ json: inout JSONWriter, _ item: (inout JSONWriter) -> Void) {
    types(["object", "array", "null"] + scalars, &json)
    json.object("additionalProperties", item)
    json.object("items") { json in
      types(["object"] + scalars, &json)
      json.object("additionalProperties", item)
    }
  }

  private static func payload(_ pattern: String, _ json: inout JSONWriter) {
    types(["object", "array", "string", "null"], &json)
    json.object("additionalProperties") { reference("type", &$0) }
    json.object("items") { reference("name", &$0) }
    json.member("pattern", pattern)
  }

  private static func type(_ json: inout JSONWriter) {
    types(["object", "array", "null"] + scalars, &json)
    json.object("additionalProperties") { reference("type", &$0) }
    typeOfScalarOrList(&json)
  }

  /// The name of a type, or a list with one.
  private static func typeOfScalarOrList(_ json: inout JSONWriter) {
    json.member("pattern", PayloadTypes.pattern)
    json.object("items") { reference("type", &$0) }
    json.member("maxItems", 1)
    json.list("examples", ["string", "integer", "decimal", "boolean", "date", "uuid"]) { $0.string($1) }
  }

  private static func reference(_ name: String, _ json: inout JSONWriter) {
    json.member("$ref", "#/definitions/\(name)")
  }
}
