import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction to a message without a sender.
  static let unreachableStep = Rule(.unreachableStep, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  // A command without a sender may be the entry of a public API, unless the catalog writes such entries down.
  let knowsSenders = catalog.mentions.contains { mention in
    guard mention.verb == .sends, mention.reaction >= 0,
      case .outside = catalog.reactions[Int(mention.reaction)].trigger
    else { return false }
    return true
  }
  let knowsPublishers = catalog.mentions.contains { $0.verb == .publishes }
  for message in catalog.messages
  where !message.isUnknown && !message.isExternal && !message.isPlanned && !message.isFromInterface {
    switch message.kind {
    case .event: guard knowsPublishers else { continue }
    // Only a command that is a step of a chain is reported.
    case .command:
      guard knowsSenders, inspection.graph.hasReaction(to: message.name, where: { !$0.outputs.isEmpty }) else {
        continue
      }
    case .query, .reply: continue
    }
    guard inspection.graph.producerCount(of: message.name) == 0,
      let consumer = inspection.graph.consumers(of: message.name).first
    else { continue }
    let isMessageOfTeam = message.team != nil && message.kind == .event
    guard !isMessageOfTeam else { continue }
    inspection.report(
      "\(catalog[consumer.service]) \(consumer.verb.name) \(catalog[message.name]), "
        + "which has no \(message.kind == .event ? "publisher" : "sender")",
      at: consumer.place,
      about: [message.name], help: "declare its sender, which may be a trigger, or set `external: true`")
  }
}
