import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// The outcome of a check that nobody waits for, beside others that somebody does.
  static let unownedJoin = Rule(.unownedJoin, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  for message in catalog.messages where graph.reactionOutputs(to: message.name) > 1 {
    let outcomes = graph.reactions(to: message.name).flatMap { reaction in
      graph.outputs(of: reaction).filter { isOutcome($0, inspection.facts, catalog) }
    }
    guard Set(outcomes.map(\.service)).count > 1 else { continue }
    let joins = outcomes.filter { graph.hasConsumer($0.message) }
    guard let joined = joins.first, let collector = graph.consumers(of: joined.message).first else { continue }
    // The other branch of a check that is joined is the business of `dead-end-outcome`.
    let heard = Set(joins.map(\.service))
    for outcome in outcomes where !graph.hasConsumer(outcome.message) && !heard.contains(outcome.service) {
      guard let known = catalog.message(outcome.message), catalog.traits(of: known)?.isFinal != true else { continue }
      inspection.report(
        "nobody waits for \(catalog[outcome.message]), though \(catalog[collector.service]) waits for \(catalog[joined.message])",
        at: outcome.place, about: [outcome.message], confidence: .medium,
        notes: [Note("\(catalog[collector.service]) waits for \(catalog[joined.message])", at: collector.place)],
        help: "let \(catalog[collector.service]) join all outcomes, or say that it is `final: true`")
    }
  }
}

private func isOutcome(_ output: Mention, _ facts: Facts, _ catalog: Catalog) -> Bool {
  guard output.verb == .publishes, let position = catalog.position(ofMessage: output.message) else { return false }
  return !facts.names[position].marks.isDisjoint(with: [.outcome, .failure])
}
