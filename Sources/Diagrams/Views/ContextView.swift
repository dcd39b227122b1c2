import Catalog
package import Graph

extension Network {
  /// Which context follows whose model: bounded contexts, what each owns, and arrows upstream with counts. Services without a context
  /// stand for themselves.
  package static func contexts(_ graph: ReactionGraph, title: String) -> Network {
    let catalog = graph.catalog
    let services = dependency(graph, title: title)
    var network = services.collapsed { $0.context.isEmpty ? nil : $0.context }
    network.rule = contextRule
    let flow = Network.flow(graph, title: title)
    var owned: [String: [Kind: Int]] = [:]
    var inside: [String: Int] = [:]
    for node in flow.nodes where [.event, .command, .query].contains(node.kind) {
      owned[node.context, default: [:]][node.kind, default: 0] += 1
      if catalog.names.find(node.name).flatMap({ catalog.message($0) })?.visibility == .inside {
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
        guard let count = owned[name]?[kind] else { return nil }
        let plural = kind == .query ? "queries" : "\(kind.rawValue)s"
        return "\(count) \(count == 1 ? kind.rawValue : plural)"
      }
      var lines = [network.nodes[index].detail]
      if !counts.isEmpty {
        lines.append("owns \(counts.joined(separator: ", "))\(inside[name].map { ", \($0) inside" } ?? "")")
      }
      if let kind = kinds[name] { lines.append("\(kind.rawValue) subdomain") }
      network.nodes[index].detail = lines.joined(separator: "\n")
      network.nodes[index].id = "ctx:\(name)"
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
