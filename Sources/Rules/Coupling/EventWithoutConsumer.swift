import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// An event that is published and that nothing depends on.
  static let eventWithoutConsumer = Rule(.eventWithoutConsumer, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  var expected = inspection.facts.ends
  for reply in catalog.services.flatMap(\.expectations).flatMap(\.replies) { expected.insert(reply.name) }
  for message in catalog.messages where isOwed(message) && !expected.contains(message.name) {
    guard !inspection.graph.hasConsumer(message.name) else { continue }
    guard let producer = inspection.graph.producers(of: message.name).first else { continue }
    inspection.report(
      "\(catalog[producer.service]) publishes \(catalog[message.name]), nobody depends on it", at: message.place,
      about: [message.name],
      notes: message.place == producer.place
        ? [] : [Note("\(catalog[producer.service]) publishes it", at: producer.place)],
      help: "remove it, say `visibility: inside`, or name it among the `ends` of its flow")
  }
}

/// Events whose consumers would have to be in the catalog.
private func isOwed(_ message: Message) -> Bool {
  message.kind == .event && message.visibility != .inside && message.audience != .partner && message.audience != .public
    && !message.isExternal && !message.isPlanned
}
