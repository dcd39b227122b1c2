import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service, or a message between contexts, that no team owns.
  static let missingOwner = Rule(.missingOwner, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let own = catalog.services.filter { $0.isDefined && $0.role != .external && $0.hasContent }
  // Where teams are the custom, a service without one is told.
  guard own.count(where: { $0.team != nil }) * 2 > own.count else { return }
  for service in own where service.team == nil {
    inspection.report(
      "no team owns \(catalog[service.name])", at: service.place, about: [service.name],
      help: "say `team: …`: somebody has to answer when it fails")
  }
  for (position, message) in catalog.messages.enumerated()
  where message.isDefined && message.team == nil && message.kind == .event && !message.isExternal {
    guard inspection.facts.isOutside(message, position) else { continue }
    // A producer without a team was told above.
    let producers = inspection.graph.producers(of: message.name)
    guard producers.isEmpty, inspection.graph.hasConsumer(message.name), !message.isPlanned else { continue }
    inspection.report(
      "nobody publishes \(catalog[message.name]), and no team owns it", at: message.place, about: [message.name],
      help: "say `team: …`, or `external: true` if it comes from outside")
  }
}
