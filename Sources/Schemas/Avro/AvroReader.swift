import Catalog
import Findings
package import Linking
import Writing
import YAMLTree

/// A reader that lowers Avro schemas (specification 1.12) to payload fields: from `.avsc` files, or embedded in
/// AsyncAPI documents.
package struct AvroReader {
  private let documents: Documents

  /// - Parameter documents: the loader for references and for named types in files of their own.
  package init(documents: Documents) {
    self.documents = documents
  }

  /// The fields of a record, or of all records of a union; opaque for other schemas. Schema errors go to `reading`.
  package func payload(of schema: DocumentNode, into reading: inout PartialCatalog) -> Payload {
    guard let target = try? documents.follow(schema).get() else {
      return .opaque(reason: "a reference is not followed")
    }
    if target.isScalar, ["{", "["].contains(target.string.first { !$0.isWhitespace }) {
      reading.problems.append(
        Problem(
          .invalidSchema, "an Avro schema must be a mapping or a list, not a string", at: target.place,
          help: "write the schema itself, without quotes", subjects: ["an Avro schema is a string"]))
      return .opaque(reason: "its schema is a string")
    }
    var document = AvroDocument(documents: documents, reading: reading)
    reading = PartialCatalog()
    defer { swap(&reading, &document.reading) }
    let type = document.lower(target, namespace: target.document.avroNamespace(of: target.id))
    guard type.kind == .object, let fields = type.fields else {
      return .opaque(reason: type.isBroken ? "its schema is broken" : "its schema names no fields")
    }
    return .fields(fields)
  }
}

/// One schema while it is lowered, with the named types it defines.
private struct AvroDocument {
  let documents: Documents
  var reading: PartialCatalog
  private var named: [String: AvroType] = [:]
  /// Full names of the records being lowered; a reference to one of them is recursive.
  private var underway: Set<String> = []
  /// Names whose file has been looked up; one lookup each, so that files that refer to each other terminate.
  private var sought: Set<String> = []
  /// Qualified names that no file here defines; each is reported once.
  private var unread: Set<String> = []
  /// Types of the same file that were lowered before their place in it was reached.
  private var ahead: [DocumentNode: AvroType] = [:]
  private var depth = 0

  init(documents: Documents, reading: PartialCatalog) {
    self.documents = documents
    self.reading = reading
  }

  /// A type as far as fields need it.
  struct AvroType {
    var kind: Field.Kind = .unknown
    var isList = false
    var isNullable = false
    var typeName: String?
    var fields: FieldRange?
    var isBroken = false
  }

  private static let primitives: [String: Field.Kind] = [
    "null": .unknown, "boolean": .boolean, "int": .integer, "long": .integer, "float": .number, "double": .number,
    "bytes": .string,
    "string": .string,
  ]

  /// Reports a schema error.
  ///
  /// - Parameter subject: the text that identifies the finding in baselines; differs from the message where an earlier
  ///   version worded the message differently.
  private mutating func report(_ message: String, subject: String? = nil, at node: DocumentNode, help: String? = nil) {
    reading.problems.append(
      Problem(.invalidSchema, message, at: node.place, help: help, subjects: [subject ?? message]))
  }

  mutating func lower(_ node: DocumentNode, namespace: String) -> AvroType {
    guard depth < 100 else { return AvroType() }
    depth += 1
    defer { depth -= 1 }
    // AsyncAPI documents may refer to a schema from inside another.
    guard let schema = try? documents.follow(node).get() else { return AvroType(kind: .opaque) }
    if schema.isScalar { return named(schema, namespace) }
    if schema.isSequence { return union(schema, namespace) }
    guard let type = schema["type"] else {
      report("missing `type` in Avro schema", subject: "an Avro schema has a `type`", at: schema)
      return AvroType(kind: .opaque, isBroken: true)
    }
    guard type.isScalar else { return lower(type, namespace: namespace) }
    if let known = ahead[schema] { return known }
    switch type.string {
    case "record", "error": return record(schema, namespace)
    case "enum": return enumeration(schema, namespace)
    case "fixed":
      _ = define(schema, namespace, type: AvroType(kind: .string))
      if schema["size"]?.integer == nil {
        report("missing `size` in fixed type", subject: "a fixed type has a `size`", at: schema["name"] ?? type)
      }
      return AvroType(kind: .string)
    case "array":
      guard let items = schema["items"] else {
        report("missing `items` in array", subject: "an array has `items`", at: type)
        return AvroType(kind: .opaque, isList: true, isBroken: true)
      }
      var item = lower(items, namespace: namespace)
      item.isList = true
      return item
    case "map":
      if let values = schema["values"] {
        _ = lower(values, namespace: namespace)
      } else {
        report("missing `values` in map", subject: "a map has `values`", at: type)
      }
      return AvroType(kind: .map)
    default:
      return named(type, namespace)
    }
  }

  // MARK: Names

  private static func isName(_ word: Substring) -> Bool {
    guard let first = word.utf8.first, !(0x30...0x39).contains(first) else { return false }
    return word.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) || $0 == 0x5F
    }
  }

  /// Registers a named type and reports errors in its name.
  private mutating func define(_ schema: DocumentNode, _ namespace: String, type: AvroType) -> (
    full: String, namespace: String
  )? {
    guard let name = schema["name"], name.isScalar, !name.string.isEmpty else {
      let kind = schema["type"]?.string ?? "named"
      report(
        "missing `name` in \(kind) type", subject: "a \(kind) type has a `name`", at: schema["type"] ?? schema)
      return nil
    }
    let own = schema.word("namespace") ?? namespace
    let full = AvroName.full(name.string, in: own)
    if !full.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(Self.isName) {
      report(
        "invalid Avro name `\(name.string)`", subject: "`\(name.string)` is not an Avro name", at: name,
        help: "use letters, digits and underscores, starting with a letter")
    }
    if named[full] != nil || underway.contains(full) { report("\(full) is defined twice in this schema", at: name) }
    named[full] = type
    let space = full.contains(".") ? AvroName.namespace(of: full) : own
    for alias in schema["aliases"]?.items ?? [] where named[AvroName.full(alias.string, in: space)] == nil {
      named[AvroName.full(alias.string, in: space)] = type
    }
    return (full, space)
  }

  private mutating func named(_ node: DocumentNode, _ namespace: String) -> AvroType {
    let word = node.string
    if let kind = Self.primitives[word] { return AvroType(kind: kind, isNullable: word == "null") }
    for name in [AvroName.full(word, in: namespace), word] {
      if let type = named[name] { return type }
      if underway.contains(name) { return AvroType(kind: .named, typeName: name) }
    }
    for name in [AvroName.full(word, in: namespace), word] {
      if let elsewhere = ofSameFile(node, name) { return elsewhere }
    }
    if let elsewhere = ofFile(node, AvroName.full(word, in: namespace)) { return elsewhere }
    let near = NearName.best(for: word, among: Self.primitives.keys.sorted() + named.keys.sorted())
    if near == nil, word.contains(".") {
      // A schema registry or a build may resolve it, which this reader cannot: unknown, and no error.
      guard unread.insert(word).inserted else { return AvroType(kind: .opaque) }
      reading.problems.append(
        Problem(
          .unreadReference, "`\(word)` is defined in none of the files here, so its fields are not known",
          at: node.place,
          help: "keep its schema beside this file, as `\(word.split(separator: ".").last ?? "").avsc`", subjects: [word]
        ))
      return AvroType(kind: .opaque)
    }
    report(
      "unknown type `\(word)`", subject: "there is no type `\(word)` here", at: node,
      help: near.map { NearName.question($0) })
    return AvroType(kind: .opaque)
  }

  /// The type that another part of the same file defines: a reference may lead to one type of a file, and that type may
  /// name others.
  private mutating func ofSameFile(_ node: DocumentNode, _ full: String) -> AvroType? {
    guard let type = node.document.avroType(fullName: full), ahead[type.node] == nil else { return nil }
    let result = lower(type.node, namespace: type.namespace)
    ahead[type.node] = result
    return result
  }

  /// The type defined by a file of its name in the same folder, as in schema folders that keep one named type per file.
  private mutating func ofFile(_ node: DocumentNode, _ full: String) -> AvroType? {
    guard sought.insert(full).inserted, let last = full.split(separator: ".").last,
      let file = try? documents.resolve("\(last).avsc", from: node.document).get()
    else { return nil }
    let type = lower(file, namespace: "")
    return named[full].map { _ in type }
  }

  // MARK: Types

  private mutating func enumeration(_ schema: DocumentNode, _ namespace: String) -> AvroType {
    _ = define(schema, namespace, type: AvroType(kind: .string))
    guard let symbols = schema["symbols"], symbols.isSequence else {
      report("missing `symbols` in enum", subject: "an enum has `symbols`", at: schema["name"] ?? schema)
      return AvroType(kind: .string)
    }
    var seen: Set<String> = []
    for symbol in symbols.items where !seen.insert(symbol.string).inserted {
      report("duplicate symbol \(symbol.string)", subject: "symbol \(symbol.string) stands twice", at: symbol)
    }
    if let standard = schema["default"], !seen.contains(standard.string) {
      report(
        "default \(standard.string) is not one of the symbols",
        subject: "the default \(standard.string) is none of the symbols", at: standard)
    }
    return AvroType(kind: .string)
  }

  private mutating func union(_ schema: DocumentNode, _ namespace: String) -> AvroType {
    var branches: [AvroType] = []
    var isNullable = false
    var seen: Set<String> = []
    for item in schema.items {
      if item.isSequence {
        report(
          "a union cannot directly contain another union", subject: "a union holds no union directly", at: item)
      }
      let name = item.isScalar ? item.string : item["name"]?.string ?? item["type"]?.string ?? ""
      if !seen.insert(name).inserted {
        report("duplicate branch \(name) in union", subject: "\(name) stands twice in this union", at: item)
      }
      if item.isScalar, item.string == "null" {
        isNullable = true
      } else {
        branches.append(lower(item, namespace: namespace))
      }
    }
    guard branches.count != 1 else {
      var only = branches[0]
      only.isNullable = only.isNullable || isNullable
      return only
    }
    let records = branches.filter { $0.kind == .object }
    guard records.count == branches.count, !records.isEmpty else {
      return AvroType(kind: .unknown, isNullable: isNullable)
    }
    return AvroType(kind: .object, isNullable: isNullable, fields: merged(records.compactMap(\.fields)))
  }

  /// The fields of several records; those that not all records have are conditional.
  private mutating func merged(_ ranges: [FieldRange]) -> FieldRange {
    var counts: [Name: Int] = [:]
    var fields: [Field] = []
    for range in ranges {
      for field in reading.fields.fields(of: range) where field.parent < 0 {
        if counts.updateValue((counts[field.name] ?? 0) + 1, forKey: field.name) == nil { fields.append(field) }
      }
    }
    for index in fields.indices where counts[fields[index].name] != ranges.count { fields[index].isConditional = true }
    return reading.fields.packShared(fields)
  }

  private mutating func record(_ schema: DocumentNode, _ namespace: String) -> AvroType {
    let known = define(schema, namespace, type: AvroType(kind: .object))
    guard let list = schema["fields"], list.isSequence else {
      report("missing `fields` in record", subject: "a record has `fields`", at: schema["name"] ?? schema)
      return AvroType(kind: .opaque, isBroken: true)
    }
    if let known {
      named[known.full] = nil
      underway.insert(known.full)
    }
    var fields: [Field] = []
    var seen: Set<String> = []
    for item in list.items.prefix(Shape.maximum) {
      guard let name = item["name"], name.isScalar, !name.string.isEmpty, let type = item["type"] else {
        report("a field needs a `name` and a `type`", subject: "a field has a `name` and a `type`", at: item)
        continue
      }
      if !Self.isName(name.string[...]) {
        report(
          "invalid Avro name `\(name.string)`", subject: "`\(name.string)` is not an Avro name", at: name)
      }
      if !seen.insert(name.string).inserted {
        report("duplicate field \(name.string)", subject: "field \(name.string) stands twice", at: name)
      }
      let lowered = lower(type, namespace: known?.namespace ?? namespace)
      if let standard = item["default"] { check(standard, type) }
      var field = Field(
        name: reading.names.intern(name.string), kind: lowered.kind,
        typeName: lowered.typeName.map { reading.names.intern($0) },
        parent: -1, isList: lowered.isList, place: name.place)
      field.isNullable = lowered.isNullable
      if field.kind == .object { field.shared = lowered.fields }
      fields.append(field)
    }
    let type = AvroType(kind: .object, fields: reading.fields.packShared(fields))
    if let known {
      underway.remove(known.full)
      named[known.full] = type
      for alias in schema["aliases"]?.items ?? [] { named[AvroName.full(alias.string, in: known.namespace)] = type }
    }
    return type
  }

  /// Reports a default that does not match its type; for a union, the first branch, as the specification requires.
  private mutating func check(_ standard: DocumentNode, _ type: DocumentNode) {
    guard let expected = type.isSequence ? type.items.first : type else { return }
    let word = expected.isScalar ? expected.string : expected.word("type") ?? ""
    let matches: Bool? =
      switch word {
      case "null": standard.isNull
      case "boolean": standard.boolean != nil
      case "int", "long": standard.integer != nil
      case "float", "double": standard.isScalar && [.integer, .float].contains(standard.tree.scalarType(standard.id))
      case "string", "bytes", "enum", "fixed": standard.isScalar && !standard.isNull
      case "array": standard.isSequence
      case "map", "record", "error": standard.isMapping
      default: nil
      }
    guard matches == false else { return }
    let branch = type.isSequence ? "the first branch of its union, \(word)" : word
    report(
      "the default does not match \(branch)", at: standard,
      help: type.isSequence ? "move the default's type to the front of the union" : nil)
  }
}
