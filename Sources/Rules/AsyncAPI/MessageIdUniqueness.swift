import Findings
import Readers
import RuleBook
import Schemas

extension Rule {
  /// A duplicate messageId.
  static let messageIdUniqueness = Rule(.messageIdUniqueness, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  var ids: [String: Place] = [:]
  for message in inspection.parts.messages {
    guard let id = inspection.document.first("messageId", of: message.node), id.isScalar else { continue }
    if let first = ids[id.string] {
      inspection.report("messageId \(id.string) is used twice", at: id.place, first: first)
    } else {
      ids[id.string] = id.place
    }
  }
}
