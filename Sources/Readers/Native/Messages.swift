import Catalog
import Findings
import YAMLTree

extension DocumentReader {
  private static let messageKeys = [
    "summary", "pattern", "visibility", "audience", "subject", "key", "version", "channel", "correlation", "payload",
    "schema", "personal", "intent", "reason", "external", "planned", "team", "context", "tags",
  ]

  /// `events:`, `commands:` or `queries:`.
  mutating func readMessages(_ section: String, _ id: NodeID, _ kind: Message.Kind, context: Name?) {
    for (name, value) in things(section, id) {
      var message = Message(name: name.name, place: name.place, kind: kind, isDefined: true)
      message.context = context
      if let value {
        message.hasContent = true
        readMessage(value, into: &message)
      }
      reading.messages.append(message)
    }
  }

  private mutating func readMessage(_ id: NodeID, into message: inout Message) {
    for entry in mapping(message.kind.name, id) {
      let value = entry.value
      switch tree.string(tree.resolved(entry.key)) {
      case "summary": text("summary", value)
      case "pattern":
        message.pattern = choice("pattern", value)
        message.patternPlace = place(value)
      case "visibility": message.visibility = choice("visibility", value)
      case "audience": message.audience = choice("audience", value)
      case "subject": message.subject = name("subject", value)
      case "key": message.key = name("key", value)
      case "version": message.version = version(value)
      case "channel": message.channel = name("channel", value)
      case "correlation": message.correlation = nameList("correlation", value).map(\.name)
      case "payload":
        message.payloadPlace = place(entry.key)
        message.shape = shape(value)
      case "schema": message.schema = name("schema", value)
      case "personal": message.personal = nameList("personal", value)
      case "intent": message.isIntentFact = intent(value)
      case "reason": message.reason = name("reason", value)?.name
      case "external": message.isExternal = flag("external", value)
      case "planned": message.isPlanned = flag("planned", value)
      case "team": message.team = name("team", value)?.name
      case "context": message.context = name("context", value)?.name ?? message.context
      case "tags": _ = nameList("tags", value)
      default: unknownKey(entry, in: article(message.kind), known: Self.messageKeys)
      }
    }
  }

  private func article(_ kind: Message.Kind) -> String { kind == .event ? "an event" : "a \(kind.name)" }

  /// `2`, or the first number of `2.1.0`.
  private mutating func version(_ id: NodeID) -> Int? {
    let text = tree.string(tree.resolved(id))
    let digits = (text.hasPrefix("v") ? text.dropFirst() : text[...]).prefix { $0.isASCII && $0.isNumber }
    guard kind(id) == .scalar, let value = Int(digits) else {
      wrongType("version", "a number", at: id)
      return nil
    }
    return value
  }

  private mutating func intent(_ id: NodeID) -> Bool {
    guard tree.string(tree.resolved(id)) != "fact" else { return true }
    wrongType("intent", "`fact` or not written", at: id)
    return false
  }

  // MARK: Payloads

  /// The shorthand for payloads: `name: type`, `name?: type`, `[type]`, nested maps; or a list of names.
  private mutating func shape(_ id: NodeID) -> Shape? {
    var shape = Shape()
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .mapping:
      appendFields(of: target, to: &shape, parent: -1, depth: 0)
    case .sequence:
      for field in nameList("payload", target) {
        shape.fields.append(
          Shape.Field(name: field.name, type: .unknown, parent: -1, isOptional: false, isList: false, place: field.place))
      }
    case .scalar, .alias:
      if tree.isNull(target) { return nil }
      wrongType("payload", "a mapping from fields to types", at: id)
      return nil
    }
    return shape
  }

  private mutating func appendFields(of mapping: NodeID, to shape: inout Shape, parent: Int32, depth: Int) {
    guard depth < 64 else { return wrongType("payload", "at most 64 levels deep", at: mapping) }
    for entry in entries(mapping) {
      let key = tree.resolved(entry.key)
      guard tree[key].kind == .scalar, tree[key].length > 0 else {
        wrongType("payload", "a mapping from fields to types", at: entry.key)
        continue
      }
      var word = tree.text(key)
      let isOptional = word.count > 1 && word.last == UInt8(ascii: "?")
      if isOptional { word = word.dropLast() }
      appendField(names.intern(word), isOptional, place(entry.key), entry.value, to: &shape, parent: parent, depth: depth)
    }
  }

  private mutating func appendField(
    _ name: Name, _ isOptional: Bool, _ place: Place, _ value: NodeID, to shape: inout Shape, parent: Int32, depth: Int
  ) {
    // What aliases bring in again is paid for, so that nested aliases cannot multiply.
    if tree[value].kind == .alias, !budget.spend() { return }
    var target = tree.resolved(value)
    var isList = false
    while tree[target].kind == .sequence, !isList || depth < 64 {
      isList = true
      guard let item = tree.children(target).first(where: { _ in true }) else { break }
      if tree[target].length > 1 { wrongType("a list type", "written with one item, as in `[string]`", at: value) }
      if tree[item].kind == .alias, !budget.spend() { return }
      let next = tree.resolved(item)
      // A list whose item is the list itself, through an anchor.
      guard next > target else { break }
      target = next
    }
    let (type, typeName) = type(of: target)
    let index = Int32(shape.fields.count)
    guard budget.spend() else { return }
    shape.fields.append(
      Shape.Field(
        name: name, type: type, typeName: typeName, parent: parent, isOptional: isOptional, isList: isList, place: place))
    if tree[target].kind == .mapping { appendFields(of: target, to: &shape, parent: index, depth: depth + 1) }
  }

  private mutating func type(of id: NodeID) -> (Shape.FieldType, Name?) {
    switch tree[id].kind {
    case .mapping: return (.object, nil)
    case .sequence, .alias: return (.unknown, nil)
    case .scalar: break
    }
    guard tree[id].length > 0 else { return (.unknown, nil) }
    if tree.matches(id, "string") { return (.string, nil) }
    if tree.matches(id, "integer") || tree.matches(id, "int") { return (.integer, nil) }
    if tree.matches(id, "number") || tree.matches(id, "decimal") { return (.number, nil) }
    if tree.matches(id, "boolean") || tree.matches(id, "bool") { return (.boolean, nil) }
    if tree.matches(id, "object") || tree.matches(id, "any") { return (.unknown, nil) }
    return (.named, names.intern(tree.text(id)))
  }
}
