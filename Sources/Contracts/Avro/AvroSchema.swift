import Findings
import Schemas
import YAMLTree

/// An Avro schema whose names are resolved: types refer to each other by position, so shared and recursive types cost
/// nothing.
struct AvroSchema {
  /// The types; those that `uses`, `fields` and `root` refer to are never `reference`.
  private(set) var types: [AvroType]
  /// The schema itself.
  private(set) var root: AvroType.Use

  /// The schema of a node, with the named types of other files that it refers to. Linear in their nodes.
  init(_ node: DocumentNode, documents: Documents) {
    var builder = Builder(documents: documents)
    let target = (try? documents.follow(node).get()) ?? node
    root = builder.use(node, target.document.avroNamespace(of: target.id))
    builder.complete()
    types = builder.types
    root.type = builder.target(of: root.type)
  }

  subscript(_ use: AvroType.Use) -> AvroType { types[use.type] }
}

/// A type of an Avro schema.
struct AvroType {
  /// What a type is, as far as resolution distinguishes types before it looks into them.
  enum Kind {
    case null, boolean, int, long, float, double, bytes, string
    case fixed, enumeration, record, array, map, union
    /// A type that cannot be read, see `reason`.
    case unknown
    /// A name that stands for another type of the schema.
    case reference
  }

  /// A type where it is used: the place is that of its name or of its definition there.
  struct Use {
    var type: Int
    var place: Place
  }

  /// A field of a record.
  struct Field {
    var name: String
    var aliases: [String]
    var use: Use
    var standard: DocumentNode?
    /// The place of the field's name.
    var place: Place
  }

  /// A symbol of an enum.
  struct Symbol {
    var name: String
    var place: Place
  }

  var kind: Kind
  /// The place of the name of a named type, of the word `array`, and so on.
  var place: Place
  /// The name with its namespace; empty for types without one.
  var fullName = ""
  /// The name without its namespace.
  var name = ""
  /// Other full names by which readers know the type.
  var aliases: [String] = []
  /// The branches of a union; the items or values of an array or a map.
  var uses: [Use] = []
  var fields: [Field] = []
  /// The positions of `fields` by name.
  var positions: [String: Int] = [:]
  var symbols: [Symbol] = []
  /// The symbol that readers take for one they do not know; nil unless it is one of `symbols`.
  var standardSymbol: String?
  var size: Int?
  var logical: Logical?
  /// Why the type is unknown, as a clause.
  var reason = ""

  /// The meaning of a value that is more than its type, such as a date.
  struct Logical: Equatable {
    var name: String
    var precision: Int?
    var scale: Int?
  }

  /// The type in messages: `int`, `record Order`.
  var words: String {
    switch kind {
    case .fixed, .record: "\(kind) \(name)"
    case .enumeration: "enum \(name)"
    case .unknown, .reference: "a type that is not known"
    default: "\(kind)"
    }
  }
}

/// A schema while it is read. Types wait in a queue, so that nesting costs no stack.
private struct Builder {
  let documents: Documents
  var types: [AvroType] = []
  private var known: [Scoped: Int] = [:]
  private var pending: [(id: Int, scoped: Scoped)] = []
  private var definitions: [String: Int] = [:]
  private var aliases: [String: Int] = [:]
  private var unresolved: [(id: Int, scoped: Scoped)] = []
  private var targets: [Int: Int] = [:]
  /// Files that have been looked for, one lookup each.
  private var sought: Set<String> = []
  /// One unknown type a name, so that it is told once.
  private var unknownNames: [String: Int] = [:]

  /// A node with the namespace that encloses it.
  private struct Scoped: Hashable {
    var node: DocumentNode
    var namespace: String
  }

  init(documents: Documents) { self.documents = documents }

  /// The number of wrappers such as `{"type": {"type": "int"}}` around one type.
  private static let maximumWrappers = 64

  mutating func use(_ node: DocumentNode, _ namespace: String) -> AvroType.Use {
    var target = node
    for _ in 0..<Self.maximumWrappers {
      switch documents.follow(target) {
      case .success(let found): target = found
      case .failure(let problem): return unknown("its reference \(problem.words)", at: target)
      }
      guard target.isMapping, let inner = target["type"], !inner.isScalar else {
        return AvroType.Use(type: id(of: Scoped(node: target, namespace: namespace)), place: node.place)
      }
      target = inner
    }
    return unknown("its type contains itself", at: node)
  }

  private mutating func unknown(_ reason: String, at node: DocumentNode) -> AvroType.Use {
    types.append(AvroType(kind: .unknown, place: node.place, reason: reason))
    return AvroType.Use(type: types.count - 1, place: node.place)
  }

  private mutating func id(of scoped: Scoped) -> Int {
    if let id = known[scoped] { return id }
    let id = types.count
    known[scoped] = id
    types.append(AvroType(kind: .reference, place: scoped.node.place))
    pending.append((id, scoped))
    return id
  }

  // MARK: Names

  /// The type itself, or the one that its name stands for.
  func target(of id: Int) -> Int { targets[id] ?? id }

  /// Reads all that is reachable. Names are resolved after the definitions, which may follow later in the file.
  mutating func complete() {
    repeat {
      var next = 0
      while next < pending.count {
        fill(pending[next].id, pending[next].scoped)
        next += 1
      }
      pending = []
      let names = unresolved
      unresolved = []
      for (id, scoped) in names where !resolve(id, scoped) { unresolved.append((id, scoped)) }
      for (_, scoped) in unresolved { seek(scoped) }
    } while !pending.isEmpty
    for (id, scoped) in unresolved { targets[id] = unknownName(id, scoped.node) }
    for index in types.indices {
      for use in types[index].uses.indices { types[index].uses[use].type = target(of: types[index].uses[use].type) }
      for field in types[index].fields.indices {
        types[index].fields[field].use.type = target(of: types[index].fields[field].use.type)
      }
    }
  }

  private mutating func resolve(_ id: Int, _ scoped: Scoped) -> Bool {
    let word = Self.word(scoped.node)
    let names = [AvroName.full(word, in: scoped.namespace), word]
    for name in names {
      if let found = definitions[name] {
        targets[id] = found
        return true
      }
    }
    for name in names {
      // A reference may have led to one type of a file that names others.
      guard let entry = scoped.node.document.avroType(fullName: name) else { continue }
      targets[id] = self.id(of: Scoped(node: entry.node, namespace: entry.namespace))
      return true
    }
    guard let found = aliases[names[0]] ?? aliases[word] else { return false }
    targets[id] = found
    return true
  }

  /// Reads the file of a type's name in the same folder, as in folders that keep one type a file.
  private mutating func seek(_ scoped: Scoped) {
    let full = AvroName.full(Self.word(scoped.node), in: scoped.namespace)
    guard sought.insert(full).inserted, let last = full.split(separator: ".").last,
      let file = try? documents.resolve("\(last).avsc", from: scoped.node.document).get()
    else { return }
    _ = use(file, "")
  }

  private mutating func unknownName(_ id: Int, _ node: DocumentNode) -> Int {
    let word = Self.word(node)
    types[id].kind = .unknown
    types[id].reason = "`\(word)` is not defined"
    if let first = unknownNames[word] { return first }
    unknownNames[word] = id
    return id
  }

  private static func word(_ node: DocumentNode) -> String { node.isScalar ? node.string : node.word("type") ?? "" }

  // MARK: Types

  private static let primitives: [String: AvroType.Kind] = [
    "null": .null, "boolean": .boolean, "int": .int, "long": .long, "float": .float, "double": .double,
    "bytes": .bytes, "string": .string,
  ]

  private mutating func fill(_ id: Int, _ scoped: Scoped) {
    let node = scoped.node
    if node.isSequence {
      let branches = node.items.map { use($0, scoped.namespace) }
      types[id].kind = .union
      types[id].uses = branches
      return
    }
    guard let type = node.isScalar ? node : node["type"] else { return reject(id, "its schema has no `type`") }
    types[id].place = type.place
    switch (type.string, node.isMapping) {
    case ("record", true), ("error", true): record(id, scoped)
    case ("enum", true): enumeration(id, scoped)
    case ("fixed", true):
      guard define(id, scoped) != nil else { return }
      guard let size = node["size"]?.integer else { return reject(id, "its fixed type has no `size`") }
      types[id].kind = .fixed
      types[id].size = size
    case ("array", true): container(id, scoped, kind: .array, key: "items")
    case ("map", true): container(id, scoped, kind: .map, key: "values")
    case (let word, _):
      if let kind = Self.primitives[word] {
        types[id].kind = kind
      } else if word.hasPrefix("{") || word.hasPrefix("[") {
        reject(id, "its schema is a string")
      } else {
        unresolved.append((id, scoped))
      }
    }
    if node.isMapping { types[id].logical = logical(node, types[id]) }
  }

  private mutating func reject(_ id: Int, _ reason: String) {
    types[id].kind = .unknown
    types[id].reason = reason
  }

  private mutating func container(_ id: Int, _ scoped: Scoped, kind: AvroType.Kind, key: String) {
    guard let inner = scoped.node[key] else { return reject(id, "its \(kind) has no `\(key)`") }
    let use = use(inner, scoped.namespace)
    types[id].kind = kind
    types[id].uses = [use]
  }

  /// Registers a named type; nil if it has no name.
  ///
  /// - Returns: the namespace of the names inside the type.
  private mutating func define(_ id: Int, _ scoped: Scoped) -> String? {
    let node = scoped.node
    guard let name = node["name"], name.isScalar, !name.string.isEmpty else {
      reject(id, "its \(Self.word(node)) type has no `name`")
      return nil
    }
    let own = node["namespace"].flatMap { $0.isScalar && !$0.isNull ? $0.string : nil } ?? scoped.namespace
    let full = AvroName.full(name.string, in: own)
    let namespace = full.contains(".") ? AvroName.namespace(of: full) : own
    types[id].fullName = full
    types[id].name = full.split(separator: ".").last.map(String.init) ?? full
    types[id].place = name.place
    types[id].aliases = (node["aliases"]?.items ?? []).map { AvroName.full($0.string, in: namespace) }
    definitions[full] = definitions[full] ?? id
    for alias in types[id].aliases { aliases[alias] = aliases[alias] ?? id }
    return namespace
  }

  private mutating func record(_ id: Int, _ scoped: Scoped) {
    guard let namespace = define(id, scoped) else { return }
    guard let list = scoped.node["fields"], list.isSequence else { return reject(id, "its record has no `fields`") }
    var fields: [AvroType.Field] = []
    var positions: [String: Int] = [:]
    for item in list.items {
      guard let name = item["name"], name.isScalar, let type = item["type"] else {
        return reject(id, "a field of its record has no `name` or no `type`")
      }
      guard positions.updateValue(fields.count, forKey: name.string) == nil else {
        return reject(id, "its record has two fields `\(name.string)`")
      }
      fields.append(
        AvroType.Field(
          name: name.string, aliases: (item["aliases"]?.items ?? []).map(\.string), use: use(type, namespace),
          standard: item["default"], place: name.place))
    }
    types[id].kind = .record
    types[id].fields = fields
    types[id].positions = positions
  }

  private mutating func enumeration(_ id: Int, _ scoped: Scoped) {
    guard define(id, scoped) != nil else { return }
    guard let symbols = scoped.node["symbols"], symbols.isSequence else {
      return reject(id, "its enum has no `symbols`")
    }
    types[id].kind = .enumeration
    types[id].symbols = symbols.items.map { AvroType.Symbol(name: $0.string, place: $0.place) }
    if let standard = scoped.node["default"]?.string, types[id].symbols.contains(where: { $0.name == standard }) {
      types[id].standardSymbol = standard
    }
  }

  /// The logical type; nil where the specification ignores it, as on a type that it is not for.
  private func logical(_ node: DocumentNode, _ type: AvroType) -> AvroType.Logical? {
    guard let name = node.word("logicalType") else { return nil }
    let isValid: Bool
    switch name {
    case "decimal":
      let (precision, scale) = (node["precision"]?.integer ?? 0, node["scale"]?.integer ?? 0)
      guard [.bytes, .fixed].contains(type.kind), precision > 0, scale >= 0, scale <= precision else { return nil }
      return AvroType.Logical(name: name, precision: precision, scale: scale)
    case "date", "time-millis": isValid = type.kind == .int
    case "time-micros", "timestamp-millis", "timestamp-micros", "timestamp-nanos", "local-timestamp-millis",
      "local-timestamp-micros", "local-timestamp-nanos":
      isValid = type.kind == .long
    case "uuid": isValid = type.kind == .string || type.kind == .fixed && type.size == 16
    case "duration": isValid = type.kind == .fixed && type.size == 12
    case "big-decimal": isValid = type.kind == .bytes
    default: isValid = true
    }
    return isValid ? AvroType.Logical(name: name) : nil
  }
}
