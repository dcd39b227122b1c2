import Catalog
import Findings
import Readers
import Schemas
import YAMLTree

/// One AsyncAPI document taken apart: servers, channels, operations, messages, tags and schemas, each list made when a
/// rule first asks for it. The rules about documents share it.
final class DocumentParts {
  let document: AsyncAPIDocument
  /// Validates examples and defaults; it keeps what it has resolved.
  var validator: SchemaValidator

  init(_ document: AsyncAPIDocument) {
    self.document = document
    validator = SchemaValidator(documents: document.documents, dialect: .draft7)
  }

  private var root: DocumentNode { document.root }

  lazy var info: DocumentNode? = document.followed(root["info"])

  /// The members of a mapping, references followed; none for other nodes.
  func members(_ node: DocumentNode?) -> [DocumentNode.Member] { document.followed(node)?.members ?? [] }

  // MARK: Servers

  /// A server with the nodes of its address.
  struct Server {
    var name: String
    var node: DocumentNode
    var addresses: [DocumentNode]
  }

  lazy var servers: [Server] = members(root["servers"]).compactMap { member in
    guard let server = document.followed(member.value), server.isMapping else { return nil }
    let keys = document.isVersion2 ? ["url"] : ["host", "pathname"]
    return Server(name: member.key, node: server, addresses: keys.compactMap { server[$0] }.filter { $0.isScalar })
  }

  /// The names in braces, without empty ones.
  static func parameters(_ address: String) -> [String] {
    address.split(separator: "{").dropFirst(address.hasPrefix("{") ? 0 : 1).compactMap { part in
      part.firstIndex(of: "}").map { String(part[..<$0]) }.flatMap { $0.isEmpty ? nil : $0 }
    }
  }

  /// A name and where it is written.
  struct Mention {
    var name: String
    var place: Place
  }

  /// The security schemes that requirements name and the document does not define; none in 3.x, where requirements are
  /// references.
  func unknownSchemes(_ security: DocumentNode?) -> [Mention] {
    guard document.isVersion2 else { return [] }
    let known = document.followed(root["components"]?["securitySchemes"])
    return (security?.items ?? []).flatMap { requirement in
      requirement.members.filter { known?[$0.key] == nil }.map { Mention(name: $0.key, place: $0.keyPlace) }
    }
  }

  // MARK: Channels

  /// A channel; the address is nil where 3.x gives it none.
  struct Channel {
    var key: String
    var node: DocumentNode
    var address: Mention?
  }

  lazy var channels: [Channel] = members(root["channels"]).compactMap { member in
    guard let channel = document.followed(member.value), channel.isMapping else { return nil }
    var address: Mention?
    if document.isVersion2 {
      address = Mention(name: member.key, place: member.keyPlace)
    } else if let node = channel["address"], node.isScalar, !node.isNull {
      address = Mention(name: node.string, place: node.place)
    }
    return Channel(key: member.key, node: channel, address: address)
  }

  /// The channels with an address, and the parameters that are defined for them.
  var addressed: [(address: Mention, parameters: [DocumentNode.Member])] {
    channels.compactMap { channel in channel.address.map { ($0, members(channel.node["parameters"])) } }
  }

  // MARK: Operations

  /// An operation with its name in messages, its place, and its channel in 2.x (empty in 3.x).
  struct Operation {
    var node: DocumentNode
    var name: String
    var place: Place
    var channel: String
  }

  lazy var operations: [Operation] = {
    guard document.isVersion2 else {
      return members(root["operations"]).compactMap { member in
        document.followed(member.value).map {
          Operation(node: $0, name: member.key, place: member.keyPlace, channel: "")
        }
      }
    }
    var found: [Operation] = []
    for channel in members(root["channels"]) {
      guard let item = document.followed(channel.value) else { continue }
      for verb in ["publish", "subscribe"] {
        guard let operation = document.followed(item[verb]), operation.isMapping, let place = item.place(ofKey: verb)
        else { continue }
        found.append(
          Operation(
            node: operation,
            name: document.first("operationId", of: operation)?.string ?? "\(verb) of \(channel.key)", place: place,
            channel: channel.key))
      }
    }
    return found
  }()

  // MARK: Messages

  /// A message object with its name in findings and its place.
  struct Message {
    var node: DocumentNode
    var name: String
    var place: Place
    var payload: AsyncAPIDocument.Payload
  }

  /// All message objects of the document, each once.
  lazy var messages: [Message] = {
    var found: [Message] = []
    // A message object or a `oneOf` is added once, even if several references lead to it.
    var seen: Set<DocumentNode> = []
    func add(_ node: DocumentNode?, _ name: String, at place: Place?) {
      guard let node, let place else { return }
      var pending = [node]
      while let next = pending.popLast() {
        guard let target = document.named(next), target.node.isMapping else { continue }
        if let parts = target.node["oneOf"], parts.isSequence {
          if seen.insert(target.node).inserted { pending += parts.items.reversed() }
        } else if target.node.document === root.document, seen.insert(target.node).inserted {
          found.append(
            Message(
              node: target.node, name: document.first("name", of: target.node)?.string ?? target.name ?? name,
              place: place,
              payload: document.payloadSchema(of: target.node)))
        }
      }
    }
    for member in members(root["components"]?["messages"]) { add(member.value, member.key, at: member.keyPlace) }
    for channel in members(root["channels"]) {
      guard let item = document.followed(channel.value) else { continue }
      for member in members(item["messages"]) { add(member.value, member.key, at: member.keyPlace) }
      for verb in ["publish", "subscribe"] {
        guard let operation = document.followed(item[verb]) else { continue }
        add(operation["message"], channel.key, at: operation.place(ofKey: "message"))
      }
    }
    return found
  }()

  /// The schemas of the document that have defaults or examples, each once.
  lazy var schemas: [DocumentNode] = {
    var found: [DocumentNode] = []
    var pending: [DocumentNode] = messages.flatMap { [$0.payload.schema, $0.node["headers"]].compactMap { $0 } }
    pending += members(root["components"]?["schemas"]).map(\.value)
    var seen: Set<DocumentNode> = []
    var budget = 100_000
    while let node = pending.popLast(), budget > 0 {
      budget -= 1
      guard node.isMapping, node.document === root.document, seen.insert(node).inserted, node["$ref"] == nil else {
        continue
      }
      if node["default"] != nil || node["examples"] != nil { found.append(node) }
      for key in ["items", "not", "if", "then", "else", "additionalProperties", "contains"] {
        if let part = node[key] { pending.append(part) }
      }
      for key in ["allOf", "anyOf", "oneOf", "items"] { pending += node[key]?.items ?? [] }
      for key in ["properties", "patternProperties", "definitions", "$defs"] {
        pending += (node[key]?.members ?? []).map(\.value)
      }
    }
    return found
  }()

  // MARK: Tags

  /// A named tag with its object.
  struct Tag {
    var node: DocumentNode
    var name: String
    var place: Place
  }

  /// All lists of tags: of the document, its servers, operations and messages.
  lazy var tagLists: [[Tag]] = {
    var lists = [root["tags"], info?["tags"]].compactMap { $0 }
    lists += members(root["servers"]).compactMap { document.followed($0.value)?["tags"] }
    lists += (operations.map(\.node) + messages.map(\.node)).compactMap { $0["tags"] }
    return lists.map { list in
      list.items.compactMap { item in
        guard let tag = document.followed(item), let name = tag["name"], name.isScalar else { return nil }
        return Tag(node: tag, name: name.string, place: name.place)
      }
    }
  }()
}
