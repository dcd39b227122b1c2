import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// An event that only says that something changed, so that everybody has to go and look.
  static let clickbaitEvent = Rule(.clickbaitEvent, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for (message, name) in zip(catalog.messages, inspection.facts.names) where message.kind == .event && name.marks.contains(.change) {
    // Who says that it is a notification has decided.
    guard message.pattern == nil || message.pattern == .delta, let shape = catalog.shape(of: message), !shape.fields.contains(where: { $0.kind == .opaque }) else { continue }
    let reading = PayloadReading(message, shape, catalog, inspection.facts, nameWords: Words(catalog.names.bytes(message.name)).strings)
    guard reading.payloadClass == .idOnly || reading.payloadClass == .empty, inspection.graph.hasConsumer(message.name) else { continue }
    let reactions = Array(inspection.graph.reactions(to: message.name))
    let consumers = inspection.graph.consumers(of: message.name)
    let curious = consumers.first { consumer in
      guard let reaction = reactions.first(where: { $0.service == consumer.service }), let needs = reaction.needs else { return true }
      return catalog[needs].contains { !PayloadClass.isKey(catalog[$0.name]) }
    }
    guard let curious else { continue }
    inspection.report(
      "\(catalog[message.name]) says that something changed, and not what", at: message.place, about: [message.name], confidence: .medium,
      notes: [Note("\(catalog[curious.service]) has to go and look", at: curious.place)],
      help: "name what happened and carry what is new, or declare `pattern: notification`")
  }
}
