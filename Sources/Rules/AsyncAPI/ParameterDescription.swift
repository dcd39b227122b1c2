import RuleBook
import Schemas

extension Rule {
  /// A parameter without a description.
  static let parameterDescription = Rule(.parameterDescription, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for parameter in inspection.parts.addressed.flatMap(\.parameters)
  where inspection.followed(parameter.value)?.word("description") == nil {
    inspection.report("parameter \(parameter.key) has no description", at: parameter.keyPlace)
  }
}
