package import Catalog

/// The emissions that belong to declared flows with an owner, a tracker or a name.
package struct FlowCover: Sendable {
  private let graph: ReactionGraph
  private let owned: [Bool]
  private let tracked: [Bool]
  private let named: [Bool]

  /// The cover of all declared flows. Linear in the graph.
  package init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    self.graph = graph
    owned = graph.emissions(of: catalog.flows.filter { $0.kind == .pipeline || graph.declaredOwner(of: $0) != nil })
    tracked = graph.emissions(
      of: catalog.flows.filter { !$0.trackers.isEmpty || $0.visibility.contains(where: \.showsProgress) })
    named = graph.emissions(of: catalog.flows)
  }

  /// The messages of pipeline flows, where forwarding a payload is intended.
  package static func pipelines(_ graph: ReactionGraph) -> Set<Name> {
    let reached = graph.emissions(of: graph.catalog.flows.filter { $0.kind == .pipeline })
    return Set(zip(graph.emissions, reached).filter(\.1).map { graph.catalog.mentions[Int($0.0)].message })
  }

  /// Whether a flow with an owner, or a pipeline, leads to the start of the chain.
  package func isOwned(_ chain: Chain) -> Bool {
    owned.indices.contains(chain.startEmission) && owned[chain.startEmission]
  }

  /// Whether a declared flow leads to the start of the chain.
  package func isNamed(_ chain: Chain) -> Bool {
    named.indices.contains(chain.startEmission) && named[chain.startEmission]
  }

  /// Whether a declared flow with a tracker or a business view leads to the start of the chain.
  package func isTracked(_ chain: Chain) -> Bool {
    tracked.indices.contains(chain.startEmission) && tracked[chain.startEmission]
  }

  /// Whether the chain belongs to a tracked flow, or an observer sees all of its handovers.
  package func isSeen(_ chain: Chain) -> Bool {
    if isTracked(chain) { return true }
    let events = chain.handovers.map(\.message)
    return graph.sight(of: events, handedOver: events, in: nil).isWhole
  }
}

extension ReactionGraph {
  /// For each emission, by number, whether it belongs to one of some flows: it sends what starts one or is caused by
  /// that, up to the declared ends; empty for no flows. Linear in the graph.
  package func emissions(of flows: [Flow]) -> [Bool] {
    guard !flows.isEmpty else { return [] }
    let starts = flows.compactMap(\.starts).flatMap { messages(startedBy: $0.name) }
    return emissions(reachableFrom: starts, until: flows.flatMap(\.ends).map(\.name))
  }

  /// The commands that take something back, as reactions declare.
  package var compensations: Set<Name> {
    Set(catalog.reactions.compactMap { catalog.first($0.compensation)?.name })
  }

  /// The service that a flow declares as its owner; nil for none, and for a name without a service (`owner: none`).
  package func declaredOwner(of flow: Flow) -> Name? {
    flow.owner.flatMap { catalog.service($0.name) == nil ? nil : $0.name }
  }

  /// The owner of what a trace shows: as its flow declares; if it declares nothing, the first orchestrator that sends
  /// commands in it.
  func owner(of trace: Trace) -> Name? {
    if let flow = trace.flow, flow.owner != nil { return declaredOwner(of: flow) }
    return orchestrators(of: trace).first
  }

  /// The orchestrators that send commands in a trace, in the order in which they take part.
  func orchestrators(of trace: Trace) -> [Name] {
    let sending = Set(trace.allSteps.filter { $0.kind == .command }.compactMap(\.sender))
    return trace.services.filter { catalog.service($0)?.role == .orchestrator && sending.contains($0) }
  }
}
