import Catalog
import Graph

extension View {
  /// Who must change when whose contract changes: the arrows of events are turned round.
  package static let dependency = View(
    name: "dependency", alias: "deps",
    summary: "arrows point from dependent to dependency, so event arrows are inverted",
    options: .filters, followsDependencies: true, build: Network.dependencies)
}

extension Network {
  /// Who depends on whom.
  static func dependencies(_ scene: Scene) -> Network {
    let (graph, catalog) = (scene.graph, scene.catalog)
    var network = Network(
      title: scene.title, view: View.dependency.name, rule: "A \u{2192} B: a change of B's contract can break A")
    network.showsCoupling = true
    let dependencies = graph.dependencies
    let connected = Set(dependencies.flatMap { [$0.from, $0.to] })
    // Who only looks on has no contract that others rest on.
    network.nodes = services(catalog, where: { connected.contains($0.name) || !$0.isObserver })
    for dependency in dependencies {
      var edge = Edge(
        from: NodeIDs.service(catalog[dependency.from]), to: NodeIDs.service(catalog[dependency.to]),
        label: dependency.messages.isEmpty ? "calls" : "depends on")
      edge.messages = dependency.messages.map { catalog[$0] }
      for message in dependency.messages.compactMap({ catalog.message($0) }) {
        edge.kinds.insert(message.kind)
        network.note(message, catalog)
      }
      (edge.certainty, edge.isCall) = (dependency.certainty, dependency.isCall)
      network.edges.append(edge)
    }
    network.markCycles()
    network.sort()
    return network
  }
}
