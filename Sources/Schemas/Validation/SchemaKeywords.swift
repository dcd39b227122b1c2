import Findings
import YAMLTree

/// The keywords that constrain one value: of any type, scalars, lists and objects.
extension SchemaValidator {
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

  /// Checks `type`, `enum` and `const`.
  mutating func checkAny(_ value: DocumentNode, _ schema: DocumentNode, outcome: inout Outcome) {
    if let type = schema["type"] {
      let expected = type.isSequence ? type.items.map(\.string) : [type.string]
      let found = self.type(value)
      let isMatch = expected.contains(found) || found == "integer" && expected.contains("number")
      if !isMatch, !(found == "null" && schema["nullable"]?.boolean == true) {
        let subject = value.isScalar ? words(value) : "this"
        fail(
          "\(subject) is \(Self.article(found)), not \(expected.map(Self.article).joined(separator: " or "))", value,
          schema: schema, key: "type", outcome: &outcome)
      }
    }
    if let values = schema["enum"], values.isSequence {
      let key = key(value)
      if !values.items.contains(where: { self.key($0) == key }) {
        fail(
          "\(words(value)) is none of the values of its `enum`", value, schema: schema, key: "enum", outcome: &outcome)
      }
    }
    if let constant = schema["const"], key(constant) != key(value) {
      fail("\(words(value)) is not \(words(constant))", value, schema: schema, key: "const", outcome: &outcome)
    }
  }

  private static func article(_ type: String) -> String {
    switch type {
    case "null": "null"
    case "object", "array", "integer": "an \(type)"
    default: "a \(type)"
    }
  }

  /// A text that is the same for equal values in the sense of JSON Schema: `1.0` equals `1`, key order is irrelevant.
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

  /// Checks the keywords for numbers and strings.
  mutating func checkScalar(_ value: DocumentNode, _ schema: DocumentNode, outcome: inout Outcome) {
    if let number = number(value) { return checkNumber(number, value, schema: schema, outcome: &outcome) }
    guard value.tree.scalarType(value.id) == .string else { return }
    let text = value.string
    if schema["minLength"] != nil || schema["maxLength"] != nil {
      let length = text.unicodeScalars.count
      if let limit = count(schema, "minLength"), length < limit {
        fail(
          "\(words(value)) has \(length) characters, at least \(limit) are wanted", value, schema: schema,
          key: "minLength", outcome: &outcome
        )
      }
      if let limit = count(schema, "maxLength"), length > limit {
        fail(
          "\(words(value)) has \(length) characters, at most \(limit) are allowed", value, schema: schema,
          key: "maxLength", outcome: &outcome
        )
      }
    }
    if let pattern = schema["pattern"], matches(pattern.string, text) == false {
      fail(
        "\(words(value)) does not match the pattern \(pattern.string)", value, schema: schema, key: "pattern",
        outcome: &outcome)
    }
  }

  private func count(_ schema: DocumentNode, _ key: String) -> Int? {
    schema[key].flatMap { number($0) }?.integer
  }

  private mutating func checkNumber(
    _ number: ExactNumber, _ value: DocumentNode, schema: DocumentNode, outcome: inout Outcome
  ) {
    func limit(_ key: String) -> ExactNumber? { schema[key].flatMap { self.number($0) } }
    if let low = limit("minimum"), number < low {
      fail("\(words(value)) is below the minimum", value, schema: schema, key: "minimum", outcome: &outcome)
    }
    if let high = limit("maximum"), high < number {
      fail("\(words(value)) is above the maximum", value, schema: schema, key: "maximum", outcome: &outcome)
    }
    if let low = limit("exclusiveMinimum"), !(low < number) {
      fail(
        "\(words(value)) is not above the exclusive minimum", value, schema: schema, key: "exclusiveMinimum",
        outcome: &outcome)
    }
    if let high = limit("exclusiveMaximum"), !(number < high) {
      fail(
        "\(words(value)) is not below the exclusive maximum", value, schema: schema, key: "exclusiveMaximum",
        outcome: &outcome)
    }
    if let factor = limit("multipleOf"), number.isMultiple(of: factor) == false {
      fail(
        "\(words(value)) is not a multiple of \(schema["multipleOf"]?.string ?? "")", value, schema: schema,
        key: "multipleOf",
        outcome: &outcome
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
    // A thousand steps of matching cost as much as one step of checking.
    let work = pattern?.work(on: text.utf8.count) ?? 0
    budget -= 1 + work / 1000
    let result = budget > 0 ? pattern?.matches(text) : nil
    if result == nil { isUnknown = true }
    return result
  }

  // MARK: Lists

  /// Checks the keywords for lists except `unevaluatedItems`.
  mutating func checkItems(_ value: DocumentNode, _ schema: DocumentNode, outcome: inout Outcome) {
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
    if let part = schema["contains"] { checkContains(items, part, value: value, schema: schema, outcome: &outcome) }
    if let limit = count(schema, "minItems"), items.count < limit {
      fail(
        "the list has \(items.count) items, at least \(limit) are wanted", value, schema: schema, key: "minItems",
        outcome: &outcome)
    }
    if let limit = count(schema, "maxItems"), items.count > limit {
      fail(
        "the list has \(items.count) items, at most \(limit) are allowed", value, schema: schema, key: "maxItems",
        outcome: &outcome)
    }
    if schema["uniqueItems"]?.boolean == true {
      var seen: Set<String> = []
      if let twice = items.first(where: { !seen.insert(key($0)).inserted }) {
        fail(
          "\(words(twice)) stands twice in a list of unique items", twice, schema: schema, key: "uniqueItems",
          outcome: &outcome)
      }
    }
  }

  private mutating func checkContains(
    _ items: [DocumentNode], _ part: DocumentNode, value: DocumentNode, schema: DocumentNode,
    outcome: inout Outcome
  ) {
    let found = items.indices.filter { check(items[$0], part).isValid }
    outcome.otherItems.formUnion(dialect == .draft2020 ? found : [])
    let counts = dialect == .draft7 ? nil : (low: count(schema, "minContains"), high: count(schema, "maxContains"))
    if found.count < counts?.low ?? 1 {
      fail("the list has too few items that it must contain", value, schema: schema, key: "contains", outcome: &outcome)
    }
    if let high = counts?.high, found.count > high {
      fail("the list has too many items of a kind", value, schema: schema, key: "maxContains", outcome: &outcome)
    }
  }

  /// Checks items that no other keyword has evaluated against `unevaluatedItems`.
  mutating func checkUnevaluated(items value: DocumentNode, _ rest: DocumentNode, outcome: inout Outcome) {
    let items = value.items
    for index in items.indices where index >= outcome.items && !outcome.otherItems.contains(index) {
      outcome.violations += check(items[index], rest).violations
    }
    outcome.items = items.count
  }

  // MARK: Objects

  /// Checks the keywords for objects except `unevaluatedProperties`.
  mutating func checkProperties(_ value: DocumentNode, _ schema: DocumentNode, outcome: inout Outcome) {
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
      fail("`\(name.string)` is missing", value, schema: schema, key: "required", outcome: &outcome)
    }
    if let limit = count(schema, "minProperties"), names.count < limit {
      fail(
        "the object has \(names.count) properties, at least \(limit) are wanted", value, schema: schema,
        key: "minProperties",
        outcome: &outcome)
    }
    if let limit = count(schema, "maxProperties"), names.count > limit {
      fail(
        "the object has \(names.count) properties, at most \(limit) are allowed", value, schema: schema,
        key: "maxProperties",
        outcome: &outcome)
    }
    if let part = schema["propertyNames"] {
      for member in members { checkName(member, part, schema: schema, outcome: &outcome) }
    }
    checkDependencies(value, names, schema: schema, outcome: &outcome)
  }

  /// Checks a property name as a value; it is a string even if it looks like a number.
  private mutating func checkName(
    _ member: DocumentNode.Member, _ part: DocumentNode, schema: DocumentNode, outcome: inout Outcome
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
    _ value: DocumentNode, _ names: Set<String>, schema: DocumentNode, outcome: inout Outcome
  ) {
    for key in ["dependencies", "dependentRequired", "dependentSchemas"] {
      for member in schema[key]?.members ?? [] where names.contains(member.key) {
        guard member.value.isSequence else {
          outcome.take(check(value, member.value))
          continue
        }
        for name in member.value.items where !names.contains(name.string) {
          fail("`\(name.string)` is missing beside `\(member.key)`", value, schema: schema, key: key, outcome: &outcome)
        }
      }
    }
  }

  /// Checks properties that no other keyword has evaluated against `unevaluatedProperties`.
  mutating func checkUnevaluated(properties value: DocumentNode, _ rest: DocumentNode, outcome: inout Outcome) {
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
}
