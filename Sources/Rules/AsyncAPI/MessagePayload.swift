import RuleBook
import Schemas

extension Rule {
  /// A message without a payload.
  static let messagePayload = Rule(.messagePayload, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  for message in inspection.parts.messages where message.node["payload"] == nil {
    inspection.report("message \(message.name) has no payload", at: message.place)
  }
}
