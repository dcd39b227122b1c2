import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A command that may get lost unnoticed.
  static let unreliableCommand = Rule(.unreliableCommand, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.messageTraits.isEmpty else { return }
  for position in inspection.facts.commands {
    let message = catalog.messages[position]
    guard !catalog.isInProcess(message.name), inspection.graph.producerCount(of: message.name) > 0 else { continue }
    guard let traits = catalog.traits(of: message), !traits.mayBeLost, let delivery = traits.delivery,
      let place = traits.deliveryPlace
    else { continue }
    guard delivery == .bestEffort || delivery == .atMostOnce, !inspection.facts.expected.contains(message.name) else {
      continue
    }
    inspection.report(
      "\(catalog[message.name]) may get lost unnoticed", at: place, about: [message.name],
      help: "deliver it at least once, expect a reply within a time limit, or set `may-be-lost: true`")
  }
}
