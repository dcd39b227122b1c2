import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A chain of handovers that no tracker or owner follows.
  static let chainWithoutVisibility = Rule(.chainWithoutVisibility, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[ChainWithoutVisibilityOptions.maxHandovers]
  let flows = inspection.facts.flows
  var starts: Set<Int> = []
  // The longest chain comes first and covers its branches.
  for chain in inspection.facts.chains.chains(longerThan: limit) where starts.insert(chain.startEmission).inserted {
    guard let last = chain.handovers.last, !flows.isOwned(chain), !flows.isSeen(chain) else { continue }
    let services = chain.services
    // An orchestrator knows how far its flow has come.
    guard !services.contains(where: { catalog.role(of: $0) == .orchestrator }) else { continue }
    // Handovers within a context are visible to all of its services.
    guard chain.handovers.count(where: { !catalog.shareContext($0.sender, $0.receiver) }) > limit
    else { continue }
    let teams = Set(services.map { catalog.service($0)?.team })
    // A declared flow is meant to be visible; a single team can look into all of its services.
    let isNamed = flows.isNamed(chain) && !(teams.count == 1 && teams.first != .some(nil))
    inspection.report(
      "no tracker or owner follows the flow \(Paths.arrows(chain.messages.map { catalog[$0] }))", at: last.place,
      about: chain.handovers.map(\.message), loweredBy: isNamed ? 0 : 1,
      path: Paths.shortened(
        chain.links.map {
          Note(
            "\(catalog[$0.receiver]) reacts to \(catalog[$0.message])", at: $0.place,
            refs: catalog.refs(service: $0.receiver, message: $0.message))
        }),
      help: "let a tracker observe the flow, or declare its owner: `flows: {…: {owner: …, tracked-by: …}}`")
  }
}
