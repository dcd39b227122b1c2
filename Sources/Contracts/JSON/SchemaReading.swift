import Findings
import Schemas
import YAMLTree

/// The reading of a schema's keywords, in one pass over its entries.
extension SchemaTable {
  /// The schema itself with its keywords read.
  @discardableResult func read(_ node: SchemaNode) -> SchemaNode {
    guard !node.isRead, let origin = node.origin else { return node }
    node.isRead = true
    guard origin.isMapping else {
      node.isFalse = origin.boolean == false
      return node
    }
    var entries = KeywordValues(origin, dialect: node.dialect)
    if let reference = entries[.reference], reference.isScalar {
      follow(reference.string, node)
      // Before 2019-09, the keywords beside a reference do not count.
      guard node.dialect >= .draft2019 else { return node }
    }
    if let reference = entries[.dynamicReference] { node.opaque = Self.dynamic(reference.string) }
    if let reference = entries[.recursiveReference] {
      if origin.document.root?["$recursiveAnchor"]?.boolean == true {
        node.opaque = Self.dynamic(reference.string)
      } else {
        follow(reference.string, node)
      }
    }
    readValues(&entries, node)
    if entries.hasNumbers { readNumbers(entries, node) }
    if entries.hasStrings { readStrings(entries, node) }
    if entries.hasArrays { readArrays(entries, node) }
    if entries.hasObjects { readObjects(entries, node) }
    if entries.hasCombinations { readCombinations(entries, node) }
    if let rest = entries[.unevaluatedItems] { readUnevaluated(items: rest, node) }
    if let rest = entries[.unevaluatedProperties] { readUnevaluated(properties: rest, node) }
    return node
  }

  private static func dynamic(_ text: String) -> (reason: String, text: String) {
    ("it has a dynamic reference", "dynamic \(text)")
  }

  private func follow(_ reference: String, _ node: SchemaNode) {
    guard let origin = node.origin else { return }
    node.reference = reference
    if let target = documents(node.side).step(reference, from: origin.document) {
      node.parts.append(self.node(target, side: node.side))
      return
    }
    // The same address on the network is the same schema; a reference that leads nowhere is equal to nothing.
    switch documents(node.side).resolve(reference, from: origin.document) {
    case .success(let target): node.parts.append(self.node(target, side: node.side))
    case .failure(.remote): node.opaque = ("its reference leads to the network", "remote \(reference)")
    case .failure(let problem):
      node.opaque = ("its reference \(problem.words)", "unresolved \(node.id)")
    }
  }

  private func child(_ origin: DocumentNode, of node: SchemaNode) -> SchemaNode {
    let named = origin.isMapping ? origin.word("$schema").flatMap(Self.dialect) : nil
    return self.node(origin, side: node.side, dialect: named ?? node.dialect)
  }

  // MARK: Any value

  private func readValues(_ entries: inout KeywordValues, _ node: SchemaNode) {
    if let type = entries[.type] {
      var types: TypeSet = []
      for word in type.isSequence ? type.items : [type] {
        switch word.string {
        case "null": types.insert(.null)
        case "boolean": types.insert(.boolean)
        case "integer": types.insert(.integer)
        case "number": types.formUnion(.number)
        case "string": types.insert(.string)
        case "array": types.insert(.array)
        case "object": types.insert(.object)
        case "any": types = .all
        default: break
        }
      }
      if entries[.nullable]?.boolean == true || entries[.otherNullable]?.boolean == true { types.insert(.null) }
      if !types.isEmpty || type.isSequence { node.types = types }
    }
    if let values = entries[.enum], values.isSequence { node.values = values.items.map { datum($0) } }
    if let value = entries[.const] {
      let constant = datum(value)
      node.values = node.values.map { $0.contains(constant) ? [constant] : [] } ?? [constant]
    }
    node.defaultValue = entries[.default].map { datum($0) }
  }

  private func number(_ value: DocumentNode?) -> ExactNumber? {
    guard let value, value.isScalar else { return nil }
    switch value.tree.scalarType(value.id) {
    case .integer, .float: return ExactNumber(value.tree.text(value.id))
    case .null, .boolean, .string: return nil
    }
  }

  /// A number of characters, items or properties.
  private func count(_ value: DocumentNode?) -> Int? {
    number(value).flatMap { $0.isInteger ? $0.integer ?? .max / 2 : $0.floor }
  }

  private func readNumbers(_ entries: KeywordValues, _ node: SchemaNode) {
    var facet = NumberFacet()
    if let low = number(entries[.minimum]) {
      facet.raiseLow(low, isOpen: entries[.exclusiveMinimum]?.boolean == true)
    }
    if let high = number(entries[.maximum]) {
      facet.dropHigh(high, isOpen: entries[.exclusiveMaximum]?.boolean == true)
    }
    if let low = number(entries[.exclusiveMinimum]) { facet.raiseLow(low, isOpen: true) }
    if let high = number(entries[.exclusiveMaximum]) { facet.dropHigh(high, isOpen: true) }
    if let factor = number(entries[.multipleOf] ?? entries[.divisibleBy]), factor > ExactNumber(0) {
      facet.multiples = [factor]
    }
    node.numbers = facet
  }

  private func readStrings(_ entries: KeywordValues, _ node: SchemaNode) {
    var facet = StringFacet()
    facet.minLength = max(0, count(entries[.minLength]) ?? 0)
    facet.maxLength = count(entries[.maxLength])
    if let pattern = entries[.pattern], pattern.isScalar {
      switch pattern.string {
      case "", ".*", "^.*$", "^.*", ".*$", "^", "$": break
      case ".+", "^.+$", "^.+", ".+$", ".", "^.", ".$": facet.minLength = max(1, facet.minLength)
      default: facet.patterns = [pattern.string]
      }
    }
    for key in [SchemaKeyword.format, .contentEncoding, .contentMediaType] {
      if let value = entries[key], value.isScalar { facet.meanings.append((key.rawValue, value.string)) }
    }
    node.strings = facet
  }

  // MARK: Arrays

  private func readArrays(_ entries: KeywordValues, _ node: SchemaNode) {
    let facet = ArrayFacet()
    facet.minItems = max(0, count(entries[.minItems]) ?? 0)
    facet.maxItems = count(entries[.maxItems])
    facet.isUnique = entries[.uniqueItems]?.boolean == true
    facet.prefix = (entries[.prefixItems]?.items ?? []).map { child($0, of: node) }
    if let items = entries[.items] {
      if items.isSequence {
        facet.prefix = items.items.map { child($0, of: node) }
        facet.rest = entries[.additionalItems].map { child($0, of: node) }
      } else {
        facet.rest = child(items, of: node)
      }
    }
    if let part = entries[.contains] {
      let item = ContainedItems(
        schema: child(part, of: node), low: count(entries[.minContains]) ?? 1, high: count(entries[.maxContains]))
      if item.low > 0 || item.high != nil { facet.contains = [item] }
    }
    node.arrays = facet
  }

  // MARK: Objects

  private func readObjects(_ entries: KeywordValues, _ node: SchemaNode) {
    let facet = ObjectFacet()
    facet.minProperties = max(0, count(entries[.minProperties]) ?? 0)
    facet.maxProperties = count(entries[.maxProperties])
    if let required = entries[.required], required.isSequence {
      var seen: Set<Int> = []
      for word in required.items where word.isScalar {
        let number = name(word.tree.text(word.id))
        if seen.insert(number).inserted { facet.required.append(number) }
      }
    }
    if let properties = entries[.properties], properties.isMapping {
      for entry in properties.document.entries(properties.id) {
        let value = DocumentNode(properties.document, properties.tree.resolved(entry.value))
        let key = name(properties.tree.text(properties.tree.resolved(entry.key)))
        facet.properties.append(.init(name: key, schema: child(value, of: node)))
      }
    }
    for member in entries[.patternProperties]?.members ?? [] {
      facet.patterns.append(
        .init(text: member.key, pattern: pattern(member.key), schema: child(member.value, of: node)))
    }
    facet.additional = entries[.additionalProperties].map { child($0, of: node) }
    facet.names = entries[.propertyNames].map { child($0, of: node) }
    facet.finish()
    node.objects = facet
    for key in [SchemaKeyword.dependencies, .dependentRequired, .dependentSchemas] {
      for member in entries[key]?.members ?? [] { readDependency(member, key, node: node) }
    }
  }

  private func readDependency(_ member: DocumentNode.Member, _ key: SchemaKeyword, node: SchemaNode) {
    let condition = requiring([name(member.key)], origin: node.origin)
    condition.types = .object
    let names = member.value.isSequence ? member.value.items.map(\.string) : nil
    let word =
      key == .dependencies && member.value.isScalar && member.value.boolean == nil ? [member.value.string] : nil
    let then =
      (names ?? word).map { requiring($0.map { name($0) }, origin: node.origin) } ?? child(member.value, of: node)
    node.conditions.append(.init(condition: condition, then: then, otherwise: nil, key: key.rawValue))
  }

  /// A schema that requires properties of objects and admits all other values.
  func requiring(_ names: [Int], origin: DocumentNode?) -> SchemaNode {
    made(origin: origin) { node in
      let facet = ObjectFacet()
      facet.required = names
      node.objects = facet
    }
  }

  // MARK: Combinations

  private func readCombinations(_ entries: KeywordValues, _ node: SchemaNode) {
    node.parts += (entries[.allOf]?.items ?? []).map { child($0, of: node) }
    for key in [SchemaKeyword.anyOf, .oneOf] {
      let branches = (entries[key]?.items ?? []).map { child($0, of: node) }
      guard !branches.isEmpty else { continue }
      if branches.count == 1 {
        node.parts += branches
      } else {
        node.unions.append(
          .init(id: nextUnion(), branches: branches, isExclusive: key == .oneOf, key: key.rawValue))
      }
    }
    if let part = entries[.not] { node.nots.append(child(part, of: node)) }
    if let condition = entries[.if], entries[.then] != nil || entries[.else] != nil {
      node.conditions.append(
        .init(
          condition: child(condition, of: node), then: entries[.then].map { child($0, of: node) },
          otherwise: entries[.else].map { child($0, of: node) }, key: "if"))
    }
  }
}

/// The values of a schema's keywords.
private struct KeywordValues {
  private var values: [(key: SchemaKeyword, value: DocumentNode)] = []
  var hasNumbers = false
  var hasStrings = false
  var hasArrays = false
  var hasObjects = false
  var hasCombinations = false

  init(_ origin: DocumentNode, dialect: SchemaDialect) {
    let tree = origin.tree
    for entry in origin.document.entries(origin.id) {
      guard let key = SchemaKeyword.byText[tree.text(tree.resolved(entry.key))], dialect >= key.since else { continue }
      values.append((key, DocumentNode(origin.document, tree.resolved(entry.value))))
      switch key {
      case .minimum, .maximum, .exclusiveMinimum, .exclusiveMaximum, .multipleOf, .divisibleBy: hasNumbers = true
      case .minLength, .maxLength, .pattern, .format, .contentEncoding, .contentMediaType: hasStrings = true
      case .items, .prefixItems, .additionalItems, .unevaluatedItems, .contains, .minContains, .maxContains,
        .minItems, .maxItems, .uniqueItems:
        hasArrays = true
      case .properties, .required, .additionalProperties, .patternProperties, .propertyNames, .unevaluatedProperties,
        .minProperties, .maxProperties, .dependencies, .dependentRequired, .dependentSchemas:
        hasObjects = true
      case .allOf, .anyOf, .oneOf, .not, .if, .then, .else: hasCombinations = true
      default: break
      }
    }
  }

  /// The value of a keyword; of equal keys the first.
  subscript(_ key: SchemaKeyword) -> DocumentNode? { values.first { $0.key == key }?.value }
}

// MARK: Unevaluated parts

extension SchemaTable {
  /// The schemas that apply to the same value as another.
  private struct Neighbours {
    var certain: [SchemaNode] = []
    var conditional: [SchemaNode] = []
    /// Whether there are more, which are left out.
    var areTooMany = false
  }

  private func neighbours(of node: SchemaNode) -> Neighbours {
    var result = Neighbours()
    var seen: Set<Int> = []
    var pending = [(node, true)]
    while let (next, isCertain) = pending.popLast() {
      guard seen.insert(next.id).inserted else { continue }
      guard seen.count <= 100 else {
        result.areTooMany = true
        break
      }
      read(next)
      if isCertain { result.certain.append(next) } else { result.conditional.append(next) }
      pending += next.parts.map { ($0, isCertain) }
      for union in next.unions { pending += union.branches.map { ($0, false) } }
      for condition in next.conditions {
        pending += [condition.condition, condition.then, condition.otherwise].compactMap { $0 }.map { ($0, false) }
      }
    }
    return result
  }

  private func readUnevaluated(properties rest: DocumentNode, _ node: SchemaNode) {
    let around = neighbours(of: node)
    if !around.areTooMany, around.certain.contains(where: { $0.objects?.additional != nil }) { return }
    let part = made(origin: node.origin) { part in
      let facet = ObjectFacet()
      facet.additional = child(rest, of: node)
      let conditional = around.conditional.compactMap(\.objects)
      facet.neighbours = around.certain.compactMap(\.objects) + conditional
      facet.isConditional = !conditional.isEmpty
      if around.areTooMany || conditional.contains(where: { $0.additional != nil })
        || around.certain.contains(where: { $0.opaque != nil })
      {
        part.opaque = ("which properties are unevaluated depends on the value", "unevaluated \(node.id)")
      } else {
        part.objects = facet
      }
    }
    node.parts.append(part)
  }

  private func readUnevaluated(items rest: DocumentNode, _ node: SchemaNode) {
    let around = neighbours(of: node)
    if !around.areTooMany, around.certain.contains(where: { $0.arrays?.rest != nil }) { return }
    let part = made(origin: node.origin) { part in
      let isConditional =
        around.areTooMany
        || around.conditional.contains { $0.arrays?.rest != nil || $0.arrays?.prefix.isEmpty == false }
        || around.certain.contains { $0.opaque != nil || $0.arrays?.contains.isEmpty == false }
      if isConditional {
        part.opaque = ("which items are unevaluated depends on the value", "unevaluated \(node.id)")
      } else {
        let facet = ArrayFacet()
        let count = around.certain.map { $0.arrays?.prefix.count ?? 0 }.max() ?? 0
        facet.prefix = Array(repeating: anything, count: count)
        facet.rest = child(rest, of: node)
        part.arrays = facet
      }
    }
    node.parts.append(part)
  }
}
