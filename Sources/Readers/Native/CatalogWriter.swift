package import Catalog
import Writing

/// A system as one catalog in eventlint's own format, whatever it was read from.
///
/// Every section asks its table of keys for the order and has a line for each key, so that a key that is read and not
/// written does not compile. What only a text says (`summary`, `condition`, the time of `within`) is not part of the
/// model.
package struct CatalogWriter {
  let catalog: Catalog
  let mentions: [Name: [Mention]]
  let triggers: [Name: [Reaction]]
  var out = ByteBuffer()

  /// A writer for a linked catalog. Linear in mentions and reactions.
  package init(_ catalog: Catalog) {
    self.catalog = catalog
    mentions = Dictionary(grouping: catalog.mentions, by: \.service)
    triggers = Dictionary(grouping: catalog.reactions.filter { $0.message == nil }, by: \.service)
  }

  /// The text of the catalog, in the order of its files: findings name what comes first.
  package mutating func text() -> [UInt8] {
    for key in CatalogKey.allCases {
      switch key {
      case .eventlint: out.append("eventlint: 1\n")
      // Every entry names its own.
      case .context, .defaults: break
      case .partial: if catalog.isPartial { out.append("partial: true\n") }
      case .services: section(key, catalog.services) { $0.write($1) }
      case .events: section(key, messages(.event)) { $0.write($1) }
      case .commands: section(key, messages(.command)) { $0.write($1) }
      case .queries: section(key, messages(.query)) { $0.write($1) }
      case .replies: section(key, messages(.reply)) { $0.write($1) }
      case .channels: section(key, catalog.channels) { $0.entry($1.name, $0.pairs($1)) }
      case .contexts: section(key, catalog.contexts) { $0.entry($1.name, $0.pairs($1)) }
      case .entities: section(key, catalog.entities) { $0.entry($1.name, $0.pairs($1)) }
      case .flows: section(key, catalog.flows) { $0.entry($1.name, $0.pairs($1)) }
      }
    }
    return out.bytes
  }

  mutating func section<Item>(_ key: CatalogKey, _ items: [Item], _ write: (inout Self, Item) -> Void) {
    guard !items.isEmpty else { return }
    out.append("\n\(key.rawValue):\n")
    for item in items { write(&self, item) }
  }

  func messages(_ kind: Message.Kind) -> [Message] {
    catalog.messages.filter { $0.kind == kind && !$0.isUnknown }
  }

  mutating func entry(_ name: Name, _ pairs: [String]) {
    out.append("  \(word(name)): {\(pairs.joined(separator: ", "))}\n")
  }

  mutating func line(_ key: some SectionKey, _ value: String?) {
    if let value { out.append("    \(key.rawValue): \(value)\n") }
  }

  // MARK: Values

  /// A name as a scalar that reads back as the same text, in JSON's quotes where it is anything but letters and digits.
  func word(_ name: Name) -> String { YAMLText.scalar(catalog[name]) }

  func pair(_ key: some SectionKey, _ value: String?) -> String? { value.map { "\(key.rawValue): \($0)" } }

  func list(_ names: [Name]) -> String? {
    names.isEmpty ? nil : "[\(names.map(word).joined(separator: ", "))]"
  }

  func list(_ names: NameList) -> String? { list(catalog[names].map(\.name)) }

  func mapping(_ pairs: [String]) -> String? {
    pairs.isEmpty ? nil : "{\(pairs.joined(separator: ", "))}"
  }

  // MARK: Payloads

  mutating func write(_ shape: Shape) {
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
  func flow(_ shape: Shape) -> String {
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

  func key(_ field: Field) -> String {
    YAMLText.scalar(catalog[field.name] + (field.isOptional || field.isConditional ? "?" : ""))
  }

  func type(_ field: Field) -> String {
    let type = field.typeName.map { word($0) } ?? Self.word(field.kind)
    return field.isList ? "[\(type)]" : type
  }

  /// How many of the objects around a field are items of lists, which are written one step further in.
  func listsAbove(_ field: Field, _ shape: Shape) -> Int {
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
