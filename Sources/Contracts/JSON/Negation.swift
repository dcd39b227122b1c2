import Schemas

extension SchemaTable {
  /// Schemas of which every value that a schema refuses matches one. Where that cannot be said in keywords, a part is
  /// unknown (`opaque`).
  func negation(of schema: SchemaNode) -> [SchemaNode] {
    if let known = negations[schema.id] { return known }
    let result = makeNegation(of: schema)
    negations[schema.id] = result
    return result
  }

  private func makeNegation(of schema: SchemaNode) -> [SchemaNode] {
    read(schema)
    if schema.isFalse { return [anything] }
    var result: [SchemaNode] = []
    func add(_ fill: (SchemaNode) -> Void) { result.append(made(origin: schema.origin, fill)) }
    if schema.types != .all { add { $0.types = TypeSet.all.subtracting(schema.types) } }
    if let values = schema.values { add { $0.excluded = values } }
    if !schema.excluded.isEmpty { add { $0.values = schema.excluded } }
    if let opaque = schema.opaque { add { $0.opaque = (opaque.reason, "not \(opaque.text)") } }
    if let facet = schema.numbers { negate(facet, add) }
    if let facet = schema.strings { negate(facet, add) }
    if let facet = schema.arrays { negate(facet, add) }
    if let facet = schema.objects { negate(facet, add) }
    for part in schema.parts { add { $0.nots = [part] } }
    for union in schema.unions {
      add { $0.nots = union.branches }
      guard union.isExclusive else { continue }
      guard union.branches.count <= 6 else {
        add { $0.opaque = ("it has many alternatives", "several of \(union.id)") }
        continue
      }
      for (index, first) in union.branches.enumerated() {
        for second in union.branches[(index + 1)...] { add { $0.parts = [first, second] } }
      }
    }
    result += schema.nots
    for item in schema.conditions {
      if let then = item.then {
        add { node in
          node.parts = [item.condition]
          node.nots = [then]
        }
      }
      if let otherwise = item.otherwise { add { $0.nots = [item.condition, otherwise] } }
    }
    return result.isEmpty ? [nothing] : result
  }

  private func negate(_ facet: NumberFacet, _ addSchema: ((SchemaNode) -> Void) -> Void) {
    func add(_ change: (inout NumberFacet) -> Void) {
      var numbers = NumberFacet()
      change(&numbers)
      addSchema { node in
        node.types = .number
        node.numbers = numbers
      }
    }
    if let low = facet.low { add { $0.dropHigh(low, isOpen: !facet.isLowOpen) } }
    if let high = facet.high { add { $0.raiseLow(high, isOpen: !facet.isHighOpen) } }
    for factor in facet.multiples { add { $0.notMultiples = [factor] } }
    for factor in facet.notMultiples { add { $0.multiples = [factor] } }
  }

  private func negate(_ facet: StringFacet, _ addSchema: ((SchemaNode) -> Void) -> Void) {
    func add(_ change: (inout StringFacet) -> Void) {
      var strings = StringFacet()
      change(&strings)
      addSchema { node in
        node.types = .string
        node.strings = strings
      }
    }
    if facet.minLength > 0 { add { $0.maxLength = facet.minLength - 1 } }
    if let limit = facet.maxLength { add { $0.minLength = limit + 1 } }
    for pattern in facet.patterns { add { $0.notPatterns = [pattern] } }
    for pattern in facet.notPatterns { add { $0.patterns = [pattern] } }
  }

  private func negate(_ facet: ArrayFacet, _ addSchema: ((SchemaNode) -> Void) -> Void) {
    func add(_ change: (ArrayFacet) -> Void) {
      let arrays = ArrayFacet()
      change(arrays)
      addSchema { node in
        node.types = .array
        node.arrays = arrays
      }
    }
    if facet.minItems > 0 { add { $0.maxItems = facet.minItems - 1 } }
    if let limit = facet.maxItems { add { $0.minItems = limit + 1 } }
    if facet.isUnique { add { $0.hasTwins = true } }
    if facet.hasTwins { add { $0.isUnique = true } }
    if facet.prefix.count > 100 {
      addSchema { node in
        node.types = .array
        node.opaque = ("an item must differ", "prefix \(facet.prefix[0].id)")
      }
    }
    for (index, item) in facet.prefix.prefix(100).enumerated() where !read(item).isTrivial {
      add { arrays in
        arrays.minItems = index + 1
        arrays.prefix = Array(repeating: anything, count: index) + [made { $0.nots = [item] }]
      }
    }
    if let rest = facet.rest, !read(rest).isTrivial {
      let refused = made { $0.nots = [rest] }
      if facet.prefix.isEmpty {
        add { $0.contains = [ContainedItems(schema: refused)] }
      } else if rest.isFalse {
        add { $0.minItems = facet.prefix.count + 1 }
      } else {
        addSchema { node in
          node.types = .array
          node.opaque = ("a later item must differ", "rest \(rest.id)")
        }
      }
    }
    for part in facet.contains {
      if part.low > 0 {
        add { arrays in
          if part.low == 1 { arrays.rest = made { $0.nots = [part.schema] } }
          arrays.contains = [ContainedItems(schema: part.schema, low: 0, high: part.low - 1)]
        }
      }
      if let high = part.high { add { $0.contains = [ContainedItems(schema: part.schema, low: high + 1)] } }
    }
  }

  private func negate(_ facet: ObjectFacet, _ addSchema: ((SchemaNode) -> Void) -> Void) {
    func add(_ change: (ObjectFacet) -> Void) {
      let objects = ObjectFacet()
      change(objects)
      addSchema { node in
        node.types = .object
        node.objects = objects
      }
    }
    if facet.minProperties > 0 { add { $0.maxProperties = facet.minProperties - 1 } }
    if let limit = facet.maxProperties { add { $0.minProperties = limit + 1 } }
    for name in facet.required { add { $0.forbidden = [name] } }
    for name in facet.forbidden { add { $0.required = [name] } }
    for property in facet.properties where !read(property.schema).isTrivial {
      add { objects in
        objects.required = [property.name]
        objects.properties = [.init(name: property.name, schema: made { $0.nots = [property.schema] })]
      }
    }
    let hasOpenNames =
      facet.names != nil || facet.additional.map { !read($0).isTrivial } ?? false
      || facet.patterns.contains { !read($0.schema).isTrivial }
    if hasOpenNames {
      addSchema { node in
        node.types = .object
        node.opaque = ("a further property must differ", "names")
      }
    }
  }
}
