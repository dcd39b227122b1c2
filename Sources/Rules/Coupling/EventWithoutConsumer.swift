import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// An event that is published but has no consumer that depends on it.
  static let eventWithoutConsumer = Rule(.eventWithoutConsumer, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  var expected = inspection.facts.ends
  for reply in catalog.services.flatMap(\.expectations).flatMap(\.replies) { expected.insert(reply.name) }
  for message in catalog.messages where isOwed(message) && !expected.contains(message.name) {
    // A service that observes this very event is a reason to publish it.
    guard inspection.graph.reactionCount(to: message.name) == 0,
      inspection.graph.mentions(of: message.name).allSatisfy(\.verb.isOutgoing)
    else { continue }
    guard let producer = inspection.graph.firstProducer(of: message.name) else { continue }
    inspection.report(
      "\(catalog[producer.service]) publishes \(catalog[message.name]), but no service depends on it",
      at: message.place,
      about: [message.name],
      notes: message.place == producer.place
        ? [] : [Note("\(catalog[producer.service]) publishes it", at: producer.place)],
      help: "remove it, set `visibility: inside`, or declare it under `ends` of its flow")
  }
}

/// Whether the consumers of the message would have to be in the catalog.
private func isOwed(_ message: Message) -> Bool {
  message.kind == .event && message.visibility != .inside && message.pattern != .sourced && message.audience != .partner
    && message.audience != .public
    && !message.isExternal && !message.isPlanned
}
