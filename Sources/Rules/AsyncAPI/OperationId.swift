import Readers
import RuleBook
import Schemas

extension Rule {
  /// An operation without an operationId.
  static let operationId = Rule(.operationId, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.document.isVersion2 else { return }
  for operation in inspection.parts.operations
  where !(inspection.document.first("operationId", of: operation.node)?.isScalar ?? false) {
    inspection.report("an operation of channel \(operation.channel) has no operationId", at: operation.place)
  }
}
