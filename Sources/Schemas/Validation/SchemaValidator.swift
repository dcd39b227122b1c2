package import Findings
import YAMLTree

/// One way in which a value does not match its schema.
package struct Violation: Hashable {
  /// A clause without a full stop.
  package var message: String
  /// Where the value is written.
  package var place: Place
  /// Where the keyword is written.
  package var schemaPlace: Place
}

/// Checks values against JSON Schema: draft-07, 2019-09 and 2020-12. `format` is an annotation. What cannot be judged (a
/// reference to the network, a pattern with look-around) counts as matching; what takes too many steps is a violation that says so.
package struct SchemaValidator {
  private let documents: Documents
  private let dialect: Dialect
  private var resources: SchemaResources
  private var patterns: [String: Pattern?] = [:]
  /// Steps left for this value, and for all values together.
  private var budget = 0
  private var total = SchemaValidator.steps * 20
  private var isUnknown = false
  private var scope: [String] = []
  private var depth = 0
  private var underway: Set<Visit> = []

  private struct Visit: Hashable {
    var schema: DocumentNode
    var value: DocumentNode
  }

  private static let steps = 200_000
  private static let maximumDepth = 200

  /// - Parameter dialect: what all schemas are taken to follow.
  package init(documents: Documents, dialect: Dialect) {
    self.documents = documents
    self.dialect = dialect
    resources = SchemaResources(dialect: dialect)
  }

  /// Makes a schema known by its address, for references to it.
  package mutating func register(uri: String, _ root: DocumentNode) { resources.index(root, base: uri) }

  /// The ways in which a value does not match; none when it does, or when that cannot be told.
  package mutating func violations(of instance: DocumentNode, against schema: DocumentNode) -> [Violation] {
    let base = resources.base(of: schema) ?? schema.document.path
    if resources.base(of: schema) == nil {
      if let root = schema.document.root, root != schema { resources.index(root, base: schema.document.path) }
      resources.index(schema, base: base)
    }
    budget = min(Self.steps, total)
    let granted = budget
    isUnknown = false
    depth = 0
    scope = [resources.base(of: schema) ?? base]
    let outcome = check(instance, schema)
    total -= granted - max(budget, 0)
    guard budget > 0 else {
      // Told once a document: the values behind it are passed over as well.
      guard !isExhausted else { return [] }
      isExhausted = true
      return [
        Violation(
          message: "this is not checked: it takes more than \(granted) steps", place: instance.place,
          schemaPlace: schema.place)
      ]
    }
    return isUnknown ? [] : outcome.violations
  }

  private var isExhausted = false

  /// What a schema, or a part of it, found, and what it has looked at.
  struct Outcome {
    var violations: [Violation] = []
    var properties: Set<String> = []
    var allProperties = false
    /// Items before this one were looked at.
    var items = 0
    var otherItems: Set<Int> = []

    var isValid: Bool { violations.isEmpty }

    mutating func take(_ other: Outcome) {
      violations += other.violations
      takeAnnotations(other)
    }

    mutating func takeAnnotations(_ other: Outcome) {
      properties.formUnion(other.properties)
      allProperties = allProperties || other.allProperties
      items = max(items, other.items)
      otherItems.formUnion(other.otherItems)
    }
  }

  // MARK: Schemas

  private mutating func check(_ value: DocumentNode, _ schema: DocumentNode) -> Outcome {
    budget -= 1
    guard budget > 0, depth < Self.maximumDepth else {
      isUnknown = true
      return Outcome()
    }
    if schema.isScalar {
      guard schema.boolean == false else { return Outcome() }
      return Outcome(violations: [
        Violation(message: "\(words(value)) is not allowed here", place: value.place, schemaPlace: schema.place)
      ])
    }
    guard schema.isMapping else { return Outcome() }
    // A schema that leads back to itself for the same value would do so for ever: what it says is undefined.
    let visit = Visit(schema: schema, value: value)
    guard underway.insert(visit).inserted else {
      isUnknown = true
      return Outcome()
    }
    depth += 1
    let base = resources.base(of: schema)
    let isEntered = base != nil && base != scope.last
    if isEntered, let base { scope.append(base) }
    defer {
      underway.remove(visit)
      depth -= 1
      if isEntered { scope.removeLast() }
    }
    var outcome = Outcome()
    if let reference = schema["$ref"], reference.isScalar {
      outcome.take(follow(reference.string, schema, value))
      if dialect == .draft7 { return outcome }
    }
    if let reference = schema["$dynamicRef"] { outcome.take(followDynamic(reference.string, schema, value)) }
    if let reference = schema["$recursiveRef"] { outcome.take(followRecursive(reference.string, schema, value)) }
    checkAny(value, schema, &outcome)
    if value.isScalar { checkScalar(value, schema, &outcome) }
    if value.isSequence { checkItems(value, schema, &outcome) }
    if value.isMapping { checkProperties(value, schema, &outcome) }
    combine(value, schema, &outcome)
    if value.isMapping, let rest = schema["unevaluatedProperties"] {
      checkUnevaluated(properties: value, rest, &outcome)
    }
    if value.isSequence, let rest = schema["unevaluatedItems"] { checkUnevaluated(items: value, rest, &outcome) }
    return outcome
  }

  private mutating func follow(_ reference: String, _ schema: DocumentNode, _ value: DocumentNode) -> Outcome {
    guard let target = target(reference, schema) else {
      isUnknown = true
      return Outcome()
    }
    return check(value, target)
  }

  private mutating func target(_ reference: String, _ schema: DocumentNode) -> DocumentNode? {
    let base = resources.base(of: schema) ?? scope.last ?? ""
    if let target = resources.target(reference, from: base) { return target }
    guard let target = try? documents.resolve(reference, from: schema.document).get() else { return nil }
    if resources.base(of: target) == nil {
      if let root = target.document.root { resources.index(root, base: target.document.path) }
      resources.index(target, base: target.document.path)
    }
    return target
  }

  private mutating func followDynamic(_ reference: String, _ schema: DocumentNode, _ value: DocumentNode) -> Outcome {
    guard let target = target(reference, schema) else {
      isUnknown = true
      return Outcome()
    }
    if let hash = reference.firstIndex(of: "#"), let own = target["$dynamicAnchor"],
      own.string == reference[reference.index(after: hash)...]
    {
      for base in scope {
        if let outermost = resources.dynamicAnchor(own.string, in: base) { return check(value, outermost) }
      }
    }
    return check(value, target)
  }

  private mutating func followRecursive(_ reference: String, _ schema: DocumentNode, _ value: DocumentNode) -> Outcome {
    guard let target = target(reference, schema) else {
      isUnknown = true
      return Outcome()
    }
    if target["$recursiveAnchor"]?.boolean == true {
      for base in scope {
        guard let resource = resources.resource(base), resource["$recursiveAnchor"]?.boolean == true else { continue }
        return check(value, resource)
      }
    }
    return check(value, target)
  }

  private func fail(
    _ message: String, _ value: DocumentNode, _ schema: DocumentNode, _ key: String, _ outcome: inout Outcome
  ) {
    outcome.violations.append(
      Violation(message: message, place: value.place, schemaPlace: schema.place(ofKey: key) ?? schema.place))
  }

  /// A value in a message.
  private func words(_ value: DocumentNode) -> String {
    if value.isMapping { return "an object" }
    if value.isSequence { return "a list" }
    let text = value.string
    return value.isNull
      ? "null" : text.isEmpty ? "an empty text" : "`\(text.count > 40 ? text.prefix(37) + "..." : text)`"
  }

  // MARK: Any value

  private func type(_ value: DocumentNode) -> String {
    if value.isMapping { return "object" }
    if value.isSequence { return "array" }
    switch value.tree.scalarType(value.id) {
    case .null: return "null"
    case .boolean: return "boolean"
    case .integer: return "integer"
    case .float: return number(value)?.isInteger == true ? "integer" : "number"
    case .string: return "string"
    }
  }

  private func number(_ value: DocumentNode) -> ExactNumber? {
    switch value.tree.scalarType(value.id) {
    case .integer, .float: ExactNumber(value.tree.text(value.id))
    case .null, .boolean, .string: nil
    }
  }

  private mutating func checkAny(_ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome) {
    if let type = schema["type"] {
      let expected = type.isSequence ? type.items.map(\.string) : [type.string]
      let found = self.type(value)
      let isMatch = expected.contains(found) || found == "integer" && expected.contains("number")
      if !isMatch, !(found == "null" && schema["nullable"]?.boolean == true) {
        let subject = value.isScalar ? words(value) : "this"
        fail(
          "\(subject) is \(Self.article(found)), not \(expected.map(Self.article).joined(separator: " or "))", value,
          schema, "type", &outcome)
      }
    }
    if let values = schema["enum"], values.isSequence {
      let key = key(value)
      if !values.items.contains(where: { self.key($0) == key }) {
        fail("\(words(value)) is none of the values of its `enum`", value, schema, "enum", &outcome)
      }
    }
    if let constant = schema["const"], key(constant) != key(value) {
      fail("\(words(value)) is not \(words(constant))", value, schema, "const", &outcome)
    }
  }

  private static func article(_ type: String) -> String {
    switch type {
    case "null": "null"
    case "object", "array", "integer": "an \(type)"
    default: "a \(type)"
    }
  }

  /// The same text for values that are equal by JSON's measure.
  private mutating func key(_ value: DocumentNode) -> String {
    budget -= 1
    guard budget > 0, depth < Self.maximumDepth else {
      isUnknown = true
      return ""
    }
    depth += 1
    defer { depth -= 1 }
    if value.isSequence { return "[" + value.items.map { key($0) }.joined(separator: ",") + "]" }
    if value.isMapping {
      let members = value.members.map { (name: $0.key, text: key($0.value)) }.sorted { $0.name < $1.name }
      return "{" + members.map { "\($0.name.utf8.count):\($0.name)=\($0.text)" }.joined(separator: ",") + "}"
    }
    if let number = number(value) { return "n" + number.key }
    switch value.tree.scalarType(value.id) {
    case .null: return "null"
    case .boolean: return value.boolean == true ? "true" : "false"
    case .integer, .float, .string:
      let text = value.string
      return "s\(text.utf8.count):\(text)"
    }
  }

  // MARK: Scalars

  private mutating func checkScalar(_ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome) {
    if let number = number(value) { return checkNumber(number, value, schema, &outcome) }
    guard value.tree.scalarType(value.id) == .string else { return }
    let text = value.string
    if schema["minLength"] != nil || schema["maxLength"] != nil {
      let length = text.unicodeScalars.count
      if let limit = count(schema, "minLength"), length < limit {
        fail(
          "\(words(value)) has \(length) characters, at least \(limit) are wanted", value, schema, "minLength", &outcome
        )
      }
      if let limit = count(schema, "maxLength"), length > limit {
        fail(
          "\(words(value)) has \(length) characters, at most \(limit) are allowed", value, schema, "maxLength", &outcome
        )
      }
    }
    if let pattern = schema["pattern"], matches(pattern.string, text) == false {
      fail("\(words(value)) does not match the pattern \(pattern.string)", value, schema, "pattern", &outcome)
    }
  }

  private func count(_ schema: DocumentNode, _ key: String) -> Int? {
    schema[key].flatMap { number($0) }?.integer
  }

  private mutating func checkNumber(
    _ number: ExactNumber, _ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome
  ) {
    func limit(_ key: String) -> ExactNumber? { schema[key].flatMap { self.number($0) } }
    if let low = limit("minimum"), number < low {
      fail("\(words(value)) is below the minimum", value, schema, "minimum", &outcome)
    }
    if let high = limit("maximum"), high < number {
      fail("\(words(value)) is above the maximum", value, schema, "maximum", &outcome)
    }
    if let low = limit("exclusiveMinimum"), !(low < number) {
      fail("\(words(value)) is not above the exclusive minimum", value, schema, "exclusiveMinimum", &outcome)
    }
    if let high = limit("exclusiveMaximum"), !(number < high) {
      fail("\(words(value)) is not below the exclusive maximum", value, schema, "exclusiveMaximum", &outcome)
    }
    if let factor = limit("multipleOf"), number.isMultiple(of: factor) == false {
      fail(
        "\(words(value)) is no multiple of \(schema["multipleOf"]?.string ?? "")", value, schema, "multipleOf", &outcome
      )
    }
  }

  private mutating func matches(_ source: String, _ text: String) -> Bool? {
    let pattern: Pattern?
    if let known = patterns[source] {
      pattern = known
    } else {
      pattern = Pattern(source)
      patterns[source] = pattern
    }
    // A thousand steps of matching take as long as one of checking.
    let work = pattern?.work(on: text.utf8.count) ?? 0
    budget -= 1 + work / 1000
    let result = budget > 0 ? pattern?.matches(text) : nil
    if result == nil { isUnknown = true }
    return result
  }

  // MARK: Lists

  private mutating func checkItems(_ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome) {
    let items = value.items
    var rest = schema["items"]
    var prefix = schema["prefixItems"]?.items ?? []
    if let list = schema["items"], list.isSequence {
      prefix = list.items
      rest = schema["additionalItems"]
    }
    for (item, part) in zip(items, prefix) { outcome.violations += check(item, part).violations }
    outcome.items = max(outcome.items, min(items.count, prefix.count))
    if let rest, items.count > prefix.count || rest.isScalar {
      for item in items.dropFirst(prefix.count) { outcome.violations += check(item, rest).violations }
      outcome.items = items.count
    }
    if let part = schema["contains"] { checkContains(items, part, value, schema, &outcome) }
    if let limit = count(schema, "minItems"), items.count < limit {
      fail("the list has \(items.count) items, at least \(limit) are wanted", value, schema, "minItems", &outcome)
    }
    if let limit = count(schema, "maxItems"), items.count > limit {
      fail("the list has \(items.count) items, at most \(limit) are allowed", value, schema, "maxItems", &outcome)
    }
    if schema["uniqueItems"]?.boolean == true {
      var seen: Set<String> = []
      if let twice = items.first(where: { !seen.insert(key($0)).inserted }) {
        fail("\(words(twice)) stands twice in a list of unique items", twice, schema, "uniqueItems", &outcome)
      }
    }
  }

  private mutating func checkContains(
    _ items: [DocumentNode], _ part: DocumentNode, _ value: DocumentNode, _ schema: DocumentNode,
    _ outcome: inout Outcome
  ) {
    let found = items.indices.filter { check(items[$0], part).isValid }
    outcome.otherItems.formUnion(dialect == .draft2020 ? found : [])
    let counts = dialect == .draft7 ? nil : (low: count(schema, "minContains"), high: count(schema, "maxContains"))
    if found.count < counts?.low ?? 1 {
      fail("the list has too few items that it must contain", value, schema, "contains", &outcome)
    }
    if let high = counts?.high, found.count > high {
      fail("the list has too many items of a kind", value, schema, "maxContains", &outcome)
    }
  }

  private mutating func checkUnevaluated(items value: DocumentNode, _ rest: DocumentNode, _ outcome: inout Outcome) {
    let items = value.items
    for index in items.indices where index >= outcome.items && !outcome.otherItems.contains(index) {
      outcome.violations += check(items[index], rest).violations
    }
    outcome.items = items.count
  }

  // MARK: Objects

  private mutating func checkProperties(_ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome) {
    let members = value.members
    let patterns = schema["patternProperties"]?.members ?? []
    let properties = schema["properties"]
    let additional = schema["additionalProperties"]
    for member in members {
      var isNamed = false
      if let part = properties?[member.key] {
        isNamed = true
        outcome.violations += check(member.value, part).violations
      }
      for pattern in patterns where matches(pattern.key, member.key) == true {
        isNamed = true
        outcome.violations += check(member.value, pattern.value).violations
      }
      if !isNamed, let additional {
        isNamed = true
        if additional.boolean == false {
          outcome.violations.append(
            Violation(
              message: "`\(member.key)` is not among the properties", place: member.keyPlace,
              schemaPlace: schema.place(ofKey: "additionalProperties") ?? schema.place))
        } else {
          outcome.violations += check(member.value, additional).violations
        }
      }
      if isNamed { outcome.properties.insert(member.key) }
    }
    let names = Set(members.map(\.key))
    for name in schema["required"]?.items ?? [] where !names.contains(name.string) {
      fail("`\(name.string)` is missing", value, schema, "required", &outcome)
    }
    if let limit = count(schema, "minProperties"), names.count < limit {
      fail(
        "the object has \(names.count) properties, at least \(limit) are wanted", value, schema, "minProperties",
        &outcome)
    }
    if let limit = count(schema, "maxProperties"), names.count > limit {
      fail(
        "the object has \(names.count) properties, at most \(limit) are allowed", value, schema, "maxProperties",
        &outcome)
    }
    if let part = schema["propertyNames"] { for member in members { checkName(member, part, schema, &outcome) } }
    checkDependencies(value, names, schema, &outcome)
  }

  /// A property's name as a value: it is a text whatever it looks like.
  private mutating func checkName(
    _ member: DocumentNode.Member, _ part: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome
  ) {
    var tree = Tree()
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for byte in member.key.utf8 {
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") { text.append(UInt8(ascii: "\\")) }
      text += byte < 0x20 ? Array("\\x\(byte < 16 ? "0" : "")\(String(byte, radix: 16))".utf8) : [byte]
    }
    Parser().parse(text + [UInt8(ascii: "\"")], into: &tree)
    guard let name = Document(path: "", file: member.keyPlace.file, tree: tree).root else { return }
    guard !check(name, part).isValid else { return }
    outcome.violations.append(
      Violation(
        message: "`\(member.key)` is not allowed as a property's name", place: member.keyPlace,
        schemaPlace: schema.place(ofKey: "propertyNames") ?? schema.place))
  }

  private mutating func checkDependencies(
    _ value: DocumentNode, _ names: Set<String>, _ schema: DocumentNode, _ outcome: inout Outcome
  ) {
    for key in ["dependencies", "dependentRequired", "dependentSchemas"] {
      for member in schema[key]?.members ?? [] where names.contains(member.key) {
        guard member.value.isSequence else {
          outcome.take(check(value, member.value))
          continue
        }
        for name in member.value.items where !names.contains(name.string) {
          fail("`\(name.string)` is missing beside `\(member.key)`", value, schema, key, &outcome)
        }
      }
    }
  }

  private mutating func checkUnevaluated(properties value: DocumentNode, _ rest: DocumentNode, _ outcome: inout Outcome)
  {
    guard !outcome.allProperties else { return }
    for member in value.members where !outcome.properties.contains(member.key) {
      if rest.boolean == false {
        outcome.violations.append(
          Violation(
            message: "`\(member.key)` is not among the properties", place: member.keyPlace, schemaPlace: rest.place))
      } else {
        outcome.violations += check(member.value, rest).violations
      }
    }
    outcome.allProperties = true
  }

  // MARK: Combinations

  private mutating func combine(_ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome) {
    for part in schema["allOf"]?.items ?? [] { outcome.take(check(value, part)) }
    if let parts = schema["anyOf"]?.items, !parts.isEmpty {
      let found = parts.map { check(value, $0) }
      let valid = found.filter(\.isValid)
      for part in valid { outcome.takeAnnotations(part) }
      if valid.isEmpty { failAll(found, "anyOf", value, schema, &outcome) }
    }
    if let parts = schema["oneOf"]?.items, !parts.isEmpty {
      let found = parts.map { check(value, $0) }
      let valid = found.filter(\.isValid)
      if valid.count == 1 { outcome.takeAnnotations(valid[0]) }
      if valid.isEmpty { failAll(found, "oneOf", value, schema, &outcome) }
      if valid.count > 1 {
        fail("\(words(value)) matches \(valid.count) of its `oneOf`, not one", value, schema, "oneOf", &outcome)
      }
    }
    if let part = schema["not"], check(value, part).isValid {
      fail("\(words(value)) matches what it must not", value, schema, "not", &outcome)
    }
    guard let condition = schema["if"] else { return }
    let tested = check(value, condition)
    if tested.isValid { outcome.takeAnnotations(tested) }
    if let branch = schema[tested.isValid ? "then" : "else"] { outcome.take(check(value, branch)) }
  }

  /// When no alternative fits, the one that nearly does tells most.
  private func failAll(
    _ found: [Outcome], _ key: String, _ value: DocumentNode, _ schema: DocumentNode, _ outcome: inout Outcome
  ) {
    if found.count == 1 {
      outcome.violations += found[0].violations
      return
    }
    fail("\(words(value)) matches none of its `\(key)`", value, schema, key, &outcome)
  }
}
