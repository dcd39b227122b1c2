import Catalog
import Diagrams
import Findings
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
    network.view = text(top["view"])
    if text(top["columns"]) == "true" { network.layout = .columns }
    if let noun = top["groups"].map(tree.string) { network.groupNoun = noun }
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
      readFacts(of: &read, from: node, tree: tree)
      read.fields = file.items(node["fields"]).map { item in
        let field = file.members(item)
        var read = Network.Field(path: text(field["path"]))
        (read.type, read.isOptional) = (text(field["type"]), text(field["optional"]) == "true")
        read.readers = file.items(field["readers"]).map(tree.string)
        (read.isUnread, read.isMissing) = (text(field["unread"]) == "true", text(field["missing"]) == "true")
        return read
      }
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
      readFacts(of: &read, from: edge, tree: tree)
      if network.view == View.message.name { read.fields = read.fields ?? Network.FieldEnds() }
      read.change = Network.Change(rawValue: text(edge["change"])) ?? .none
      network.edges.append(read)
    }
    return network
  }

  private static func readFacts(of node: inout Network.Node, from members: [String: NodeID], tree: Tree) {
    func text(_ key: String) -> String { members[key].map(tree.string) ?? "" }
    node.version = text("version")
    node.outbox = Service.Outbox(rawValue: text("outbox"))
    node.visibility = Message.Visibility(rawValue: text("visibility"))
    (node.key, node.channel, node.staleness) = (text("key"), text("channel"), text("staleness"))
    node.partitions = Int(text("partitions"))
    node.channelRole = Channel.Role(rawValue: text("channelRole"))
    node.storeKind = Service.Store.Kind(rawValue: text("storeKind"))
    node.storeRole = Service.Store.Role(rawValue: text("storeRole"))
    node.consistency = Service.Store.Consistency(rawValue: text("consistency"))
    node.isShared = text("shared") == "true"
  }

  private static func readFacts(of edge: inout Network.Edge, from members: [String: NodeID], tree: Tree) {
    func isSet(_ key: String) -> Bool { members[key].map(tree.string) == "true" }
    (edge.looksOn, edge.isCall, edge.isSingleWriter) = (isSet("looksOn"), isSet("calls"), isSet("singleWriter"))
    edge.isCycle = isSet("cycle")
    switch members["certainty"].map(tree.string) {
    case "observed": edge.certainty = .observed
    case "possible": edge.certainty = .possible
    // Files of earlier versions say only that it is dashed.
    default: edge.certainty = isSet("dashed") && !edge.looksOn ? .possible : .declared
    }
    let ends = Network.FieldEnds(
      from: members["fromField"].flatMap { Int(tree.string($0)) },
      to: members["toField"].flatMap { Int(tree.string($0)) })
    if ends.from != nil || ends.to != nil { edge.fields = ends }
  }
}
