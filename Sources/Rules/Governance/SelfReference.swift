import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message that triggers, compensates or answers itself.
  static let selfReference = Rule(.selfReference, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for reaction in catalog.reactions
  where !reaction.isConditional && !(reaction.outputs.isEmpty && reaction.compensation.isEmpty) {
    guard let cause = cause(of: reaction, catalog) else { continue }
    for output in inspection.graph.outputs(of: reaction) where output.message == cause && output.alternative == 0 {
      inspection.report(
        "\(catalog[reaction.service]) reacts to \(catalog[cause]) with the same message", at: output.place,
        about: [cause, reaction.service], notes: [Note("triggered here", at: reaction.place)],
        help: "name the message that really follows, or give the reaction a `condition`")
    }
    if let compensation = catalog.first(reaction.compensation), compensation.name == cause {
      inspection.report(
        "\(catalog[cause]) is compensated by itself", at: compensation.place, about: [cause, reaction.service],
        help: "name the message that compensates it")
    }
  }
  for service in catalog.services {
    for expectation in service.expectations {
      // Sending the command again after the time limit is fine.
      for answer in expectation.replies where answer.name == expectation.message.name {
        inspection.report(
          "\(catalog[service.name]) expects \(catalog[answer.name]) as its own reply", at: answer.place,
          about: [answer.name, service.name], help: "name the reply")
      }
    }
  }
}

private func cause(of reaction: Reaction, _ catalog: Catalog) -> Name? {
  switch reaction.trigger {
  case .message(let name): name
  case .outside(_, _, let after): catalog.first(after)?.name
  }
}
