import RuleBook
import Schemas

extension Rule {
  /// A schema example that does not match its schema.
  static let schemaExamples = Rule(.schemaExamples, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for schema in inspection.parts.schemas {
    for example in schema["examples"]?.items ?? [] { inspection.check(example, against: schema, what: "an example") }
  }
}
