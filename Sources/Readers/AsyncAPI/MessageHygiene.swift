import Findings
import Schemas
import YAMLTree

/// The checks of messages with their examples and schemas, and of unused components.
extension AsyncAPIDocument {
  /// A message object with its name in findings and its place.
  struct FoundMessage {
    var node: DocumentNode
    var name: String
    var place: Place
  }

  /// All message objects of the document, each once.
  var foundMessages: [FoundMessage] {
    var found: [FoundMessage] = []
    // A message object or a `oneOf` is added once, even if several references lead to it.
    var seen: Set<DocumentNode> = []
    func add(_ node: DocumentNode?, _ name: String, _ place: Place?) {
      guard let node, let place else { return }
      var pending = [node]
      while let next = pending.popLast() {
        guard let (target, reference) = named(next), target.isMapping else { continue }
        if let parts = target["oneOf"], parts.isSequence {
          if seen.insert(target).inserted { pending += parts.items.reversed() }
        } else if target.document === root.document, seen.insert(target).inserted {
          found.append(FoundMessage(node: target, name: target.word("name") ?? reference ?? name, place: place))
        }
      }
    }
    for member in followed(root["components"]?["messages"])?.members ?? [] {
      add(member.value, member.key, member.keyPlace)
    }
    for channel in followed(root["channels"])?.members ?? [] {
      guard let item = followed(channel.value) else { continue }
      for member in followed(item["messages"])?.members ?? [] { add(member.value, member.key, member.keyPlace) }
      for verb in ["publish", "subscribe"] {
        guard let operation = followed(item[verb]) else { continue }
        add(operation["message"], channel.key, operation.place(ofKey: "message"))
      }
    }
    return found
  }

  mutating func checkMessages(_ messages: [FoundMessage]) {
    var ids: [String: Place] = [:]
    var validator = SchemaValidator(documents: documents, dialect: .draft7)
    var tellsContentType = root["defaultContentType"] == nil
    for message in messages {
      let (schema, format) = payloadSchema(of: message.node)
      if message.node["payload"] == nil {
        tell("message-payload", "message \(message.name) has no payload", at: message.place)
      }
      if case .other(let word) = format {
        let place = message.node["schemaFormat"]?.place ?? followed(message.node["payload"])?["schemaFormat"]?.place
        tell(
          "payload-unsupported-schema-format",
          "payload of message \(message.name) is not checked: unsupported schema format \(word)", at: place,
          subject: "payload of message \(message.name) is not checked: \(word) is not read")
      }
      if let id = first("messageId", of: message.node), id.isScalar {
        if let first = ids[id.string] {
          tell("message-id-uniqueness", "messageId \(id.string) is used twice", at: id.place, first: first)
        } else {
          ids[id.string] = id.place
        }
      } else if isVersion2, ["2.4.0", "2.5.0", "2.6.0"].contains(version) {
        tell("message-id", "message \(message.name) has no messageId", at: message.place)
      }
      if tellsContentType, first("contentType", of: message.node) == nil {
        tellsContentType = false
        tell(
          "default-content-type", "the document has no defaultContentType, and message \(message.name) no contentType",
          at: root["asyncapi"]?.place)
      }
      checkHeaders(of: message)
      if case .jsonSchema = format, let schema = schema.flatMap(followed) {
        checkExamples(of: message, schema, &validator)
      }
    }
    checkSchemas(of: messages, &validator)
  }

  private mutating func checkHeaders(of message: FoundMessage) {
    guard let headers = followed(message.node["headers"]), headers.isMapping else { return }
    if let type = headers["type"] {
      guard type.isScalar, type.string != "object" else { return }
      tell("headers-schema-type-object", "headers of message \(message.name) are not of type object", at: type.place)
    } else if !["properties", "allOf", "oneOf", "anyOf", "schema"].contains(where: { headers[$0] != nil }) {
      tell(
        "headers-schema-type-object", "headers of message \(message.name) are not of type object",
        at: message.node.place(ofKey: "headers"))
    }
  }

  private mutating func checkExamples(
    of message: FoundMessage, _ schema: DocumentNode, _ validator: inout SchemaValidator
  ) {
    for example in message.node["examples"]?.items ?? [] {
      guard let payload = followed(example)?["payload"] else { continue }
      for violation in validator.violations(of: payload, against: schema).prefix(3) {
        tell(
          "message-examples", "an example of message \(message.name) does not match its payload: \(violation.message)",
          at: violation.place)
      }
    }
  }

  // MARK: Schemas

  /// Checks defaults and examples in schemas against the schema that contains them.
  private mutating func checkSchemas(of messages: [FoundMessage], _ validator: inout SchemaValidator) {
    var pending: [DocumentNode] = messages.flatMap { message in
      [payloadSchema(of: message.node).schema, message.node["headers"]].compactMap { $0 }
    }
    pending += (followed(root["components"]?["schemas"])?.members ?? []).map(\.value)
    var seen: Set<DocumentNode> = []
    var budget = 100_000
    while let node = pending.popLast(), budget > 0 {
      budget -= 1
      guard node.isMapping, node.document === root.document, seen.insert(node).inserted, node["$ref"] == nil else {
        continue
      }
      if let standard = node["default"] { checkValue(standard, node, "schema-default", "a default", &validator) }
      for example in node["examples"]?.items ?? [] {
        checkValue(example, node, "schema-examples", "an example", &validator)
      }
      for key in ["items", "not", "if", "then", "else", "additionalProperties", "contains"] {
        if let part = node[key] { pending.append(part) }
      }
      for key in ["allOf", "anyOf", "oneOf", "items"] { pending += node[key]?.items ?? [] }
      for key in ["properties", "patternProperties", "definitions", "$defs"] {
        pending += (node[key]?.members ?? []).map(\.value)
      }
    }
  }

  private mutating func checkValue(
    _ value: DocumentNode, _ schema: DocumentNode, _ rule: String, _ what: String, _ validator: inout SchemaValidator
  ) {
    for violation in validator.violations(of: value, against: schema).prefix(2) {
      tell(rule, "\(what) does not match its schema: \(violation.message)", at: violation.place)
    }
  }

  // MARK: Unused components

  private static let sections = [
    ("schemas", "schema"), ("servers", "server"), ("channels", "channel"), ("operations", "operation"),
    ("messages", "message"),
    ("securitySchemes", "security scheme"), ("serverVariables", "server variable"), ("parameters", "parameter"),
    ("correlationIds", "correlation id"), ("replies", "reply"), ("operationTraits", "operation trait"),
    ("messageTraits", "message trait"),
    ("serverBindings", "server binding"), ("channelBindings", "channel binding"),
    ("operationBindings", "operation binding"),
    ("messageBindings", "message binding"), ("externalDocs", "external documentation"), ("tags", "tag"),
  ]

  mutating func checkUnused(_ operations: [FoundOperation]) {
    guard let components = followed(root["components"]), components.document === root.document else { return }
    let used = usedPointers(operations)
    for (section, kind) in Self.sections {
      for member in components[section]?.members ?? [] where !used.contains("#/components/\(section)/\(member.key)") {
        tell(
          "unused-components", "\(kind) \(member.key) is never referenced", at: member.keyPlace,
          subject: "nothing refers to \(kind) \(member.key)")
      }
    }
  }

  /// The components that the document refers to, as JSON Pointers; security requirements of 2.x count as references.
  private func usedPointers(_ operations: [FoundOperation]) -> Set<String> {
    let tree = root.tree
    var used: Set<String> = []
    for index in tree.nodes.indices {
      let id = NodeID(index)
      guard tree[id].kind == .mapping else { continue }
      for entry in root.document.entries(id) where tree.matches(tree.resolved(entry.key), "$ref") {
        let parts = tree.string(tree.resolved(entry.value)).split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count >= 4, parts[0] == "#", parts[1] == "components" else { continue }
        used.insert(
          "#/components/\(parts[2])/\(String(decoding: Document.unescaped(Array(parts[3].utf8)), as: UTF8.self))")
      }
    }
    guard isVersion2 else { return used }
    let secured = (followed(root["servers"])?.members ?? []).compactMap { followed($0.value) } + operations.map(\.node)
    for list in secured.compactMap({ $0["security"] }) {
      for requirement in list.items {
        for member in requirement.members { used.insert("#/components/securitySchemes/\(member.key)") }
      }
    }
    return used
  }
}
