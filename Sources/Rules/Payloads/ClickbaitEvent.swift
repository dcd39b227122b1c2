import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// An event that only states that something changed, so that every consumer has to query the details.
  static let clickbaitEvent = Rule(.clickbaitEvent, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var roles = FieldRoles(catalog)
  for position in inspection.facts.names.indices where inspection.facts.names[position].marks.contains(.change) {
    let message = catalog.messages[position]
    // A declared notification is a deliberate choice.
    guard message.kind == .event, message.pattern == nil || message.pattern == .delta, let range = message.fields else {
      continue
    }
    guard roles.hasKeysOnly(range, catalog), inspection.graph.hasConsumer(message.name) else { continue }
    let reactions = inspection.graph.reactions(to: message.name)
    let consumers = inspection.graph.consumers(of: message.name)
    let curious = consumers.first { consumer in
      guard let reaction = reactions.first(where: { $0.service == consumer.service }), let needs = reaction.needs else {
        return true
      }
      return catalog[needs].contains { !PayloadClass.isKey(catalog[$0.name]) }
    }
    guard let curious else { continue }
    inspection.report(
      "\(catalog[message.name]) states that something changed, but not what", at: message.place, about: [message.name],
      confidence: .medium,
      notes: [Note("\(catalog[curious.service]) has to query the details", at: curious.place)],
      help: "name what happened and carry what is new, or declare `pattern: notification`")
  }
}
