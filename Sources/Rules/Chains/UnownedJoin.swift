import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// The outcome of a check that no service waits for, although other outcomes are awaited.
  static let unownedJoin = Rule(.unownedJoin, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  for flow in catalog.flows {
    for join in flow.joins where join.prerequisites.count > 1 { check(join, &inspection) }
  }
  for message in catalog.messages where graph.reactionOutputs(to: message.name) > 1 {
    let outcomes = graph.reactions(to: message.name).flatMap { reaction in
      graph.outputs(of: reaction).filter { isOutcome($0, inspection.facts, catalog: catalog) }
    }
    guard Set(outcomes.map(\.service)).count > 1 else { continue }
    let joins = outcomes.filter { graph.hasConsumer($0.message) }
    guard let joined = joins.first, let collector = graph.consumers(of: joined.message).first else { continue }
    // The other branch of a check that is joined is left to `dead-end-outcome`.
    let heard = Set(joins.map(\.service))
    for outcome in outcomes where !graph.hasConsumer(outcome.message) && !heard.contains(outcome.service) {
      guard let known = catalog.message(outcome.message), catalog.traits(of: known)?.isFinal != true else { continue }
      inspection.report(
        "no service waits for \(catalog[outcome.message]), "
          + "although \(catalog[collector.service]) waits for \(catalog[joined.message])",
        at: outcome.place, about: [outcome.message], confidence: .medium,
        notes: [Note("\(catalog[collector.service]) waits for \(catalog[joined.message])", at: collector.place)],
        help: "let \(catalog[collector.service]) join all outcomes, or declare this one `final: true`")
    }
  }
}

/// Reports a declared join (`requires` of a flow) whose prerequisites are not all known to any one service.
private func check(_ join: Flow.Join, _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let required = Set(join.prerequisites.map(\.name))
  var taken: [Name: Set<Name>] = [:]
  for message in required {
    for consumer in inspection.graph.consumers(of: message) { taken[consumer.service, default: []].insert(message) }
  }
  let owners = inspection.graph.producers(of: join.outcome.name).map(\.service)
  // A service knows the messages that it produces itself, but only a producer of the outcome or a consumer of another
  // prerequisite can join them.
  for message in required {
    for producer in inspection.graph.producers(of: message)
    where taken[producer.service] != nil || owners.contains(producer.service) {
      taken[producer.service, default: []].insert(message)
    }
  }
  guard !taken.contains(where: { $0.value.count == required.count }) else { return }
  let nearest = taken.filter { owners.isEmpty || owners.contains($0.key) }
    .max { ($0.value.count, $1.key.index) < ($1.value.count, $0.key.index) }
  let missing = join.prerequisites.filter { nearest?.value.contains($0.name) != true }
  guard let first = missing.first else { return }
  let who =
    nearest.map { "\(catalog[$0.key]) does not consume \(joined(missing.map { catalog[$0.name] }))" }
    ?? "no service that could join them consumes any of them"
  inspection.report(
    "\(catalog[join.outcome.name]) requires \(joined(join.prerequisites.map { catalog[$0.name] })), "
      + "but no service waits for all of them",
    at: first.place,
    about: [join.outcome.name] + missing.map(\.name), confidence: .medium, notes: [Note(who, at: join.outcome.place)],
    help: "let one service join them, or remove what is not required")
}

private func isOutcome(_ output: Mention, _ facts: Facts, catalog: Catalog) -> Bool {
  guard output.verb == .publishes, let position = catalog.position(ofMessage: output.message) else { return false }
  return !facts.names[position].marks.isDisjoint(with: [.outcome, .failure])
}
