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
  var groups = Grouped<Pair, Reaction>()
  for reaction in catalog.reactions where !catalog.isObserver(reaction.service) {
    guard let name = reaction.message, catalog.message(name)?.kind == .event,
      let producer = inspection.graph.firstProducer(of: name)?.service, producer != reaction.service
    else { continue }
    let pair = Pair(consumer: reaction.service, producer: producer)
    groups.add(reaction, to: pair)
  }
  for group in groups where group.count >= limit {
    let (pair, first, reactions) = (group.key, group.first, group.all)
    // Storing is collecting; sending a message or an external effect is acting.
    let acting = reactions.filter {
      !$0.outputs.isEmpty || $0.effect.map { !["none", "read", "write"].contains(catalog[$0]) } ?? false
    }
    guard acting.count == 1 else { continue }
    inspection.report(
      "\(catalog[pair.consumer]) collects \(reactions.count) events of \(catalog[pair.producer]) but acts on only one",
      at: first.place,
      about: [pair.consumer, pair.producer], confidence: .medium,
      notes: acting.filter { $0.place != first.place }.map { Note("it acts here", at: $0.place) },
      help: "let \(catalog[pair.producer]) publish one event that summarizes them")
  }
}

private struct Pair: Hashable {
  var consumer: Name
  var producer: Name
}
