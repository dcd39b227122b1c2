import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service that orchestrates flows or steps that belong to other contexts.
  static let centralOrchestrator = Rule(.centralOrchestrator, run: run)
}

private typealias Options = CentralOrchestratorOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[Options.commandsToOne]
  var flows: [Name: [Flow]] = [:]
  for flow in catalog.flows { if let owner = flow.owner { flows[owner.name, default: []].append(flow) } }
  var commands: [Name: [Mention]] = [:]
  for mention in catalog.mentions where mention.verb == .sends {
    commands[mention.service, default: []].append(mention)
  }
  for service in catalog.services where !service.isOutside {
    let own = flows[service.name] ?? []
    let homes = Set(own.compactMap { home(of: $0, inspection.graph) }).subtracting(catalog.contexts(of: service.name))
    if homes.count > 1 {
      inspection.report(
        "\(catalog[service.name]) orchestrates flows that begin in \(joined(homes.map { catalog[$0] }.sorted()))",
        at: service.place,
        about: [service.name], confidence: .medium,
        notes: own.map { Note("it owns \(catalog[$0.name])", at: $0.place) },
        help: "let each context own its flow; an engine may be shared, a flow may not")
      continue
    }
    guard service.role == .orchestrator || !own.isEmpty else { continue }
    var receivers: [Name: [Mention]] = [:]
    var seen: Set<Name> = []
    for command in commands[service.name] ?? [] where seen.insert(command.message).inserted {
      guard let receiver = inspection.graph.consumers(of: command.message).first?.service, receiver != service.name
      else { continue }
      receivers[receiver, default: []].append(command)
    }
    for (receiver, sent) in receivers.sorted(by: { catalog.names.areInOrder($0.key, $1.key) }) where sent.count > limit
    {
      guard let last = sent.last else { continue }
      inspection.report(
        "\(catalog[service.name]) sends \(sent.count) commands to \(catalog[receiver]) "
          + "and controls it step by step (limit \(limit))",
        at: last.place,
        about: [service.name, receiver], confidence: .medium,
        help: "ask \(catalog[receiver]) once for the outcome, and let it own the steps")
    }
  }
}

/// The context in which a flow begins.
private func home(of flow: Flow, _ graph: ReactionGraph) -> Name? {
  guard let starts = flow.starts else { return nil }
  return graph.messages(startedBy: starts.name).lazy.compactMap { graph.producers(of: $0).first?.service }.first.map {
    graph.catalog.context(of: $0)
  }
}
