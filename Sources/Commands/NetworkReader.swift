import Catalog
import Diagrams
import Writing
import YAMLTree

/// The reader of networks written by `graph --format json`.
package enum NetworkReader {
  static func read(_ path: String) throws(UsageError) -> Network {
    try read(try DataFile(path), path)
  }

  static func read(_ file: DataFile, _ path: String) throws(UsageError) -> Network {
    var file = file
    guard let root = file.root else { throw UsageError("\(path): not output of `eventlint graph --format json`") }
    let tree = file.tree
    func text(_ id: NodeID?) -> String { id.map(tree.string) ?? "" }
    let top = file.members(root)
    guard text(top["version"]) == "1", let nodes = top["nodes"], let edges = top["edges"] else {
      throw UsageError("\(path): not a network of version 1 written by `eventlint graph --format json`")
    }
    var network = Network(title: text(top["title"]), rule: text(top["rule"]))
    network.hidden = Int(text(top["hidden"])) ?? 0
    if text(top["columns"]) == "true" { network.layout = .columns }
    var known: Set<String> = []
    for item in file.items(nodes) {
      let node = file.members(item)
      guard let kind = Network.Kind(rawValue: text(node["kind"])), !text(node["id"]).isEmpty else {
        throw UsageError("\(path): a node has no id or an unknown kind")
      }
      var read = Network.Node(id: text(node["id"]), kind: kind, name: text(node["name"]))
      (read.detail, read.context, read.team, read.role) = (
        text(node["detail"]), text(node["context"]), text(node["team"]), text(node["role"])
      )
      if read.kind == .service, read.detail == read.roleAndTeam { read.detail = "" }
      read.tags = file.items(node["tags"]).map(tree.string)
      read.change = Network.Change(rawValue: text(node["change"])) ?? .none
      guard known.insert(read.id).inserted else { throw UsageError("\(path): duplicate node \(read.id)") }
      network.nodes.append(read)
    }
    for item in file.items(edges) {
      let edge = file.members(item)
      var read = Network.Edge(from: text(edge["from"]), to: text(edge["to"]), label: text(edge["label"]))
      guard known.contains(read.from), known.contains(read.to) else {
        throw UsageError("\(path): an edge refers to an unknown node: \(read.from), \(read.to)")
      }
      read.words = text(edge["words"])
      read.messages = file.items(edge["messages"]).map(tree.string)
      read.kinds = Set(
        file.items(edge["kinds"]).compactMap { kind in
          Message.Kind.allCases.first { $0.name == tree.string(kind) }
        })
      (read.isDashed, read.isCycle) = (text(edge["dashed"]) == "true", text(edge["cycle"]) == "true")
      read.change = Network.Change(rawValue: text(edge["change"])) ?? .none
      network.edges.append(read)
    }
    return network
  }
}
