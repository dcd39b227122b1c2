import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// An endless event loop: reactions that trigger each other unconditionally.
  static let eventCycle = Rule(.eventCycle, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for cycle in inspection.graph.cycles {
    // A service that answers a message with the same message is left to `self-reference`.
    guard let first = cycle.links.first, cycle.links.count > 1 || first.sender != first.receiver else { continue }
    let path = (cycle.links.map(\.message) + [first.message]).map { catalog[$0] }
    inspection.report(
      "\(Paths.arrows(path)) is a cycle without a guard", at: first.place, about: cycle.links.map(\.message),
      path: Paths.shortened(
        cycle.links.map {
          Note(
            "\(catalog[$0.receiver]) reacts to \(catalog[$0.message])", at: $0.place,
            refs: catalog.refs(service: $0.receiver, message: $0.message))
        }),
      help: "add a `condition` to one reaction, or let it react only to causes outside the cycle")
  }
}
