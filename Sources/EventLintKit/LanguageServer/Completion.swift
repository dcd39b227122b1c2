import Catalog
import Findings
import Reports

extension CatalogView {
  /// What could be written at the cursor: messages and services where their names belong, and in `needs` the fields of the message that
  /// is reacted to. The text decides, since a file that is being typed is seldom whole.
  func completion(_ cursor: Cursor?) -> JSONValue {
    guard let cursor, let key = Self.key(before: cursor.offset, in: judged.system.sources.text(cursor.file)) else {
      return []
    }
    switch key.word {
    case "publishes": return items(messages(of: .event), kind: 23)
    case "sends", "handles": return items(messages(of: .command), kind: 23)
    case "asks", "answers": return items(messages(of: .query), kind: 23)
    case "consumes", "observes", "starts", "ends", "reply", "replies", "otherwise", "expects", "after":
      return items(catalog.messages.map { catalog[$0.name] }, kind: 23)
    case "owner", "tracked-by", "responsible": return items(catalog.services.map { catalog[$0.name] }, kind: 9)
    case "needs":
      guard let known = lastMessage(in: judged.system.sources.text(cursor.file).prefix(Int(key.offset))),
        let shape = catalog.shape(of: known)
      else { return [] }
      return items(shape.fields.indices.map { shape.path($0, names: catalog.names) }, kind: 5)
    default: return []
    }
  }

  /// The nearest word before the cursor that is a message's name; the text decides again.
  private func lastMessage(in text: ArraySlice<UInt8>) -> Message? {
    let separators = Set("\n\r\t ,:{}[]|\"'".utf8)
    for word in text.suffix(4096).split(whereSeparator: { separators.contains($0) }).reversed() {
      if let name = catalog.names.find(String(decoding: word, as: UTF8.self)), let message = catalog.message(name) {
        return message
      }
    }
    return nil
  }

  private func messages(of kind: Message.Kind) -> [String] {
    catalog.messages.filter { $0.kind == kind }.map { catalog[$0.name] }
  }

  private func items(_ words: [String], kind: Int) -> JSONValue {
    .list(Set(words).sorted().map { ["label": .text($0), "kind": .number(kind)] })
  }

  private static let keys: Set<String> = [
    "publishes", "sends", "handles", "asks", "answers", "consumes", "observes", "starts", "ends", "reply", "replies",
    "otherwise", "expects",
    "after", "owner", "tracked-by", "responsible", "needs",
  ]

  /// The key whose value the cursor is in: the last one of the line, else of the nearest line above that is indented less.
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
      while start > line.startIndex, (0x61...0x7A).contains(line[start - 1]) || line[start - 1] == 0x20 { start -= 1 }
      let word = String(decoding: line[start..<colon], as: UTF8.self)
      let trimmed = word.drop { $0 == " " }
      if keys.contains(String(trimmed)) { found = (String(trimmed), UInt32(start)) }
    }
    return found
  }
}
