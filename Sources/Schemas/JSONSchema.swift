import Catalog
import Findings
package import Linking
import Writing
import YAMLTree

/// A reader that lowers JSON Schema (draft-07 as AsyncAPI uses it, 2019-09, 2020-12) to payload fields.
///
/// A referenced schema is lowered once and shared, so that the work is linear in the size of the input. References to
/// the network, `$dynamicRef` and schemas nested too deeply are opaque: their fields are unknown, never absent.
package struct JSONSchemaReader {
  private let documents: Documents
  private var lowered: [DocumentNode: Lowered] = [:]
  /// Schemas being lowered; a reference to one of them is recursive.
  private var underway: Set<DocumentNode> = []
  /// Schemas whose keywords have been validated, so that errors are reported once.
  private var checked: Set<DocumentNode> = []
  private var depth = 0
  /// Results of `part`, for schemas in which no recursive reference was cut off.
  private var parts: [DocumentNode: Collected] = [:]
  /// Results of `part` with a recursive reference cut off; valid only while the same root schema is being lowered.
  private var unsureParts: [DocumentNode: Collected] = [:]
  /// The number of recursive references cut off so far.
  private var cuts = 0

  /// The maximum nesting of schemas; deeper ones are opaque.
  private static let maximumDepth = 100
  /// The maximum number of fields of one object.
  private static let maximumFields = 4000

  /// - Parameter documents: the loader for references.
  package init(documents: Documents) {
    self.documents = documents
  }

  /// The type that a schema describes, as far as fields need it.
  private struct Lowered {
    var kind: Field.Kind = .unknown
    var isList = false
    var isNullable = false
    /// The fields of an object, or of the objects in a list, packed for sharing.
    var fields: FieldRange?
    var opaqueReason: String?
  }

  /// The fields of a payload; for a list, those of its items. Appends schema errors to `reading`.
  package mutating func payload(of schema: DocumentNode, into reading: inout PartialCatalog) -> Payload {
    let result = lower(schema, into: &reading)
    if let reason = result.opaqueReason { return .opaque(reason: reason) }
    guard result.kind == .object, let fields = result.fields else {
      return .opaque(reason: result.kind == .map ? "its keys are open" : "its schema names no fields")
    }
    return .fields(fields)
  }

  // MARK: One schema

  private mutating func lower(_ schema: DocumentNode, into reading: inout PartialCatalog) -> Lowered {
    let target: DocumentNode
    switch documents.follow(schema) {
    case .success(let found): target = found
    case .failure(let problem): return Lowered(kind: .opaque, opaqueReason: "a reference \(problem.words)")
    }
    if let known = lowered[target] { return known }
    guard depth < Self.maximumDepth, underway.insert(target).inserted else {
      cuts += 1
      return Lowered(kind: .unknown)
    }
    depth += 1
    let result = lowerTarget(target, into: &reading)
    depth -= 1
    underway.remove(target)
    lowered[target] = result
    if depth == 0 { unsureParts = [:] }
    return result
  }

  private mutating func lowerTarget(_ schema: DocumentNode, into reading: inout PartialCatalog) -> Lowered {
    guard schema.isMapping else {
      if schema.boolean == nil {
        report(
          "a schema must be a mapping or a boolean", subject: "a schema is a mapping or a boolean", at: schema.place,
          in: &reading)
      }
      return Lowered()
    }
    check(schema, &reading)
    if schema["$dynamicRef"] != nil || schema["$recursiveRef"] != nil {
      return Lowered(kind: .opaque, opaqueReason: "a dynamic reference is not followed")
    }
    var result = Lowered()
    let types = typeNames(schema)
    result.isNullable =
      types.contains("null") || schema["nullable"]?.boolean == true || schema["x-nullable"]?.boolean == true
    let named = types.filter { $0 != "null" }
    if named.count > 1 {
      result.kind = .unknown
    } else if named == ["array"] || named.isEmpty && schema["items"] != nil {
      lowerItems(schema, into: &result, reading: &reading)
    } else if isObject(schema, named) {
      lowerObject(schema, into: &result, reading: &reading)
    } else {
      result.kind = kind(named.first, schema)
    }
    return result
  }

  private static let objectKeys = [
    "properties", "patternProperties", "additionalProperties", "required", "allOf", "oneOf", "anyOf",
  ]

  private func typeNames(_ schema: DocumentNode) -> [String] {
    guard let type = schema["type"] else { return [] }
    return type.isSequence ? type.items.map(\.string) : [type.string]
  }

  private func kind(_ type: String?, _ schema: DocumentNode) -> Field.Kind {
    switch type {
    case "string": return .string
    case "integer": return .integer
    case "number": return .number
    case "boolean": return .boolean
    default: break
    }
    guard let value = schema["const"] ?? schema["enum"]?.items.first, value.isScalar else { return .unknown }
    switch value.tree.scalarType(value.id) {
    case .string: return .string
    case .integer: return .integer
    case .float: return .number
    case .boolean: return .boolean
    case .null: return .unknown
    }
  }

  private mutating func lowerItems(_ schema: DocumentNode, into result: inout Lowered, reading: inout PartialCatalog) {
    result.isList = true
    guard let items = schema["items"], items.isMapping else { return }
    let item = lower(items, into: &reading)
    result.kind = item.kind
    result.fields = item.fields
    result.opaqueReason = item.opaqueReason
  }

  // MARK: Objects and their parts

  /// Whether a schema describes an object.
  ///
  /// - Parameter types: the types of the schema except null; if empty, the keywords decide.
  private func isObject(_ schema: DocumentNode, _ types: [String]) -> Bool {
    types == ["object"] || types.isEmpty && Self.objectKeys.contains { schema[$0] != nil }
  }

  private mutating func lowerObject(_ schema: DocumentNode, into result: inout Lowered, reading: inout PartialCatalog) {
    var collected = Collected()
    collect(schema, into: &collected, reading: &reading)
    if let scalar = collected.other, collected.fields.isEmpty {
      result.kind = scalar.kind
      result.isList = scalar.isList
      result.isNullable = result.isNullable || scalar.isNullable
      result.fields = scalar.fields
      result.opaqueReason = scalar.opaqueReason
      return
    }
    result.kind = collected.fields.isEmpty && collected.isOpen ? .map : .object
    result.isNullable = result.isNullable || collected.isNullable
    result.opaqueReason = collected.opaqueReason
    result.fields = collected.fields.isEmpty && collected.isOpen ? nil : reading.fields.packShared(collected.fields)
  }

  /// The fields of an object, collected from its parts.
  private struct Collected {
    var fields: [Field] = []
    var positions: [Name: Int] = [:]
    /// Whether keys other than the named ones are described.
    var isOpen = false
    var isNullable = false
    var opaqueReason: String?
    /// A part that does not describe an object.
    var other: Lowered?
    /// Names listed by a `required` without matching properties; another part may define them.
    var required: [Name] = []

    mutating func add(_ field: Field) {
      if let position = positions[field.name] {
        // A field of several parts is required if any part requires it.
        if !field.isOptional { fields[position].isOptional = false }
        if fields[position].kind == .unknown {
          fields[position].kind = field.kind
          fields[position].shared = field.shared
        }
        return
      }
      guard fields.count < JSONSchemaReader.maximumFields else { return }
      positions[field.name] = fields.count
      fields.append(field)
    }

    mutating func require(_ name: Name) {
      if let known = positions[name] { fields[known].isOptional = false } else { required.append(name) }
    }

    /// Merges another part of the same object.
    mutating func take(_ part: Collected) {
      for field in part.fields { add(field) }
      for name in part.required { require(name) }
      isOpen = isOpen || part.isOpen
      isNullable = isNullable || part.isNullable
      opaqueReason = part.opaqueReason ?? opaqueReason
      other = part.other ?? other
    }
  }

  private mutating func collect(
    _ schema: DocumentNode, into collected: inout Collected, reading: inout PartialCatalog
  ) {
    if schema["patternProperties"] != nil { collected.isOpen = true }
    if let additional = schema["additionalProperties"], additional.boolean != false { collected.isOpen = true }
    var properties: Set<String> = []
    if let own = schema["properties"], own.isMapping {
      let required = Set((schema["required"]?.items ?? []).map(\.string))
      for member in own.members {
        properties.insert(member.key)
        collected.add(field(member, isOptional: !required.contains(member.key), reading: &reading))
      }
    }
    for part in schema["allOf"]?.items ?? [] { collectPart(part, into: &collected, reading: &reading) }
    // `required` without `properties` makes a field of another part mandatory.
    for name in schema["required"]?.items ?? [] where !properties.contains(name.string) {
      collected.require(reading.names.intern(name.string))
    }
    for key in ["oneOf", "anyOf"] {
      if let branches = schema[key]?.items, !branches.isEmpty {
        collectBranches(branches, into: &collected, reading: &reading)
      }
    }
    for key in ["then", "else"] {
      guard let branch = schema[key] else { continue }
      var part = Collected()
      collectPart(branch, into: &part, reading: &reading)
      for var field in part.fields {
        field.isConditional = true
        collected.add(field)
      }
    }
  }

  /// Merges a part of `allOf`, as if its keywords were written here.
  private mutating func collectPart(
    _ part: DocumentNode, into collected: inout Collected, reading: inout PartialCatalog
  ) {
    switch documents.follow(part) {
    case .failure(let problem): collected.opaqueReason = "a reference \(problem.words)"
    case .success(let target): collected.take(self.part(target, &reading))
    }
  }

  /// The fields that a schema contributes as a part of others; computed once for each schema.
  private mutating func part(_ target: DocumentNode, _ reading: inout PartialCatalog) -> Collected {
    var collected = Collected()
    guard target.isMapping else { return collected }
    if let known = parts[target] ?? unsureParts[target] { return known }
    partsLeft -= 1
    guard partsLeft > 0 else {
      collected.opaqueReason = "it has more than \(Self.maximumParts) parts"
      return collected
    }
    // A schema that is a part of itself adds nothing the second time. Generators emit this for class hierarchies: the
    // base lists its subtypes in `oneOf`, and each subtype has the base in `allOf`.
    guard depth < Self.maximumDepth, underway.insert(target).inserted else {
      cuts += 1
      return collected
    }
    let before = cuts
    depth += 1
    check(target, &reading)
    let types = typeNames(target)
    if isObject(target, types.filter { $0 != "null" }) {
      collect(target, into: &collected, reading: &reading)
    } else if types == ["null"] {
      collected.isNullable = true
    } else if !types.isEmpty || ["items", "enum", "const"].contains(where: { target[$0] != nil }) {
      collected.other = lowerTarget(target, into: &reading)
    }
    depth -= 1
    underway.remove(target)
    storedFields += collected.fields.count
    // Caching parts with thousands of fields each would cost more memory than it saves time.
    guard storedFields < Self.maximumStored else { return collected }
    if cuts == before { parts[target] = collected } else { unsureParts[target] = collected }
    return collected
  }

  private var partsLeft = JSONSchemaReader.maximumParts
  /// The number of fields in cached parts.
  private var storedFields = 0
  /// The maximum number of parts in the schemas of one document, counted at each use.
  private static let maximumParts = 500_000
  /// The maximum number of fields in cached parts.
  private static let maximumStored = 500_000

  /// Merges alternatives: fields that all of them have keep their presence, the others become conditional.
  private mutating func collectBranches(
    _ branches: [DocumentNode], into collected: inout Collected, reading: inout PartialCatalog
  ) {
    var parts: [Collected] = []
    for branch in branches {
      var part = Collected()
      collectPart(branch, into: &part, reading: &reading)
      if part.isNullable, part.fields.isEmpty, part.other == nil {
        collected.isNullable = true
        continue
      }
      if let reason = part.opaqueReason { collected.opaqueReason = reason }
      parts.append(part)
    }
    var counts: [Name: Int] = [:]
    for part in parts {
      for field in part.fields where field.parent < 0 { counts[field.name, default: 0] += 1 }
    }
    var together = Collected()
    for part in parts {
      if let other = part.other { collected.other = collected.other ?? other }
      collected.isOpen = collected.isOpen || part.isOpen
      for var field in part.fields {
        if counts[field.name] != parts.count { field.isConditional = true }
        // A field is optional if one of the alternatives that share it makes it optional.
        if let known = together.positions[field.name], field.isOptional { together.fields[known].isOptional = true }
        if together.positions[field.name] == nil { together.add(field) }
      }
    }
    for field in together.fields { collected.add(field) }
    if parts.contains(where: { $0.other != nil }), parts.contains(where: { !$0.fields.isEmpty }) {
      for index in collected.fields.indices { collected.fields[index].isConditional = true }
    }
  }

  private mutating func field(_ member: DocumentNode.Member, isOptional: Bool, reading: inout PartialCatalog) -> Field {
    let type = lower(member.value, into: &reading)
    var field = Field(
      name: reading.names.intern(member.key), kind: type.kind, parent: -1, isOptional: isOptional, isList: type.isList,
      place: member.keyPlace)
    field.isNullable = type.isNullable
    field.isDeprecated = member.value["deprecated"]?.boolean == true
    if type.opaqueReason != nil, type.fields == nil { field.kind = .opaque }
    if field.kind == .object { field.shared = type.fields }
    return field
  }

  // MARK: Schema errors

  private static let types: Set<String> = ["object", "array", "string", "number", "integer", "boolean", "null"]

  private mutating func check(_ schema: DocumentNode, _ reading: inout PartialCatalog) {
    guard checked.insert(schema).inserted else { return }
    if let type = schema["type"] {
      for word in type.isSequence ? type.items : [type] where !Self.types.contains(word.string) || !word.isScalar {
        let near = NearName.best(for: word.string, among: Self.types.sorted())
        report(
          word.isScalar ? "unknown type `\(word.string)`" : "`type` must be a name or a list of names",
          subject: word.isScalar ? "there is no type `\(word.string)`" : "`type` is a word or a list of words",
          at: word.place,
          help: near.map { NearName.question($0) }, in: &reading)
      }
    }
    for key in ["properties", "patternProperties", "definitions", "$defs", "dependentSchemas"] {
      guard let value = schema[key], !value.isMapping, !value.isNull else { continue }
      report(
        "`\(key)` must be a mapping from names to schemas", subject: "`\(key)` is a mapping from names to schemas",
        at: value.place, in: &reading)
    }
    for key in ["allOf", "anyOf", "oneOf"] {
      guard let value = schema[key], !value.isSequence || value.items.isEmpty else { continue }
      report(
        "`\(key)` must be a list of at least one schema", subject: "`\(key)` is a list of at least one schema",
        at: value.place, in: &reading)
    }
    if let required = schema["required"], !required.isSequence {
      let isOldForm = required.boolean != nil
      report(
        "`required` must be a list of names", subject: "`required` is a list of names", at: required.place,
        help: isOldForm ? "list the name in `required` of the enclosing object" : nil, in: &reading)
    }
    if let values = schema["enum"], !values.isSequence {
      report(
        "`enum` must be a list of values", subject: "`enum` is a list of values", at: values.place, in: &reading)
    }
  }

  /// Reports a schema error.
  ///
  /// - Parameter subject: the text that identifies the finding in baselines; an earlier wording of the message.
  private func report(
    _ message: String, subject: String, at place: Place, help: String? = nil, in reading: inout PartialCatalog
  ) {
    reading.problems.append(Problem(.invalidSchema, message, at: place, help: help, subjects: [subject]))
  }
}
