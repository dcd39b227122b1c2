package import Catalog
import Writing

/// A system as one catalog in eventlint's own format, whatever it was read from.
///
/// Every section asks its table of keys for the order and has a line for each key, so that a key that is read and not
/// written does not compile. What only a text says (`summary`, `condition`, the time of `within`) is not part of the
/// model.
package struct CatalogWriter {
  private let catalog: Catalog
  private let mentions: [Name: [Mention]]
  private let triggers: [Name: [Reaction]]
  private var out = ByteBuffer()

  /// A writer for a linked catalog. Linear in mentions and reactions.
  package init(_ catalog: Catalog) {
    self.catalog = catalog
    mentions = Dictionary(grouping: catalog.mentions, by: \.service)
    triggers = Dictionary(grouping: catalog.reactions.filter { $0.message == nil }, by: \.service)
  }

  /// The text of the catalog, in the order of names.
  package mutating func text() -> [UInt8] {
    for key in CatalogKey.allCases {
      switch key {
      case .eventlint: out.append("eventlint: 1\n")
      // Every entry names its own.
      case .context: break
      case .partial: if catalog.isPartial { out.append("partial: true\n") }
      case .services: section(key, inOrder(catalog.services, \.name)) { $0.write($1) }
      case .events: section(key, messages(.event)) { $0.write($1) }
      case .commands: section(key, messages(.command)) { $0.write($1) }
      case .queries: section(key, messages(.query)) { $0.write($1) }
      case .channels: section(key, inOrder(catalog.channels, \.name)) { $0.entry($1.name, $0.pairs($1)) }
      case .contexts: section(key, inOrder(catalog.contexts, \.name)) { $0.entry($1.name, $0.pairs($1)) }
      case .entities: section(key, inOrder(catalog.entities, \.name)) { $0.entry($1.name, $0.pairs($1)) }
      case .flows: section(key, inOrder(catalog.flows, \.name)) { $0.entry($1.name, $0.pairs($1)) }
      }
    }
    return out.bytes
  }

  private mutating func section<Item>(_ key: CatalogKey, _ items: [Item], _ write: (inout Self, Item) -> Void) {
    guard !items.isEmpty else { return }
    out.append("\n\(key.rawValue):\n")
    for item in items { write(&self, item) }
  }

  private func inOrder<Item>(_ items: some Sequence<Item>, _ name: (Item) -> Name) -> [Item] {
    items.sorted { catalog.names.areInOrder(name($0), name($1)) }
  }

  private func messages(_ kind: Message.Kind) -> [Message] {
    inOrder(catalog.messages.filter { $0.kind == kind && !$0.isUnknown }, \.name)
  }

  private mutating func entry(_ name: Name, _ pairs: [String]) {
    out.append("  \(word(name)): {\(pairs.joined(separator: ", "))}\n")
  }

  // MARK: Services

  private mutating func write(_ service: Service) {
    out.append("  \(word(service.name)):\n")
    let start = out.bytes.count
    for key in ServiceKey.allCases { write(key, of: service) }
    if out.bytes.count == start { out.append("    summary: no messages are known\n") }
  }

  private mutating func write(_ key: ServiceKey, of service: Service) {
    switch key {
    case .summary: break
    case .context: line(key, service.context.map { word($0.name) })
    case .team: line(key, service.team.map(word))
    case .role: line(key, service.role?.rawValue)
    case .owns: line(key, list(service.owns.map(\.name)))
    case .vocabulary: line(key, list(service.vocabulary))
    case .stores:
      line(key, mapping(service.stores.map { "\(word($0.name.name)): {\(pairs($0).joined(separator: ", "))}" }))
    case .outbox: line(key, service.outbox?.rawValue)
    case .process: line(key, list(service.processes.map(\.name)))
    case .jobs:
      line(key, mapping(service.jobs.map { "\(word($0.type.name)):\($0.message.map { " " + word($0.name) } ?? "")" }))
    case .triggers:
      let own = (triggers[service.name] ?? []).compactMap { reaction in label(of: reaction).map { ($0, reaction) } }
      line(key, mapping(own.map { "\(word($0)): {\(pairs(ofTrigger: $1).joined(separator: ", "))}" }))
    case .consumes: incoming(.consumes, of: service, isAll: service.consumesAll != nil)
    case .handles: incoming(.handles, of: service)
    case .answers: incoming(.answers, of: service)
    case .observes: incoming(.observes, of: service, isAll: service.observesAll != nil)
    case .publishes: stated(.publishes, of: service)
    case .sends: stated(.sends, of: service)
    case .asks: stated(.asks, of: service)
    case .expects:
      let own = service.expectations.filter { !$0.isFromInterface }
      line(key, mapping(own.map { "\(word($0.message.name)): {\(pairs($0).joined(separator: ", "))}" }))
    case .responsible: line(key, service.isResponsible ? "true" : nil)
    case .tags: line(key, list(service.tags))
    }
  }

  private mutating func line(_ key: some SectionKey, _ value: String?) {
    if let value { out.append("    \(key.rawValue): \(value)\n") }
  }

  /// Messages without a declared cause.
  private mutating func stated(_ verb: Mention.Verb, of service: Service) {
    let own = (mentions[service.name] ?? []).filter { $0.verb == verb && $0.reaction < 0 }
    let isEmpty = service.statedLists.contains { $0.verb == verb && $0.isEmpty }
    guard !own.isEmpty || isEmpty else { return }
    out.append("    \(verb.name): [\(outputs(own))]\n")
  }

  private mutating func incoming(_ verb: Mention.Verb, of service: Service, isAll: Bool = false) {
    guard !isAll else { return out.append("    \(verb.name): all\n") }
    let own = (mentions[service.name] ?? []).filter { $0.verb == verb }
    guard !own.isEmpty else { return }
    guard verb != .observes, own.contains(where: { $0.reaction >= 0 }) else {
      return out.append("    \(verb.name): [\(names(own))]\n")
    }
    out.append("    \(verb.name):\n")
    for mention in own {
      let reaction =
        mention.reaction < 0 ? "" : " {\(pairs(ofReaction: Int(mention.reaction)).joined(separator: ", "))}"
      out.append("      \(word(mention.message)):\(reaction)\n")
    }
  }

  private func pairs(_ store: Service.Store) -> [String] {
    StoreKey.allCases.compactMap { key in
      switch key {
      case .kind: pair(key, store.kind?.rawValue)
      case .role: pair(key, store.role?.rawValue)
      case .sharedForReading: pair(key, store.isSharedForReading ? "true" : nil)
      case .consistency: pair(key, store.consistency?.rawValue)
      case .staleness: pair(key, store.staleness.map(word))
      case .holds: pair(key, list(store.holds.map(\.name)))
      case .fedBy: pair(key, list(store.fedBy.map(\.name)))
      case .loadedBy: pair(key, store.loadedBy.map(word))
      case .summary: nil
      }
    }
  }

  private func pairs(_ expectation: Service.Expectation) -> [String] {
    ExpectationKey.allCases.compactMap { key in
      switch key {
      case .reply: nil
      case .replies: pair(key, list(expectation.replies.map(\.name)))
      case .within: pair(key, expectation.isTimed ? "limited" : nil)
      case .otherwise: pair(key, list(expectation.otherwise.map(\.name)))
      }
    }
  }

  // MARK: Reactions

  private func label(of reaction: Reaction) -> Name? {
    if case .outside(let label, _, _) = reaction.trigger { label } else { nil }
  }

  private func pairs(ofTrigger reaction: Reaction) -> [String] {
    guard case .outside(_, let kind, let after) = reaction.trigger else { return [] }
    return TriggerKey.allCases.compactMap { key in
      switch key {
      case .publishes: pair(key, outputs(.publishes, of: reaction))
      case .sends: pair(key, outputs(.sends, of: reaction))
      case .asks: pair(key, outputs(.asks, of: reaction))
      case .kind: pair(key, kind.rawValue)
      case .after: pair(key, catalog.first(after).map { word($0.name) })
      case .condition: pair(key, reaction.isConditional ? "sometimes" : nil)
      case .summary: nil
      }
    }
  }

  private func pairs(ofReaction index: Int) -> [String] {
    let reaction = catalog.reactions[index]
    let traits = catalog.traits(of: reaction)
    return ReactionKey.allCases.compactMap { key in
      switch key {
      case .publishes: pair(key, outputs(.publishes, of: reaction))
      case .sends: pair(key, outputs(.sends, of: reaction))
      case .asks: pair(key, outputs(.asks, of: reaction))
      case .replies: pair(key, outputs(.replies, of: reaction))
      case .needs: pair(key, reaction.needs.map { needs($0, optional: traits?.optionalNeeds ?? []) })
      case .idempotent: pair(key, reaction.idempotence.map(idempotence))
      case .effect: pair(key, reaction.effect.map(word))
      case .calls: pair(key, list(reaction.calls))
      case .condition: pair(key, reaction.isConditional ? "sometimes" : nil)
      case .rejects: pair(key, reaction.canReject ? "true" : nil)
      case .replicates: pair(key, list(reaction.replicates))
      case .within: pair(key, reaction.isTimed ? "limited" : nil)
      case .compensatedBy: pair(key, catalog.first(reaction.compensation).map { word($0.name) })
      case .handler: pair(key, catalog.first(reaction.handler).map { word($0.name) })
      case .transaction: pair(key, list(traits?.transaction.map(\.name) ?? []))
      case .migratingUntil: pair(key, traits?.migratingUntil.map { word($0.name) })
      case .copy: pair(key, traits?.copy.map { flow(catalog.shape(of: $0)) })
      case .replayable: pair(key, traits?.isReplayable == true ? "true" : nil)
      case .remembersActions: pair(key, traits?.remembersActions == true ? "true" : nil)
      case .throttled: pair(key, traits?.isThrottled == true ? "true" : nil)
      case .pivot: pair(key, traits?.isPivot == true ? "true" : nil)
      case .summary: nil
      }
    }
  }

  private func needs(_ list: NameList, optional: [Name]) -> String {
    let words = catalog[list].map { YAMLText.scalar(catalog[$0.name] + (optional.contains($0.name) ? "?" : "")) }
    return "[\(words.joined(separator: ", "))]"
  }

  private func idempotence(_ value: Reaction.Idempotence) -> String {
    switch value {
    case .byField(let field): YAMLText.scalar("by \(catalog[field])")
    case .naturally: "naturally"
    case .no: "\"no\""
    }
  }

  private func outputs(_ verb: Mention.Verb, of reaction: Reaction) -> String? {
    let own = reaction.outputs.map { catalog.mentions[Int($0)] }.filter { $0.verb == verb }
    return own.isEmpty ? nil : "[\(outputs(own))]"
  }

  /// Names one after another; those of one choice are joined by bars.
  private func outputs(_ mentions: [Mention]) -> String {
    var seen: Set<Name> = []
    var groups: [(alternative: UInt16, names: [String])] = []
    for mention in mentions where seen.insert(mention.message).inserted {
      let name = catalog[mention.message]
      // A name that needs quotes cannot stand between bars.
      let alternative = PlainScalar.holds(name) ? mention.alternative : 0
      if alternative > 0, groups.last?.alternative == alternative {
        groups[groups.count - 1].names.append(name)
      } else {
        groups.append((alternative, [YAMLText.scalar(name)]))
      }
    }
    return groups.map { $0.names.joined(separator: " | ") }.joined(separator: ", ")
  }

  private func names(_ mentions: [Mention]) -> String {
    var seen: Set<Name> = []
    return mentions.filter { seen.insert($0.message).inserted }.map { word($0.message) }.joined(separator: ", ")
  }

  // MARK: Messages

  private mutating func write(_ message: Message) {
    out.append("  \(word(message.name)):\n")
    let start = out.bytes.count
    if let reason = message.inferredFrom { out.append("    # inferred: \(catalog[reason])\n") }
    let traits = catalog.traits(of: message)
    for key in MessageKey.allCases {
      if key == .payload {
        guard let shape = catalog.shape(of: message) else { continue }
        out.append("    payload:\(shape.fields.isEmpty ? " {}" : "")\n")
        write(shape)
      } else {
        line(key, value(key, of: message, traits))
      }
    }
    if out.bytes.count == start { out.append("    summary: \(YAMLText.scalar(catalog[message.name]))\n") }
  }

  private func value(_ key: MessageKey, of message: Message, _ traits: MessageTraits?) -> String? {
    switch key {
    case .summary, .payload: nil
    case .pattern: message.pattern?.rawValue
    case .visibility: message.visibility?.rawValue
    case .audience: message.audience?.rawValue
    case .subject: catalog.first(message.subject).map { word($0.name) }
    case .key: catalog.first(message.key).map { word($0.name) }
    case .version: message.version.map { "\($0)" }
    case .channel: catalog.first(message.channel).map { word($0.name) }
    case .correlation: list(message.correlation)
    // The fields stand in `payload`; the path would be another one here.
    case .schema: nil
    case .personal: traits?.saysPersonal == true ? list(message.personal) ?? "[]" : nil
    case .intent: message.isIntentFact ? "fact" : nil
    case .reason: message.reason.map(word)
    case .external: message.isExternal ? "true" : nil
    case .planned: message.isPlanned ? "true" : nil
    case .team: message.team.map(word)
    case .context: message.context.map(word)
    case .tags: list(message.tags)
    case .deprecated: traits?.deprecation.map(deprecation)
    case .id: traits?.identity.map { word($0.name) }
    case .delivery: traits?.delivery?.rawValue
    case .compatibility: traits?.compatibility?.rawValue
    case .source: traits?.source?.rawValue
    case .final: traits?.isFinal == true ? "true" : nil
    case .mayBeLost: traits?.mayBeLost == true ? "true" : nil
    case .untracked: traits?.untracked.map(word)
    case .protection: traits?.protection.map(word)
    case .size: traits?.size.map { "\($0)" }
    case .asOf: list(traits?.asOf.map(\.name) ?? [])
    case .staleness: traits?.staleness.map(word)
    case .servedBy: traits?.servedBy.map { word($0.name) }
    }
  }

  private func deprecation(_ deprecation: MessageTraits.Deprecation) -> String {
    let pairs = DeprecationKey.allCases.compactMap { key in
      switch key {
      case .sunset: pair(key, deprecation.sunset.map { word($0.name) })
      case .use: pair(key, deprecation.replacement.map { word($0.name) })
      case .reason: nil
      }
    }
    return pairs.isEmpty ? "true" : "{\(pairs.joined(separator: ", "))}"
  }

  // MARK: Everything else

  private func pairs(_ channel: Channel) -> [String] {
    ChannelKey.allCases.compactMap { key in
      switch key {
      case .transport: pair(key, channel.transport.map(word))
      case .role: pair(key, channel.role?.rawValue)
      case .orderedBy: pair(key, channel.orderedBy.map(word))
      case .partitions: pair(key, channel.partitions.map { "\($0)" })
      case .retention: pair(key, channel.retention.map(word))
      case .archive: pair(key, channel.archive.map(word))
      case .summary: nil
      }
    }
  }

  private func pairs(_ context: Context) -> [String] {
    ContextKey.allCases.compactMap { key in
      switch key {
      case .kind: pair(key, context.kind?.rawValue)
      case .summary: nil
      }
    }
  }

  private func pairs(_ entity: Entity) -> [String] {
    EntityKey.allCases.compactMap { key in
      switch key {
      case .context: pair(key, entity.context.map { word($0.name) })
      case .fields: pair(key, list(entity.fields))
      case .summary: nil
      }
    }
  }

  private func pairs(_ flow: Flow) -> [String] {
    FlowKey.allCases.compactMap { key in
      switch key {
      case .starts: pair(key, flow.starts.map { word($0.name) })
      case .ends: pair(key, list(flow.ends.map(\.name)))
      case .owner: pair(key, flow.owner.map { word($0.name) })
      case .reason: pair(key, flow.reason.map(word))
      case .trackedBy: pair(key, list(flow.trackers.map(\.name)))
      case .visibility: pair(key, list(flow.visibility))
      case .kind: pair(key, flow.kind?.rawValue)
      case .requires:
        pair(
          key,
          mapping(
            flow.joins.map { join in
              "\(word(join.outcome.name)): \(list(join.prerequisites.map(\.name)) ?? "[]")"
            }))
      case .responsible:
        pair(key, mapping(flow.duties.map { "\(word($0.outcome.name)): \(word($0.service.name))" }))
      case .summary: nil
      }
    }
  }

  // MARK: Values

  /// A name as a scalar that reads back as the same text, in JSON's quotes where it is anything but letters and digits.
  private func word(_ name: Name) -> String { YAMLText.scalar(catalog[name]) }

  private func pair(_ key: some SectionKey, _ value: String?) -> String? { value.map { "\(key.rawValue): \($0)" } }

  private func list(_ names: [Name]) -> String? {
    names.isEmpty ? nil : "[\(names.map(word).joined(separator: ", "))]"
  }

  private func list(_ names: NameList) -> String? { list(catalog[names].map(\.name)) }

  private func mapping(_ pairs: [String]) -> String? {
    pairs.isEmpty ? nil : "{\(pairs.joined(separator: ", "))}"
  }

  // MARK: Payloads

  private mutating func write(_ shape: Shape) {
    var depths: [Int] = []
    var hasChildren = [Bool](repeating: false, count: shape.fields.count)
    for field in shape.fields where field.parent >= 0 { hasChildren[field.parent] = true }
    for (index, field) in shape.fields.enumerated() {
      let depth = field.parent < 0 ? 0 : depths[field.parent] + 1
      depths.append(depth)
      let indent = String(repeating: "  ", count: 3 + depth + listsAbove(field, shape))
      guard !hasChildren[index] else {
        out.append("\(indent)\(key(field)):\(field.isList ? "\n\(indent)  -" : "")\n")
        continue
      }
      out.append("\(indent)\(key(field)): \(type(field))\n")
    }
  }

  /// A payload in braces, on one line.
  private func flow(_ shape: Shape) -> String {
    var children: [[Int]] = Array(repeating: [], count: shape.fields.count)
    for (index, field) in shape.fields.enumerated() where field.parent >= 0 { children[field.parent].append(index) }
    func pairs(_ indexes: [Int]) -> String {
      let pairs = indexes.map { index in
        let field = shape.fields[index]
        guard !children[index].isEmpty else { return "\(key(field)): \(type(field))" }
        return "\(key(field)): \(field.isList ? "[\(pairs(children[index]))]" : pairs(children[index]))"
      }
      return "{\(pairs.joined(separator: ", "))}"
    }
    return pairs(shape.fields.indices.filter { shape.fields[$0].parent < 0 })
  }

  private func key(_ field: Field) -> String {
    YAMLText.scalar(catalog[field.name] + (field.isOptional || field.isConditional ? "?" : ""))
  }

  private func type(_ field: Field) -> String {
    let type = field.typeName.map { word($0) } ?? Self.word(field.kind)
    return field.isList ? "[\(type)]" : type
  }

  /// How many of the objects around a field are items of lists, which are written one step further in.
  private func listsAbove(_ field: Field, _ shape: Shape) -> Int {
    var count = 0
    var parent = field.parent
    while parent >= 0 {
      if shape.fields[parent].isList { count += 1 }
      parent = shape.fields[parent].parent
    }
    return count
  }

  private static func word(_ kind: Field.Kind) -> String {
    switch kind {
    case .string: "string"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .object, .map, .named, .unknown, .opaque: "any"
    }
  }
}
