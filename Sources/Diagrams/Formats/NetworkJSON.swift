import Catalog
import Findings
import Writing

extension NetworkFormats {
  /// A node-link model as JSON, version 1: the stable interface for programs and the input of `--from`.
  package static func json(_ network: Network) -> [UInt8] {
    var json = JSONWriter()
    json.object { json in
      json.member("version", 1)
      json.member("title", network.title)
      if !network.view.isEmpty { json.member("view", network.view) }
      json.member("rule", network.rule)
      json.member("hidden", network.hidden)
      if network.isInColumns { json.member("columns", true) }
      if network.nodes.contains(where: { $0.kind == .group }) { json.member("groups", network.groupNoun) }
      json.list("nodes", network.nodes) { json, node in json.object { write(node, &$0) } }
      json.list("edges", network.edges) { json, edge in json.object { write(edge, &$0) } }
    }
    return json.bytes + [0x0A]
  }

  private static func write(_ node: Network.Node, _ json: inout JSONWriter) {
    json.member("id", node.id)
    json.member("kind", node.kind.rawValue)
    json.member("name", node.name)
    for (key, value) in [
      ("detail", node.detail.isEmpty && node.kind == .service ? node.roleAndTeam : node.detail),
      ("context", node.context), ("team", node.team), ("role", node.role), ("version", node.version),
      ("outbox", node.outbox?.rawValue ?? ""), ("visibility", node.visibility?.rawValue ?? ""), ("key", node.key),
      ("channel", node.channel), ("channelRole", node.channelRole?.rawValue ?? ""),
      ("storeKind", node.storeKind?.rawValue ?? ""), ("storeRole", node.storeRole?.rawValue ?? ""),
      ("consistency", node.consistency?.rawValue ?? ""), ("staleness", node.staleness),
    ] where !value.isEmpty { json.member(key, value) }
    if let partitions = node.partitions { json.member("partitions", partitions) }
    if node.isShared { json.member("shared", true) }
    if !node.tags.isEmpty { json.list("tags", node.tags) { $0.string($1) } }
    if !node.fields.isEmpty {
      json.list("fields", node.fields) { json, field in json.object { write(field, &$0) } }
    }
    if node.change != .none { json.member("change", node.change.rawValue) }
  }

  private static func write(_ field: Network.Field, _ json: inout JSONWriter) {
    json.member("path", field.path)
    if !field.type.isEmpty { json.member("type", field.type) }
    if field.isOptional { json.member("optional", true) }
    if !field.readers.isEmpty { json.list("readers", field.readers) { $0.string($1) } }
    if field.isUnread { json.member("unread", true) }
    if field.isMissing { json.member("missing", true) }
  }

  private static func write(_ edge: Network.Edge, _ json: inout JSONWriter) {
    json.member("from", edge.from)
    json.member("to", edge.to)
    json.member("label", edge.label)
    if !edge.words.isEmpty { json.member("words", edge.words) }
    if !edge.messages.isEmpty { json.list("messages", edge.messages) { $0.string($1) } }
    if !edge.kinds.isEmpty { json.list("kinds", edge.kinds.map(\.name).sorted()) { $0.string($1) } }
    if let from = edge.fields?.from { json.member("fromField", from) }
    if let to = edge.fields?.to { json.member("toField", to) }
    if edge.isDashed { json.member("dashed", true) }
    if edge.certainty < .process {
      json.member("certainty", edge.certainty == .possible ? "possible" : "observed")
    }
    for (key, isSet) in [
      ("looksOn", edge.looksOn), ("calls", edge.isCall), ("singleWriter", edge.isSingleWriter), ("cycle", edge.isCycle),
    ] where isSet { json.member(key, true) }
    if edge.change != .none { json.member("change", edge.change.rawValue) }
  }
}
