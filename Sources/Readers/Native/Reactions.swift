import Catalog
import Findings
import Linking
import Writing
import YAMLTree

/// What services send and receive, and how they react.
extension DocumentReader {
  /// A list of the service itself: what goes out, the cause not written down.
  mutating func readStatedList(_ verb: Mention.Verb, _ entry: Entry, into service: inout Service) {
    // Several names in a list are all sent; `A | B` is one of the two wherever it stands.
    let count = readOutputs(verb, entry.value, service: service.name, reaction: -1)
    service.statedLists.append(Service.StatedList(verb: verb, place: place(entry.key), isEmpty: count == 0))
  }

  // MARK: What comes in

  /// `consumes`, `handles`, `answers`: a list (what follows is unknown) or a mapping from messages to reactions.
  mutating func readIncoming(_ verb: Mention.Verb, _ id: NodeID, of service: Name) {
    for (key, value) in nodeEntries(verb.name, id) {
      let (triggers, isJoin) = triggers(verb.name, key)
      guard let value else {
        for message in triggers {
          reading.mentions.append(Mention(service: service, message: message.name, verb: verb, place: message.place))
        }
        continue
      }
      guard let first = triggers.first else { continue }
      react(to: first, verb, of: service)
      readReaction(
        Reaction(service: service, trigger: .message(first.name), place: first.place, certainty: .declared), value)
      if triggers.count > 1 { repeatReaction(after: triggers, isJoin: isJoin, verb: verb, of: service) }
    }
  }

  private mutating func react(to message: NamePlace, _ verb: Mention.Verb, of service: Name) {
    reading.mentions.append(
      Mention(
        service: service, message: message.name, verb: verb, place: message.place,
        reaction: Int32(reading.reactions.count)))
  }

  /// The triggers in `A | B`, or in `A & B` if the service waits for both.
  private mutating func triggers(_ what: String, _ id: NodeID) -> (names: [NamePlace], isJoin: Bool) {
    let text = tree.text(tree.resolved(id))
    let isJoin = !text.contains(UInt8(ascii: "|")) && text.contains(UInt8(ascii: "&")) && holdsJoin(text)
    return (parts(what, id, between: UInt8(ascii: isJoin ? "&" : "|")), isJoin)
  }

  /// Whether an ampersand stands between spaces: `R&D approved` is one name.
  private func holdsJoin(_ text: ArraySlice<UInt8>) -> Bool {
    text.indices.dropFirst().dropLast().contains { index in
      text[index] == UInt8(ascii: "&") && text[index - 1] == UInt8(ascii: " ") && text[index + 1] == UInt8(ascii: " ")
    }
  }

  /// One reaction with several triggers is kept as one of each, with the same outputs.
  private mutating func repeatReaction(
    after triggers: [NamePlace], isJoin: Bool, verb: Mention.Verb, of service: Name
  ) {
    let first = reading.reactions[reading.reactions.count - 1]
    let traits = reading.reactionTraits[first.place]
    let outputs = first.outputs.map { reading.mentions[Int($0)] }
    for (number, trigger) in triggers.enumerated() {
      var own = traits ?? ReactionTraits()
      own.triggers = triggers
      own.isJoin = isJoin
      reading.reactionTraits[trigger.place] = own
      // Every trigger has the outputs again, so aliases and long lists are paid for.
      guard number > 0, budget.spend(outputs.count + 1) else { continue }
      react(to: trigger, verb, of: service)
      var reaction = first
      (reaction.trigger, reaction.place) = (.message(trigger.name), trigger.place)
      let start = Int32(reading.mentions.count)
      for var output in outputs {
        output.reaction = Int32(reading.reactions.count)
        reading.mentions.append(output)
      }
      reaction.outputs = start..<Int32(reading.mentions.count)
      reading.reactions.append(reaction)
    }
  }

  /// `all`, or `*`.
  func isAll(_ id: NodeID) -> Bool {
    let target = tree.resolved(id)
    return tree.matches(target, "all") || tree.matches(target, "*")
  }

  mutating func readObserved(_ id: NodeID, into service: inout Service) {
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

  mutating func readTriggers(_ id: NodeID, of service: Name) {
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
        case .oneOf: readBranches(entry.value, service: service, reaction: index)
        case .condition:
          text("condition", entry.value)
          reaction.isConditional = true
        case .certainty: reaction.certainty = certainty(entry.value)
        case .summary: text("summary", entry.value)
        }
      }
      reaction.outputs = first..<Int32(reading.mentions.count)
      reading.reactions.append(reaction)
    }
  }

  mutating func certainty(_ id: NodeID) -> Certainty {
    choice("certainty", id, of: CertaintyWord.self)?.certainty ?? .declared
  }

  mutating func readReaction(_ reaction: Reaction, _ id: NodeID) {
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
      case .oneOf: readBranches(value, service: reaction.service, reaction: index)
      case .needs: reaction.needs = reading.list(needs(value, of: reaction))
      case .reader: set(\.reader, reader(value), of: reaction)
      case .idempotent: reaction.idempotence = idempotence(value)
      case .effect: reaction.effect = name("effect", value)?.name
      case .calls: reaction.calls = storedList("calls", value)
      case .condition:
        text("condition", value)
        reaction.isConditional = true
      case .certainty: reaction.certainty = certainty(value)
      case .open: reaction.isOpen = flag("open", value)
      case .rejects: reaction.canReject = rejects(value)
      case .replicates: reaction.replicates = storedList("replicates", value)
      case .within:
        if let time = duration("within", value, or: [Durations.forever]) { set(\.within, time, of: reaction) }
        reaction.isTimed = true
      case .compensatedBy: reaction.compensation = storedName("compensated-by", value)
      case .handler: reaction.handler = storedName("handler", value)
      case .summary: text("summary", value)
      case .transaction: set(\.transaction, nameList("transaction", value), of: reaction)
      case .migratingUntil: set(\.migratingUntil, name("migrating-until", value), of: reaction)
      case .copy: readCopy(value, of: reaction)
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
  mutating func set<Value>(_ key: WritableKeyPath<ReactionTraits, Value>, _ value: Value, of reaction: Reaction) {
    reading.reactionTraits[reaction.place, default: ReactionTraits()][keyPath: key] = value
  }

  /// The fields of the consumer's own copy, or the file that has them.
  private mutating func readCopy(_ id: NodeID, of reaction: Reaction) {
    let target = tree.resolved(id)
    guard tree[target].kind == .scalar, tree.text(target).contains(UInt8(ascii: ".")) else {
      return set(\.copy, payload(id), of: reaction)
    }
    set(\.copyFile, name("copy", id), of: reaction)
  }

  /// `tolerant`, `strict`, or a version of the contract: `schema@2`.
  private mutating func reader(_ id: NodeID) -> ReactionTraits.Reader? {
    guard let word = name("reader", id) else { return nil }
    let text = reading.names.bytes(word.name)
    if text.elementsEqual("tolerant".utf8) { return .tolerant }
    if text.elementsEqual("strict".utf8) { return .strict }
    guard let sign = text.lastIndex(of: UInt8(ascii: "@")), sign + 1 < text.endIndex else {
      wrongType("reader", "`tolerant`, `strict`, or a version such as `schema@2`", at: id)
      return nil
    }
    return .version(reading.names.intern(text[(sign + 1)...]))
  }

  /// `naturally`, `no`, `by <field>`, or other words that say why.
  mutating func idempotence(_ id: NodeID) -> Reaction.Idempotence? {
    let target = tree.resolved(id)
    if tree.matches(target, "naturally") { return .naturally }
    // `no` is false to readers of YAML 1.1.
    if tree.matches(target, "no") || tree.matches(target, "false") { return .no }
    guard !tree.isScalar(target) || tree.scalarType(target) == .string else {
      wrongType("idempotent", "a reason such as `by <field>` or `naturally`, or `no`", at: id)
      return nil
    }
    guard let words = name("idempotent", id)?.name else { return nil }
    guard tree.starts(target, with: "by ") else { return .byWords(words) }
    let field = tree.text(target).dropFirst(3)
    guard !field.isEmpty, !field.contains(UInt8(ascii: " ")) else { return .byWords(words) }
    return .byField(reading.names.intern(field))
  }

  /// `true`, `false`, or the names of what it is rejected with.
  mutating func rejects(_ id: NodeID) -> Bool {
    if let value = tree.boolean(tree.resolved(id)) { return value }
    return !nameList("rejects", id).isEmpty
  }
}

/// The same written again.
extension CatalogWriter {
  /// Messages without a declared cause.
  mutating func stated(_ verb: Mention.Verb, of service: Service) {
    let own = (mentions[service.name] ?? []).filter { $0.verb == verb && $0.reaction < 0 }
    let isEmpty = service.statedLists.contains { $0.verb == verb && $0.isEmpty }
    guard !own.isEmpty || isEmpty else { return }
    out.append("    \(verb.name): [\(outputs(own))]\n")
  }

  mutating func incoming(_ verb: Mention.Verb, of service: Service, isAll: Bool = false) {
    guard !isAll else { return out.append("    \(verb.name): all\n") }
    let own = (mentions[service.name] ?? []).filter { $0.verb == verb && !isRepeated($0) }
    guard !own.isEmpty else { return }
    guard verb != .observes, own.contains(where: { $0.reaction >= 0 }) else {
      return out.append("    \(verb.name): [\(names(own))]\n")
    }
    out.append("    \(verb.name):\n")
    // A mapping has every key once; a list takes what a service does in two ways on one message.
    let keys = own.map(triggers)
    let item = Set(keys).count < keys.count ? "- " : ""
    for mention in own {
      let reaction =
        mention.reaction < 0 ? "" : " {\(pairs(ofReaction: Int(mention.reaction)).joined(separator: ", "))}"
      out.append("      \(item)\(triggers(mention)):\(reaction)\n")
    }
  }

  /// Whether the reaction of a mention is written at another of its triggers.
  private func isRepeated(_ mention: Mention) -> Bool {
    guard mention.reaction >= 0,
      let first = catalog.traits(of: catalog.reactions[Int(mention.reaction)])?.triggers.first
    else { return false }
    return first.place != mention.place
  }

  /// The triggers of a mention's reaction: `A`, `A | B` or `A & B`.
  private func triggers(_ mention: Mention) -> String {
    guard mention.reaction >= 0, let traits = catalog.traits(of: catalog.reactions[Int(mention.reaction)]),
      traits.triggers.count > 1
    else { return word(mention.message) }
    let names = traits.triggers.map { catalog[$0.name] }
    return YAMLText.scalar(names.joined(separator: traits.isJoin ? " & " : " | "))
  }

  func label(of reaction: Reaction) -> Name? {
    if case .outside(let label, _, _) = reaction.trigger { label } else { nil }
  }

  func pairs(ofTrigger reaction: Reaction) -> [String] {
    guard case .outside(_, let kind, let after) = reaction.trigger else { return [] }
    return TriggerKey.allCases.compactMap { key in
      switch key {
      case .publishes: pair(key, outputs(.publishes, of: reaction))
      case .sends: pair(key, outputs(.sends, of: reaction))
      case .asks: pair(key, outputs(.asks, of: reaction))
      case .oneOf: pair(key, branches(of: reaction))
      case .certainty: pair(key, CertaintyWord(reaction.certainty)?.rawValue)
      case .kind: pair(key, kind.rawValue)
      case .after: pair(key, catalog.first(after).map { word($0.name) })
      case .condition: pair(key, reaction.isConditional ? "sometimes" : nil)
      case .summary: nil
      }
    }
  }

  func pairs(ofReaction index: Int) -> [String] {
    let reaction = catalog.reactions[index]
    let traits = catalog.traits(of: reaction)
    return ReactionKey.allCases.compactMap { key in
      switch key {
      case .publishes: pair(key, outputs(.publishes, of: reaction))
      case .sends: pair(key, outputs(.sends, of: reaction))
      case .asks: pair(key, outputs(.asks, of: reaction))
      case .replies: pair(key, outputs(.replies, of: reaction))
      case .oneOf: pair(key, branches(of: reaction))
      case .certainty: pair(key, CertaintyWord(reaction.certainty)?.rawValue)
      case .open: pair(key, reaction.isOpen ? "true" : nil)
      case .needs: pair(key, reaction.needs.map { needs($0, traits) })
      case .reader: pair(key, traits?.reader.map(reader))
      case .idempotent: pair(key, reaction.idempotence.map(idempotence))
      case .effect: pair(key, reaction.effect.map(word))
      case .calls: pair(key, list(reaction.calls))
      case .condition: pair(key, reaction.isConditional ? "sometimes" : nil)
      case .rejects: pair(key, reaction.canReject ? "true" : nil)
      case .replicates: pair(key, list(reaction.replicates))
      case .within: pair(key, traits?.within.map(word))
      case .compensatedBy: pair(key, catalog.first(reaction.compensation).map { word($0.name) })
      case .handler: pair(key, catalog.first(reaction.handler).map { word($0.name) })
      case .transaction: pair(key, list(traits?.transaction.map(\.name) ?? []))
      case .migratingUntil: pair(key, traits?.migratingUntil.map { word($0.name) })
      case .copy: pair(key, traits?.copyFile.map { word($0.name) } ?? traits?.copy.map { flow(catalog.shape(of: $0)) })
      case .replayable: pair(key, traits?.isReplayable == true ? "true" : nil)
      case .remembersActions: pair(key, traits?.remembersActions == true ? "true" : nil)
      case .throttled: pair(key, traits?.isThrottled == true ? "true" : nil)
      case .pivot: pair(key, traits?.isPivot == true ? "true" : nil)
      case .summary: nil
      }
    }
  }

  func idempotence(_ value: Reaction.Idempotence) -> String {
    switch value {
    case .byField(let field): YAMLText.scalar("by \(catalog[field])")
    case .byWords(let words): word(words)
    case .naturally: "naturally"
    case .no: "\"no\""
    }
  }

  func names(_ mentions: [Mention]) -> String {
    var seen: Set<Name> = []
    return mentions.filter { seen.insert($0.message).inserted }.map { word($0.message) }.joined(separator: ", ")
  }
}
