import Catalog
import Findings
import Graph
import Loading
import Readers
import RuleBook
import RulePages
import YAMLTree

/// An entry of a completion list.
struct CompletionItem {
  /// The kinds of the protocol (LSP 3.17, `CompletionItemKind`) that the server uses.
  enum Kind: Int {
    case method = 2
    case function = 3
    case field = 5
    case variable = 6
    case module = 9
    case property = 10
    case value = 12
    case keyword = 14
    case reference = 18
    case enumMember = 20
    case event = 23
  }

  var label: String
  var kind: Kind
  var detail: String
  /// Markdown; empty for none.
  var documentation = ""
  /// The text that is written; nil for the label.
  var text: String?
}

/// Completion by place: keys by the section, names by the verb, fields by the message, words by the key, and rules in
/// comments.
extension CatalogView {
  /// The longest list; more entries are sent once more is typed.
  private static let maximum = 1000

  /// What can be written at the cursor.
  ///
  /// - Parameter text: the text of the document as it is being typed, which may be newer than the catalogs.
  func completion(_ text: [UInt8], path: String, at position: JSONValue) -> JSONValue {
    let map = SourceMap(text: text)
    let offset = Int(map.offset(line: position["line"].count ?? 0, utf16: position["character"].count ?? 0))
    guard let found = completion(text, path: path, at: offset) else { return [] }
    let place = Place(file: FileID(0), start: UInt32(found.start), end: UInt32(offset))
    let word = String(decoding: text[found.start..<offset], as: UTF8.self).lowercased()
    let matching = found.items.count <= Self.maximum ? found.items : found.items.filter { Self.fits($0, word) }
    let items: [JSONValue] = matching.prefix(Self.maximum).enumerated().map { number, item in
      var members: [String: JSONValue] = [
        "label": .text(item.label), "kind": .number(item.kind.rawValue), "detail": .text(item.detail),
        "textEdit": ["range": range(place, map), "newText": .text(item.text ?? item.label)],
        "sortText": .text(String(String(number + 10_000).dropFirst())),
      ]
      // Whoever types the namespace finds it, too.
      if let text = item.text, text != item.label { members["filterText"] = .text("\(item.label) \(text)") }
      if !item.documentation.isEmpty {
        members["documentation"] = ["kind": "markdown", "value": .text(item.documentation)]
      }
      return .object(members)
    }
    return ["isIncomplete": .flag(found.items.count > Self.maximum), "items": .list(items)]
  }

  private static func fits(_ item: CompletionItem, _ word: String) -> Bool {
    word.isEmpty || item.label.lowercased().contains(word) || item.text?.lowercased().contains(word) == true
  }

  private func completion(_ text: [UInt8], path: String, at offset: Int) -> (start: Int, items: [CompletionItem])? {
    if let directive = Directive(text, at: offset) { return (directive.start, items(for: directive)) }
    if EventCatalogReader.isMarkdown(path) {
      guard let front = EventCatalogReader.frontMatter(text), offset <= front.count,
        let cursor = TextCursor(front, at: offset), cursor.slot != .comment
      else { return nil }
      return (cursor.start, pageItems(cursor))
    }
    guard isCatalog(path, text), let cursor = TextCursor(text, at: offset), cursor.slot != .comment,
      let place = FormatPlace(cursor.path)
    else { return nil }
    return (cursor.start, items(at: place, cursor, in: text))
  }

  // MARK: Comments

  private func items(for directive: Directive) -> [CompletionItem] {
    guard directive.isRule else {
      guard directive.words.isEmpty else { return [] }
      let details = ["suppress findings on the line, or on what follows", "suppress findings in the file"]
      return zip(Directive.verbs, details).map { CompletionItem(label: $0, kind: .keyword, detail: $1) }
    }
    // Rules with findings in the catalogs first: they are what is suppressed.
    let reported = Set(findings.map(\.rule))
    let pages = RuleBook.pages.filter { !directive.words.contains($0.id.name) }
    return (pages.filter { reported.contains($0.id) } + pages.filter { !reported.contains($0.id) }).map {
      CompletionItem(label: $0.id.name, kind: .value, detail: $0.category.rawValue, documentation: "\($0.title).")
    }
  }

  // MARK: Pages of an EventCatalog

  private func pageItems(_ cursor: TextCursor) -> [CompletionItem] {
    let keys = cursor.path.compactMap { step in if case .key(let key) = step { key } else { nil } }
    guard cursor.slot == .value ? keys.last == "id" : cursor.path.last == .item else { return [] }
    switch keys.first {
    case "sends", "receives": return messages([])
    case "producers", "consumers", "services": return services
    case "steps" where keys.contains("message"): return messages([])
    case "steps" where keys.contains("service"): return services
    case "channels": return names(catalog.channels.map(\.name), "channel")
    default: return []
    }
  }

  // MARK: Catalogs

  private func items(at place: FormatPlace, _ cursor: TextCursor, in text: [UInt8]) -> [CompletionItem] {
    let isEntry = cursor.slot == .entry
    var items: [CompletionItem] = []
    if isEntry, let section = place.keys {
      items += section.keys.filter { !cursor.siblings.contains($0.name) }.map { key in
        let written = cursor.isQuoted || isFollowedByColon(cursor, text) ? key.name : key.name + ": "
        return CompletionItem(
          label: key.name, kind: .property, detail: "key of \(section.rawValue)", documentation: Self.text(of: key),
          text: written)
      }
    }
    return items + values(at: place, isEntry: isEntry).filter { !cursor.siblings.contains($0.text ?? $0.label) }
  }

  private func isFollowedByColon(_ cursor: TextCursor, _ text: [UInt8]) -> Bool {
    var rest = text.dropFirst(cursor.start + cursor.word.utf8.count)
    while let byte = rest.first, byte > 0x20, byte != UInt8(ascii: ":"), byte != UInt8(ascii: ",") {
      rest = rest.dropFirst()
    }
    return rest.first == UInt8(ascii: ":")
  }

  /// The values that the format takes at a place.
  private func values(at place: FormatPlace, isEntry: Bool) -> [CompletionItem] {
    switch place.value {
    case .message(let kinds), .messages(let kinds): return messages(kinds)
    case .reactions(let kinds, let orAll):
      let all = CompletionItem(label: "all", kind: .keyword, detail: "every event")
      return messages(kinds) + (orAll && !isEntry ? [all] : [])
    case .entries(.expectation), .jobs, .namesOrFlag: return messages([])
    case .steps, .outcome: return messages([.command])
    case .listings: return messages([])
    case .service, .services: return services
    case .flowSteps: return messages([]) + services
    case .choice(let words), .choices(let words):
      return words.map { CompletionItem(label: $0, kind: .enumMember, detail: place.key) }
    case .duration(let words): return words.map { CompletionItem(label: $0, kind: .enumMember, detail: place.key) }
    case .flag, .flagOr:
      guard !isEntry else { return [] }
      return ["true", "false"].map { CompletionItem(label: $0, kind: .keyword, detail: place.key) }
    case .one: return [CompletionItem(label: "1", kind: .value, detail: "version of the format")]
    case .fieldsOfTrigger: return fields(of: place)
    case .payload, .payloadOrFile:
      guard !isEntry, !place.field.isEmpty else { return [] }
      return PayloadTypes.all.map { CompletionItem(label: $0, kind: .keyword, detail: "type") }
    case .keys(.need):
      return isEntry ? [] : PayloadTypes.all.map { CompletionItem(label: $0, kind: .keyword, detail: "type") }
    case .pattern: return words(at: place).map { CompletionItem(label: $0, kind: .value, detail: place.key) }
    case .name, .names: return named(at: place)
    default: return []
    }
  }

  /// Names of the catalog, or usual words, for keys that take any.
  private func named(at place: FormatPlace) -> [CompletionItem] {
    if place.section == .message, Self.fieldKeys.contains(place.key) { return fields(of: place) }
    switch place.key {
    case "team": return names(catalog.services.compactMap(\.team) + catalog.messages.compactMap(\.team), "team")
    case "context":
      let used = catalog.services.flatMap { [$0.context].compactMap { $0 } + $0.furtherContexts }.map(\.name)
      return names(catalog.contexts.map(\.name) + used + catalog.messages.compactMap(\.context), "context")
    case "channel":
      let used = catalog.messages.flatMap { catalog[$0.channel].map(\.name) }
      return names(catalog.channels.map(\.name) + used, "channel")
    case "subject", "owns", "holds", "replicates":
      return names(catalog.entities.map(\.name) + catalog.services.flatMap(\.owns).map(\.name), "entity")
    case "served-by", "transaction": return names(catalog.services.flatMap(\.stores).map(\.name.name), "store")
    case "tags":
      let used = catalog.services.flatMap(\.tags) + catalog.messages.flatMap { catalog[$0.tags].map(\.name) }
      return names(used, "tag")
    case "effect":
      let used = catalog.reactions.compactMap(\.effect).map { catalog[$0] }
      return Set(words(at: place) + used).sorted().map { CompletionItem(label: $0, kind: .value, detail: "effect") }
    case "transport":
      let used = catalog.channels.compactMap(\.transport).map { catalog[$0] }
      return Set(words(at: place) + used).sorted().map { CompletionItem(label: $0, kind: .value, detail: "transport") }
    default: return []
    }
  }

  /// The usual words of a key that takes others, too.
  private func words(at place: FormatPlace) -> [String] {
    place.section?.keys.first { $0.name == place.key }?.format.usual ?? []
  }

  /// The fields of the message around a place, by their paths.
  private func fields(of place: FormatPlace) -> [CompletionItem] {
    guard let message = place.message.flatMap({ messages(of: $0).first }), let shape = catalog.shape(of: message)
    else { return [] }
    let known = shape.fields.indices.map { index in
      let field = shape.fields[index]
      return CompletionItem(
        label: shape.path(index, names: catalog.names), kind: .field,
        detail: (field.typeName.map { catalog[$0] } ?? "\(field.kind)") + (field.isOptional ? ", optional" : ""))
    }
    return unique(known)
  }

  /// Messages by the names that people read; what is written is the whole name.
  private func messages(_ kinds: [Message.Kind]) -> [CompletionItem] {
    let known = catalog.messages.filter { (kinds.isEmpty || kinds.contains($0.kind)) && !$0.isUnknown }
    return unique(
      known.map { message in
        let senders = system.graph.mentions(of: message.name).filter(\.verb.isOutgoing).map { catalog[$0.service] }
        let from = Set(senders).sorted().prefix(3).joined(separator: ", ")
        let whole = catalog[message.name]
        let shown = catalog.shown(message.name)
        var detail = from.isEmpty ? message.kind.name : "\(message.kind.name) from \(from)"
        if shown != whole { detail = "\(whole) · \(detail)" }
        return CompletionItem(
          label: shown, kind: Self.kind(of: message.kind), detail: detail, text: shown == whole ? nil : whole)
      })
  }

  private static func kind(of kind: Message.Kind) -> CompletionItem.Kind {
    switch kind {
    case .event: .event
    case .command: .method
    case .query: .function
    case .reply: .variable
    }
  }

  private var services: [CompletionItem] {
    unique(
      catalog.services.map { service in
        let team = service.team.map { "service of \(catalog[$0])" }
        return CompletionItem(label: catalog[service.name], kind: .module, detail: team ?? "service")
      })
  }

  private func names(_ names: [Name], _ detail: String) -> [CompletionItem] {
    Set(names.map { catalog[$0] }).sorted().map { CompletionItem(label: $0, kind: .reference, detail: detail) }
  }

  /// The items without repetitions, sorted by label.
  private func unique(_ items: [CompletionItem]) -> [CompletionItem] {
    var seen: Set<String> = []
    return items.filter { seen.insert($0.label).inserted }.sorted { $0.label < $1.label }
  }
}
