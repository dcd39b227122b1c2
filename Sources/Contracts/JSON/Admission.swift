import Schemas

/// The answer whether a schema admits a value; nil if that cannot be decided, since part of the schema is unknown.
///
/// Bounded by steps, so that schemas which refer to themselves for the same value end.
struct Admission {
  private let table: SchemaTable
  private var steps: Int
  private var depth = 0

  private static let maximumDepth = 120

  init(table: SchemaTable, steps: Int = 20_000) {
    self.table = table
    self.steps = steps
  }

  /// Whether all schemas admit a value.
  mutating func admits(_ schemas: [SchemaNode], _ value: Datum) -> Bool? {
    var result: Bool? = true
    for schema in schemas {
      guard let isAdmitted = admits(schema, value) else {
        result = nil
        continue
      }
      if !isAdmitted { return false }
    }
    return result
  }

  /// Whether a schema admits a value.
  mutating func admits(_ schema: SchemaNode, _ value: Datum) -> Bool? {
    steps -= 1
    table.budget.spend(2)
    guard steps > 0, depth < Self.maximumDepth, !table.budget.isSpent else { return nil }
    depth += 1
    defer { depth -= 1 }
    let schema = table.read(table.target(schema))
    if schema.isFalse || !schema.types.contains(value.type) { return false }
    if let values = schema.values {
      let isListed = values.count > 16 ? schema.valueSet.contains(value) : values.contains(value)
      if !isListed { return false }
    }
    if schema.excluded.contains(value) { return false }
    var result: Bool? = schema.opaque == nil ? true : nil
    for answer in [own(schema, value), admits(schema.parts, value), combined(schema, value)] {
      if answer == false { return false }
      if answer == nil { result = nil }
    }
    return result
  }

  private mutating func own(_ schema: SchemaNode, _ value: Datum) -> Bool? {
    switch value {
    case .null, .boolean: return true
    case .number(let number): return schema.numbers.map { $0.admits(number) } ?? true
    case .string(let text): return schema.strings.map { admits($0, text) } ?? true
    case .array(let items): return schema.arrays.map { admits($0, items) } ?? true
    case .object(let members): return schema.objects.map { admits($0, members) } ?? true
    }
  }

  private mutating func admits(_ facet: StringFacet, _ text: String) -> Bool? {
    if facet.minLength > 0 || facet.maxLength != nil {
      let length = text.unicodeScalars.count
      if length < facet.minLength || facet.maxLength.map({ $0 < length }) ?? false { return false }
    }
    var result: Bool? = true
    for pattern in facet.patterns {
      let isMatch = table.matches(pattern, text)
      if isMatch == false { return false }
      if isMatch == nil { result = nil }
    }
    for pattern in facet.notPatterns {
      let isMatch = table.matches(pattern, text)
      if isMatch == true { return false }
      if isMatch == nil { result = nil }
    }
    return result
  }

  private mutating func admits(_ facet: ArrayFacet, _ items: [Datum]) -> Bool? {
    if items.count < facet.minItems || facet.maxItems.map({ $0 < items.count }) ?? false { return false }
    let hasTwins = facet.isUnique || facet.hasTwins ? Set(items).count < items.count : false
    if facet.isUnique && hasTwins || facet.hasTwins && !hasTwins { return false }
    var result: Bool? = true
    for (index, item) in items.enumerated() {
      guard let schema = facet.item(index) else { continue }
      let answer = admits(schema, item)
      if answer == false { return false }
      if answer == nil { result = nil }
    }
    for part in facet.contains {
      let answers = items.map { admits(part.schema, $0) }
      let (certain, possible) = (answers.count { $0 == true }, answers.count { $0 != false })
      if possible < part.low || part.high.map({ certain > $0 }) ?? false { return false }
      if certain < part.low || part.high.map({ possible > $0 }) ?? false { result = nil }
    }
    return result
  }

  private mutating func admits(_ facet: ObjectFacet, _ members: [Datum.Member]) -> Bool? {
    if members.count < facet.minProperties || facet.maxProperties.map({ $0 < members.count }) ?? false { return false }
    for name in facet.required where !members.contains(where: { $0.name == name }) { return false }
    for name in facet.forbidden where members.contains(where: { $0.name == name }) { return false }
    var result: Bool? = true
    for member in members {
      let found = facet.schemas(of: member.name, text: table.text(member.name))
      let name = facet.names.map { admits($0, .string(table.text(member.name))) } ?? true
      let answer = admits(found.schemas, member.value)
      if name == false { return false }
      if answer == false, found.isCertain { return false }
      if answer != true || name == nil || !found.isCertain { result = nil }
    }
    return result
  }

  private mutating func combined(_ schema: SchemaNode, _ value: Datum) -> Bool? {
    var result: Bool? = true
    for union in schema.unions {
      let answers = union.branches.map { admits($0, value) }
      let (certain, possible) = (answers.count { $0 == true }, answers.count { $0 != false })
      if possible == 0 || union.isExclusive && certain > 1 { return false }
      if certain == 0 || union.isExclusive && possible > 1 { result = nil }
    }
    for part in schema.nots {
      let answer = admits(part, value)
      if answer == true { return false }
      if answer == nil { result = nil }
    }
    for condition in schema.conditions {
      let isMet = admits(condition.condition, value)
      let then = isMet == false ? true : condition.then.map { admits($0, value) } ?? true
      let otherwise = isMet == true ? true : condition.otherwise.map { admits($0, value) } ?? true
      if isMet == true && then == false || isMet == false && otherwise == false { return false }
      if then == false && otherwise == false { return false }
      if then != true || otherwise != true { result = nil }
    }
    return result
  }
}

extension ObjectFacet {
  /// The schemas that a property must match, and whether that is certain; uncertain if an expression is not supported
  /// or a neighbour counts only if it matches.
  func schemas(of name: Int, text: String) -> (schemas: [SchemaNode], isCertain: Bool, isNamed: Bool) {
    var schemas: [SchemaNode] = []
    var isCertain = true
    var isMatched = false
    let own = property(name)
    if let own { schemas.append(own) }
    for pattern in patterns {
      switch pattern.pattern?.matches(text) {
      case true?:
        isMatched = true
        schemas.append(pattern.schema)
      case false?: break
      case nil: isCertain = false
      }
    }
    guard own == nil, !isMatched, let additional else { return (schemas, isCertain, own != nil) }
    for neighbour in neighbours {
      let isTaken =
        neighbour.property(name) != nil || neighbour.patterns.contains { $0.pattern?.matches(text) != false }
      if isTaken { return (isConditional ? [additional] : [], isCertain && !isConditional, false) }
    }
    // An expression that is not supported may take the name, so that `additional` would not hold.
    return (schemas + [additional], isCertain, false)
  }
}
