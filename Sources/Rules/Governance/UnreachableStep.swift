import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction to something that nobody sends.
  static let unreachableStep = Rule(.unreachableStep, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  let knowsSenders = catalog.mentions.contains { $0.verb == .sends }
  let knowsPublishers = catalog.mentions.contains { $0.verb == .publishes }
  for message in catalog.messages
  where !message.isUnknown && !message.isExternal && !message.isPlanned && !message.isFromInterface {
    switch message.kind {
    case .event: guard knowsPublishers else { continue }
    // Commands may come from people; only one that is a step of a chain is told.
    case .command:
      guard knowsSenders, inspection.graph.hasReaction(to: message.name, where: { !$0.outputs.isEmpty }) else {
        continue
      }
    case .query: continue
    }
    guard inspection.graph.producers(of: message.name).isEmpty,
      let consumer = inspection.graph.consumers(of: message.name).first
    else { continue }
    let isMessageOfTeam = message.team != nil && message.kind == .event
    guard !isMessageOfTeam else { continue }
    inspection.report(
      "\(catalog[consumer.service]) \(consumer.verb.name) \(catalog[message.name]), which nobody \(message.kind == .event ? "publishes" : "sends")",
      at: consumer.place,
      about: [message.name], help: "write down who sends it, a trigger from outside perhaps; or say `external: true`")
  }
}
