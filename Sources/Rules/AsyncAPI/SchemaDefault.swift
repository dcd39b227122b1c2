import RuleBook
import Schemas

extension Rule {
  /// A default value that does not match its schema.
  static let schemaDefault = Rule(.schemaDefault, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for schema in inspection.parts.schemas {
    if let value = schema["default"] { inspection.check(value, against: schema, what: "a default") }
  }
}
