import Catalog
import Findings
package import Linking
package import Schemas
import YAMLTree

/// A reader of EventCatalog pages: Markdown files whose front matter describes messages, services, domains and flows.
package enum EventCatalogReader {
  /// The subject of a page, taken from the innermost folder with one of these names.
  enum Kind: String {
    case events, commands, queries, services, domains, subdomains, systems, channels, flows, entities, agents
  }

  /// Whether a path is a Markdown file in a folder where EventCatalog keeps its pages.
  package static func claims(path: String) -> Bool {
    isMarkdown(path) && kind(of: path) != nil
  }

  /// Whether a path has an extension of files with front matter: `.mdx` or `.md`.
  package static func isMarkdown(_ path: String) -> Bool { path.hasSuffix(".mdx") || path.hasSuffix(".md") }

  /// The kind of page, by the innermost folder with a known name; nil without one.
  static func kind(of path: String) -> Kind? {
    PathText.components(path).dropLast().reversed().lazy.compactMap { Kind(rawValue: $0) }.first
  }

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

  /// Adds the content of a page to a reading.
  ///
  /// - Parameter document: the page's front matter.
  /// - Returns: false if the file is not an EventCatalog page: it has no known folder, `name` or `version`.
  package static func read(
    _ document: Document, documents: Documents, payloads: inout PayloadReader, into reading: inout PartialCatalog
  ) -> Bool {
    guard let kind = kind(of: document.path), let root = document.root, root.isMapping else { return false }
    guard let name = root["name"], let version = root["version"], name.isScalar, version.isScalar, !version.isNull
    else { return false }
    var taken = PartialCatalog()
    swap(&taken, &reading)
    var page = EventCatalogPage(
      root: root, kind: kind, documents: documents, payloads: payloads, reading: consume taken)
    page.read(name: name, version: version.string)
    payloads = page.payloads
    swap(&reading, &page.reading)
    return true
  }
}

/// The reader of one page.
private struct EventCatalogPage {
  let root: DocumentNode
  let kind: EventCatalogReader.Kind
  let documents: Documents
  var payloads: PayloadReader
  var reading: PartialCatalog

  init(
    root: DocumentNode, kind: EventCatalogReader.Kind, documents: Documents, payloads: PayloadReader,
    reading: consuming PartialCatalog
  ) {
    self.root = root
    self.kind = kind
    self.documents = documents
    self.payloads = payloads
    self.reading = reading
  }

  mutating func read(name: DocumentNode, version: String) {
    let document = root.document
    reading.reportDuplicateKeys(of: document)
    let id = root["id"].flatMap { $0.isScalar && !$0.isNull && !$0.string.isEmpty ? $0 : nil } ?? name
    var head = Pages.Head(
      id: id.string, version: version, place: id.place, isOld: document.path.contains("/versioned/"), owners: owners,
      domains: domains)
    if let deprecated = root["deprecated"], !deprecated.isNull, deprecated.isMapping || deprecated.boolean == true,
      let place = root.place(ofKey: "deprecated")
    {
      let date = deprecated.isMapping ? deprecated["date"] : nil
      head.deprecated = Pages.Deprecation(
        place: place, sunset: date.flatMap { $0.isScalar ? WrittenText(text: $0.string, place: $0.place) : nil })
    }
    switch kind {
    case .events: readMessage(head, .event)
    case .commands: readMessage(head, .command)
    case .queries: readMessage(head, .query)
    case .services, .agents: readService(head)
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
    if let path = root["schemaPath"], path.isScalar, !path.isNull, !path.string.isEmpty {
      message.payloadPlace = path.place
      if !head.isOld { message.fields = payload(path) }
    }
    reading.pages.messages.append(message)
  }

  private mutating func payload(_ path: DocumentNode) -> FieldRange? {
    let schema: Result<DocumentNode, ReferenceProblem>
    let format: PayloadReader.Format
    switch path.string.split(separator: ".").last?.lowercased() {
    case "json", "yaml", "yml":
      (schema, format) = (documents.resolve(path.string, from: root.document), .jsonSchema)
    case "avsc":
      (schema, format) = (documents.resolve(path.string, from: root.document), .avro)
    case "proto":
      let result = payloads.payload(file: path.string, message: nil, from: root.document, into: &reading)
      if case .failure(let problem) = result { report(problem, at: path) }
      guard case .success(.fields(let fields)) = result else { return nil }
      return fields
    default:
      return nil
    }
    switch schema {
    case .success(let node):
      guard case .fields(let fields) = payloads.payload(of: node, format: format, into: &reading) else { return nil }
      return fields
    case .failure(let problem):
      report(problem, at: path)
      return nil
    }
  }

  private mutating func report(_ problem: ReferenceProblem, at path: DocumentNode) {
    guard problem != .remote, problem != .outside else { return }
    // A page names a file only.
    if case .severalMessages = problem { return }
    reading.problems.append(
      Problem(
        .unknownReference, "`schemaPath` \(problem.words)", at: path.place, subjects: [root.document.path, path.string])
    )
  }

  private mutating func readService(_ head: Pages.Head) {
    var service = Pages.Service(head: head)
    service.sends = (root["sends"]?.items ?? []).compactMap { exchange($0, channel: "to") }
    service.receives = (root["receives"]?.items ?? []).compactMap { exchange($0, channel: "from") }
    service.writesTo = references("writesTo")
    service.readsFrom = references("readsFrom")
    service.isExternal = root["externalSystem"]?.boolean == true
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
    var group = Pages.Group(head: head, isSystem: kind == .systems)
    group.services = references("services")
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
