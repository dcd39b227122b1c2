import Catalog
import Graph

/// Which emissions belong to declared flows that somebody owns or watches.
struct FlowCover: Sendable {
  private let owned: [Bool]
  private let tracked: [Bool]
  private let named: [Bool]

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    let withOwner = catalog.flows.filter { flow in
      flow.kind == .pipeline || flow.owner.map { catalog.service($0.name) != nil } ?? false
    }
    // Tracing alone shows no business view, so it does not count (Ruecker, 2019).
    let watched = catalog.flows.filter { flow in
      !flow.trackers.isEmpty
        || flow.visibility.contains { ["tracking", "mining", "data-lake", "orchestration"].contains(catalog[$0]) }
    }
    owned = Self.cover(withOwner, graph)
    tracked = Self.cover(watched, graph)
    named = Self.cover(catalog.flows, graph)
  }

  /// Messages that flow through pipelines: what is handed on there is meant to be.
  static func pipelines(_ graph: ReactionGraph) -> Set<Name> {
    let reached = cover(graph.catalog.flows.filter { $0.kind == .pipeline }, graph)
    return Set(zip(graph.emissions, reached).filter(\.1).map { graph.catalog.mentions[Int($0.0)].message })
  }

  private static func cover(_ flows: [Flow], _ graph: ReactionGraph) -> [Bool] {
    guard !flows.isEmpty else { return [] }
    let starts = flows.compactMap(\.starts).flatMap { graph.messages(startedBy: $0.name) }
    return graph.emissions(reachableFrom: starts, until: flows.flatMap(\.ends).map(\.name))
  }

  /// A flow with an owner, or a pipeline, leads to where the chain starts.
  func isOwned(_ chain: Chain) -> Bool { owned.indices.contains(chain.startEmission) && owned[chain.startEmission] }

  /// Somebody has given the flow that leads here a name.
  func isNamed(_ chain: Chain) -> Bool { named.indices.contains(chain.startEmission) && named[chain.startEmission] }

  func isTracked(_ chain: Chain) -> Bool {
    tracked.indices.contains(chain.startEmission) && tracked[chain.startEmission]
  }
}
