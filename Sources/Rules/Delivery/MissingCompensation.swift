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
  let steps = catalog.reactions.indices.filter { index in
    let reaction = catalog.reactions[index]
    guard let effect = reaction.effect, ["reserve", "charge", "pay", "ship"].contains(catalog[effect]) else {
      return false
    }
    return reaction.compensation.isEmpty && catalog.traits(of: reaction)?.isPivot != true
  }
  guard !steps.isEmpty else { return }
  // Whether a failure may still follow, found backwards from all failures at once.
  let failing = graph.messages(leadingTo: { position in
    !inspection.facts.names[position].marks.isDisjoint(with: [.failure])
  })
  for index in steps {
    let reaction = catalog.reactions[index]
    // The process that requests the step has compensation.
    guard reaction.message.map({ graph.compensationsInProcesses[$0] == nil }) ?? true else { continue }
    let outputs = graph.outputs(of: reaction)
    // Its own failure needs no compensation, since nothing was done.
    let success = outputs.first { output in
      guard let position = catalog.position(ofMessage: output.message),
        inspection.facts.names[position].marks.isDisjoint(with: [.failure, .cancellation])
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
