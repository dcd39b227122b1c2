import Schemas

/// The schemas that all hold for one value that a writer sends, with their keywords merged.
///
/// `$ref`, `allOf` and negations are resolved. Unions (`oneOf`, `anyOf`, conditions) stay pending until a comparison
/// needs them; `Inclusion.expanded` adds one of their branches.
final class Conjunction {
  let id: Int
  /// The schemas without those that only lead to others.
  let schemas: [SchemaNode]
  private let numbersOfSchemas: Set<Int>
  /// The unions whose branches have not been added yet.
  let unions: [SchemaUnion]
  /// Schemas that the value does not match, since it matches another branch of the same `oneOf`.
  let exclusions: [SchemaNode]
  /// The schema that stands for all of them in reports.
  let main: SchemaNode
  var types: TypeSet = .all
  /// All values, if they can be listed.
  var values: [Datum]?
  var excluded: [Datum] = []
  var numbers = NumberFacet()
  var strings = StringFacet()
  var arrays: [ArrayFacet] = []
  var objects: [ObjectFacet] = []
  var minItems = 0
  var maxItems: Int?
  var isUnique = false
  var minProperties = 0
  var maxProperties: Int?
  var required: Set<Int> = []
  var forbidden: Set<Int> = []
  /// The reason why the value may be narrower than this says.
  var doubt: String?
  /// What is sent under the names of properties that were asked for.
  var sent: [Int: (found: Lookup, together: Conjunction)] = [:]
  /// Whether nothing matches; nil until it is asked.
  var emptiness: Bool?

  init(
    id: Int, schemas: [SchemaNode], unions: [SchemaUnion], exclusions: [SchemaNode], main: SchemaNode
  ) {
    self.id = id
    self.schemas = schemas
    numbersOfSchemas = schemas.count > 8 ? Set(schemas.map(\.id)) : []
    self.unions = unions
    self.exclusions = exclusions
    self.main = main
  }

  /// Whether a schema is one of those that hold.
  func contains(_ schema: SchemaNode) -> Bool {
    schemas.count > 8 ? numbersOfSchemas.contains(schema.id) : schemas.contains { $0 === schema }
  }

  /// Whether no property is admitted but those that are named or match an expression.
  var isClosed: Bool { objects.contains { $0.additional?.isFalse ?? false } }

  /// What holds for a property.
  struct Lookup {
    var schemas: [SchemaNode] = []
    /// Whether the schemas are all that hold, or some may be missing.
    var isCertain = true
    /// Whether the property has a name of its own somewhere.
    var isNamed = false
  }

  /// The schemas of a property.
  func property(_ name: Int, text: @autoclosure () -> String) -> Lookup {
    var result = Lookup()
    for facet in objects {
      if facet.patterns.isEmpty, facet.neighbours.isEmpty {
        if let own = facet.property(name) {
          result.isNamed = true
          result.schemas.append(own)
        } else if let additional = facet.additional {
          result.schemas.append(additional)
        }
        continue
      }
      let found = facet.schemas(of: name, text: text())
      // A property that may be unevaluated may also be admitted: the schema for it need not hold.
      if found.isCertain || !facet.isConditional { result.schemas += found.schemas }
      result.isCertain = result.isCertain && found.isCertain
      result.isNamed = result.isNamed || found.isNamed
    }
    return result
  }

  /// The names of all properties that some schema names, in order.
  var names: [Int] {
    if objects.count == 1 { return objects[0].properties.map(\.name) }
    var seen: Set<Int> = []
    return objects.flatMap { $0.properties.map(\.name).filter { seen.insert($0).inserted } }
  }

  /// The schemas of an item by its position.
  func item(_ index: Int) -> [SchemaNode] { arrays.compactMap { $0.item(index) } }

  /// The number of items with schemas of their own.
  var prefixCount: Int { arrays.map(\.prefix.count).max() ?? 0 }
}

extension Inclusion {
  /// What all schemas say together.
  func conjunction(_ schemas: [SchemaNode]) -> Conjunction {
    guard schemas.count == 1 else { return merged([], adding: schemas, unions: [], exclusions: []) }
    let schema = table.target(schemas[0])
    if let known = single[schema.id] { return known }
    grant(schema)
    let result = merged([], adding: [schema], unions: [], exclusions: [])
    if !table.budget.isSpent { single[schema.id] = result }
    return result
  }

  /// What a writer sends under a name.
  func sent(_ name: Int, _ writer: Conjunction) -> (found: Conjunction.Lookup, together: Conjunction) {
    if let known = writer.sent[name] { return known }
    let found = writer.property(name, text: table.text(name))
    let result = (found, conjunction(found.schemas))
    if !table.budget.isSpent { writer.sent[name] = result }
    return result
  }

  /// What a conjunction and further schemas say together.
  func narrowed(_ writer: Conjunction, by schemas: [SchemaNode]) -> Conjunction {
    if table.budget.isSpent { return writer }
    return merged(writer.schemas, adding: schemas, unions: writer.unions, exclusions: writer.exclusions)
  }

  /// A conjunction in which one branch of a pending union is chosen.
  func expanded(_ writer: Conjunction, _ union: SchemaUnion, branch: Int) -> Conjunction {
    if table.budget.isSpent { return writer }
    let chosen = union.branches[branch]
    var others: [SchemaNode] = []
    if union.isExclusive {
      others = union.branches.enumerated().filter { $0.offset != branch }.map { table.target($0.element) }
    }
    return merged(
      writer.schemas, adding: [chosen], unions: writer.unions.filter { $0.id != union.id },
      exclusions: writer.exclusions + others)
  }

  /// What some schemas of a conjunction say without the others.
  func reunited(
    _ schemas: [SchemaNode], unions: [SchemaUnion], exclusions: [SchemaNode]
  ) -> Conjunction {
    merged(schemas, adding: [], unions: unions, exclusions: exclusions)
  }

  private func merged(
    _ leaves: [SchemaNode], adding: [SchemaNode], unions: [SchemaUnion], exclusions: [SchemaNode]
  ) -> Conjunction {
    var (schemas, unions) = (leaves, unions)
    var seen = Set(leaves.map(\.id))
    var pending = Array(adding.reversed())
    table.budget.spend(20 + leaves.count + adding.count + unions.count + exclusions.count)
    while let next = pending.popLast(), !table.budget.isSpent {
      let schema = table.target(next)
      guard seen.insert(schema.id).inserted else { continue }
      table.budget.spend(2)
      table.read(schema)
      schemas.append(schema)
      pending += schema.parts.reversed()
      unions += schema.unions
      let derived = derived(schema)
      pending += derived.certain
      unions += derived.unions
    }
    // A schema that only refers to another says nothing itself, and would make equal conjunctions differ.
    let telling = schemas.filter { !$0.isTrivialBesideParts }
    var excluded: Set<Int> = []
    let exclusions = exclusions.filter { excluded.insert($0.id).inserted }
    let main = telling.first ?? adding.first ?? table.anything
    // What says nothing is told apart by its place.
    let silent = telling.isEmpty && unions.isEmpty ? [main.id] : []
    let key =
      [telling.map(\.id).sorted(), unions.map(\.id).sorted(), excluded.sorted(), silent]
    if let known = conjunctions[key] { return known }
    let result = Conjunction(
      id: conjunctions.count, schemas: telling, unions: unions, exclusions: exclusions, main: main)
    // A value that matches a schema is none that does not.
    if !excluded.isEmpty, !excluded.isDisjoint(with: seen) { result.types = [] }
    merge(result)
    conjunctions[key] = result
    return result
  }

  /// What the negations and conditions of a schema come to.
  struct Derived {
    var certain: [SchemaNode] = []
    var unions: [SchemaUnion] = []
  }

  /// The negations and conditions of a schema as schemas and unions of them.
  func derived(_ schema: SchemaNode) -> Derived {
    guard !schema.nots.isEmpty || !schema.conditions.isEmpty else { return Derived() }
    if let known = derivations[schema.id] { return known }
    var result = Derived()
    for part in schema.nots {
      let alternatives = table.negation(of: part)
      if alternatives.count == 1 {
        result.certain += alternatives
      } else {
        result.unions.append(
          .init(id: table.nextUnion(), branches: alternatives, isExclusive: false, key: "not"))
      }
    }
    for item in schema.conditions {
      let met = table.made(origin: schema.origin) { node in
        node.parts = [item.condition] + (item.then.map { [$0] } ?? [])
      }
      let unmet = table.made(origin: schema.origin) { node in
        node.nots = [item.condition]
        node.parts = item.otherwise.map { [$0] } ?? []
      }
      result.unions.append(.init(id: table.nextUnion(), branches: [met, unmet], isExclusive: false, key: item.key))
    }
    derivations[schema.id] = result
    return result
  }

  // MARK: Keywords together

  private func merge(_ result: Conjunction) {
    for schema in result.schemas {
      if schema.isFalse { result.types = [] }
      result.types.formIntersection(schema.types)
      result.excluded += schema.excluded
      if let numbers = schema.numbers { result.numbers.narrow(by: numbers) }
      if let strings = schema.strings { result.strings.narrow(by: strings) }
      if let arrays = schema.arrays { result.arrays.append(arrays) }
      if let objects = schema.objects { result.objects.append(objects) }
      if let opaque = schema.opaque { result.doubt = opaque.reason }
      if let values = schema.values {
        if let known = result.values {
          let others = Set(values)
          result.values = known.filter(others.contains)
        } else {
          result.values = values
        }
      }
    }
    for union in result.unions {
      result.types.formIntersection(union.branches.reduce(into: []) { $0.formUnion(types(of: $1)) })
    }
    mergeNumbers(result)
    mergeStrings(result)
    mergeArrays(result)
    mergeObjects(result)
    listValues(result)
  }

  /// The types that a schema admits at most.
  func types(of schema: SchemaNode) -> TypeSet {
    let schema = table.target(schema)
    if let known = knownTypes[schema.id] { return known }
    var left = 400
    let types = types(of: schema, depth: 0, left: &left)
    knownTypes[schema.id] = types
    return types
  }

  private func types(of schema: SchemaNode, depth: Int, left: inout Int) -> TypeSet {
    left -= 1
    guard depth < 8, left > 0 else { return .all }
    let schema = table.target(schema)
    if let known = knownTypes[schema.id] { return known }
    table.read(schema)
    if schema.isFalse { return [] }
    var types = schema.types
    for part in schema.parts { types.formIntersection(self.types(of: part, depth: depth + 1, left: &left)) }
    if let values = schema.values, values.count < 1000 {
      types.formIntersection(values.reduce(into: []) { $0.formUnion($1.type) })
    }
    for union in schema.unions where union.branches.count < 100 {
      types.formIntersection(
        union.branches.reduce(into: []) { $0.formUnion(self.types(of: $1, depth: depth + 4, left: &left)) })
    }
    return types
  }

  private func mergeNumbers(_ result: Conjunction) {
    if result.numbers.multiples.contains(where: \.isInteger) { result.types.remove(.fraction) }
    if let low = result.numbers.low, low == result.numbers.high {
      result.types.remove(low.isInteger ? .fraction : .integer)
    }
    if result.types.isDisjoint(with: .fraction) { result.numbers.roundInwards() }
    if result.numbers.isEmpty { result.types.subtract(.number) }
  }

  private func mergeStrings(_ result: Conjunction) {
    guard result.types.contains(.string) else { return }
    for shape in result.strings.patterns.prefix(20).compactMap(table.shape) {
      result.strings.minLength = max(result.strings.minLength, shape.minimum)
      if let limit = shape.maximum { result.strings.maxLength = min(result.strings.maxLength ?? limit, limit) }
    }
    if result.strings.isEmpty { result.types.remove(.string) }
  }

  private func mergeArrays(_ result: Conjunction) {
    for facet in result.arrays {
      result.minItems = max(result.minItems, facet.minItems)
      var limits = [facet.maxItems, result.maxItems].compactMap { $0 }
      if let first = facet.prefix.firstIndex(where: { table.read($0).isFalse }) { limits.append(first) }
      if let rest = facet.rest, table.read(rest).isFalse { limits.append(facet.prefix.count) }
      result.maxItems = limits.min()
      result.isUnique = result.isUnique || facet.isUnique
      for part in facet.contains { result.minItems = max(result.minItems, part.low) }
      if facet.hasTwins { result.minItems = max(result.minItems, 2) }
    }
    let twins = result.arrays.contains { $0.hasTwins }
    if result.maxItems.map({ $0 < result.minItems }) ?? false || twins && result.isUnique {
      result.types.remove(.array)
    }
  }

  private func mergeObjects(_ result: Conjunction) {
    for facet in result.objects {
      for property in facet.properties { table.read(property.schema) }
      if let additional = facet.additional { table.read(additional) }
      result.minProperties = max(result.minProperties, facet.minProperties)
      if let limit = facet.maxProperties { result.maxProperties = min(result.maxProperties ?? limit, limit) }
      result.required.formUnion(facet.required)
      result.forbidden.formUnion(facet.forbidden)
    }
    result.minProperties = max(result.minProperties, result.required.count)
    for facet in result.objects where facet.additional?.isFalse ?? false && facet.patterns.isEmpty {
      guard facet.neighbours.isEmpty else { continue }
      let count = facet.properties.count { !$0.schema.isFalse }
      result.maxProperties = min(result.maxProperties ?? count, count)
    }
    if result.maxProperties.map({ $0 < result.minProperties }) ?? false
      || !result.required.isDisjoint(with: result.forbidden)
    {
      result.types.remove(.object)
    }
  }

  /// Lists the values if there are few, and drops those that another keyword refuses.
  private func listValues(_ result: Conjunction) {
    if result.values == nil, result.types.isSubset(of: [.null, .boolean, .integer]) {
      var values: [Datum] = []
      if result.types.contains(.null) { values.append(.null) }
      if result.types.contains(.boolean) { values += [.boolean(false), .boolean(true)] }
      if result.types.contains(.integer) {
        guard let low = result.numbers.low?.integer, let high = result.numbers.high?.integer, high - low < 64 else {
          return
        }
        if low <= high { values += (low...high).map { .number(ExactNumber($0)) } }
      }
      result.values = values
    }
    guard let values = result.values else { return }
    var admission = Admission(table: table, steps: 20_000 + values.count * 8)
    result.values = values.filter {
      result.types.contains($0.type) && admission.admits(result.schemas, $0) != false
    }
    result.types = result.values?.reduce(into: []) { $0.formUnion($1.type) } ?? []
  }
}

extension SchemaNode {
  /// Whether the schema is only another one, or only what another is not.
  var leadsOnly: Bool {
    if parts.count == 1 { return isTrivialBesideParts }
    guard parts.isEmpty, nots.count == 1 else { return false }
    return !isFalse && types == .all && values == nil && excluded.isEmpty && numbers == nil && strings == nil
      && arrays == nil && objects == nil && unions.isEmpty && conditions.isEmpty && opaque == nil
  }

  /// Whether the schema says nothing itself, apart from the schemas that it leads to.
  var isTrivialBesideParts: Bool {
    !isFalse && types == .all && values == nil && excluded.isEmpty && numbers == nil && strings == nil
      && arrays == nil && objects == nil && unions.isEmpty && nots.isEmpty && conditions.isEmpty && opaque == nil
  }
}
