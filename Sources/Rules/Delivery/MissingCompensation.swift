import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A step without compensation in a flow that can still fail after it.
  static let missingCompensation = Rule(.missingCompensation, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  let lasting = catalog.names.set(of: ["reserve", "charge", "pay", "ship"])
  let steps = catalog.reactions.indices.filter { index in
    let reaction = catalog.reactions[index]
    guard let effect = reaction.effect, lasting.contains(effect) else { return false }
    return reaction.compensation.isEmpty && catalog.traits(of: reaction)?.isPivot != true
  }
  guard !steps.isEmpty else { return }
  // Whether a failure may still follow, found backwards from all failures at once.
  let failing = graph.messages(leadingTo: { position in
    !inspection.facts.names[position].marks.isDisjoint(with: [.failure])
  })
  let refusals = Refusals(inspection)
  for index in steps {
    let reaction = catalog.reactions[index]
    // The process that requests the step has compensation.
    guard reaction.message.map({ graph.compensationsInProcesses[$0] == nil }) ?? true else { continue }
    let outputs = graph.outputs(of: reaction)
    // Its own failure needs no compensation, since nothing was done.
    let success = outputs.first { output in
      guard let position = catalog.position(ofMessage: output.message), !refusals.contains(output, among: outputs)
      else { return false }
      return failing[position]
    }
    guard let success, let effect = reaction.effect else { continue }
    inspection.report(
      "\(catalog[reaction.service]) can \(catalog[effect]) without compensation, "
        + "although a step after \(catalog[success.message]) can fail",
      at: reaction.place, about: [reaction.service, success.message], confidence: .medium,
      help: "name the compensation with `compensated-by: …`, or declare the point of no return with `pivot: true`")
  }
}

/// The outputs that say that nothing was done: by their names, or because whoever takes them in takes something back or
/// says failure itself.
private struct Refusals {
  private let graph: ReactionGraph
  private let facts: Facts
  private let undoing: Set<Name>

  init(_ inspection: Inspection) {
    graph = inspection.graph
    facts = inspection.facts
    undoing = graph.compensations
  }

  func contains(_ output: Mention, among outputs: [Mention]) -> Bool {
    if saysFailure(output.message) { return true }
    guard output.alternative > 0 else { return false }
    let others = outputs.filter { $0.excludes(output) }
    // A failure beside it makes it the success.
    guard !others.contains(where: { saysFailure($0.message) }) else { return false }
    return isTakenBack(output.message) && others.contains { !isTakenBack($0.message) }
  }

  /// Whether what follows a message takes something back or says failure.
  private func isTakenBack(_ message: Name) -> Bool {
    graph.reactions(to: message).contains { reaction in
      graph.outputs(of: reaction).contains { undoing.contains($0.message) || saysFailure($0.message) }
    }
  }

  private func saysFailure(_ message: Name) -> Bool { facts.saysFailure(message, graph.catalog) }
}
