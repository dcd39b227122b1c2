import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts whose payload says neither which one it is nor when it happened.
  static let missingEventMetadata = Rule(.missingEventMetadata, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let ids = catalog.names.set(of: ["eid", "id", "event_id", "eventId"])
  let times = catalog.names.set(of: [
    "occurred_at", "occurredAt", "time", "timestamp", "occurredOn", "occurred_on", "created_at", "createdAt",
  ])
  for (position, message) in catalog.messages.enumerated() where message.kind == .event && message.fields != nil {
    guard inspection.facts.isOutside(message, position), !catalog.hasUnseenFields(message) else { continue }
    let hasID = catalog.firstField(of: message, among: ids) != nil || catalog.traits(of: message)?.identity != nil
    let hasTime = catalog.firstField(of: message, among: times) != nil
    let missing = [hasID ? nil : "which one it is", hasTime ? nil : "when it happened"].compactMap { $0 }
    guard !missing.isEmpty else { continue }
    inspection.report(
      "\(catalog[message.name]) does not say \(missing.joined(separator: " nor "))",
      at: message.payloadPlace ?? message.place, about: [message.name],
      help: "carry `eid` and `occurred_at`, beside the data or in `metadata`")
  }
}
