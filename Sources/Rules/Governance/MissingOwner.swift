import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service, or an event between contexts, without an owning team.
  static let missingOwner = Rule(.missingOwner, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // Positions, since a service is large.
  let own = catalog.services.indices.filter { index in
    catalog.services[index].isDefined && catalog.services[index].role != .external && catalog.services[index].hasContent
  }
  // A missing team is reported where most services have one.
  guard own.count(where: { catalog.services[$0].team != nil }) * 2 > own.count else { return }
  for service in own.lazy.map({ catalog.services[$0] }) where service.team == nil {
    inspection.report(
      "\(catalog[service.name]) has no owning team", at: service.place, about: [service.name],
      help: "set `team: …`, the team that responds when it fails")
  }
  for (position, message) in catalog.messages.enumerated()
  where message.isDefined && message.team == nil && message.kind == .event && !message.isExternal {
    guard inspection.facts.isOutside(message, position) else { continue }
    // A producer without a team was reported above.
    guard inspection.graph.producerCount(of: message.name) == 0, inspection.graph.hasConsumer(message.name),
      !message.isPlanned
    else { continue }
    inspection.report(
      "\(catalog[message.name]) has no publisher and no owning team", at: message.place, about: [message.name],
      help: "set `team: …`, or `external: true` if it comes from outside")
  }
}
