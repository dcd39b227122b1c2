import Catalog
package import Findings
package import Linking

/// A reader that lowers Protocol Buffers messages to payload fields: proto2, proto3 and editions, with their imports.
package struct ProtobufReader {
  let documents: Documents
  private var sources: ProtobufSources
  private var lowered: [ProtobufSources.TypeID: FieldRange] = [:]
  /// The messages of each file that a reference without a name may mean.
  private var choices: [Int: Choice] = [:]
  /// Messages being lowered; a field of such a type is recursive.
  private var underway: Set<ProtobufSources.TypeID> = []

  /// The messages of a file that references may mean, with their names without the package.
  private struct Choice {
    /// All messages.
    var names: [String] = []
    /// The messages that are not declared inside another, by name.
    var outermost: [String: ProtobufSources.TypeID] = [:]
    /// Those of them that are not part of another message of the file; all if each is part of another.
    var roots: [ProtobufSources.TypeID] = []
    var rootNames: [String] = []
  }

  /// - Parameter documents: the loader for `.proto` files and their imports.
  package init(documents: Documents) {
    self.documents = documents
    sources = ProtobufSources(documents: documents)
  }

  /// The fields of a message in a `.proto` file.
  ///
  /// - Parameters:
  ///   - path: the path as written, relative to the folder of `base`.
  ///   - message: the name, with or without package and enclosing messages; nil is the only message of the file that no
  ///     other message contains.
  ///   - carrier: the name of the message that has the payload; it decides where a file defines several messages.
  package mutating func payload(
    path: String, message: String?, carrier: String? = nil, from base: Document, into reading: inout PartialCatalog
  ) -> Result<Payload, ReferenceProblem> {
    switch documents.text(path, from: base) {
    case .failure(let problem): return .failure(problem)
    case .success(let loaded):
      let source = read(.init(loaded), into: &reading)
      guard !sources[source].content.isBroken else { return .success(.opaque(reason: "its schema is broken")) }
      switch chosen(message, of: source, carrier: carrier) {
      case .failure(let problem): return .failure(problem)
      case .success(let message): return .success(payload(of: message, into: &reading))
      }
    }
  }

  /// The fields of a message in `.proto` text embedded in a document.
  ///
  /// - Parameters:
  ///   - offset: the byte offset of the text in the file, if the file contains it byte for byte.
  ///   - place: the place of all findings, if it does not; else nil.
  package mutating func payload(
    text: [UInt8], in base: Document, offset: Int, place: Place?, message: String?, carrier: String? = nil,
    into reading: inout PartialCatalog
  ) -> Payload {
    let file = Documents.LoadedFile(path: "\(base.path)#\(offset)", file: base.file, bytes: text)
    let source = read(.init(file, offset: offset, place: place), into: &reading)
    guard !sources[source].content.isBroken else { return .opaque(reason: "its schema is broken") }
    switch chosen(message, of: source, carrier: carrier) {
    case .success(let message): return payload(of: message, into: &reading)
    case .failure:
      // A reference can name a message, embedded text cannot.
      guard message == nil, let first = choice(of: source).roots.first else {
        return .opaque(reason: "its schema has no message \(message ?? "")")
      }
      return payload(of: first, into: &reading)
    }
  }

  private mutating func payload(
    of message: ProtobufSources.TypeID, into reading: inout PartialCatalog
  ) -> Payload {
    lower(message, depth: 0, into: &reading).map { .fields($0) } ?? .opaque(reason: "its schema is recursive")
  }

  private mutating func read(_ text: ProtobufSources.Text, into reading: inout PartialCatalog) -> Int {
    let source = sources.source(text)
    reading.problems += sources.takeProblems().map {
      Problem(.invalidSchema, $0.message, at: $0.place, subjects: [$0.subject])
    }
    return source
  }

  // MARK: Choosing a message

  /// The message that a name means; without a name the only one of the file.
  private mutating func chosen(
    _ name: String?, of source: Int, carrier: String?
  ) -> Result<ProtobufSources.TypeID, ReferenceProblem> {
    let choice = choice(of: source)
    let path = sources[source].path
    if let name {
      return sources.message(named: name, in: source).map { .success($0) }
        ?? .failure(.missingMessage(path, candidates: choice.names))
    }
    if choice.roots.count == 1 { return .success(choice.roots[0]) }
    if let carrier, let own = choice.outermost[carrier] { return .success(own) }
    guard !choice.roots.isEmpty else { return .failure(.missingMessage(path, candidates: [])) }
    return .failure(.severalMessages(path, candidates: choice.rootNames))
  }

  private mutating func choice(of source: Int) -> Choice {
    if let known = choices[source] { return known }
    var choice = Choice()
    choice.names = sources[source].content.messages.indices.map {
      sources.shortName(.init(source: source, index: $0, isEnum: false))
    }
    for message in sources.outermost(of: source) {
      let name = choice.names[message.index]
      choice.outermost[name] = choice.outermost[name] ?? message
    }
    choice.roots = sources.roots(of: source)
    choice.rootNames = choice.roots.map { choice.names[$0.index] }
    choices[source] = choice
    return choice
  }

  // MARK: Types

  private static func scalar(_ type: String) -> Field.Kind? {
    switch type {
    case "double", "float": .number
    case "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32", "sfixed64":
      .integer
    case "bool": .boolean
    case "string", "bytes": .string
    default: nil
    }
  }

  /// The JSON representation of the well-known types (https://protobuf.dev/programming-guides/json/).
  private static func wellKnown(_ type: String) -> (kind: Field.Kind, isList: Bool) {
    switch type.split(separator: ".").last ?? "" {
    case "Timestamp", "Duration", "FieldMask", "StringValue", "BytesValue": (.string, false)
    case "Int32Value", "Int64Value", "UInt32Value", "UInt64Value": (.integer, false)
    case "DoubleValue", "FloatValue": (.number, false)
    case "BoolValue": (.boolean, false)
    case "Struct": (.map, false)
    case "ListValue": (.unknown, true)
    default: (.unknown, false)
    }
  }

  private mutating func lower(
    _ id: ProtobufSources.TypeID, depth: Int, into reading: inout PartialCatalog
  ) -> FieldRange? {
    if let known = lowered[id] { return known }
    guard depth < 100, underway.insert(id).inserted else { return nil }
    defer { underway.remove(id) }
    let message = sources.message(id)
    var fields: [Field] = []
    for item in message.fields.prefix(Shape.maximum) {
      fields.append(field(item, message.fullName, source: id.source, depth: depth, into: &reading))
    }
    let range = reading.fields.packShared(fields)
    lowered[id] = range
    return range
  }

  private mutating func field(
    _ item: ProtobufFile.Field, _ scope: String, source: Int, depth: Int, into reading: inout PartialCatalog
  ) -> Field {
    var field = Field(
      name: reading.names.intern(item.name), kind: .unknown, parent: -1, isList: item.isRepeated,
      place: sources[source].place(item.span))
    field.isConditional = item.oneof != nil
    field.isDeprecated = item.isDeprecated
    var isMessage = false
    if item.isMap {
      field.kind = .map
    } else if let kind = Self.scalar(item.type) {
      field.kind = kind
    } else if let type = sources.resolve(item.type, in: scope, of: source) {
      isMessage = !type.isEnum
      if type.isEnum {
        field.kind = .string
      } else if let fields = lower(type, depth: depth + 1, into: &reading) {
        field.kind = .object
        field.shared = fields
      } else {
        field.kind = .named
        field.typeName = reading.names.intern(item.type)
      }
    } else {
      isMessage = true
      let known = Self.wellKnown(item.type)
      (field.kind, field.isList) =
        ProtobufSources.wellKnown(item.type) == nil
        ? (.opaque, item.isRepeated) : (known.kind, known.isList || item.isRepeated)
    }
    field.isOptional =
      !item.isRepeated && !item.isMap
      && (item.presence == .explicit || isMessage && item.presence != .required)
    return field
  }
}
