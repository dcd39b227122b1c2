import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service that controls a flow step by step through its own events and sends no commands.
  static let implicitOrchestrator = Rule(.implicitOrchestrator, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[ImplicitOrchestratorOptions.reactions]
  var commanders = NameSet(count: catalog.names.count)
  for mention in catalog.mentions where mention.verb == .sends { commanders.insert(mention.service) }
  let flows = inspection.facts.flows
  var told = NameSet(count: catalog.names.count)
  for chain in inspection.facts.chains.chains(longerThan: limit) where !flows.isOwned(chain) {
    var counts: [Name: [Chain.Link]] = [:]
    for link in chain.handovers { counts[link.receiver, default: []].append(link) }
    for service in chain.services where !told.contains(service) && !commanders.contains(service) {
      guard let links = counts[service], links.count >= limit, let last = links.last,
        Set(links.map(\.sender)).subtracting([service]).count > 0
      else { continue }
      told.insert(service)
      inspection.report(
        "\(catalog[service]) reacts \(links.count) times in one chain and controls it through its own events",
        at: last.place,
        about: [service],
        path: links.dropLast().map { Note("\(catalog[service]) reacts to \(catalog[$0.message])", at: $0.place) },
        help: "let it own the flow and send commands, so that the order of steps is defined in one place")
    }
  }
}
