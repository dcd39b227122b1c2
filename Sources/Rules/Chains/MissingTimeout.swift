import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service that may wait for ever.
  static let missingTimeout = Rule(.missingTimeout, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let timers = Timers(catalog)
  for service in catalog.services {
    for expectation in service.expectations where !expectation.isTimed && !expectation.isFromInterface {
      guard !timers.runs(after: expectation.message.name, at: service.name) else { continue }
      let replies = expectation.replies.isEmpty ? "" : " for \(joined(expectation.replies.map { catalog[$0.name] }))"
      inspection.report(
        "\(catalog[service.name]) waits\(replies) after \(catalog[expectation.message.name]) for ever", at: expectation.message.place,
        about: [service.name, expectation.message.name], help: "say `within: …` and `otherwise: …`, or `within: forever` if that is meant")
    }
  }
  for step in orchestratedSteps(inspection.graph) where !timers.runs(after: step.command.message, at: step.command.service) {
    let service = catalog.service(step.command.service)
    guard !(service?.expectations.contains { $0.message.name == step.command.message } ?? false) else { continue }
    inspection.report(
      "\(catalog[step.command.service]) waits for \(catalog[step.reply.message]) after \(catalog[step.command.message]) for ever",
      at: step.command.place, about: [step.command.service, step.command.message], confidence: .medium, loweredBy: 1,
      notes: [Note("\(catalog[step.reply.service]) answers with \(catalog[step.reply.message])", at: step.reply.place)],
      help: "say under `expects` how long it waits and what happens otherwise")
  }
}

/// Timers that start with a message.
private struct Timers {
  private var starts: Set<Pair> = []

  init(_ catalog: Catalog) {
    for reaction in catalog.reactions {
      guard case .outside(_, let kind, let after) = reaction.trigger, kind == .timer, let message = catalog.first(after) else { continue }
      starts.insert(Pair(service: reaction.service, message: message.name))
    }
  }

  func runs(after message: Name, at service: Name) -> Bool { starts.contains(Pair(service: service, message: message)) }
}

private struct Pair: Hashable {
  var service: Name
  var message: Name
}

/// Commands of orchestrators with the event that comes back.
private func orchestratedSteps(_ graph: ReactionGraph) -> [(command: Mention, reply: Mention)] {
  let catalog = graph.catalog
  let orchestrators = Set(catalog.flows.compactMap { $0.owner?.name } + catalog.services.filter { $0.role == .orchestrator }.map(\.name))
  guard !orchestrators.isEmpty else { return [] }
  let own = catalog.mentions.filter { orchestrators.contains($0.service) }
  let received = Set(own.filter { $0.verb == .consumes }.map { Pair(service: $0.service, message: $0.message) })
  var steps: [(command: Mention, reply: Mention)] = []
  var seen: Set<Pair> = []
  for command in own where command.verb == .sends && seen.insert(Pair(service: command.service, message: command.message)).inserted {
    for reaction in graph.reactions(to: command.message) {
      let reply = graph.outputs(of: reaction).first { received.contains(Pair(service: command.service, message: $0.message)) }
      guard let reply else { continue }
      steps.append((command, reply))
      break
    }
  }
  return steps
}
