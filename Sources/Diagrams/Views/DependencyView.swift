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
      title: scene.title, rule: "dependencies: A \u{2192} B: a change of B's contract can break A")
    network.showsCoupling = true
    let dependencies = graph.dependencies
    let connected = Set(dependencies.flatMap { [$0.from, $0.to] })
    // Who only looks on has no contract that others rest on.
    network.nodes = services(catalog, where: { connected.contains($0.name) || !$0.isObserver })
    let cycles = graph.serviceCycles(dependencies)
    for dependency in dependencies {
      var edge = Edge(
        from: "svc:\(catalog[dependency.from])", to: "svc:\(catalog[dependency.to])",
        label: dependency.messages.isEmpty ? "calls" : "depends on")
      edge.messages = dependency.messages.map { catalog[$0] }
      for message in dependency.messages.compactMap({ catalog.message($0) }) {
        edge.kinds.insert(message.kind)
        network.note(message, catalog)
      }
      edge.isDashed = dependency.isPossible
      edge.isCycle = cycles[dependency.from] != nil && cycles[dependency.from] == cycles[dependency.to]
      network.edges.append(edge)
    }
    network.sort()
    return network
  }
}

extension ReactionGraph {
  /// For each service on a circle of dependencies the number of its circle; others have none.
  fileprivate func serviceCycles(_ dependencies: [Dependency]) -> [Name: Int32] {
    var numbers: [Name: Int] = [:]
    for service in catalog.services { numbers[service.name] = numbers.count }
    let components = Components(
      Rows(rows: numbers.count) { add in
        for dependency in dependencies {
          if let from = numbers[dependency.from], let to = numbers[dependency.to] { add(from, Int32(to)) }
        }
      })
    let members = components.members
    return numbers.compactMapValues { number in
      let component = components.component[number]
      return members.range(Int(component)).count > 1 ? component : nil
    }
  }
}
