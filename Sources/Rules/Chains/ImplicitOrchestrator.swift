import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A service that controls a flow step by step through its own events and sends no commands.
  static let implicitOrchestrator = Rule(.implicitOrchestrator, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[ImplicitOrchestratorOptions.reactions]
  var commanders = NameSet(count: catalog.names.count)
  for mention in catalog.mentions where mention.verb == .sends { commanders.insert(mention.service) }
  let flows = inspection.facts.flows
  joinOutcomes(&inspection)
  var told = NameSet(count: catalog.names.count)
  for chain in inspection.facts.chains.chains(longerThan: limit) where !flows.isOwned(chain) {
    var counts: [Name: [Chain.Link]] = [:]
    for link in chain.handovers { counts[link.receiver, default: []].append(link) }
    for service in chain.services where !told.contains(service) && !commanders.contains(service) {
      guard let links = counts[service], links.count >= limit, let last = links.last,
        Set(links.map(\.sender)).subtracting([service]).count > 0
      else { continue }
      told.insert(service)
      inspection.report(
        "\(catalog[service]) reacts \(links.count) times in one chain and controls it through its own events",
        at: last.place,
        about: [service],
        path: links.dropLast().map {
          Note(
            "\(catalog[service]) reacts to \(catalog[$0.message])", at: $0.place,
            refs: catalog.refs(service: service, message: $0.message))
        },
        help: "let it own the flow and send commands, so that the order of steps is defined in one place")
    }
  }
}

/// Reports services that send commands to several others and continue with their outcomes, without saying that they
/// orchestrate.
private func joinOutcomes(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !inspection.facts.commands.isEmpty else { return }
  let declared = orchestrators(catalog)
  let others = catalog.services.filter { !declared.contains($0.name) && !$0.isOutside && $0.processes.isEmpty }
  let steps = AwaitedStep.all(inspection.facts.waits, catalog, at: Set(others.map(\.name)))
  let limit = inspection[ImplicitOrchestratorOptions.reactions]
  for (service, own) in Dictionary(grouping: steps, by: \.command.service).sorted(by: {
    catalog.names.areInOrder($0.key, $1.key)
  }) {
    let receivers = Set(own.map(\.reply.service)).subtracting([service])
    // What follows from an outcome makes it a step; an outcome that is only stored is not.
    let steps = own.filter { step in
      inspection.graph.reactions(to: step.reply.message).contains { $0.service == service && !$0.outputs.isEmpty }
    }
    guard receivers.count > 1, steps.count >= limit, let first = steps.first else { continue }
    inspection.report(
      "\(catalog[service]) sends \(counted(steps.count, "command")) to \(counted(receivers.count, "service")) "
        + "and continues with their outcomes, but is not declared an orchestrator",
      at: first.command.place, about: [service], confidence: .medium,
      notes: steps.dropFirst().prefix(8).map {
        Note(
          "it sends \(catalog[$0.command.message])", at: $0.command.place,
          refs: catalog.refs(service: $0.command.service, message: $0.command.message))
      },
      help: "declare `role: orchestrator`, or a flow under `flows` that it owns")
  }
}
