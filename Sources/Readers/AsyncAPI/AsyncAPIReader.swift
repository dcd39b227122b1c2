package import Catalog
import Findings
package import Linking
package import Schemas
import Writing
import YAMLTree

/// Settings for one AsyncAPI document from the configuration (`sources`).
package struct SourceSettings: Sendable {
  /// The side from which the document is written; `.client` inverts the direction of all operations, nil means the
  /// service's own side.
  package var perspective: Interface.Perspective?
  /// The name of the service; overrides `x-eventlint-service`, `id` and `info.title`.
  package var service: String?

  /// Settings without values by default: the document decides everything itself.
  package init(perspective: Interface.Perspective? = nil, service: String? = nil) {
    self.perspective = perspective
    self.service = service
  }
}

/// The reader of AsyncAPI documents, 2.0 to 3.1; one document describes one service.
package enum AsyncAPIReader {
  /// Whether a file may be an AsyncAPI document, by the root key `asyncapi`. Linear in the size of the file.
  package static func claims(_ bytes: [UInt8]) -> Bool { RootKey.occurs("asyncapi", in: bytes) }

  /// The value of `asyncapi`, such as `3.0.0`; nil if the document is not an AsyncAPI document.
  package static func version(of document: Document) -> String? {
    guard let root = document.root, root.isMapping, let version = root["asyncapi"], version.isScalar, !version.isNull
    else { return nil }
    return version.string
  }

  /// Whether the root of a document says that it is an AsyncAPI document.
  static func isDocument(_ root: NodeID, of tree: Tree) -> Bool {
    let root = tree.resolved(root)
    guard tree[root].kind == .mapping else { return false }
    var budget = MergeBudget(tree: tree)
    return tree.entries(root, budget: &budget).contains { entry in
      let value = tree.resolved(entry.value)
      return tree.matches(tree.resolved(entry.key), "asyncapi") && tree[value].kind == .scalar && !tree.isNull(value)
    }
  }

  /// Adds the interface and the problems of a document to `reading`; does nothing if it is not an AsyncAPI document.
  package static func read(
    _ document: Document, documents: Documents, payloads: inout PayloadReader, settings: SourceSettings,
    checks: DocumentChecks?, into reading: inout PartialCatalog
  ) {
    guard let root = document.root, let version = version(of: document) else { return }
    var taken = PartialCatalog()
    swap(&taken, &reading)
    let document = AsyncAPIDocument(root: root, version: version, documents: documents, settings: settings)
    var reader = InterfaceReader(document, payloads: payloads, reading: consume taken)
    reader.read()
    if let checks, document.isSupported { reader.reading.problems += checks.problems(document) }
    payloads = reader.payloads
    swap(&reading, &reader.reading)
  }
}

/// The state of reading one document.
private struct InterfaceReader {
  let document: AsyncAPIDocument
  var payloads: PayloadReader
  var reading: PartialCatalog
  /// References that are not followed because they leave the repository or name a host.
  private var unread: [(place: Place, problem: ReferenceProblem)] = []
  /// The protocol of each server that declares one.
  private var serverProtocols: [String: String] = [:]
  private var allProtocols: Set<String> = []
  /// The number of broken references that still get a "did you mean"; limited, since each compares all siblings.
  private var suggestionsLeft = 100
  /// The messages read so far, by their message object, so that each is read once.
  private var messages: [DocumentNode: Interface.MessageUse] = [:]
  /// How often operations may still mention a message; negative once they were cut off. Without a limit n operations,
  /// each of which stands for all n messages of a channel, would cost n².
  private var mentionsLeft = maximumMentions
  private static let maximumMentions = 100_000

  init(_ document: AsyncAPIDocument, payloads: PayloadReader, reading: consuming PartialCatalog) {
    self.document = document
    self.payloads = payloads
    self.reading = reading
    for member in document.followed(document.root["servers"])?.members ?? [] {
      if let word = document.followed(member.value)?.word("protocol") {
        serverProtocols[member.key] = AsyncAPIDocument.transport(word)
      }
    }
    allProtocols = Set(serverProtocols.values)
  }

  mutating func report(
    _ rule: RuleID, _ message: String, at place: Place, notes: [Note] = [], help: String? = nil, subjects: [String] = []
  ) {
    reading.problems.append(
      Problem(
        rule, message, at: place, notes: notes, help: help,
        subjects: subjects.isEmpty ? [document.serviceName.name, message] : subjects))
  }

  mutating func read() {
    let file = document.root.document
    reading.reportDuplicateKeys(of: file)
    reading.reportTags(of: file)
    guard document.isSupported else {
      return report(
        .invalidValue, "unsupported AsyncAPI version \(document.version); expected 2.0 to 3.1",
        at: document.root["asyncapi"]?.place ?? document.root.place,
        help: "convert the document to AsyncAPI 3.0", subjects: ["asyncapi", document.version])
    }
    if !document.isLibrary { readInterface(of: file) }
    reportReferences(in: file)
    if let first = unread.min(by: { $0.place < $1.place }) {
      let words =
        unread.count == 1
        ? "a reference is not followed, since it"
        : "\(unread.count) references are not followed, the first"
      report(
        .unreadReference, "\(words) \(first.problem.words)", at: first.place,
        help: "run from the root of the repository, or keep a copy inside it", subjects: [document.serviceName.name])
    }
  }

  private mutating func readInterface(of file: Document) {
    let service = document.serviceName
    var interface = Interface(service: service.name, place: service.place, path: file.path)
    interface.title = document.serviceTitle
    interface.perspective = document.settings.perspective
    interface.team = document.followed(document.root["info"])?["contact"]?.word("name")
    interface.operations = document.isVersion2 ? version2Operations() : version3Operations()
    noteSpares()
    if document.settings.perspective == .client {
      for index in interface.operations.indices { interface.operations[index].isSending.toggle() }
    }
    reading.interfaces.append(interface)
  }

  // MARK: 2.x

  private mutating func version2Operations() -> [Interface.Operation] {
    var operations: [Interface.Operation] = []
    for channel in document.root["channels"]?.members ?? [] {
      guard let item = document.followed(channel.value), item.isMapping else { continue }
      for (verb, isSending) in [("publish", false), ("subscribe", true)] {
        guard let operation = document.followed(item[verb]), operation.isMapping else { continue }
        var use = Interface.ChannelUse(address: channel.key, place: channel.keyPlace)
        use.transport = transport(channel: item, operation: operation, servers: item["servers"]?.items.map(\.string))
        document.readBindings(of: item, into: &use)
        // A trait has no message in the specification.
        let carrier = ([operation] + document.parts(of: operation)).first { $0["message"] != nil }
        let found = messages(of: carrier, channel: use.address)
        let id = document.first("operationId", of: operation)
        var result = Interface.Operation(
          id: id?.string, place: id?.place ?? item.place(ofKey: verb) ?? item.place, isSending: isSending, channel: use,
          messages: found)
        result.group = document.group(of: operation, channel: item)
        operations.append(result)
      }
    }
    return operations
  }

  // MARK: 3.x

  private mutating func version3Operations() -> [Interface.Operation] {
    var operations: [Interface.Operation] = []
    for member in document.root["operations"]?.members ?? [] {
      guard let operation = document.followed(member.value), let action = operation.word("action") else { continue }
      guard action == "send" || action == "receive" else { continue }
      guard let (use, channel) = channelUse(operation["channel"], operation) else { continue }
      let found = messages(of: operation, channel, key: use.address)
      var result = Interface.Operation(
        id: member.key, place: member.keyPlace, isSending: action == "send", channel: use, messages: found)
      result.group = document.group(of: operation, channel: channel)
      if let reply = document.followed(operation["reply"]) {
        let back = channelUse(reply["channel"], reply)
        result.reply = messages(of: reply, back?.channel, key: back?.use.address ?? use.address)
        // Without a fixed address, each request gives one.
        if reply["address"] == nil, back?.channel.word("address") != nil { result.replyChannel = back?.use }
      }
      operations.append(result)
    }
    return operations
  }

  private func channelUse(_ node: DocumentNode?, _ operation: DocumentNode) -> (
    use: Interface.ChannelUse, channel: DocumentNode
  )? {
    guard let node, let target = document.named(node), target.node.isMapping else { return nil }
    let channel = target.node
    let address = channel.word("address") ?? target.name ?? ""
    guard !address.isEmpty else { return nil }
    var use = Interface.ChannelUse(address: address, place: channel["address"]?.place ?? node.place)
    let servers = channel["servers"]?.items.compactMap { item in
      item["$ref"].flatMap { document.lastWord(of: $0.string) }
    }
    use.transport = transport(channel: channel, operation: operation, servers: servers)
    document.readBindings(of: channel, into: &use)
    return (use, channel)
  }

  /// The messages of an operation or a reply: those it lists, or else all messages of its channel.
  private mutating func messages(of operation: DocumentNode, _ channel: DocumentNode?, key: String) -> [Interface
    .MessageUse]
  {
    guard mentionsLeft >= 0 else { return [] }
    if let listed = operation["messages"], listed.isSequence {
      return messages(listed: listed.items, in: operation, channel: key)
    }
    let members = channel.flatMap { document.followed($0["messages"]) }?.members ?? []
    guard mayMention(members.count, in: operation) else { return [] }
    return members.compactMap { message($0.value, key: (name: $0.key, place: $0.keyPlace), channel: key) }
  }

  private mutating func messages(
    listed items: [DocumentNode], in operation: DocumentNode, channel: String
  ) -> [Interface.MessageUse] {
    mayMention(items.count, in: operation) ? items.compactMap { message($0, key: nil, channel: channel) } : []
  }

  /// Whether operations may mention so many messages more; the first time that they may not is reported.
  private mutating func mayMention(_ count: Int, in operation: DocumentNode) -> Bool {
    mentionsLeft -= count
    guard mentionsLeft < 0 else { return true }
    mentionsLeft = -1
    reading.isPartial = true
    report(
      .invalidValue,
      "the operations of this document mention messages more than \(Self.maximumMentions) times; the rest was not read",
      at: operation.place, subjects: [document.serviceName.name, "operations"])
    return false
  }

  // MARK: Transports

  /// The protocol of a channel if all of its servers, or else its bindings, agree on one.
  private func transport(channel: DocumentNode, operation: DocumentNode, servers: [String]?) -> String? {
    var protocols = servers.map { Set($0.compactMap { serverProtocols[$0] }) } ?? allProtocols
    if protocols.isEmpty {
      for part in [channel] + document.parts(of: operation) {
        for binding in document.bindings(of: part) { protocols.insert(AsyncAPIDocument.transport(binding.key)) }
      }
    }
    return protocols.count == 1 ? protocols.first : nil
  }

  // MARK: Messages

  /// Notes the messages among the components that no operation mentions: the document still describes them.
  private mutating func noteSpares() {
    for member in document.followed(document.root["components"])?["messages"]?.members ?? [] {
      guard let target = document.named(member.value)?.node, target.isMapping, messages[target] == nil else { continue }
      let name = document.first("x-eventlint-name", of: target) ?? document.first("name", of: target)
      var spare = SpareMessage(
        name: reading.names.intern(name.flatMap { $0.isScalar ? $0.string : nil } ?? member.key), place: member.keyPlace
      )
      let payload = document.payloadSchema(of: target)
      if let schema = payload.schema, let place = target.place(ofKey: "payload") {
        spare.payloadPlace = place
        reading.schemas[place] = PayloadReader.origin(of: schema, format: payload.format, carrier: member.key)
      }
      reading.spares.append(spare)
    }
  }

  /// The messages of the key `message` in 2.x: one message, or several under `oneOf`.
  private mutating func messages(of operation: DocumentNode?, channel: String) -> [Interface.MessageUse] {
    guard let operation, let node = operation["message"], mentionsLeft >= 0 else { return [] }
    let key = operation.place(ofKey: "message").map { (name: "", place: $0) }
    if let alternatives = document.followed(node)?["oneOf"], alternatives.isSequence {
      return messages(listed: alternatives.items, in: operation, channel: channel)
    }
    return [message(node, key: key, channel: channel)].compactMap { $0 }
  }

  /// A message object.
  ///
  /// - Parameter key: the key under which it stands, with an empty name where all messages have the same key.
  private mutating func message(
    _ node: DocumentNode, key: (name: String, place: Place)?, channel: String
  ) -> Interface.MessageUse? {
    guard let found = document.named(node), found.node.isMapping else { return nil }
    let target = found.node
    if let known = messages[target] { return known }
    func first(_ key: String) -> DocumentNode? { document.first(key, of: target).flatMap { $0.isScalar ? $0 : nil } }
    let payload = document.payloadSchema(of: target)
    let written = first("x-eventlint-name") ?? first("name")
    let ownKey = key.flatMap { $0.name.isEmpty ? nil : $0.name }
    let title = first("title").map { Self.identifier($0.string) }
    let schemaTitle = payload.schema.flatMap(document.followed)?.word("title").map(Self.identifier)
    let chosen =
      written?.string ?? found.name ?? ownKey ?? first("messageId")?.string ?? title ?? schemaTitle ?? channel
    let place = written?.place ?? keyPlace(of: found, node, key: key?.place) ?? namePlace(target, node)
    var use = Interface.MessageUse(name: chosen, place: place, origin: target.place)
    use.isNameless = chosen == channel && written == nil
    use.messageID = first("messageId")?.string
    use.kind = kind(of: target)
    use.cloudType = cloudType(target, payload.schema)
    use.isKeyed = document.parts(of: target).contains {
      document.bindings(of: $0).contains { document.followed($0.value)?["key"] != nil }
    }
    use.correlation = document.first("correlationId", "location", of: target).flatMap {
      $0.string.split(separator: "/").last.map(String.init)
    }
    if let schema = payload.schema {
      use.payloadPlace = target.place(ofKey: "payload")
      use.schema = document.followed(schema)?.place
      if let place = use.payloadPlace {
        reading.schemas[place] = PayloadReader.origin(of: schema, format: payload.format, carrier: chosen)
      }
      if case .fields(let fields) = payloads.payload(
        of: schema, format: payload.format, carrier: chosen, into: &reading)
      {
        use.fields = fields
      }
    }
    if let headers = document.first("headers", of: target),
      case .fields(let fields) = payloads.payload(of: headers, format: .jsonSchema, carrier: chosen, into: &reading)
    {
      use.headers = fields
    }
    messages[target] = use
    return use
  }

  /// The key of a message without a name; a key in another file counts only where this document has none.
  private func keyPlace(of target: AsyncAPIDocument.Target, _ node: DocumentNode, key: Place?) -> Place? {
    guard target.name != nil else { return key }
    let own = document.keyPlace(ofTarget: node)
    return own?.file == node.place.file ? own ?? key : key ?? own
  }

  /// The place of a message without name and key: its title, `messageId` or `payload`, or else the reference to it.
  private func namePlace(_ target: DocumentNode, _ node: DocumentNode) -> Place {
    target["title"]?.place ?? target["messageId"]?.place ?? target.place(ofKey: "payload")
      ?? node["$ref"]?.place ?? Place(file: target.place.file, start: target.place.start, end: target.place.start + 1)
  }

  /// A title as a name: `User signed up` becomes `UserSignedUp`.
  private static func identifier(_ title: String) -> String {
    let words = title.split { $0 == " " || $0 == "\n" || $0 == "\t" }
    guard words.count > 1 else { return title }
    return words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The kind of a message from `x-eventlint-kind` or EventCatalog's `x-eventcatalog-message-type`; nil without either.
  private mutating func kind(of message: DocumentNode) -> Message.Kind? {
    let own = document.first("x-eventlint-kind", of: message)
    let word = own ?? document.first("x-eventcatalog-message-type", of: message)
    let kind = Message.Kind.allCases.first { $0.name == word?.string.lowercased() }
    if kind == nil, let own {
      let words = Message.Kind.allCases.map(\.name)
      report(
        .invalidValue, "`x-eventlint-kind` must be one of \(words.joined(separator: ", ")), but is `\(own.string)`",
        at: own.place, help: NearName.best(for: own.string, among: words).map { NearName.question($0) },
        subjects: ["x-eventlint-kind", own.string])
    }
    return kind
  }

  /// The CloudEvents `type` that the payload (structured mode) or the headers (binary mode) set to a constant.
  private func cloudType(_ message: DocumentNode, _ schema: DocumentNode?) -> String? {
    let properties = document.followed(document.followed(schema)?["properties"])
    if properties?["specversion"] != nil, let type = document.followed(properties?["type"]) {
      return document.constant(type)
    }
    let type =
      document.first("headers", "properties", "ce_type", of: message)
      ?? document.first("headers", "properties", "ce-type", of: message)
    return document.followed(type).flatMap(document.constant)
  }

  // MARK: References

  /// Reports all broken references of a document. Examples, defaults and `x-` extensions are data and are not searched.
  mutating func reportReferences(in file: Document) {
    guard let root = file.root else { return }
    var pending = [root]
    while let node = pending.popLast() {
      for item in node.items where !item.isScalar { pending.append(item) }
      guard node.isMapping else { continue }
      for entry in file.entries(node.id) {
        let key = file.tree.resolved(entry.key)
        if file.tree.matches(key, "$ref") {
          check(DocumentNode(file, file.tree.resolved(entry.value)))
        } else if !isData(key, file), file.tree[entry.value].kind != .alias {
          let value = DocumentNode(file, entry.value)
          if !value.isScalar { pending.append(value) }
        }
      }
    }
  }

  private func isData(_ key: NodeID, _ file: Document) -> Bool {
    let tree = file.tree
    return tree.matches(key, "example") || tree.matches(key, "examples") || tree.matches(key, "default")
      || tree.matches(key, "const")
      || tree.matches(key, "enum") || tree.text(key).starts(with: "x-".utf8)
  }

  private mutating func check(_ reference: DocumentNode) {
    guard reference.isScalar, let problem = problem(of: reference) else { return }
    switch problem {
    case .remote, .outside:
      unread.append((reference.place, problem))
    default:
      suggestionsLeft -= 1
      report(
        .unknownReference,
        problem.namesFile ? "`$ref` \(problem.words)" : "`$ref` \(problem.words): \(reference.string)",
        at: reference.place,
        help: suggestionsLeft < 0
          ? nil : document.documents.advice(on: reference.string, from: reference.document, after: problem),
        subjects: [document.serviceName.name, reference.string])
    }
  }

  private mutating func problem(of reference: DocumentNode) -> ReferenceProblem? {
    let failure: ReferenceProblem?
    if PayloadReader.isProtobuf(reference.string) {
      failure = payloads.payload(ofProtobuf: reference.string, from: reference.document, into: &reading).failure
    } else {
      failure = document.documents.resolve(reference.string, from: reference.document).failure
    }
    return failure
  }
}

extension Result {
  /// The error of a failure; nil for a success.
  fileprivate var failure: Failure? {
    guard case .failure(let error) = self else { return nil }
    return error
  }
}
