import Catalog
package import Findings
package import Linking

/// A reader that lowers Protocol Buffers messages to payload fields: proto2, proto3 and editions, with their imports.
package struct ProtobufReader {
  let documents: Documents
  private var files: [String: Source] = [:]
  private var lowered: [String: FieldRange] = [:]
  /// The messages of each file that a reference without a name may mean.
  private var choices: [String: Choice] = [:]
  /// Messages being lowered; a field of such a type is recursive.
  private var underway: Set<String> = []

  /// A parsed file with the types visible in it.
  private struct Source {
    var path: String
    var file: FileID
    var offset: Int
    /// The place of all findings, for text whose bytes in the enclosing document differ, such as an indented block.
    var place: Place?
    var content: ProtobufFile
    var types: [String: Declared] = [:]
    /// Whether an import was not found, so that unknown types may be defined in it.
    var lacksImports = false

    func place(_ span: Range<Int>) -> Place {
      place
        ?? Place(
          file: file, start: UInt32(clamping: offset + span.lowerBound), end: UInt32(clamping: offset + span.upperBound)
        )
    }
  }

  /// The messages of a file that references may mean, with their names without the package.
  private struct Choice {
    /// All messages.
    var names: [String] = []
    /// The messages that are not declared inside another, by name.
    var outermost: [String: ProtobufFile.Message] = [:]
    /// Those of them that are not part of another message of the file; all if each is part of another.
    var roots: [ProtobufFile.Message] = []
    var rootNames: [String] = []
  }

  private enum Declared {
    case message(source: String, index: Int)
    case enumeration
  }

  /// - Parameter documents: the loader for `.proto` files and their imports.
  package init(documents: Documents) {
    self.documents = documents
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
      let source = source(loaded.bytes, path: loaded.path, file: loaded.file, offset: 0, place: nil, into: &reading)
      guard !source.content.isBroken else { return .success(.opaque(reason: "its schema is broken")) }
      switch chosen(message, of: source, carrier: carrier) {
      case .failure(let problem): return .failure(problem)
      case .success(let message): return .success(payload(source, message, into: &reading))
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
    let source = source(
      text, path: "\(base.path)#\(offset)", file: base.file, offset: offset, place: place, into: &reading)
    guard !source.content.isBroken else { return .opaque(reason: "its schema is broken") }
    switch chosen(message, of: source, carrier: carrier) {
    case .success(let message): return payload(source, message, into: &reading)
    case .failure:
      // A reference can name a message, embedded text cannot.
      guard message == nil, let first = choice(of: source).roots.first else {
        return .opaque(reason: "its schema has no message \(message ?? "")")
      }
      return payload(source, first, into: &reading)
    }
  }

  private mutating func payload(
    _ source: Source, _ message: ProtobufFile.Message, into reading: inout PartialCatalog
  ) -> Payload {
    lower(message, source, depth: 0, into: &reading).map { .fields($0) } ?? .opaque(reason: "its schema is recursive")
  }

  // MARK: Choosing a message

  /// The message that a name means; without a name the only one of the file.
  private mutating func chosen(
    _ name: String?, of source: Source, carrier: String?
  ) -> Result<ProtobufFile.Message, ReferenceProblem> {
    let messages = source.content.messages
    let package = source.content.package
    let choice = choice(of: source)
    if let name {
      let wanted = name.hasPrefix(".") ? String(name.dropFirst()) : name
      for full in ["\(package).\(wanted)", wanted] {
        guard case .message(source.path, let index)? = source.types[full] else { continue }
        return .success(messages[index])
      }
      let found = messages.first { $0.fullName.hasSuffix(".\(wanted)") }
      return found.map { .success($0) } ?? .failure(.missingMessage(source.path, candidates: choice.names))
    }
    if choice.roots.count == 1 { return .success(choice.roots[0]) }
    if let carrier, let own = choice.outermost[carrier] { return .success(own) }
    guard !choice.roots.isEmpty else { return .failure(.missingMessage(source.path, candidates: [])) }
    return .failure(.severalMessages(source.path, candidates: choice.rootNames))
  }

  private mutating func choice(of source: Source) -> Choice {
    if let known = choices[source.path] { return known }
    var parts: Set<String> = []
    for message in source.content.messages {
      for field in message.fields {
        guard case .message(source.path, let index)? = resolve(field.type, message, source: source) else { continue }
        let part = source.content.messages[index].fullName
        if part != message.fullName { parts.insert(part) }
      }
    }
    let prefix = source.content.package.isEmpty ? 0 : source.content.package.utf8.count + 1
    var choice = Choice()
    var outermost: [(name: String, message: ProtobufFile.Message)] = []
    for message in source.content.messages {
      let name = String(decoding: message.fullName.utf8.dropFirst(prefix), as: UTF8.self)
      choice.names.append(name)
      guard !name.utf8.contains(UInt8(ascii: ".")) else { continue }
      outermost.append((name, message))
      choice.outermost[name] = choice.outermost[name] ?? message
    }
    let roots = outermost.filter { !parts.contains($0.message.fullName) }
    choice.roots = (roots.isEmpty ? outermost : roots).map(\.message)
    choice.rootNames = (roots.isEmpty ? outermost : roots).map(\.name)
    choices[source.path] = choice
    return choice
  }

  // MARK: Files

  private mutating func source(
    _ bytes: [UInt8], path: String, file: FileID, offset: Int, place: Place?, into reading: inout PartialCatalog
  ) -> Source {
    if let known = files[path] { return known }
    var source = Source(path: path, file: file, offset: offset, place: place, content: ProtobufParser.parse(bytes))
    // Circular imports find the file as far as it is known.
    files[path] = source
    for (index, message) in source.content.messages.enumerated() {
      source.types[message.fullName] = .message(source: path, index: index)
    }
    for values in source.content.enums { source.types[values.fullName] = .enumeration }
    for mistake in source.content.mistakes {
      report(mistake.message, subject: mistake.subject, at: source.place(mistake.span), in: &reading)
    }
    addImports(to: &source, into: &reading)
    files[path] = source
    if !source.content.isBroken { check(source, into: &reading) }
    return source
  }

  private mutating func addImports(to source: inout Source, into reading: inout PartialCatalog) {
    for item in source.content.imports where !item.path.hasPrefix("google/protobuf/") {
      guard let loaded = locate(item.path, from: source.path) else {
        report(
          "imported file \(item.path) not found", subject: "imports \(item.path), which is not there",
          at: source.place(item.span), in: &reading)
        source.lacksImports = true
        continue
      }
      let imported =
        files[loaded.path]
        ?? self.source(loaded.bytes, path: loaded.path, file: loaded.file, offset: 0, place: nil, into: &reading)
      source.types.merge(imported.types) { own, _ in own }
      source.lacksImports = source.lacksImports || imported.lacksImports
    }
  }

  /// The imported file, searched for in the folder of the importing file and in each one above: import roots are not
  /// declared in `.proto` files.
  private func locate(_ path: String, from own: String) -> Documents.LoadedFile? {
    var folder = Documents.folder(own)
    for _ in 0..<32 {
      if case .success(let loaded) = documents.text(at: Documents.joined(folder, path)) { return loaded }
      guard !folder.isEmpty else { return nil }
      folder = Documents.folder(folder)
    }
    return nil
  }

  /// Reports a schema error.
  ///
  /// - Parameter subject: the text that identifies the finding in baselines; differs from the message where an earlier
  ///   version worded the message differently.
  private func report(_ message: String, subject: String? = nil, at place: Place, in reading: inout PartialCatalog) {
    reading.problems.append(Problem(.invalidSchema, message, at: place, subjects: [subject ?? message]))
  }

  /// Reports duplicate fields and unknown types, once all types are known.
  private func check(_ source: Source, into reading: inout PartialCatalog) {
    for message in source.content.messages {
      var names: Set<String> = []
      var numbers: Set<Int> = []
      for field in message.fields {
        if !names.insert(field.name).inserted {
          report(
            "duplicate field \(field.name)", subject: "field \(field.name) stands twice",
            at: source.place(field.span), in: &reading)
        }
        if let number = field.number, !numbers.insert(number).inserted {
          report("field number \(number) is used twice", at: source.place(field.numberSpan), in: &reading)
        }
        if Self.scalar(field.type) == nil, resolve(field.type, message, source: source) == nil, !isForeign(field.type),
          !source.lacksImports
        {
          report(
            "unknown type `\(field.type)`", subject: "there is no type `\(field.type)` here",
            at: source.place(field.typeSpan), in: &reading)
        }
      }
    }
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

  private func isForeign(_ type: String) -> Bool {
    let name = type.hasPrefix(".") ? type.dropFirst() : type[...]
    return name.hasPrefix("google.protobuf.") || name.hasPrefix("protobuf.")
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

  /// The type that a name refers to, searched from the innermost scope outwards.
  private func resolve(_ name: String, _ message: ProtobufFile.Message, source: Source) -> Declared? {
    if name.hasPrefix(".") { return source.types[String(name.dropFirst())] }
    var scope = message.fullName[...]
    while true {
      if let type = source.types[scope.isEmpty ? name : "\(scope).\(name)"] { return type }
      guard !scope.isEmpty else { return nil }
      scope = scope.lastIndex(of: ".").map { scope[..<$0] } ?? ""
    }
  }

  private mutating func lower(
    _ message: ProtobufFile.Message, _ source: Source, depth: Int, into reading: inout PartialCatalog
  ) -> FieldRange? {
    let key = "\(source.path)\u{0}\(message.fullName)"
    if let known = lowered[key] { return known }
    guard depth < 100, underway.insert(key).inserted else { return nil }
    defer { underway.remove(key) }
    var fields: [Field] = []
    for item in message.fields.prefix(Shape.maximum) {
      fields.append(field(item, message, source: source, depth: depth, into: &reading))
    }
    let range = reading.fields.packShared(fields)
    lowered[key] = range
    return range
  }

  private mutating func field(
    _ item: ProtobufFile.Field, _ message: ProtobufFile.Message, source: Source, depth: Int,
    into reading: inout PartialCatalog
  ) -> Field {
    var field = Field(
      name: reading.names.intern(item.name), kind: .unknown, parent: -1, isList: item.isRepeated,
      place: source.place(item.span))
    field.isConditional = item.isInOneof
    var isMessage = false
    if item.isMap {
      field.kind = .map
    } else if let kind = Self.scalar(item.type) {
      field.kind = kind
    } else {
      switch resolve(item.type, message, source: source) {
      case .enumeration:
        field.kind = .string
      case .message(let path, let index):
        isMessage = true
        if let owner = files[path],
          let fields = lower(owner.content.messages[index], owner, depth: depth + 1, into: &reading)
        {
          field.kind = .object
          field.shared = fields
        } else {
          field.kind = .named
          field.typeName = reading.names.intern(item.type)
        }
      case nil:
        isMessage = true
        let known = Self.wellKnown(item.type)
        (field.kind, field.isList) =
          isForeign(item.type) ? (known.kind, known.isList || item.isRepeated) : (.opaque, item.isRepeated)
      }
    }
    let presence = item.presence ?? message.presence
    field.isOptional = !item.isRepeated && !item.isMap && (presence == .explicit || isMessage && presence != .required)
    return field
  }
}
