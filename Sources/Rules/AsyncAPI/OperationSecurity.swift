import Readers
import RuleBook

extension Rule {
  /// An operation with an undefined security scheme.
  static let operationSecurity = Rule(.operationSecurity, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for operation in inspection.parts.operations {
    for scheme in inspection.parts.unknownSchemes(inspection.document.first("security", of: operation.node)) {
      inspection.report(
        "operation \(operation.name) asks for security scheme \(scheme.name), which is not defined",
        at: scheme.place)
    }
  }
}
