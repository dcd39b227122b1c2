import Catalog
import Findings
package import Linking
package import Schemas
import Writing
import YAMLTree

/// A reader of EventCatalog pages: Markdown files whose front matter describes messages, services, domains and flows.
package enum EventCatalogReader {
  /// The subject of a page, taken from the innermost folder with one of these names.
  enum Kind: String {
    case events, commands, queries, services, domains, subdomains, systems, channels, flows, entities, agents,
      containers
  }

  /// The folders of EventCatalog's other collections, which describe nothing that sends or receives messages.
  ///
  /// Source: EventCatalog, `content.config.ts`; `policies` and `chat-prompts` are common additions.
  private static let otherCollections: Set<String> = [
    "adrs", "chat-prompts", "data-products", "designs", "diagrams", "docs", "examples", "pages", "policies", "schemas",
    "teams", "ubiquitous-language", "ubiquitous-languages", "users",
  ]

  /// The position of a page in its catalog.
  struct Location {
    /// The subject of the page.
    let kind: Kind
    /// The folder of the page without `versioned/1.0.0`; of a file that is not called `index`, its path.
    let folder: String
    /// The folders between that of the collection and `folder`: `services/Shop` of `services/Shop/runbooks/Outage`.
    let enclosing: [String]
    /// The folder of the service that contains the page; nil outside of services.
    let service: String?
    /// Whether it is the `index` file of its folder.
    let isIndex: Bool

    /// The location of a path; nil outside of the known collections.
    init?(_ path: String) {
      var parts = PathText.components(path)
      guard let file = parts.last else { return nil }
      isIndex = file == "index.mdx" || file == "index.md"
      if isIndex { parts.removeLast() }
      if parts.count > 2, parts[parts.count - 2] == "versioned" { parts.removeLast(2) }
      // The last part is the page's own folder, which may be called `events` or `users` as well.
      let known = parts.indices.dropLast().last {
        Kind(rawValue: parts[$0]) != nil || otherCollections.contains(parts[$0])
      }
      guard let known, let kind = Kind(rawValue: parts[known]) else { return nil }
      func upTo(_ end: Int) -> String { parts[...end].joined(separator: "/") }
      self.kind = kind
      folder = upTo(parts.count - 1)
      enclosing = (known + 1..<parts.count - 1).map(upTo)
      let services = parts[..<known].lastIndex { $0 == "services" || $0 == "agents" }
      if let services, services + 1 < known { service = upTo(services + 1) } else { service = nil }
    }
  }

  /// Whether a path is a Markdown file in a folder where EventCatalog keeps its pages.
  package static func claims(path: String) -> Bool {
    isMarkdown(path) && Location(path) != nil
  }

  /// Whether a path has an extension of files with front matter: `.mdx` or `.md`.
  package static func isMarkdown(_ path: String) -> Bool { path.hasSuffix(".mdx") || path.hasSuffix(".md") }

  /// The front matter of a page including the bytes before it, so that offsets are those of the file; nil without one.
  package static func frontMatter(_ bytes: [UInt8]) -> [UInt8]? {
    var start = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard bytes[start...].starts(with: "---".utf8) else { return nil }
    start += 3
    guard start < bytes.count, bytes[start] == 0x0A || bytes[start] == 0x0D || bytes[start] == 0x20 else { return nil }
    var index = start
    while index < bytes.count {
      let isLineStart = bytes[index - 1] == 0x0A || bytes[index - 1] == 0x0D
      if isLineStart, bytes[index...].starts(with: "---".utf8) { return Array(bytes[..<index]) }
      index += 1
    }
    return nil
  }

  /// Adds the content of a page to a reading. Pages of the first generation may lack `version`.
  ///
  /// - Parameter document: the page's front matter.
  /// - Returns: false if the file is not an EventCatalog page: it has no known folder or `name`, or it is neither an
  ///   `index` file nor states a `version`.
  package static func read(
    _ document: Document, documents: Documents, payloads: inout PayloadReader, into reading: inout PartialCatalog
  ) -> Bool {
    guard let location = Location(document.path), let root = document.root, root.isMapping else { return false }
    guard let name = root["name"], name.isScalar, !name.isNull else { return false }
    let version = root["version"].flatMap { $0.isScalar && !$0.isNull ? $0.string : nil }
    guard version != nil || location.isIndex else { return false }
    var taken = PartialCatalog()
    swap(&taken, &reading)
    var page = EventCatalogPage(
      root: root, location: location, documents: documents, payloads: payloads, reading: consume taken)
    page.read(name: name, version: version ?? "")
    payloads = page.payloads
    swap(&reading, &page.reading)
    return true
  }
}

/// The reader of one page.
private struct EventCatalogPage {
  let root: DocumentNode
  let location: EventCatalogReader.Location
  let documents: Documents
  var payloads: PayloadReader
  var reading: PartialCatalog

  init(
    root: DocumentNode, location: EventCatalogReader.Location, documents: Documents, payloads: PayloadReader,
    reading: consuming PartialCatalog
  ) {
    self.root = root
    self.location = location
    self.documents = documents
    self.payloads = payloads
    self.reading = reading
  }

  mutating func read(name: DocumentNode, version: String) {
    let document = root.document
    reading.reportDuplicateKeys(of: document)
    reading.reportTags(of: document)
    let id = root["id"].flatMap { $0.isScalar && !$0.isNull && !$0.string.isEmpty ? $0 : nil } ?? name
    var head = Pages.Head(
      id: id.string, version: version, place: id.place, isOld: document.path.contains(ascii: "/versioned/"),
      owners: owners,
      domains: domains)
    (head.folder, head.enclosing) = (location.folder, location.enclosing)
    if let deprecated = root["deprecated"], !deprecated.isNull, deprecated.isMapping || deprecated.boolean == true,
      let place = root.place(ofKey: "deprecated")
    {
      let date = deprecated.isMapping ? deprecated["date"] : nil
      head.deprecated = Pages.Deprecation(
        place: place, since: date.flatMap { $0.isScalar ? WrittenText(text: $0.string, place: $0.place) : nil })
    }
    switch location.kind {
    case .events: readMessage(head, .event)
    case .commands: readMessage(head, .command)
    case .queries: readMessage(head, .query)
    case .services: readService(head)
    case .agents:
      // An agent that neither exchanges messages nor uses a store takes no part in the system.
      if ["sends", "receives", "writesTo", "readsFrom"].contains(where: { !(root[$0]?.items ?? []).isEmpty }) {
        readService(head)
      }
    case .containers: readContainer(head)
    case .domains, .subdomains, .systems: readGroup(head)
    case .channels: readChannel(head)
    case .flows: readFlow(head)
    case .entities: readEntity(head)
    }
  }

  /// Owners as names, or as mappings with `id`.
  private var owners: [String] {
    (root["owners"]?.items ?? []).compactMap { $0.isScalar ? $0.string : $0.word("id") }
  }

  /// The domains and subdomains whose folders contain the page, innermost first.
  private var domains: [String] {
    let parts = PathText.components(root.document.path)
    var found: [String] = []
    for index in parts.indices
    where (parts[index] == "domains" || parts[index] == "subdomains") && index + 2 < parts.count {
      found.append(parts[index + 1])
    }
    return found.reversed()
  }

  // MARK: References

  private func references(_ key: String, in node: DocumentNode? = nil) -> [Pages.Reference] {
    ((node ?? root)[key]?.items ?? []).compactMap(reference)
  }

  /// A reference: a name, or a mapping with `id` and an optional `version`.
  private func reference(_ node: DocumentNode) -> Pages.Reference? {
    if node.isScalar {
      return node.isNull || node.string.isEmpty
        ? nil : Pages.Reference(id: node.string, version: nil, place: node.place)
    }
    guard let id = node["id"], id.isScalar, !id.isNull else { return nil }
    return Pages.Reference(id: id.string, version: node.word("version"), place: id.place)
  }

  // MARK: Pages

  private mutating func readMessage(_ head: Pages.Head, _ kind: Message.Kind) {
    var message = Pages.Message(head: head, kind: kind)
    message.channels = references("channels")
    message.producers = references("producers")
    message.consumers = references("consumers")
    if let (key, file) = schemaFile {
      read(file.string, key: key, at: file.place, origin: file.place, into: &message)
    } else if !head.isOld || reading.pages.keepsVersions, let (file, place) = neighbour {
      read(file, key: file, at: head.place, origin: place, into: &message)
    }
    reading.pages.messages.append(message)
  }

  /// Reads the schema of a message; of an older version only where it stands.
  private mutating func read(
    _ path: String, key: String, at place: Place, origin: Place, into message: inout Pages.Message
  ) {
    message.payloadPlace = origin
    if message.head.isOld {
      keepSchema(path, origin: origin)
    } else {
      message.fields = payload(path, key: key, at: place, origin: origin)
    }
  }

  /// The file that `schemaPath` names, or the default entry of `schemas`, else the first; with the key that names it.
  private var schemaFile: (key: String, file: DocumentNode)? {
    func stated(_ node: DocumentNode?) -> DocumentNode? {
      node.flatMap { $0.isScalar && !$0.isNull && !$0.string.isEmpty ? $0 : nil }
    }
    if let path = stated(root["schemaPath"]) { return ("schemaPath", path) }
    // Entries with `id` or `ref` are in a registry.
    let entries = (root["schemas"]?.items ?? []).filter { stated($0["file"]) != nil }
    let entry = entries.first { $0["default"]?.boolean == true } ?? entries.first
    return stated(entry?["file"]).map { ("schemas", $0) }
  }

  /// A schema beside the page, which the first generation shows without a key.
  private var neighbour: (file: String, place: Place)? {
    for file in ["schema.json", "schema.yml", "schema.yaml", "schema.avsc", "schema.proto"] {
      if case .success(let loaded) = documents.text(file, from: root.document) {
        return (file, Place(file: loaded.file, start: 0, end: 0))
      }
    }
    return nil
  }

  /// Notes where the schema of an older version stands, which is read only to be compared.
  private mutating func keepSchema(_ path: String, origin: Place) {
    guard reading.pages.keepsVersions else { return }
    switch Self.format(ofSchema: path) {
    case .protobuf:
      reading.schemas[origin] = PayloadReader.origin(ofProtobuf: path, from: root.document, documents: documents)
    case let format?:
      guard case .success(let node) = documents.resolve(path, from: root.document) else { return }
      reading.schemas[origin] = PayloadReader.origin(of: node, format: format)
    case nil: break
    }
  }

  /// The language of a schema file, by the end of its name; nil for another one.
  private static func format(ofSchema path: String) -> PayloadReader.Format? {
    switch path.split(separator: ".").last?.lowercased() {
    case "json", "yaml", "yml": .jsonSchema
    case "avsc": .avro
    case "proto": .protobuf
    default: nil
    }
  }

  /// The fields of a schema file.
  ///
  /// - Parameters:
  ///   - place: the place of problems.
  ///   - origin: the place of the payload.
  private mutating func payload(_ path: String, key: String, at place: Place, origin: Place) -> FieldRange? {
    guard let format = Self.format(ofSchema: path) else { return nil }
    if case .protobuf = format {
      reading.schemas[origin] = PayloadReader.origin(ofProtobuf: path, from: root.document, documents: documents)
      let result = payloads.payload(file: path, message: nil, from: root.document, into: &reading)
      if case .failure(let problem) = result { report(problem, of: path, key: key, at: place) }
      guard case .success(.fields(let fields)) = result else { return nil }
      return fields
    }
    switch documents.resolve(path, from: root.document) {
    case .success(let node):
      reading.schemas[origin] = PayloadReader.origin(of: node, format: format)
      guard case .fields(let fields) = payloads.payload(of: node, format: format, into: &reading) else { return nil }
      return fields
    case .failure(let problem):
      report(problem, of: path, key: key, at: place)
      return nil
    }
  }

  private mutating func report(_ problem: ReferenceProblem, of path: String, key: String, at place: Place) {
    guard problem != .remote, problem != .outside else { return }
    // A page names a file only.
    if case .severalMessages = problem { return }
    reading.problems.append(
      Problem(.unknownReference, "`\(key)` \(problem.words)", at: place, subjects: [root.document.path, path]))
  }

  private mutating func readService(_ head: Pages.Head) {
    var service = Pages.Service(head: head)
    service.sends = (root["sends"]?.items ?? []).compactMap { exchange($0, channel: "to") }
    service.receives = (root["receives"]?.items ?? []).compactMap { exchange($0, channel: "from") }
    service.writesTo = references("writesTo")
    service.readsFrom = references("readsFrom")
    service.isExternal = root["externalSystem"]?.boolean == true
    service.isAgent = location.kind == .agents
    service.documents = specifications.map { documents.path($0, from: root.document) }
    reading.pages.services.append(service)
  }

  /// Paths of AsyncAPI documents: `specifications: [{type: asyncapi, path: …}]`, or the older `{asyncapiPath: …}`.
  private var specifications: [String] {
    let listed = (root["specifications"]?.items ?? []).filter { $0.word("type") == "asyncapi" }.compactMap {
      $0.word("path")
    }
    return listed + [root["specifications"]?.word("asyncapiPath")].compactMap { $0 }
  }

  private func exchange(_ node: DocumentNode, channel: String) -> Pages.Exchange? {
    guard let message = reference(node) else { return nil }
    var exchange = Pages.Exchange(message: message)
    exchange.channel = references(channel, in: node).first
    if let fields = node["fields"], fields.isSequence { exchange.needs = fields.items.compactMap(reference) }
    if let triggers = node["triggers"], triggers.isSequence {
      exchange.statesTriggers = true
      exchange.triggers = triggers.items.compactMap { item in
        reference(item).map { Pages.Trigger(message: $0, isConditional: item.word("condition") != nil) }
      }
    }
    return exchange
  }

  private mutating func readGroup(_ head: Pages.Head) {
    var group = Pages.Group(head: head, isSystem: location.kind == .systems)
    group.services = references("services") + references("agents")
    group.domains = references("domains")
    group.systems = references("systems")
    reading.pages.groups.append(group)
    // A domain may send and receive messages itself.
    if root["sends"] != nil || root["receives"] != nil { readService(head) }
  }

  private mutating func readChannel(_ head: Pages.Head) {
    var channel = Pages.Channel(head: head)
    channel.transport = root["protocols"]?.items.first?.string
    reading.pages.channels.append(channel)
  }

  private mutating func readContainer(_ head: Pages.Head) {
    var container = Pages.Container(head: head, service: location.service)
    if root.word("access_mode") == "appendOnly" {
      container.kind = .log
    } else if root.word("container_type") == "database" {
      container.kind = .table
    }
    reading.pages.containers.append(container)
  }

  private mutating func readEntity(_ head: Pages.Head) {
    var entity = Pages.Entity(head: head)
    entity.fields = (root["properties"]?.items ?? []).compactMap { $0.word("name") }
    reading.pages.entities.append(entity)
  }

  private mutating func readFlow(_ head: Pages.Head) {
    var flow = Pages.Flow(head: head)
    for item in root["steps"]?.items ?? [] {
      guard let id = item["id"], id.isScalar else { continue }
      var step = FlowStep(id: id.string, place: id.place, subject: .other, subjectPlace: id.place)
      if let message = item["message"].flatMap(reference) {
        step.subject = .message(message.id)
        step.subjectPlace = message.place
      } else if let service = (item["service"] ?? item["agent"]).flatMap(reference) {
        step.subject = .service(service.id)
        step.subjectPlace = service.place
      }
      let following = (item["next_step"].map { [$0] } ?? []) + (item["next_steps"]?.items ?? [])
      step.next = following.compactMap { next in
        let target = next.isScalar ? next : next["id"]
        guard let target, target.isScalar, !target.isNull else { return nil }
        return FlowStep.Next(id: target.string, place: target.place)
      }
      flow.steps.append(step)
    }
    reading.pages.flows.append(flow)
  }
}
