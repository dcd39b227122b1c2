import Readers
import RuleBook

extension Rule {
  /// An operation without a description.
  static let operationDescription = Rule(.operationDescription, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for operation in inspection.parts.operations
  where ["description", "summary"].allSatisfy({ inspection.document.first($0, of: operation.node) == nil }) {
    inspection.report("operation \(operation.name) has no description", at: operation.place)
  }
}
