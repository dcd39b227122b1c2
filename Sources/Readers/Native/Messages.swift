import Catalog
import Findings
import Linking
import Writing
import YAMLTree

extension DocumentReader {
  /// `events:`, `commands:`, `queries:` or `replies:`.
  mutating func readMessages(_ section: String, _ id: NodeID, kind: Message.Kind, context: Name?) {
    for (name, value) in namedEntries(section, id) {
      var message = message(name, kind: kind)
      message.context = message.context ?? context
      if let value {
        message.hasContent = true
        readMessage(value, into: &message)
      }
      reading.messages.append(message)
    }
  }

  mutating func readMessage(_ id: NodeID, into message: inout Message) {
    for entry in mapping(message.kind.name, id) {
      guard let key: MessageKey = key(entry, in: message.kind.phrase) else { continue }
      let value = entry.value
      switch key {
      case .summary: text("summary", value)
      case .pattern:
        message.pattern = choice("pattern", value)
        message.patternPlace = place(value)
      case .visibility: message.visibility = choice("visibility", value)
      case .audience: message.audience = choice("audience", value)
      case .subject: message.subject = storedName("subject", value)
      case .key: message.key = storedName("key", value)
      case .version: message.version = version(value)
      case .channel: message.channel = storedName("channel", value)
      case .correlation: message.correlation = storedList("correlation", value)
      case .payload:
        message.payloadPlace = place(entry.key)
        message.fields = payload(value)
      case .schema: message.schema = storedName("schema", value)
      case .tags: message.tags = storedList("tags", value)
      case .personal:
        message.personal = storedList("personal", value)
        set(\.saysPersonal, true, of: message)
      case .intent: message.isIntentFact = word("intent", value, is: "fact")
      case .reason: message.reason = name("reason", value)?.name
      case .external: message.isExternal = flag("external", value)
      case .planned: message.isPlanned = flag("planned", value)
      case .team: message.team = name("team", value)?.name
      case .context: message.context = name("context", value)?.name ?? message.context
      case .deprecated: set(\.deprecation, deprecation(value), of: message)
      case .id: set(\.identity, name("id", value), of: message)
      case .delivery:
        set(\.delivery, choice("delivery", value), of: message)
        set(\.deliveryPlace, place(value), of: message)
      case .compatibility: set(\.compatibility, choice("compatibility", value), of: message)
      case .source:
        set(\.source, choice("source", value), of: message)
        set(\.sourcePlace, place(value), of: message)
      case .final: set(\.isFinal, flag("final", value), of: message)
      case .mayBeLost: set(\.mayBeLost, flag("may-be-lost", value), of: message)
      case .untracked: set(\.untracked, name("untracked", value)?.name, of: message)
      case .protection: set(\.protection, name("protection", value)?.name, of: message)
      case .size:
        set(\.size, size(value), of: message)
        set(\.sizePlace, place(value), of: message)
      case .asOf: set(\.asOf, nameList("as-of", value), of: message)
      case .staleness: set(\.staleness, duration("staleness", value), of: message)
      case .servedBy: set(\.servedBy, name("served-by", value), of: message)
      case .headers: set(\.headers, payload(value), of: message)
      case .inferred: message.inferredFrom = name("inferred", value)?.name
      case .certainty: message.isKindGuessed = certainty(value) == .possible
      case .from: message.isFromInterface = word("from", value, is: "document")
      }
    }
  }

  /// Rarely used keys of a message are stored apart.
  private mutating func set<Value>(_ key: WritableKeyPath<MessageTraits, Value>, _ value: Value, of message: Message) {
    reading.messageTraits[message.place, default: MessageTraits()][keyPath: key] = value
  }

  /// `true`, or a mapping with `sunset` and `use`.
  private mutating func deprecation(_ id: NodeID) -> MessageTraits.Deprecation? {
    guard kind(id) == .mapping else {
      return flag("deprecated", id) ? MessageTraits.Deprecation(place: place(id)) : nil
    }
    var deprecation: MessageTraits.Deprecation?
    for entry in entries(id) {
      // The place is the first key: the block around it would be drawn line by line.
      var known = deprecation ?? MessageTraits.Deprecation(place: place(entry.key))
      guard let key: DeprecationKey = self.key(entry) else {
        deprecation = known
        continue
      }
      switch key {
      case .since: known.since = name("since", entry.value)
      case .sunset: known.sunset = name("sunset", entry.value)
      case .use: known.replacement = name("use", entry.value)
      case .reason: text("reason", entry.value)
      }
      deprecation = known
    }
    return deprecation
  }

  /// `300 KiB`, `1MB`, `65536`: bytes.
  private mutating func size(_ id: NodeID) -> Int? {
    let text = tree.string(tree.resolved(id)).filter { $0 != " " }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let units = [
      "": 1, "B": 1, "kB": 1000, "KB": 1000, "KiB": 1024, "MB": 1_000_000, "MiB": 1 << 20, "GB": 1_000_000_000,
      "GiB": 1 << 30,
    ]
    guard kind(id) == .scalar, let count = Int(digits), count < 1 << 30,
      let unit = units[String(text.dropFirst(digits.count))]
    else {
      wrongType("size", "a size such as `300 KiB`", at: id)
      return nil
    }
    return count * unit
  }

  /// `2`, or the first number of `2.1.0`.
  private mutating func version(_ id: NodeID) -> Int32? {
    let target = tree.resolved(id)
    var text = tree.text(target)
    if text.first == UInt8(ascii: "v") { text = text.dropFirst() }
    let digits = text.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard let value = Int32(String(decoding: digits, as: UTF8.self)) else {
      wrongType("version", "a number", at: id)
      return nil
    }
    return value
  }

  /// The only word that a key may have; reports any other and returns false for it.
  mutating func word(_ key: String, _ id: NodeID, is word: String) -> Bool {
    guard tree.string(tree.resolved(id)) != word else { return true }
    wrongType(key, "`\(word)` or not written", at: id)
    return false
  }

  // MARK: Payloads

  /// The shorthand for payloads: `name: type`, `name?: type`, `[type]`, nested maps; or a list of names.
  mutating func payload(_ id: NodeID) -> FieldRange? {
    fields.removeAll(keepingCapacity: true)
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .mapping:
      appendFields(of: target, parent: -1, depth: 0)
    case .sequence:
      for field in nameList("payload", target) {
        append(Field(name: field.name, kind: .unknown, parent: -1, place: field.place))
      }
    case .scalar, .alias, .tagged:
      // `any`: there is a contract, whose fields the catalog does not know.
      if tree.isNull(target) || tree.string(target) == "any" { return nil }
      wrongType("payload", "a mapping from fields to types, or `any`", at: id)
      return nil
    }
    return reading.fields.pack(fields)
  }

  /// - Parameter parent: the object the fields belong to, among the payload's.
  private mutating func appendFields(of mapping: NodeID, parent: Int, depth: Int) {
    guard depth < 64 else { return wrongType("payload", "at most 64 levels deep", at: mapping) }
    for entry in entries(mapping) { appendField(entry.key, entry.value, parent: parent, depth: depth) }
  }

  private mutating func appendField(_ key: NodeID, _ value: NodeID, parent: Int, depth: Int) {
    let name = tree.resolved(key)
    var word = tree.textRange(name)
    guard tree.isScalar(name), !word.isEmpty else {
      return wrongType("payload", "a mapping from fields to types", at: key)
    }
    let isOptional = word.count > 1 && tree.lastByte(name) == UInt8(ascii: "?")
    if isOptional { word = word.lowerBound..<word.upperBound - 1 }
    // What aliases bring in again is paid for, so that nested aliases cannot multiply.
    if case .alias = tree.kind(value), !budget.spend() { return }
    guard let (target, isList) = itemType(value), budget.spend() else { return }
    let (kind, typeName) = type(of: target)
    let index = fields.count
    guard
      append(
        Field(
          name: intern(name, word), kind: kind, typeName: typeName, parent: parent, isOptional: isOptional,
          isList: isList, place: place(key)))
    else { return }
    if tree.isMapping(target) { appendFields(of: target, parent: index, depth: depth + 1) }
  }

  /// The type behind a list's brackets: `[string]` is a list of `string`.
  private mutating func itemType(_ value: NodeID) -> (type: NodeID, isList: Bool)? {
    var target = tree.resolved(value)
    var isList = false
    while case .sequence = tree.kind(target) {
      isList = true
      if tree.length(target) > 1 { wrongType("a list type", "written with one item, as in `[string]`", at: value) }
      guard let item = tree.firstChild(target) else { break }
      if case .alias = tree.kind(item), !budget.spend() { return nil }
      let next = tree.resolved(item)
      // A list whose item is the list itself, through an anchor.
      guard next > target else { break }
      target = next
    }
    return (target, isList)
  }

  /// - Returns: false when the payload has as many fields as it may have.
  @discardableResult
  private mutating func append(_ field: Field) -> Bool {
    guard fields.count < Shape.maximum else {
      report(.invalidValue, "the payload has more than \(Shape.maximum) fields", at: field.place, subjects: ["payload"])
      return false
    }
    fields.append(field)
    return true
  }

  /// The type that a value writes, `[...]` around it for a list.
  mutating func readType(_ value: NodeID) -> (kind: Field.Kind, name: Name?, isList: Bool)? {
    guard let (target, isList) = itemType(value) else { return nil }
    let (kind, name) = type(of: target)
    return (kind, name, isList)
  }

  private mutating func type(of id: NodeID) -> (Field.Kind, Name?) {
    switch tree.kind(id) {
    case .mapping: return (.object, nil)
    case .sequence, .alias: return (.unknown, nil)
    case .tagged:
      wrongType("payload", "a mapping from fields to types", at: id)
      return (.unknown, nil)
    case .scalar: break
    }
    if let word = tree.shortWord(id) {
      switch word {
      case Tree.shortWord("string"): return (.string, nil)
      case Tree.shortWord("integer"), Tree.shortWord("int"): return (.integer, nil)
      case Tree.shortWord("number"), Tree.shortWord("decimal"): return (.number, nil)
      case Tree.shortWord("boolean"), Tree.shortWord("bool"): return (.boolean, nil)
      case Tree.shortWord("object"), Tree.shortWord("any"), Tree.shortWord(""): return (.unknown, nil)
      default: break
      }
    }
    let name = intern(id)
    checkType(id, name)
    return (.named, name)
  }
}

extension DocumentReader {
  /// Reports a word that is neither a known type nor the name of one: those begin with a capital or contain a dot.
  private mutating func checkType(_ id: NodeID, _ name: Name) {
    let number = Int(name.index)
    guard number >= KeyNames.areTypes.count || !KeyNames.areTypes[number] else { return }
    let word = tree.text(id)
    guard let first = word.first, (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(first),
      word.allSatisfy({ isLetter($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "_") }),
      tree.scalarType(id) == .string, canReport
    else { return }
    let text = tree.string(id)
    report(
      .unknownField, "`\(text)` is not a known type", at: place(id),
      help: NearName.best(for: text, among: PayloadTypes.all).map { NearName.question($0) }
        ?? "types of your own begin with a capital", subjects: ["type", text])
  }

  private func isLetter(_ byte: UInt8) -> Bool { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20) }
}

/// Messages written again; next to the reader, so that a key is read and written in one place.
extension CatalogWriter {
  mutating func write(_ message: Message) {
    out.append("  \(word(message.name)):\n")
    let start = out.bytes.count
    let traits = catalog.traits(of: message)
    for key in MessageKey.allCases {
      if key == .payload {
        guard let shape = catalog.shape(of: message) else {
          // A schema that names no fields or could not be read: the path would be another one here.
          if message.payloadPlace != nil || !message.schema.isEmpty { line(key, "any") }
          continue
        }
        out.append("    payload:\(shape.fields.isEmpty ? " {}" : "")\n")
        write(shape)
      } else {
        line(key, value(key, of: message, traits: traits))
      }
    }
    if out.bytes.count == start { out.append("    summary: \(YAMLText.scalar(catalog[message.name]))\n") }
  }

  private func value(_ key: MessageKey, of message: Message, traits: MessageTraits?) -> String? {
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
    // What is known of it stands in `payload`.
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
    case .inferred: message.inferredFrom.map(word)
    case .certainty: message.isKindGuessed ? CertaintyWord.possible.rawValue : nil
    case .from: message.isFromInterface ? "document" : nil
    case .headers: traits?.headers.map { flow(catalog.shape(of: $0)) }
    }
  }

  private func deprecation(_ deprecation: MessageTraits.Deprecation) -> String {
    let pairs = DeprecationKey.allCases.compactMap { key in
      switch key {
      case .since: pair(key, deprecation.since.map { word($0.name) })
      case .sunset: pair(key, deprecation.sunset.map { word($0.name) })
      case .use: pair(key, deprecation.replacement.map { word($0.name) })
      case .reason: nil
      }
    }
    return pairs.isEmpty ? "true" : "{\(pairs.joined(separator: ", "))}"
  }
}
