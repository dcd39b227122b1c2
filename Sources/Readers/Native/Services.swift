import Catalog
import Findings
import Linking
import YAMLTree

extension DocumentReader {
  mutating func readServices(_ id: NodeID, context: NamePlace?) {
    for (name, value) in namedEntries("services", id) {
      var service = Service(name: name.name, place: name.place, isDefined: true)
      service.context = context
      if let value {
        service.hasContent = true
        readService(value, into: &service)
      }
      reading.services.append(service)
    }
  }

  private mutating func readService(_ id: NodeID, into service: inout Service) {
    for entry in mapping("service", id) {
      guard let key: ServiceKey = key(entry) else { continue }
      let value = entry.value
      switch key {
      case .summary: text("summary", value)
      case .context: service.context = name("context", value) ?? service.context
      case .team: service.team = name("team", value)?.name
      case .role: service.role = choice("role", value)
      case .owns: service.owns = nameList("owns", value)
      case .vocabulary: service.vocabulary = nameList("vocabulary", value).map(\.name)
      case .stores: service.stores = stores(value)
      case .outbox: service.outbox = choice("outbox", value)
      case .process: service.processes = nameList("process", value)
      case .jobs:
        service.jobs = namedEntries("jobs", value).map { type, message in
          Service.Job(type: type, message: message.flatMap { name("jobs", $0) })
        }
      case .triggers: readTriggers(value, of: service.name)
      case .consumes where isAll(value): service.consumesAll = place(value)
      case .consumes: readIncoming(.consumes, value, of: service.name)
      case .handles: readIncoming(.handles, value, of: service.name)
      case .answers: readIncoming(.answers, value, of: service.name)
      case .observes: readObserved(value, into: &service)
      case .publishes: readStatedList(.publishes, entry, into: &service)
      case .sends: readStatedList(.sends, entry, into: &service)
      case .asks: readStatedList(.asks, entry, into: &service)
      case .expects: readExpectations(value, into: &service)
      case .responsible: service.isResponsible = flag("responsible", value)
      case .tags: service.tags = nameList("tags", value).map(\.name)
      }
    }
  }

  private mutating func stores(_ id: NodeID) -> [Service.Store] {
    namedEntries("stores", id).map { name, value in
      var store = Service.Store(name: name)
      for entry in mapping("store", value) {
        guard let key: StoreKey = key(entry) else { continue }
        switch key {
        case .kind: store.kind = choice("kind", entry.value)
        case .role: store.role = choice("role", entry.value)
        case .sharedForReading: store.isSharedForReading = flag("shared-for-reading", entry.value)
        case .consistency: store.consistency = choice("consistency", entry.value)
        case .staleness: store.staleness = self.name("staleness", entry.value)?.name
        case .holds: store.holds = nameList("holds", entry.value)
        case .fedBy: store.fedBy = nameList("fed-by", entry.value)
        case .loadedBy: store.loadedBy = self.name("loaded-by", entry.value)?.name
        case .summary: text("summary", entry.value)
        }
      }
      return store
    }
  }

  // MARK: What goes out

  /// A list of the service itself: what goes out, the cause not written down.
  private mutating func readStatedList(_ verb: Mention.Verb, _ entry: Entry, into service: inout Service) {
    // Several names in a list are all sent; `A | B` is one of the two wherever it stands.
    let count = readOutputs(verb, entry.value, service: service.name, reaction: -1)
    service.statedLists.append(Service.StatedList(verb: verb, place: place(entry.key), isEmpty: count == 0))
  }

  /// `publishes: A`, `[A, B]`, `A | B`, `[A | B, C]`, or a mapping whose keys are the names.
  ///
  /// - Returns: how many messages were named.
  private mutating func readOutputs(_ verb: Mention.Verb, _ id: NodeID, service: Name, reaction: Int32) -> Int {
    let before = reading.mentions.count
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .sequence:
      for child in tree.children(target) {
        guard budget.spend() else { break }
        readAlternatives(verb, child, service: service, reaction: reaction)
      }
    case .scalar:
      if !tree.isNull(target) { readAlternatives(verb, id, service: service, reaction: reaction) }
    case .mapping, .alias:
      wrongType(verb.name, "a message or a list of messages", at: id)
    }
    return reading.mentions.count - before
  }

  private mutating func readAlternatives(_ verb: Mention.Verb, _ id: NodeID, service: Name, reaction: Int32) {
    let names = alternatives(verb.name, id)
    let group: UInt16 = names.count > 1 ? UInt16(truncatingIfNeeded: reading.mentions.count) | 1 : 0
    for name in names {
      reading.mentions.append(
        Mention(
          service: service, message: name.name, verb: verb, place: name.place, reaction: reaction, alternative: group))
    }
  }

  /// The names in `A | B`, each with its own place.
  private mutating func alternatives(_ what: String, _ id: NodeID) -> [NamePlace] {
    let target = tree.resolved(id)
    let text = tree.text(target)
    guard text.contains(UInt8(ascii: "|")) else { return [name(what, id)].compactMap { $0 } }
    let whole = place(id)
    // The text's bytes are the file's own when nothing was escaped or folded: quotes or nothing stand before it.
    let quote = UInt32(tree[target].flags.contains(.plain) ? 0 : 1)
    let isVerbatim = tree[id].kind == .scalar && tree[id].end - tree[id].start == tree[id].length + 2 * quote
    var result: [NamePlace] = []
    for part in text.split(separator: UInt8(ascii: "|"), omittingEmptySubsequences: false) {
      var part = part
      while part.first == UInt8(ascii: " ") { part = part.dropFirst() }
      while part.last == UInt8(ascii: " ") { part = part.dropLast() }
      guard !part.isEmpty else {
        report(.invalidValue, "a name in `\(what)` is empty", at: whole, subjects: [what, ""])
        continue
      }
      var place = whole
      if isVerbatim {
        place.start = whole.start + quote + UInt32(part.startIndex - text.startIndex)
        place.end = place.start + UInt32(part.count)
      }
      result.append(NamePlace(reading.names.intern(part), at: place))
    }
    return result
  }

  // MARK: What comes in

  /// `consumes`, `handles`, `answers`: a list (what follows is unknown) or a mapping from messages to reactions.
  private mutating func readIncoming(_ verb: Mention.Verb, _ id: NodeID, of service: Name) {
    for (message, value) in namedEntries(verb.name, id) {
      guard let value else {
        reading.mentions.append(Mention(service: service, message: message.name, verb: verb, place: message.place))
        continue
      }
      let index = Int32(reading.reactions.count)
      reading.mentions.append(
        Mention(service: service, message: message.name, verb: verb, place: message.place, reaction: index))
      readReaction(
        Reaction(service: service, trigger: .message(message.name), place: message.place, certainty: .declared), value)
    }
  }

  /// `all`, or `*`.
  private func isAll(_ id: NodeID) -> Bool {
    let target = tree.resolved(id)
    return tree.matches(target, "all") || tree.matches(target, "*")
  }

  private mutating func readObserved(_ id: NodeID, into service: inout Service) {
    guard !isAll(id) else {
      service.observesAll = place(id)
      return
    }
    for (message, value) in namedEntries("observes", id) {
      reading.mentions.append(
        Mention(service: service.name, message: message.name, verb: .observes, place: message.place))
      if let value, kind(value) != .mapping { wrongType("observes", "a list of messages", at: value) }
    }
  }

  private mutating func readTriggers(_ id: NodeID, of service: Name) {
    for (label, value) in namedEntries("triggers", id) {
      var kind = Reaction.OutsideKind.external
      var after = NameList()
      let entries = mapping("trigger", value)
      for entry in entries {
        switch knownKey(entry) as TriggerKey? {
        case .kind: kind = choice("kind", entry.value) ?? kind
        case .after: after = storedName("after", entry.value)
        default: break
        }
      }
      var reaction = Reaction(
        service: service, trigger: .outside(label.name, kind: kind, after: after), place: label.place,
        certainty: .declared)
      let index = Int32(reading.reactions.count)
      let first = Int32(reading.mentions.count)
      for entry in entries {
        guard let key: TriggerKey = key(entry) else { continue }
        switch key {
        case .kind, .after: break
        case .publishes: _ = readOutputs(.publishes, entry.value, service: service, reaction: index)
        case .sends: _ = readOutputs(.sends, entry.value, service: service, reaction: index)
        case .asks: _ = readOutputs(.asks, entry.value, service: service, reaction: index)
        case .condition:
          text("condition", entry.value)
          reaction.isConditional = true
        case .summary: text("summary", entry.value)
        }
      }
      reaction.outputs = first..<Int32(reading.mentions.count)
      reading.reactions.append(reaction)
    }
  }

  private mutating func readReaction(_ reaction: Reaction, _ id: NodeID) {
    var reaction = reaction
    let index = Int32(reading.reactions.count)
    let first = Int32(reading.mentions.count)
    for entry in mapping("reaction", id) {
      guard let key: ReactionKey = key(entry) else { continue }
      let value = entry.value
      switch key {
      case .publishes: _ = readOutputs(.publishes, value, service: reaction.service, reaction: index)
      case .sends: _ = readOutputs(.sends, value, service: reaction.service, reaction: index)
      case .asks: _ = readOutputs(.asks, value, service: reaction.service, reaction: index)
      case .replies: _ = readOutputs(.replies, value, service: reaction.service, reaction: index)
      case .needs: reaction.needs = reading.list(needs(value, of: reaction))
      case .idempotent: reaction.idempotence = idempotence(value)
      case .effect: reaction.effect = name("effect", value)?.name
      case .calls: reaction.calls = storedList("calls", value)
      case .condition:
        text("condition", value)
        reaction.isConditional = true
      case .rejects: reaction.canReject = rejects(value)
      case .replicates: reaction.replicates = storedList("replicates", value)
      case .within:
        text("within", value)
        reaction.isTimed = true
      case .compensatedBy: reaction.compensation = storedName("compensated-by", value)
      case .handler: reaction.handler = storedName("handler", value)
      case .summary: text("summary", value)
      case .transaction: set(\.transaction, nameList("transaction", value), of: reaction)
      case .migratingUntil: set(\.migratingUntil, name("migrating-until", value), of: reaction)
      case .copy: set(\.copy, payload(value), of: reaction)
      case .replayable: set(\.isReplayable, flag("replayable", value), of: reaction)
      case .remembersActions: set(\.remembersActions, flag("remembers-actions", value), of: reaction)
      case .throttled: set(\.isThrottled, flag("throttled", value), of: reaction)
      case .pivot: set(\.isPivot, flag("pivot", value), of: reaction)
      }
    }
    reaction.outputs = first..<Int32(reading.mentions.count)
    reading.reactions.append(reaction)
  }

  /// Rarely used keys of a reaction are stored apart.
  private mutating func set<Value>(_ key: WritableKeyPath<ReactionTraits, Value>, _ value: Value, of reaction: Reaction)
  {
    reading.reactionTraits[reaction.place, default: ReactionTraits()][keyPath: key] = value
  }

  /// The fields a receiver uses; `amount?` may be missing.
  private mutating func needs(_ id: NodeID, of reaction: Reaction) -> [NamePlace] {
    var needs = nameList("needs", id)
    for index in needs.indices {
      let word = reading.names.bytes(needs[index].name)
      guard word.last == UInt8(ascii: "?"), word.count > 1 else { continue }
      needs[index].name = reading.names.intern(word.dropLast())
      let name = needs[index].name
      reading.reactionTraits[reaction.place, default: ReactionTraits()].optionalNeeds.append(name)
    }
    return needs
  }

  /// `by <field>`, `naturally` or `no`.
  private mutating func idempotence(_ id: NodeID) -> Reaction.Idempotence? {
    let target = tree.resolved(id)
    if tree.matches(target, "naturally") { return .naturally }
    // `no` is false to readers of YAML 1.1.
    if tree.matches(target, "no") || tree.matches(target, "false") { return .no }
    let text = tree.text(target)
    let field = text.dropFirst(3)
    guard text.starts(with: "by ".utf8), !field.isEmpty, !field.contains(UInt8(ascii: " ")) else {
      wrongType("idempotent", "`by <field>`, `naturally` or `no`", at: id)
      return nil
    }
    return .byField(reading.names.intern(field))
  }

  /// `true`, `false`, or the names of what it is rejected with.
  private mutating func rejects(_ id: NodeID) -> Bool {
    if let value = tree.boolean(tree.resolved(id)) { return value }
    return !nameList("rejects", id).isEmpty
  }

  // MARK: What is waited for

  private mutating func readExpectations(_ id: NodeID, into service: inout Service) {
    for (message, value) in namedEntries("expects", id) {
      var expectation = Service.Expectation(message: message, replies: [], isTimed: false, otherwise: [])
      for entry in mapping("expectation", value) {
        guard let key: ExpectationKey = key(entry) else { continue }
        switch key {
        case .reply, .replies: expectation.replies = messages("reply", entry.value)
        case .within:
          text("within", entry.value)
          expectation.isTimed = true
        case .otherwise: expectation.otherwise = messages("otherwise", entry.value)
        }
      }
      service.expectations.append(expectation)
    }
  }

  private mutating func messages(_ what: String, _ id: NodeID) -> [NamePlace] {
    guard kind(id) == .sequence else { return isNull(id) ? [] : alternatives(what, id) }
    return nameList(what, id)
  }
}
