import Catalog

/// The class of a payload by its content: keys, changes or state. Envelope fields do not count.
///
/// ```yaml
/// CustomerChanged: {payload: {customerId: uuid}}                              # ids only
/// AddressChanged: {payload: {customerId: uuid, old: address, new: address}}   # a change
/// OrderPlaced: {payload: {orderId: uuid, items: [item], total: decimal}}      # state
/// ```
enum PayloadClass: Sendable {
  case empty
  /// Keys only; consumers have to query the details.
  case idOnly
  /// Old and new values, or the one attribute that the event is named after.
  case delta
  case partialState
  case fullState

  /// The class as words for a message.
  var name: String {
    switch self {
    case .empty: "nothing"
    case .idOnly: "ids only"
    case .delta: "a change"
    case .partialState: "part of the state"
    case .fullState: "the whole state"
    }
  }

  /// Whether a field name is that of a key: `id`, `orderId`, `order_id`, `refId`, `orderNumber`, `uuid`, `href`, lists
  /// of them too.
  static func isKey(_ name: String) -> Bool {
    if ["id", "ids", "uuid", "href", "link", "url", "uri", "key", "ref", "reference"].contains(name.lowercased()) {
      return true
    }
    let words = split(name)
    guard let last = words.last, words.count > 1 else { return false }
    if ["id", "ids", "uuid", "guid", "ref", "key", "href", "url"].contains(last) || words[0] == "ref" { return true }
    return last == "number"
      && !["phone", "card", "house", "fax", "street", "passport", "mobile", "telephone"].contains(words[0])
  }

  /// Whether a field name indicates a change: `oldAddress`, `previous_status`, `before`, `changedFields`, `op`.
  static func isChange(_ name: String) -> Bool {
    if ["before", "after", "from", "to", "old", "new", "previous", "op", "changes", "delta", "diff", "patch"].contains(
      name.lowercased())
    {
      return true
    }
    let words = split(name)
    guard let first = words.first, words.count > 1 else { return false }
    return ["old", "new", "previous", "changed", "prior"].contains(first)
      || words.contains { ["diff", "delta", "changes", "patch"].contains($0) }
  }

  /// Whether a field name is that of an envelope field, which describes the message and not the fact: CloudEvents
  /// attributes (CloudEvents 1.0, section 3) and similar ones.
  static func isEnvelope(_ name: String) -> Bool {
    envelope.contains(name.lowercased().filter { $0 != "_" && $0 != "-" })
  }

  private static let envelope: Set<String> = [
    "time", "type", "source", "specversion", "datacontenttype", "dataschema", "version", "schemaversion", "eventid",
    "eventtype", "eventname", "eventversion", "messageid", "messagetype", "timestamp", "occurredat", "occurredon",
    "publishedat", "creationdate", "traceid", "traceparent", "tracestate", "correlationid", "causationid",
    "conversationid",
    "tenant", "tenantid", "metadata", "headers",
  ]

  private static func split(_ name: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    var wasLower = false
    func endWord() {
      if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self)) }
      word = []
    }
    for character in name {
      guard let letter = character.asciiValue else {
        if character.isUppercase, wasLower { endWord() }
        wasLower = character.isLowercase || character.isNumber
        word += character.lowercased().utf8
        continue
      }
      switch letter {
      case UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "."):
        endWord()
        wasLower = false
      case UInt8(ascii: "A")...UInt8(ascii: "Z"):
        if wasLower { endWord() }
        wasLower = false
        word.append(letter | 0x20)
      default:
        wasLower =
          letter >= UInt8(ascii: "a") && letter <= UInt8(ascii: "z")
          || letter >= UInt8(ascii: "0") && letter <= UInt8(ascii: "9")
        word.append(letter)
      }
    }
    endWord()
    return words
  }
}

/// A payload classified by the content of its fields. Linear in the fields.
struct PayloadReading {
  /// The class of the payload.
  var payloadClass: PayloadClass
  /// The paths of the leaves with state or changes.
  var state: [String] = []
  /// Whether the class is certain; false where it was estimated without declared attributes of the entity.
  var isCertain = true
  /// The names of the leaves that are keys.
  var keys: [Name] = []
  /// Whether the only field has the name of what the event is about, and the event does not say that it changed: the
  /// `diet` of `DietPrescribed` may be the state or the change.
  var isNamedByEvent = false

  /// - Parameters:
  ///   - shape: the payload of the message.
  ///   - nameWords: the words of the name of the message, in lower case.
  init(_ message: Message, _ shape: Shape, catalog: Catalog, facts: Facts, nameWords: [String]) {
    let key = catalog.first(message.key)?.name
    var changes = 0
    var topLevel: Set<Name> = []
    var hasChildren = [Bool](repeating: false, count: shape.fields.count)
    for field in shape.fields where field.parent >= 0 { hasChildren[field.parent] = true }
    // Fields inside `before`, `after`, `old` or `new` are changes and fields inside an envelope do not count, whatever
    // their names.
    var inherited = [Role](repeating: .none, count: shape.fields.count)
    for (index, field) in shape.fields.enumerated() {
      let name = catalog[field.name]
      let outer = field.parent >= 0 ? inherited[field.parent] : .none
      let role: Role =
        outer != .none
        ? outer
        : PayloadClass.isEnvelope(name) && key != field.name && !Self.isIdentity(name, of: nameWords)
          ? .envelope
          : PayloadClass.isChange(name)
            ? .change
            : .none
      inherited[index] = role
      guard !hasChildren[index] else { continue }
      switch role {
      case .envelope: continue
      case .change:
        changes += 1
        state.append(shape.path(index, names: catalog.names))
      case .none where PayloadClass.isKey(name) || key == field.name:
        keys.append(field.name)
      case .none:
        state.append(shape.path(index, names: catalog.names))
        topLevel.insert(Self.topField(index, shape))
      }
    }
    if state.isEmpty {
      payloadClass = keys.isEmpty ? .empty : .idOnly
    } else if changes > 0 || Self.isAttributeOfName(topLevel, nameWords, catalog: catalog) {
      payloadClass = .delta
      isNamedByEvent = changes == 0 && !(ChangeVerbs.clause(nameWords).last.map(ChangeVerbs.isPlain) ?? false)
    } else {
      (payloadClass, isCertain) = Self.coverage(
        message, topLevel, leaves: state.count, words: nameWords, catalog: catalog, facts: facts)
    }
  }

  /// Whether an id that looks like one of the envelope is that of the subject: `message_id` in `MessageRead`.
  private static func isIdentity(_ name: String, of words: [String]) -> Bool {
    let name = name.lowercased()
    return name.hasSuffix("id") && (words.first.map { name.hasPrefix($0) && !$0.isEmpty } ?? false)
  }

  private enum Role { case none, change, envelope }

  private static func topField(_ index: Int, _ shape: Shape) -> Name {
    var index = index
    while shape.fields[index].parent >= 0 { index = shape.fields[index].parent }
    return shape.fields[index].name
  }

  /// Whether the only field is named by the event: `AddressChanged` with only an `address`.
  private static func isAttributeOfName(_ fields: Set<Name>, _ words: [String], catalog: Catalog) -> Bool {
    guard fields.count == 1, let field = fields.first else { return false }
    return words.contains(catalog[field].lowercased())
  }

  private static func coverage(
    _ message: Message, _ fields: Set<Name>, leaves: Int, words: [String], catalog: Catalog, facts: Facts
  ) -> (PayloadClass, Bool) {
    if let entity = entity(about: catalog.first(message.subject), words, facts: facts), !entity.fields.isEmpty {
      let attributes = entity.fields.filter { !PayloadClass.isKey(catalog[$0]) }
      let covered = attributes.filter(fields.contains).count
      // Four fifths of the attributes count as the whole state.
      return (covered * 5 >= attributes.count * 4 ? .fullState : .partialState, true)
    }
    let isNested = fields.count == 1 && fields.first.map { catalog[$0].lowercased() == words.first } ?? false
    return (leaves >= 8 || isNested ? .fullState : .partialState, false)
  }

  private static func entity(about subject: NamePlace?, _ words: [String], facts: Facts) -> Entity? {
    if let subject { return facts.entities[subject.name] }
    return words.first.flatMap { facts.entitiesByWord[$0] }
  }
}
