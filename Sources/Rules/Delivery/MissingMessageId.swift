import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message between contexts without an id that identifies duplicates.
  static let missingMessageId = Rule(.missingMessageId, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let ids = IdentityFields(catalog.names)
  let hasInbox = catalog.services.contains { $0.inbox != nil }
  let outside = catalog.messages.indices.filter { index in
    let message = catalog.messages[index]
    return message.fields != nil && message.kind != .query && message.kind != .reply
      && !catalog.isInProcess(message.name)
      && inspection.facts.isOutside(message, index)
      && !(hasInbox && isRecognized(message, inspection))
  }
  let isIdentified = outside.map { ids.identify(catalog.messages[$0], catalog) }
  // A missing id is reported where most messages have one; elsewhere the envelope may carry it.
  guard isIdentified.count(where: \.self) * 2 > outside.count || inspection[MissingMessageIdOptions.always] else {
    return
  }
  for (index, isIdentified) in zip(outside, isIdentified) where !isIdentified {
    let message = catalog.messages[index]
    guard !catalog.hasUnseenFields(message) else { continue }
    inspection.report(
      "\(catalog[message.name]) has no message id", at: message.payloadPlace ?? message.place,
      about: [message.name],
      help: "add an id that stays the same when the message is sent again, or declare the field: `id: …`")
  }
}

/// Whether all receivers recognize messages that arrive again (`inbox`), so that the envelope carries an id.
private func isRecognized(_ message: Message, _ inspection: Inspection) -> Bool {
  let consumers = inspection.graph.consumers(of: message.name)
  return !consumers.isEmpty && consumers.allSatisfy { inspection.catalog.service($0.service)?.inbox != nil }
}

/// Names of fields that identify a message, as used by CloudEvents, Zalando and others.
private struct IdentityFields {
  private let names: NameSet

  init(_ table: Names) {
    names = table.set(of: [
      "id", "eventId", "event_id", "messageId", "message_id", "eid", "commandId", "command_id", "ce-id", "ce_id",
    ])
  }

  func identify(_ message: Message, _ catalog: Catalog) -> Bool {
    catalog.traits(of: message)?.identity != nil || catalog.firstField(of: message.fields, among: names) != nil
  }
}
