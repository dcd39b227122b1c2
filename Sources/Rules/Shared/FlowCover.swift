import Catalog
import Graph

/// Which emissions belong to declared flows that somebody owns or watches.
struct FlowCover {
  private let owned: [Bool]
  private let tracked: [Bool]

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    let withOwner = catalog.flows.filter { flow in
      flow.kind == .pipeline || flow.owner.map { catalog.service($0.name) != nil } ?? false
    }
    // Tracing alone shows no business view, so it does not count (Ruecker, 2019).
    let watched = catalog.flows.filter { flow in
      !flow.trackers.isEmpty || flow.visibility.contains { ["tracking", "mining", "data-lake", "orchestration"].contains(catalog[$0]) }
    }
    owned = Self.cover(withOwner, graph)
    tracked = Self.cover(watched, graph)
  }

  private static func cover(_ flows: [Flow], _ graph: ReactionGraph) -> [Bool] {
    guard !flows.isEmpty else { return [] }
    var starts = flows.compactMap(\.starts).map(\.name)
    // A flow may start with a trigger from outside; then with what that sends out.
    let labels = Set(starts)
    for reaction in graph.catalog.reactions {
      guard case .outside(let label, _, _) = reaction.trigger, labels.contains(label) else { continue }
      starts += graph.outputs(of: reaction).map(\.message)
    }
    return graph.emissions(reachableFrom: starts, until: flows.flatMap(\.ends).map(\.name))
  }

  /// A flow with an owner, or a pipeline, leads to where the chain starts.
  func isOwned(_ chain: Chain) -> Bool { owned.indices.contains(chain.startEmission) && owned[chain.startEmission] }

  func isTracked(_ chain: Chain) -> Bool { tracked.indices.contains(chain.startEmission) && tracked[chain.startEmission] }
}
