package import Findings

/// A mismatch between a value and its schema.
package struct Violation: Hashable {
  /// A clause without a full stop, such as "`0` is below the minimum".
  package var message: String
  /// The place of the value, or of the key for a property that is not allowed.
  package var place: Place
  /// The place of the violated keyword in the schema.
  package var schemaPlace: Place
}

/// A validator of values against JSON Schema: draft-07, 2019-09 and 2020-12. `format` is an annotation.
///
/// A value that cannot be validated (a reference to the network, a pattern with look-around) counts as matching. If
/// validation takes too many steps, one violation reports that. `SchemaKeywords.swift` has the keywords for one value.
package struct SchemaValidator {
  private let documents: Documents
  let dialect: Dialect
  private var resources: SchemaResources
  /// Compiled patterns by their source; nil for unsupported ones.
  var patterns: [String: Pattern?] = [:]
  /// Steps left for the current value.
  var budget = 0
  /// Steps left for all values together.
  private var total = SchemaValidator.steps * 20
  /// Whether part of the current value could not be validated.
  var isUnknown = false
  /// Base URIs of the schemas entered, outermost first: the dynamic scope.
  private var scope: [String] = []
  /// The nesting of schemas and values at the current step.
  var depth = 0
  private var underway: Set<Visit> = []

  private struct Visit: Hashable {
    var schema: DocumentNode
    var value: DocumentNode
  }

  private static let steps = 200_000
  static let maximumDepth = 200

  /// - Parameters:
  ///   - documents: the loader for references.
  ///   - dialect: the dialect of all schemas; `$schema` is not evaluated.
  package init(documents: Documents, dialect: Dialect) {
    self.documents = documents
    self.dialect = dialect
    resources = SchemaResources(dialect: dialect)
  }

  /// Registers a schema under a URI, for references to it.
  package mutating func register(uri: String, _ root: DocumentNode) { resources.index(root, base: uri) }

  /// The violations of a value; none if it matches or cannot be validated. Limited to 200,000 steps a value and
  /// 4,000,000 for all values.
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
      // Reported once; further values are skipped as well.
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

  /// The result of a schema or part of it: violations, and the evaluated properties and items (annotations).
  struct Outcome {
    var violations: [Violation] = []
    var properties: Set<String> = []
    var allProperties = false
    /// The number of leading items that have been evaluated.
    var items = 0
    /// Indices of further evaluated items, by `contains`.
    var otherItems: Set<Int> = []

    var isValid: Bool { violations.isEmpty }

    /// Merges the violations and annotations of another result.
    mutating func take(_ other: Outcome) {
      violations += other.violations
      takeAnnotations(other)
    }

    /// Merges the annotations of another result, without its violations.
    mutating func takeAnnotations(_ other: Outcome) {
      properties.formUnion(other.properties)
      allProperties = allProperties || other.allProperties
      items = max(items, other.items)
      otherItems.formUnion(other.otherItems)
    }
  }

  // MARK: Schemas

  /// Checks a value against a schema, one step of the budget.
  mutating func check(_ value: DocumentNode, _ schema: DocumentNode) -> Outcome {
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
    // A schema that refers back to itself for the same value would never terminate; its result is undefined.
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
      outcome.take(follow(reference.string, schema, value: value))
      if dialect == .draft7 { return outcome }
    }
    if let reference = schema["$dynamicRef"] { outcome.take(followDynamic(reference.string, schema, value: value)) }
    if let reference = schema["$recursiveRef"] { outcome.take(followRecursive(reference.string, schema, value: value)) }
    checkAny(value, schema, outcome: &outcome)
    if value.isScalar { checkScalar(value, schema, outcome: &outcome) }
    if value.isSequence { checkItems(value, schema, outcome: &outcome) }
    if value.isMapping { checkProperties(value, schema, outcome: &outcome) }
    combine(value, schema, outcome: &outcome)
    if value.isMapping, let rest = schema["unevaluatedProperties"] {
      checkUnevaluated(properties: value, rest, outcome: &outcome)
    }
    if value.isSequence, let rest = schema["unevaluatedItems"] {
      checkUnevaluated(items: value, rest, outcome: &outcome)
    }
    return outcome
  }

  private mutating func follow(_ reference: String, _ schema: DocumentNode, value: DocumentNode) -> Outcome {
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

  private mutating func followDynamic(_ reference: String, _ schema: DocumentNode, value: DocumentNode) -> Outcome {
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

  private mutating func followRecursive(_ reference: String, _ schema: DocumentNode, value: DocumentNode) -> Outcome {
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

  /// Records a violation of a keyword.
  func fail(
    _ message: String, _ value: DocumentNode, schema: DocumentNode, key: String, outcome: inout Outcome
  ) {
    outcome.violations.append(
      Violation(message: message, place: value.place, schemaPlace: schema.place(ofKey: key) ?? schema.place))
  }

  /// A value as shown in messages: quoted and cut to 40 characters.
  func words(_ value: DocumentNode) -> String {
    if value.isMapping { return "an object" }
    if value.isSequence { return "a list" }
    let text = value.string
    return value.isNull
      ? "null" : text.isEmpty ? "an empty text" : "`\(text.count > 40 ? text.prefix(37) + "..." : text)`"
  }

  // MARK: Combinations

  private mutating func combine(_ value: DocumentNode, _ schema: DocumentNode, outcome: inout Outcome) {
    for part in schema["allOf"]?.items ?? [] { outcome.take(check(value, part)) }
    if let parts = schema["anyOf"]?.items, !parts.isEmpty {
      let found = parts.map { check(value, $0) }
      let valid = found.filter(\.isValid)
      for part in valid { outcome.takeAnnotations(part) }
      if valid.isEmpty { failAll(found, "anyOf", value: value, schema: schema, outcome: &outcome) }
    }
    if let parts = schema["oneOf"]?.items, !parts.isEmpty {
      let found = parts.map { check(value, $0) }
      let valid = found.filter(\.isValid)
      if valid.count == 1 { outcome.takeAnnotations(valid[0]) }
      if valid.isEmpty { failAll(found, "oneOf", value: value, schema: schema, outcome: &outcome) }
      if valid.count > 1 {
        fail(
          "\(words(value)) matches \(valid.count) of its `oneOf`, not one", value, schema: schema, key: "oneOf",
          outcome: &outcome)
      }
    }
    if let part = schema["not"], check(value, part).isValid {
      fail("\(words(value)) matches what it must not", value, schema: schema, key: "not", outcome: &outcome)
    }
    guard let condition = schema["if"] else { return }
    let tested = check(value, condition)
    if tested.isValid { outcome.takeAnnotations(tested) }
    if let branch = schema[tested.isValid ? "then" : "else"] { outcome.take(check(value, branch)) }
  }

  /// Records that no alternative matches; a single alternative is reported by its own violations.
  private func failAll(
    _ found: [Outcome], _ key: String, value: DocumentNode, schema: DocumentNode, outcome: inout Outcome
  ) {
    if found.count == 1 {
      outcome.violations += found[0].violations
      return
    }
    fail("\(words(value)) matches none of its `\(key)`", value, schema: schema, key: key, outcome: &outcome)
  }
}
