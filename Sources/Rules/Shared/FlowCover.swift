import Catalog
import Graph

/// The emissions that belong to declared flows with an owner, a tracker or a name.
struct FlowCover: Sendable {
  private let owned: [Bool]
  private let tracked: [Bool]
  private let named: [Bool]

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    let withOwner = catalog.flows.filter { flow in
      flow.kind == .pipeline || flow.owner.map { catalog.service($0.name) != nil } ?? false
    }
    // Tracing alone gives no business view, so it does not count (Ruecker, 2019).
    let watched = catalog.flows.filter { flow in
      !flow.trackers.isEmpty
        || flow.visibility.contains(where: \.showsProgress)
    }
    owned = Self.cover(withOwner, graph)
    tracked = Self.cover(watched, graph)
    named = Self.cover(catalog.flows, graph)
  }

  /// The messages of pipeline flows, where forwarding a payload is intended.
  static func pipelines(_ graph: ReactionGraph) -> Set<Name> {
    let reached = cover(graph.catalog.flows.filter { $0.kind == .pipeline }, graph)
    return Set(zip(graph.emissions, reached).filter(\.1).map { graph.catalog.mentions[Int($0.0)].message })
  }

  private static func cover(_ flows: [Flow], _ graph: ReactionGraph) -> [Bool] {
    guard !flows.isEmpty else { return [] }
    let starts = flows.compactMap(\.starts).flatMap { graph.messages(startedBy: $0.name) }
    return graph.emissions(reachableFrom: starts, until: flows.flatMap(\.ends).map(\.name))
  }

  /// Whether a flow with an owner, or a pipeline, leads to the start of the chain.
  func isOwned(_ chain: Chain) -> Bool { owned.indices.contains(chain.startEmission) && owned[chain.startEmission] }

  /// Whether a declared flow leads to the start of the chain.
  func isNamed(_ chain: Chain) -> Bool { named.indices.contains(chain.startEmission) && named[chain.startEmission] }

  /// Whether a flow with a tracker or a business view leads to the start of the chain.
  func isTracked(_ chain: Chain) -> Bool {
    tracked.indices.contains(chain.startEmission) && tracked[chain.startEmission]
  }
}
