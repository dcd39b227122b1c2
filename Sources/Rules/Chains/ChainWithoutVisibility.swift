import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A chain of handovers where nobody can see how far it has come.
  static let chainWithoutVisibility = Rule(.chainWithoutVisibility, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[ChainWithoutVisibilityOptions.maxHandovers]
  let flows = inspection.facts.flows
  var starts: Set<Int> = []
  // The longest comes first; its branches are seen with it.
  for chain in inspection.facts.chains.chains(longerThan: limit) where starts.insert(chain.startEmission).inserted {
    guard let last = chain.handovers.last, !flows.isOwned(chain), !flows.isTracked(chain) else { continue }
    let services = chain.services
    // Inside a context everybody can look.
    guard chain.handovers.count(where: { catalog.context(of: $0.sender) != catalog.context(of: $0.receiver) }) > limit
    else { continue }
    let teams = Set(services.map { catalog.service($0)?.team })
    // Who has named the flow wants to see it; one team can look into all of its services.
    let isNamed = flows.isNamed(chain) && !(teams.count == 1 && teams.first != .some(nil))
    inspection.report(
      "nobody sees how far \(Paths.arrows(chain.messages.map { catalog[$0] })) has come", at: last.place,
      about: chain.handovers.map(\.message), loweredBy: isNamed ? 0 : 1,
      path: Paths.shortened(
        chain.links.map { Note("\(catalog[$0.receiver]) reacts to \(catalog[$0.message])", at: $0.place) }),
      help: "let a tracker observe the flow, or name its owner: `flows: {…: {owner: …, tracked-by: …}}`")
  }
}
