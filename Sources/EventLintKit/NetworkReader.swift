import Catalog
import Diagrams
import YAMLTree

/// Reads what `graph --format json` wrote.
enum NetworkReader {
  static func read(_ path: String) throws(UsageError) -> Network {
    guard let bytes = FileBytes.read(path) else { throw UsageError("\(path): cannot be read") }
    var tree = Tree()
    Parser().parse(bytes, into: &tree)
    guard tree.problems.isEmpty, let root = tree.roots.first else { throw UsageError("\(path): is no JSON of `eventlint graph`") }
    var budget = MergeBudget(tree: tree)
    func members(_ id: NodeID, _ budget: inout MergeBudget) -> [String: NodeID] {
      Dictionary(tree.entries(id, budget: &budget).map { (tree.string($0.key), tree.resolved($0.value)) }) { first, _ in first }
    }
    func text(_ id: NodeID?) -> String { id.map(tree.string) ?? "" }
    func list(_ id: NodeID?) -> [NodeID] { id.map { id in tree[id].kind == .sequence ? tree.children(id).map { tree.resolved($0) } : [] } ?? [] }
    let top = members(root, &budget)
    guard text(top["version"]) == "1", let nodes = top["nodes"], let edges = top["edges"] else { throw UsageError("\(path): is no network of version 1 that `eventlint graph --format json` wrote") }
    var network = Network(title: text(top["title"]), rule: text(top["rule"]))
    network.hidden = Int(text(top["hidden"])) ?? 0
    var known: Set<String> = []
    for item in list(nodes) {
      let node = members(item, &budget)
      guard let kind = Network.Kind(rawValue: text(node["kind"])), !text(node["id"]).isEmpty else { throw UsageError("\(path): a node has no id, or no kind that there is") }
      var read = Network.Node(id: text(node["id"]), kind: kind, name: text(node["name"]))
      (read.detail, read.context, read.team, read.role) = (text(node["detail"]), text(node["context"]), text(node["team"]), text(node["role"]))
      read.tags = list(node["tags"]).map(tree.string)
      read.change = Network.Change(rawValue: text(node["change"])) ?? .none
      guard known.insert(read.id).inserted else { throw UsageError("\(path): two nodes are called \(read.id)") }
      network.nodes.append(read)
    }
    for item in list(edges) {
      let edge = members(item, &budget)
      var read = Network.Edge(from: text(edge["from"]), to: text(edge["to"]), label: text(edge["label"]))
      guard known.contains(read.from), known.contains(read.to) else { throw UsageError("\(path): an edge leads from or to no node: \(read.from), \(read.to)") }
      read.messages = list(edge["messages"]).map(tree.string)
      read.kinds = Set(list(edge["kinds"]).compactMap { kind in [Message.Kind.event, .command, .query].first { $0.name == tree.string(kind) } })
      (read.isDashed, read.isCycle) = (text(edge["dashed"]) == "true", text(edge["cycle"]) == "true")
      read.change = Network.Change(rawValue: text(edge["change"])) ?? .none
      network.edges.append(read)
    }
    return network
  }
}
