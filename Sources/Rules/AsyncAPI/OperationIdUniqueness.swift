import Findings
import Readers
import RuleBook
import Schemas

extension Rule {
  /// A duplicate operationId.
  static let operationIdUniqueness = Rule(.operationIdUniqueness, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  guard inspection.document.isVersion2 else { return }
  var ids: [String: Place] = [:]
  for operation in inspection.parts.operations {
    guard let id = inspection.document.first("operationId", of: operation.node), id.isScalar else { continue }
    if let first = ids[id.string], first != id.place {
      inspection.report("operationId \(id.string) is used twice", at: id.place, first: first)
    } else {
      ids[id.string] = id.place
    }
  }
}
