import Readers
import RuleBook
import Schemas

extension Rule {
  /// A message without a messageId.
  static let messageId = Rule(.messageId, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  // `messageId` exists from 2.4.0 on, and no longer in 3.x.
  guard ["2.4.0", "2.5.0", "2.6.0"].contains(inspection.document.version) else { return }
  for message in inspection.parts.messages
  where !(inspection.document.first("messageId", of: message.node)?.isScalar ?? false) {
    inspection.report("message \(message.name) has no messageId", at: message.place)
  }
}
