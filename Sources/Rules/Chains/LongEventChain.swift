import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A chain of handovers without an owner, longer than a reader can follow.
  static let longEventChain = Rule(.longEventChain, run: run)
}

private typealias Options = LongEventChainOptions

private func run(_ inspection: inout Inspection) {
  let limit = inspection[Options.maxHandovers]
  let unit = inspection[Options.unit]
  let catalog = inspection.catalog
  let flows = inspection.facts.flows
  let declared = inspection.facts.chains.chains(longerThan: limit)
  // If every input declares its reactions, no chain is merely possible.
  let isOpen = inspection.facts.hasUnexplainedInput
  let possible =
    inspection[Options.possible] && isOpen ? inspection.graph.chains(longerThan: limit, includingPossible: true) : []
  for chain in declared + possible.filter({ $0.links.contains(where: \.isPossible) }) {
    let handovers = chain.handovers.filter { crosses($0, unit, catalog: catalog) }
    guard handovers.count > limit, let last = handovers.last, !flows.isOwned(chain), !staysInside(chain, catalog) else {
      continue
    }
    let isPossible = chain.links.contains(where: \.isPossible)
    inspection.report(
      "\(handovers.count) handovers in a row\(isPossible ? " are possible" : "") without an owner (limit \(limit)): "
        + Paths.arrows(chain.messages.map { catalog[$0] }),
      at: last.place, about: handovers.map(\.message), certainty: isPossible ? .possible : .declared,
      loweredBy: flows.isTracked(chain) ? 1 : 0, path: steps(chain, catalog),
      help: "let one service decide the next step and send commands, or declare the flow's owner under `flows`")
  }
}

private func crosses(_ link: Chain.Link, _ unit: String, catalog: Catalog) -> Bool {
  switch unit {
  case "context": return !catalog.shareContext(link.sender, link.receiver)
  case "team":
    let (sender, receiver) = (catalog.service(link.sender)?.team, catalog.service(link.receiver)?.team)
    return sender == nil || sender != receiver
  default: return true
  }
}

/// Whether all services of the chain are in one bounded context, where its length does not matter.
private func staysInside(_ chain: Chain, _ catalog: Catalog) -> Bool {
  !chain.services.isEmpty && !catalog.spanContexts(chain.services)
}

private func steps(_ chain: Chain, _ catalog: Catalog) -> [Note] {
  guard let first = chain.links.first else { return [] }
  let isEvent = catalog.message(first.message)?.kind == .event
  var steps = [
    Note(
      "\(catalog[first.sender]) \(isEvent ? "publishes" : "sends") \(catalog[first.message])", at: first.sentAt,
      refs: catalog.refs(service: first.sender, message: first.message))
  ]
  for link in chain.links {
    let verb = link.isPossible ? "may react" : "reacts"
    steps.append(
      Note(
        "\(catalog[link.receiver]) \(verb) to \(catalog[link.message])", at: link.place,
        refs: catalog.refs(service: link.receiver, message: link.message)))
  }
  return Paths.shortened(steps)
}
