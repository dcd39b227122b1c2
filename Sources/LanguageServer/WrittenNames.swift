import Catalog
import Findings
import Readers
import YAMLTree

/// The name of a message or a service as a file writes it.
struct WrittenName {
  /// What a name at a place can stand for.
  enum Role {
    case message, service
    /// A message or a service: a step of a flow.
    case either
  }

  /// How the text around a name is written, which decides how another name is written there.
  enum Style {
    case plain, single, double
    /// With escapes, or in a block: the place is that of the whole text.
    case other
  }

  var word: String
  /// The bytes of the name without quotes.
  var place: Place
  var role: Role
  var isDefinition = false
  var style = Style.plain
  /// Whether it is the whole text of its scalar, not one name of `A | B`.
  var isWhole = true
}

/// The names of messages and services in one document, found by the table of the catalog format, so that every place
/// where a name can stand is known.
struct WrittenNames {
  private(set) var all: [WrittenName] = []
  private let tree: Tree
  private let file: FileID
  /// The steps that are left; aliases stand for the same nodes again and again.
  private var budget: Int
  private var seen: Set<Place> = []

  /// The names in a catalog.
  static func inCatalog(_ tree: Tree, file: FileID) -> [WrittenName] {
    var names = WrittenNames(tree: tree, file: file)
    for root in tree.roots { names.visit(root, .root, depth: 0) }
    return names.all
  }

  /// The names in the front matter of an EventCatalog page.
  static func inPage(_ tree: Tree, file: FileID, path: String) -> [WrittenName] {
    var names = WrittenNames(tree: tree, file: file)
    if let root = tree.roots.first { names.visitPage(root, path: path) }
    return names.all
  }

  /// The names in a configuration: whole words, not patterns.
  static func inConfiguration(_ tree: Tree, file: FileID) -> [WrittenName] {
    var names = WrittenNames(tree: tree, file: file)
    guard let root = tree.roots.first else { return [] }
    let roles: [(list: StaticString, key: StaticString, role: WrittenName.Role)] = [
      ("ignore", "message", .message), ("ignore", "service", .service), ("ignore", "subject", .either),
      ("overrides", "messages", .message), ("overrides", "services", .service), ("sources", "service", .service),
    ]
    for (list, key, role) in roles {
      for item in names.items(tree.value(of: list, in: root)) {
        for value in names.items(tree.value(of: key, in: item)) { names.add(value, role) }
      }
    }
    return names.all
  }

  private init(tree: Tree, file: FileID) {
    (self.tree, self.file) = (tree, file)
    budget = 4 * tree.nodes.count + 10_000
  }

  // MARK: Catalogs

  private mutating func visit(_ id: NodeID, _ place: FormatPlace, depth: Int) {
    budget -= 1
    guard budget > 0, depth < 200 else { return }
    let target = tree.resolved(id)
    switch tree[target].kind {
    case .mapping:
      var children = tree.children(target)
      while let key = children.next(), let value = children.next() {
        // A merge key: the entries of another mapping, which are written there.
        if tree.matches(key, "<<") {
          for item in items(value) { visit(item, place, depth: depth + 1) }
          continue
        }
        addKey(key, place)
        guard let below = place.entering(tree.string(tree.resolved(key))) else { continue }
        visit(value, below, depth: depth + 1)
      }
    case .sequence:
      guard let below = place.enteringItem() else { return }
      for item in tree.children(target) { visit(item, below, depth: depth + 1) }
    case .scalar: addValue(target, place)
    case .alias, .tagged: break
    }
  }

  private mutating func addKey(_ id: NodeID, _ place: FormatPlace) {
    switch place.value {
    case .entries(.service): add(id, .service, isDefinition: true)
    case .entries(.message): add(id, .message, isDefinition: true)
    case .entries(.expectation), .listings: add(id, .message)
    case .reactions: addParts(id, .message)
    default: break
    }
  }

  private mutating func addValue(_ id: NodeID, _ place: FormatPlace) {
    switch place.value {
    case .entries(.service): add(id, .service, isDefinition: true)
    case .entries(.message): add(id, .message, isDefinition: true)
    case .entries(.expectation), .message, .steps: add(id, .message)
    case .messages, .outcome: addParts(id, .message)
    case .reactions(_, let orAll):
      if orAll, tree.matches(id, "all") || tree.matches(id, "*") { return }
      addParts(id, .message)
    case .namesOrFlag: if tree.boolean(id) == nil { add(id, .message) }
    case .service: add(id, .service)
    // What a service calls may be a query.
    case .services: add(id, place.key == "calls" ? .either : .service)
    case .flowSteps: addParts(id, .either)
    default: break
    }
  }

  // MARK: Pages

  private mutating func visitPage(_ root: NodeID, path: String) {
    let folders: [String: WrittenName.Role] = [
      "events": .message, "commands": .message, "queries": .message, "services": .service, "agents": .service,
    ]
    let own = path.split(separator: "/").last { folders[String($0)] != nil || $0 == "flows" || $0 == "domains" }
    if let role = own.flatMap({ folders[String($0)] }), let id = tree.value(of: "id", in: root) {
      add(id, role, isDefinition: true)
    }
    for key in ["sends", "receives"] as [StaticString] {
      for item in items(tree.value(of: key, in: root)) {
        addReference(item, .message)
        for trigger in items(tree.value(of: "triggers", in: item)) { addReference(trigger, .message) }
      }
    }
    for key in ["producers", "consumers", "services", "agents"] as [StaticString] {
      for item in items(tree.value(of: key, in: root)) { addReference(item, .service) }
    }
    for step in items(tree.value(of: "steps", in: root)) {
      if let message = tree.value(of: "message", in: step) { addReference(message, .message) }
      for key in ["service", "agent"] as [StaticString] {
        if let service = tree.value(of: key, in: step) { addReference(service, .service) }
      }
    }
  }

  /// A name, or a mapping with `id`.
  private mutating func addReference(_ id: NodeID, _ role: WrittenName.Role) {
    add(tree.value(of: "id", in: id) ?? id, role)
  }

  // MARK: Names

  /// The items of a list, or the node itself.
  private func items(_ id: NodeID?) -> [NodeID] {
    guard let id else { return [] }
    let target = tree.resolved(id)
    return tree[target].kind == .sequence ? Array(tree.children(target)) : [target]
  }

  private mutating func add(_ id: NodeID, _ role: WrittenName.Role, isDefinition: Bool = false) {
    let id = tree.resolved(id)
    guard tree[id].kind == .scalar, tree[id].length > 0 else { return }
    let (inner, style) = text(of: id)
    insert(WrittenName(word: tree.string(id), place: inner, role: role, isDefinition: isDefinition, style: style))
  }

  /// The names in `A | B` and `A & B`, and the one in `A?`.
  private mutating func addParts(_ id: NodeID, _ role: WrittenName.Role) {
    let id = tree.resolved(id)
    guard tree[id].kind == .scalar, tree[id].length > 0 else { return }
    let text = tree.text(id)
    let bar = UInt8(ascii: "|")
    let isJoin = !text.contains(bar) && String(decoding: text, as: UTF8.self).contains(" & ")
    let (inner, style) = self.text(of: id)
    for part in text.split(separator: isJoin ? UInt8(ascii: "&") : bar) {
      var part = part
      while part.first == UInt8(ascii: " ") { part = part.dropFirst() }
      while part.last == UInt8(ascii: " ") { part = part.dropLast() }
      if part.last == UInt8(ascii: "?"), part.count > 1 { part = part.dropLast() }
      guard !part.isEmpty else { continue }
      var name = WrittenName(word: String(decoding: part, as: UTF8.self), place: inner, role: role, style: style)
      name.isWhole = part.count == text.count
      if style != .other {
        name.place.start = inner.start + UInt32(part.startIndex - text.startIndex)
        name.place.end = name.place.start + UInt32(part.count)
      }
      insert(name)
    }
  }

  private mutating func insert(_ name: WrittenName) {
    // An anchored name is written once, however often it is repeated.
    if seen.insert(name.place).inserted || name.style == .other { all.append(name) }
  }

  /// The bytes of a scalar without its quotes, and how they are written.
  private func text(of id: NodeID) -> (place: Place, style: WrittenName.Style) {
    let node = tree[id]
    var place = tree.place(id, in: file)
    guard !node.flags.contains(.block), !node.flags.contains(.textInArena) else { return (place, .other) }
    let first = Int(node.start) < tree.bytes.count ? tree.bytes[Int(node.start)] : 0
    let isQuoted = first == UInt8(ascii: "\"") || first == UInt8(ascii: "'")
    let quote: UInt32 = isQuoted ? 1 : 0
    // A plain scalar over several lines, or a tag before it.
    guard node.end - node.start == node.length + 2 * quote else { return (place, .other) }
    (place.start, place.end) = (place.start + quote, place.end - quote)
    return (place, isQuoted ? first == UInt8(ascii: "'") ? .single : .double : .plain)
  }
}
