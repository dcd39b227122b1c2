import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A step that cannot be taken back, in a flow that may still fail behind it.
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
  // Whether a failure may still come, backwards from all failures at once.
  let failing = graph.messages(leadingTo: { position in
    !inspection.facts.names[position].marks.isDisjoint(with: [.failure])
  })
  for index in steps {
    let reaction = catalog.reactions[index]
    // The process that asks for it has compensation.
    guard reaction.message.map({ graph.compensationsInProcesses[$0] == nil }) ?? true else { continue }
    let outputs = graph.outputs(of: reaction)
    // Its own failure takes nothing back, since nothing was done.
    let success = outputs.first { output in
      guard let position = catalog.position(ofMessage: output.message),
        inspection.facts.names[position].marks.isDisjoint(with: [.failure, .cancellation])
      else { return false }
      return failing[position]
    }
    guard let success, let effect = reaction.effect else { continue }
    inspection.report(
      "\(catalog[reaction.service]) can \(catalog[effect]), what follows \(catalog[success.message]) can fail, and nothing takes it back",
      at: reaction.place, about: [reaction.service, success.message], confidence: .medium,
      help: "name what takes it back, `compensated-by: …`, or say that from here on there is no way back: `pivot: true`"
    )
  }
}
