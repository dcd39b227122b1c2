import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// Many events of one producer that a consumer only collects in order to act on one.
  static let summaryEventHint = Rule(.summaryEventHint, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[SummaryEventHintOptions.events]
  // The positions of reactions by consumer and producer, both in one number.
  var groups = Grouped<UInt64, Int>()
  for (position, reaction) in catalog.reactions.enumerated() where !catalog.isObserver(reaction.service) {
    guard let name = reaction.message, catalog.message(name)?.kind == .event,
      let producer = inspection.graph.firstProducer(of: name)?.service, producer != reaction.service
    else { continue }
    groups.add(position, to: UInt64(reaction.service.index) << 32 | UInt64(producer.index))
  }
  for group in groups where group.count >= limit {
    let first = catalog.reactions[group.first]
    let reactions = group.all.map { catalog.reactions[$0] }
    let (consumer, producer) = (first.service, Name(index: UInt32(truncatingIfNeeded: group.key)))
    // Storing is collecting; sending a message or an external effect is acting.
    let acting = reactions.filter {
      !$0.outputs.isEmpty || $0.effect.map { !["none", "read", "write"].contains(catalog[$0]) } ?? false
    }
    guard acting.count == 1 else { continue }
    inspection.report(
      "\(catalog[consumer]) collects \(reactions.count) events of \(catalog[producer]) but acts on only one",
      at: first.place,
      about: [consumer, producer], confidence: .medium,
      notes: acting.filter { $0.place != first.place }.map { Note("it acts here", at: $0.place) },
      help: "let \(catalog[producer]) publish one event that summarizes them")
  }
}
