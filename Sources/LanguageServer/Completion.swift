import Catalog
import Findings
import Linting
import Loading
import Readers
import Reports

extension CatalogView {
  /// What could be written at the cursor: messages and services where their names belong, and in `needs` the fields of
  /// the message that is reacted to. The text decides, since a file that is being typed is seldom whole.
  func completion(_ cursor: Cursor?) -> JSONValue {
    guard let cursor, let key = Self.key(before: cursor.offset, in: judged.system.sources.text(cursor.file)) else {
      return []
    }
    switch Self.values[key.word] {
    case .message(let kinds), .messages(let kinds), .reactions(let kinds, _):
      return messageItems(catalog.messages.filter { kinds.isEmpty || kinds.contains($0.kind) })
    case .service, .services: return items(catalog.services.map { catalog[$0.name] }, kind: 9)
    case .entries(.expectation): return messageItems(Array(catalog.messages))
    case .listings(ofNames: false): return items(catalog.services.map { catalog[$0.name] }, kind: 9)
    case .fieldsOfTrigger:
      guard let known = lastMessage(in: judged.system.sources.text(cursor.file).prefix(Int(key.offset))),
        let shape = catalog.shape(of: known)
      else { return [] }
      return items(shape.fields.indices.map { shape.path($0, names: catalog.names) }, kind: 5)
    case .choice(let words), .choices(let words): return items(words, kind: 12)
    default: return []
    }
  }

  /// The nearest word before the cursor that is a message's name; the text decides again.
  private func lastMessage(in text: ArraySlice<UInt8>) -> Message? {
    let separators = Set("\n\r\t ,{}[]|\"'".utf8)
    for var word in text.suffix(4096).split(whereSeparator: { separators.contains($0) }).reversed() {
      // A colon ends a key, but is part of `Crm::CustomerRegistered`.
      while word.last == UInt8(ascii: ":") { word.removeLast() }
      if let name = catalog.names.find(String(decoding: word, as: UTF8.self)), let message = catalog.message(name) {
        return message
      }
    }
    return nil
  }

  /// Messages by the names that people read; what is written is the whole name.
  private func messageItems(_ messages: [Message]) -> JSONValue {
    let names = Dictionary(messages.map { (catalog.shown($0.name), catalog[$0.name]) }) { first, _ in first }
    return .list(
      names.sorted { $0.key < $1.key }.map { shown, whole in
        guard shown != whole else { return ["label": .text(shown), "kind": 23] }
        // Whoever types the namespace finds it, too.
        return [
          "label": .text(shown), "kind": 23, "detail": .text(whole), "insertText": .text(whole),
          "filterText": .text("\(shown) \(whole)"),
        ]
      })
  }

  private func items(_ words: [String], kind: Int) -> JSONValue {
    .list(Set(words).sorted().map { ["label": .text($0), "kind": .number(kind)] })
  }

  /// How the values of keys are written. The line does not tell the section, so a key of several sections offers the
  /// words of all of them, or what names something of the catalog.
  private static let values: [String: ValueFormat] = Dictionary(
    Section.allCases.flatMap(\.keys).map { ($0.name, $0.format.value) },
    uniquingKeysWith: { known, other in
      if let words = known.words, let more = other.words { return .choice(words + more) }
      return known.isReference ? known : other
    })

  /// The key whose value the cursor is in: the last one of the line, else of the nearest line above that is indented
  /// less.
  private static func key(before offset: UInt32, in text: [UInt8]) -> (word: String, offset: UInt32)? {
    let map = SourceMap(text: text)
    let line = map.position(of: offset).line
    let own = map.line(line)
    let before = text[own.startIndex..<max(own.startIndex, min(Int(offset), own.endIndex))]
    if let found = lastKey(in: before) { return found }
    var indent = before.prefix { $0 == 0x20 }.count
    // An item of a list may stand as far left as its key.
    if before.dropFirst(indent).first == UInt8(ascii: "-") { indent += 1 }
    for number in stride(from: line - 1, through: max(1, line - 200), by: -1) {
      let above = map.line(number)
      let depth = above.prefix { $0 == 0x20 }.count
      guard depth < above.count, depth < indent else { continue }
      if let found = lastKey(in: above) { return found }
      indent = depth
      if depth == 0 { return nil }
    }
    return nil
  }

  private static func lastKey(in line: ArraySlice<UInt8>) -> (word: String, offset: UInt32)? {
    var found: (word: String, offset: UInt32)?
    for colon in line.indices where line[colon] == UInt8(ascii: ":") {
      var start = colon
      while start > line.startIndex, (0x61...0x7A).contains(line[start - 1]) || line[start - 1] == UInt8(ascii: "-") {
        start -= 1
      }
      let word = String(decoding: line[start..<colon], as: UTF8.self)
      if values[word] != nil { found = (word, UInt32(start)) }
    }
    return found
  }
}

extension ValueFormat {
  /// The fixed words of the value; nil if it has none.
  fileprivate var words: [String]? {
    switch self {
    case .choice(let words), .choices(let words): words
    default: nil
    }
  }

  /// Whether the value names something of the catalog.
  fileprivate var isReference: Bool {
    switch self {
    case .message, .messages, .reactions, .service, .services, .fieldsOfTrigger: true
    default: false
    }
  }
}
