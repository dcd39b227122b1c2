import Findings
import Schemas
import YAMLTree

/// The schemas of both sides by their nodes, each read once, and the names of properties as numbers.
final class SchemaTable {
  private let old: Documents
  private let new: Documents
  private var nodes: [DocumentNode: SchemaNode] = [:]
  private var dialects: [ObjectIdentifier: SchemaDialect] = [:]
  private var numbers: [ArraySlice<UInt8>: Int] = [:]
  private var namesByNumber: [String] = []
  private var patterns: [String: Pattern?] = [:]
  private var shapes: [String: PatternShape?] = [:]
  /// What is left of the work that one comparison may take.
  var budget = StepBudget()
  private var targets: [Int: SchemaNode] = [:]
  /// The negations of schemas, by their numbers.
  var negations: [Int: [SchemaNode]] = [:]
  private(set) var count = 0
  private var unionCount = 0
  /// A schema that admits everything, and one that admits nothing.
  private(set) lazy var anything = made { _ in }
  private(set) lazy var nothing = made { $0.isFalse = true }

  /// - Parameters:
  ///   - old: the loader for references of old schemas.
  ///   - new: the loader for references of new schemas.
  init(old: Documents, new: Documents) {
    self.old = old
    self.new = new
  }

  /// The loader for references of one side.
  func documents(_ side: SchemaSide) -> Documents { side == .old ? old : new }

  // MARK: Names and expressions

  /// The number of a name.
  func name(_ text: ArraySlice<UInt8>) -> Int {
    if let known = numbers[text] { return known }
    numbers[text] = namesByNumber.count
    namesByNumber.append(String(decoding: text, as: UTF8.self))
    return namesByNumber.count - 1
  }

  /// The number of a name.
  func name(_ text: String) -> Int { name(Array(text.utf8)[...]) }

  /// The text of a name.
  func text(_ name: Int) -> String { namesByNumber[name] }

  /// An expression, compiled once; nil if it is not supported.
  func pattern(_ source: String) -> Pattern? {
    if let known = patterns[source] { return known }
    let pattern = Pattern(source)
    patterns[source] = pattern
    return pattern
  }

  /// Whether an expression matches a text; nil if that cannot be decided.
  func matches(_ source: String, _ text: String) -> Bool? { pattern(source)?.matches(text) }

  /// What an expression says of its texts; nil if it is not supported.
  func shape(_ source: String) -> PatternShape? {
    if let known = shapes[source] { return known }
    let shape = PatternShape(source)
    shapes[source] = shape
    return shape
  }

  // MARK: Schemas

  /// A made-up schema.
  ///
  /// - Parameter origin: the schema that it stands for, for places.
  func made(origin: DocumentNode? = nil, _ fill: (SchemaNode) -> Void) -> SchemaNode {
    count += 1
    let node = SchemaNode(id: count, origin: origin, side: .old, dialect: .draft2020)
    node.isRead = true
    fill(node)
    return node
  }

  /// The schema that counts in place of one that only leads to it: by references, by an `allOf` with a single member,
  /// or by two negations. Followed in a loop, since chains may be long.
  func target(_ schema: SchemaNode) -> SchemaNode {
    if let known = targets[schema.id] { return known }
    var (last, next, isNegated, hasNegation) = (schema, schema, false, false)
    var visited: [SchemaNode] = []
    var seen: Set<Int> = []
    while seen.insert(next.id).inserted {
      if !isNegated {
        if let known = targets[next.id] {
          last = known
          break
        }
        last = next
        visited.append(next)
      }
      guard read(next).leadsOnly else { break }
      if next.parts.isEmpty {
        isNegated.toggle()
        hasNegation = true
      }
      next = next.parts.first ?? next.nots[0]
      // What leads to itself says nothing.
      if seen.contains(next.id) { last = hasNegation ? schema : anything }
    }
    for node in visited { targets[node.id] = last }
    return last
  }

  /// The number of a new union.
  func nextUnion() -> Int {
    unionCount += 1
    return unionCount
  }

  /// The schema of a node, which is read when its keywords are asked for.
  func node(_ origin: DocumentNode, side: SchemaSide, dialect: SchemaDialect? = nil) -> SchemaNode {
    if let known = nodes[origin] { return known }
    count += 1
    let node = SchemaNode(
      id: count, origin: origin, side: side, dialect: dialect ?? self.dialect(of: origin.document))
    nodes[origin] = node
    return node
  }

  /// The dialect of a document: by the `$schema` of its root, else by keywords that only later ones have.
  private func dialect(of document: Document) -> SchemaDialect {
    if let known = dialects[ObjectIdentifier(document)] { return known }
    let named = document.root?.word("$schema").flatMap(Self.dialect)
    let dialect = named ?? (Self.hasLaterKeywords(document) ? .draft2020 : .draft7)
    dialects[ObjectIdentifier(document)] = dialect
    return dialect
  }

  /// The dialect that a `$schema` names.
  static func dialect(_ text: String) -> SchemaDialect? {
    let dialects: [(String, SchemaDialect)] = [
      ("2020-12", .draft2020), ("2019-09", .draft2019), ("draft-07", .draft7), ("draft-06", .draft6),
      ("draft-04", .draft4), ("draft-03", .draft4),
    ]
    return dialects.first { text.contains($0.0) }?.1
  }

  private static let laterKeywords: Set<[UInt8]> = Set(
    [
      "$defs", "$anchor", "$dynamicRef", "$recursiveRef", "prefixItems", "unevaluatedProperties", "unevaluatedItems",
      "dependentRequired", "dependentSchemas", "minContains", "maxContains",
    ].map { Array($0.utf8) })

  private static func hasLaterKeywords(_ document: Document) -> Bool {
    let tree = document.tree
    for (index, node) in tree.nodes.enumerated() where node.kind == .scalar && (5...21).contains(node.length) {
      if laterKeywords.contains(Array(tree.text(NodeID(index)))) { return true }
    }
    return false
  }
}
