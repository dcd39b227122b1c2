import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// Change data capture of a table that other contexts consume.
  static let rawChangeCapture = Rule(.rawChangeCapture, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.messageTraits.isEmpty else { return }
  for (position, message) in catalog.messages.enumerated() where inspection.facts.reaches[position] {
    guard let traits = catalog.traits(of: message), traits.source == .cdc, let place = traits.sourcePlace else {
      continue
    }
    let producer = inspection.graph.firstProducer(of: message.name)?.service
    guard
      let stranger = inspection.graph.consumers(of: message.name).first(where: { consumer in
        !(producer.map { catalog.shareContext($0, consumer.service) } ?? false)
      })
    else { continue }
    inspection.report(
      "\(catalog[message.name]) exposes captured rows, and \(catalog[stranger.service]) depends on it", at: place,
      about: [message.name],
      notes: [Note("\(catalog[stranger.service]) \(stranger.verb.name) it", at: stranger.place)],
      help: "map the change to an event with its own contract, or publish through an outbox")
  }
}
