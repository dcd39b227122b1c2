import Catalog
import Findings
import Graph
import Loading
import Readers
import Reports
import RuleBook
import Writing

/// Hover texts: of messages and services wherever they are named, of keys and fields in catalogs, and of rules in
/// comments.
extension CatalogView {
  func hover(_ cursor: Cursor?) -> JSONValue {
    guard let cursor else { return .null }
    let text = map(cursor.file).text
    if let rule = hoverOfRule(cursor, text) ?? hoverOfKeyOrField(cursor, text) { return rule }
    guard let occurrence = occurrence(at: cursor) else { return .null }
    let words = occurrence.isMessage ? messageText(occurrence.name) : serviceText(occurrence.name)
    guard let words else { return .null }
    return hover(words, occurrence.place)
  }

  private func hover(_ markdown: String, _ place: Place) -> JSONValue {
    ["contents": ["kind": "markdown", "value": .text(markdown)], "range": range(place, map(place.file))]
  }

  // MARK: Messages and services

  /// What is known of a message, as Markdown.
  func messageText(_ name: Name) -> String? {
    guard let message = catalog.message(name) else { return nil }
    var out = "**\(Escaping.markdown(catalog[name]))** · \(message.kind.name)\n"
    func line(_ label: String, _ words: [String]) {
      let words = Set(words).sorted()
      if !words.isEmpty { out += "\n- \(label): \(words.map(Escaping.markdown).joined(separator: ", "))" }
    }
    let mentions = system.graph.mentions(of: name)
    line("from", mentions.filter(\.verb.isOutgoing).map { catalog[$0.service] })
    line("to", mentions.filter { !$0.verb.isOutgoing && $0.verb != .observes }.map { catalog[$0.service] })
    line("observed by", mentions.filter { $0.verb == .observes }.map { catalog[$0.service] })
    line(
      "owner",
      message.team.map { [catalog[$0]] }
        ?? mentions.filter(\.verb.isOutgoing).compactMap { catalog.service($0.service)?.team.map { catalog[$0] } })
    line("channel", catalog[message.channel].map { catalog[$0.name] })
    if let shape = catalog.shape(of: message) {
      let fields = shape.fields.filter { $0.parent < 0 }.map { catalog[$0.name] + ($0.isOptional ? "?" : "") }
      out += "\n- fields: \(fields.isEmpty ? "none" : fields.map(Self.code).joined(separator: ", "))"
    }
    let chains = findings.filter {
      !$0.steps.isEmpty
        && ($0.subjects.contains(catalog[name]) || $0.steps.contains { $0.message.contains(catalog[name]) })
    }
    for chain in chains.prefix(3) { out += "\n- \(chain.rule): \(Escaping.markdown(chain.message))" }
    return out
  }

  private func serviceText(_ name: Name) -> String? {
    guard let service = catalog.service(name) else { return nil }
    var out = "**\(Escaping.markdown(catalog[name]))** · service"
    if let role = service.role { out += ", \(role.rawValue)" }
    if let team = service.team { out += ", team \(Escaping.markdown(catalog[team]))" }
    out += "\n"
    let mentions = catalog.mentions.filter { $0.service == name }
    for (label, isOutgoing) in [("sends", true), ("receives", false)] {
      let words = Set(mentions.filter { $0.verb.isOutgoing == isOutgoing }.map { catalog[$0.message] }).sorted()
      if !words.isEmpty { out += "\n- \(label): \(words.map(Escaping.markdown).joined(separator: ", "))" }
    }
    return out
  }

  private static func code(_ word: String) -> String {
    "`\(Escaping.terminal(word).filter { $0 != "`" && $0 != "\n" })`"
  }

  // MARK: Keys and fields

  private func hoverOfKeyOrField(_ cursor: Cursor, _ text: [UInt8]) -> JSONValue? {
    guard isCatalog(cursor.path, text), let word = Self.word(at: Int(cursor.offset), in: text),
      let place = TextCursor(text, at: word.lowerBound), place.slot != .comment,
      let format = FormatPlace(place.path)
    else { return nil }
    let name = String(decoding: text[word], as: UTF8.self)
    let span = Place(file: cursor.file, start: UInt32(word.lowerBound), end: UInt32(word.upperBound))
    let isKey = Self.isKey(text, endingAt: word.upperBound)
    if isKey, let section = format.keys, let key = section.keys.first(where: { $0.name == name }) {
      return hover(Self.text(of: key), span)
    }
    let field = name.last == "?" ? String(name.dropLast()) : name
    switch format.value {
    case .fieldsOfTrigger:
      return format.message.flatMap { fieldText(field, of: $0) }.map { hover($0, span) }
    case .payload,
      .payloadOrFile where isKey:
      let path = (format.field + [field]).joined(separator: ".")
      return format.message.flatMap { fieldText(path, of: $0) }.map { hover($0, span) }
    default:
      guard !isKey, format.section == .message, Self.fieldKeys.contains(format.key) else { return nil }
      return format.message.flatMap { fieldText(field, of: $0) }.map { hover($0, span) }
    }
  }

  /// The keys of a message whose values are fields of its payload.
  static let fieldKeys: Set<String> = ["key", "id", "correlation", "personal", "as-of"]

  /// A key's sentence, its example, and the words that it takes.
  static func text(of key: Section.Key) -> String {
    var out = "**\(key.name)** · \(key.format.sentence)\n\n```yaml\n\(key.format.example)\n```"
    switch key.format.value {
    case .choice(let words), .choices(let words):
      out += "\n\nOne of \(words.map { "`\($0)`" }.joined(separator: ", "))."
    default: break
    }
    return out
  }

  /// A field with its type, and the services that use it; nil if the payload is known and has no such field.
  private func fieldText(_ path: String, of word: String) -> String? {
    // A reaction may have several triggers.
    for message in messages(of: word) {
      guard let shape = catalog.shape(of: message),
        let index = FieldPaths(shape, names: catalog.names).field(at: Array(path.utf8)[...])
      else { continue }
      let field = shape.fields[index]
      var out = "**\(Escaping.markdown(path))** · \(type(of: field))"
      out += ", field of \(Escaping.markdown(catalog.shown(message.name)))\n"
      if field.isDeprecated { out += "\n- deprecated" }
      if catalog[message.personal].contains(where: { catalog[$0.name] == path }) { out += "\n- personal data" }
      let readers = readers(of: path, in: message)
      out += "\n- used by: \(readers.isEmpty ? "no declared consumer" : readers.joined(separator: ", "))"
      return out
    }
    return nil
  }

  private func type(of field: Field) -> String {
    var words: String
    switch field.kind {
    case .named: words = field.typeName.map { Escaping.markdown(catalog[$0]) } ?? "unknown type"
    case .opaque, .unknown: words = "unknown type"
    default: words = "\(field.kind)"
    }
    if field.isList { words = "list of \(words)" }
    if field.isOptional { words += ", optional" }
    if field.isNullable { words += ", nullable" }
    return words
  }

  /// The services that need a field, or a field inside it.
  private func readers(of path: String, in message: Message) -> [String] {
    let users = catalog.reactions.filter { reaction in
      guard reaction.message == message.name, let needs = reaction.needs else { return false }
      return catalog[needs].contains { catalog[$0.name] == path || catalog[$0.name].hasPrefix(path + ".") }
    }
    return Set(users.map { catalog[$0.service] }).sorted().map(Escaping.markdown)
  }

  // MARK: Rules

  private func hoverOfRule(_ cursor: Cursor, _ text: [UInt8]) -> JSONValue? {
    guard let word = Self.word(at: Int(cursor.offset), in: text),
      Directive(text, at: word.upperBound)?.isRule == true,
      let page = RuleBook.page(RuleID(String(decoding: text[word], as: UTF8.self)))
    else { return nil }
    return hover(
      PageText.plain(page), Place(file: cursor.file, start: UInt32(word.lowerBound), end: UInt32(word.upperBound)))
  }

  // MARK: Words

  /// Whether a text is a catalog, whose keys the format's table knows.
  func isCatalog(_ path: String, _ text: [UInt8]) -> Bool {
    !EventCatalogReader.isMarkdown(path) && NativeReader.claims(text)
  }

  /// The word around an offset: what stands between blanks, brackets, quotes and commas.
  static func word(at offset: Int, in text: [UInt8]) -> Range<Int>? {
    func isPart(_ index: Int) -> Bool {
      guard index >= 0, index < text.count else { return false }
      switch text[index] {
      case 0...0x20, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"),
        UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "|"):
        return false
      // A colon ends a key, but is part of `Crm::CustomerRegistered`.
      case UInt8(ascii: ":"): return index + 1 < text.count && text[index + 1] > 0x20 && text[index + 1] != 0x2C
      default: return true
      }
    }
    var (start, end) = (offset, offset)
    while isPart(start - 1) { start -= 1 }
    while isPart(end) { end += 1 }
    return start < end ? start..<end : nil
  }

  /// Whether a colon follows a word, perhaps behind a quote.
  private static func isKey(_ text: [UInt8], endingAt end: Int) -> Bool {
    var rest = text[end...]
    if rest.first == UInt8(ascii: "\"") || rest.first == UInt8(ascii: "'") { rest = rest.dropFirst() }
    return rest.first == UInt8(ascii: ":")
  }
}
