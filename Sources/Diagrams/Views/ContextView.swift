import Catalog
import Graph
import Writing

extension View {
  /// Which bounded context follows whose model.
  package static let contexts = View(
    name: "contexts", summary: "which bounded context follows whose model", options: .filters,
    followsDependencies: true, build: Network.contexts)
}

extension Network {
  /// Which context follows whose model: bounded contexts, what each owns, and arrows upstream with counts. Services
  /// without a context stand for themselves.
  fileprivate static func contexts(_ scene: Scene) -> Network {
    let catalog = scene.catalog
    let services = dependencies(scene)
    var network = services.collapsed(into: "context") { $0.context.isEmpty ? nil : $0.context }
    network.view = View.contexts.name
    network.rule = "an arrow points upstream, to the model that is followed"
    network.showsCoupling = false
    let flow = View.flow.build(scene)
    var owned: [String: [Kind: Int]] = [:]
    var inside: [String: Int] = [:]
    for node in flow.nodes where node.isMessage {
      owned[node.context, default: [:]][node.kind, default: 0] += 1
      if catalog.names.find(node.wholeName).flatMap({ catalog.message($0) })?.visibility == .inside {
        inside[node.context, default: 0] += 1
      }
    }
    var kinds: [String: Context.Kind] = [:]
    for context in catalog.contexts where kinds[catalog[context.name]] == nil {
      kinds[catalog[context.name]] = context.kind
    }
    for index in network.nodes.indices where network.nodes[index].kind == .group {
      let name = network.nodes[index].name
      let counts = [Kind.event, .command, .query].compactMap { kind -> String? in
        owned[name]?[kind].map { counted($0, kind.rawValue) }
      }
      var lines = [network.nodes[index].detail]
      if !counts.isEmpty {
        lines.append("owns \(counts.joined(separator: ", "))\(inside[name].map { ", \($0) inside" } ?? "")")
      }
      if let kind = kinds[name] { lines.append("\(kind.rawValue) subdomain") }
      network.nodes[index].detail = lines.joined(separator: "\n")
      network.nodes[index].id = NodeIDs.context(name)
    }
    for index in network.edges.indices {
      for path in [\Edge.from, \Edge.to] where network.edges[index][keyPath: path].hasPrefix("grp:") {
        network.edges[index][keyPath: path] = "ctx:" + network.edges[index][keyPath: path].dropFirst(4)
      }
      network.edges[index].label = "follows"
    }
    network.sort()
    return network
  }
}
