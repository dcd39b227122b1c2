import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts whose payload has no id or no time of occurrence.
  static let missingEventMetadata = Rule(.missingEventMetadata, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let ids = catalog.names.set(of: ["eid", "id", "event_id", "eventId"])
  let times = catalog.names.set(of: [
    "occurred_at", "occurredAt", "time", "timestamp", "occurredOn", "occurred_on", "created_at", "createdAt",
  ])
  var lack = Lack()
  for (position, message) in catalog.messages.enumerated() where message.kind == .event && message.fields != nil {
    guard inspection.facts.isOutside(message, position), !catalog.hasUnseenFields(message) else { continue }
    let hasID =
      catalog.firstField(of: message.fields, among: ids) != nil || catalog.traits(of: message)?.identity != nil
    let hasTime = catalog.firstField(of: message.fields, among: times) != nil
    lack.all += 1
    let missing = [hasID ? nil : "no event id", hasTime ? nil : "no time of occurrence"].compactMap { $0 }
    guard !missing.isEmpty else { continue }
    lack.add(message, "has \(missing.joined(separator: " and "))", at: message.payloadPlace ?? message.place)
  }
  inspection.report(
    lack, "events between contexts have no event id or no time of occurrence",
    help: "add `eid` and `occurred_at`, next to the data or in `metadata`")
}
