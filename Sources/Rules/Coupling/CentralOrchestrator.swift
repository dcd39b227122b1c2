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
  guard !orchestrators(catalog).isEmpty else { return }
  var flows: [Name: [Flow]] = [:]
  for flow in catalog.flows { if let owner = flow.owner { flows[owner.name, default: []].append(flow) } }
  var commands: [Name: [Mention]] = [:]
  for mention in catalog.mentions where mention.verb == .sends {
    commands[mention.service, default: []].append(mention)
  }
  let undo = UndoSteps(inspection)
  let graph = inspection.graph
  lazy var search = ReactionGraph.Reachability(graph)
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
    for (flow, sent) in steps(
      of: service.name, own, commands: commands[service.name] ?? [], search: &search, graph: inspection.graph,
      undo: undo)
    where sent.commands.count > limit {
      guard let last = sent.commands.last else { continue }
      let name = flow.map { " in \(catalog[$0])" } ?? ""
      inspection.report(
        "\(catalog[service.name]) sends \(sent.commands.count) commands to \(catalog[sent.receiver])\(name) "
          + "and controls it step by step (limit \(limit))",
        at: last.place,
        about: [service.name, sent.receiver], confidence: .medium,
        help: "ask \(catalog[sent.receiver]) once for the outcome, and let it own the steps")
    }
  }
}

/// The commands that an orchestrator sends to each other service in one flow, in the order of receivers; outside of its
/// flows together. Undo and confirm steps belong to the steps that they complete.
private func steps(
  of service: Name, _ flows: [Flow], commands: [Mention], search: inout ReactionGraph.Reachability,
  graph: ReactionGraph, undo: UndoSteps
) -> [(flow: Name?, sent: (receiver: Name, commands: [Mention]))] {
  let catalog = graph.catalog
  /// The flows that lead to the sending of each command.
  var reaching: [Int: [Int]] = [:]
  for command in commands { graph.emission(of: command.message, by: service).map { reaching[$0] = [] } }
  for (number, flow) in flows.enumerated() {
    for emission in search.emissions(of: flow) { reaching[emission]?.append(number) }
  }
  var seen: Set<Name> = []
  /// The commands of each flow, by receiver; the last are those outside of flows.
  var groups = [[Name: [Mention]]](repeating: [:], count: flows.count + 1)
  for command in commands where seen.insert(command.message).inserted && !undo.contains(command.message, of: service) {
    guard let receiver = graph.consumers(of: command.message).first?.service, receiver != service else { continue }
    let own = graph.emission(of: command.message, by: service).flatMap { reaching[$0] } ?? []
    for flow in own.isEmpty ? [flows.count] : own { groups[flow][receiver, default: []].append(command) }
  }
  return groups.enumerated().flatMap { index, receivers in
    receivers.sorted { catalog.names.areInOrder($0.key, $1.key) }.map {
      (index < flows.count ? flows[index].name : nil, (receiver: $0.key, commands: $0.value))
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
