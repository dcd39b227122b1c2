package import Findings

/// The parsed `.proto` files of a tree with their imports: finds files, resolves names. Each file is parsed once.
package struct ProtobufSources {
  private let documents: Documents
  private var sources: [Source] = []
  private var known: [String: Int] = [:]
  /// The types of all files by their full names; more than one file may declare a name.
  private var declared: [String: [TypeID]] = [:]
  private var depth = 0
  /// The errors in files read since the last call of `takeProblems`.
  private var problems: [Problem] = []

  /// Imports that may lead through each other, each read on the way of the one before.
  private static let maximumDepth = 200

  /// The scopes in which a name is sought: messages in one another and parts of a package.
  private static let maximumScopes = 128

  /// A declared type.
  package struct TypeID: Hashable, Sendable {
    /// The index of its file.
    package var source: Int
    /// The index in the messages or enums of the file.
    package var index: Int
    /// Whether it is an enum.
    package var isEnum: Bool
  }

  /// A field that a file adds to a message.
  package struct ExtensionID: Sendable {
    /// The index of the file.
    package var source: Int
    /// The index in the extensions of the file.
    package var index: Int
  }

  /// A parsed file.
  package struct Source {
    /// The path as shown in reports.
    package let path: String
    /// The declarations.
    package let content: ProtobufFile
    /// Whether an import was not found, so that unknown types may be defined in it.
    package fileprivate(set) var lacksImports = false
    let bytes: [UInt8]
    private let file: FileID
    private let offset: Int
    /// The place of all findings, for text whose bytes in the enclosing document differ, such as an indented block.
    private let place: Place?
    /// The imported files, and in `visible` all that they lead to.
    fileprivate var imports: [Int] = []
    fileprivate var visible: Set<Int> = []

    fileprivate init(_ text: Text, _ content: ProtobufFile) {
      path = text.path
      bytes = text.bytes
      file = text.file
      offset = text.offset
      place = text.place
      self.content = content
    }

    /// The place of a range of the text.
    package func place(_ span: Range<Int>) -> Place {
      place
        ?? Place(
          file: file, start: UInt32(clamping: offset + span.lowerBound), end: UInt32(clamping: offset + span.upperBound)
        )
    }
  }

  /// The text of a `.proto` file, or one embedded in another document.
  package struct Text {
    /// The path by which the file is known; embedded texts need one each.
    package var path: String
    /// The file that places belong to.
    package var file: FileID
    /// The text.
    package var bytes: [UInt8]
    /// The byte offset of the text in the file, if the file contains it byte for byte.
    package var offset = 0
    /// The place of all findings, if it does not.
    package var place: Place?

    /// A file with its text.
    package init(_ file: Documents.LoadedFile, offset: Int = 0, place: Place? = nil) {
      path = file.path
      self.file = file.file
      bytes = file.bytes
      self.offset = offset
      self.place = place
    }
  }

  /// An error in a file.
  struct Problem {
    var message: String
    /// The text that identifies the finding in baselines; differs from the message where an earlier version worded the
    /// message differently.
    var subject: String
    var place: Place
  }

  /// - Parameter documents: the loader for imports.
  package init(documents: Documents) {
    self.documents = documents
  }

  /// A file by its index.
  package subscript(source: Int) -> Source { sources[source] }

  /// The message with an ID.
  package func message(_ id: TypeID) -> ProtobufFile.Message { sources[id.source].content.messages[id.index] }

  /// The enum with an ID.
  package func enumeration(_ id: TypeID) -> ProtobufFile.Enumeration { sources[id.source].content.enums[id.index] }

  /// The errors found since the last call.
  mutating func takeProblems() -> [Problem] {
    defer { problems = [] }
    return problems
  }

  // MARK: Files

  /// The index of a file, parsed with its imports.
  package mutating func source(_ text: Text) -> Int {
    if let index = known[text.path], sources[index].bytes == text.bytes { return index }
    let first = sources.count
    let index = read(text)
    // Types are sought once all files are known: imports may lead back to a file.
    for index in first..<sources.count { settle(index) }
    for index in (first..<sources.count).reversed() where !sources[index].content.isBroken { check(index) }
    return index
  }

  private mutating func read(_ text: Text) -> Int {
    let index = sources.count
    let content = ProtobufParser.parse(text.bytes)
    sources.append(Source(text, content))
    known[text.path] = index
    for (number, message) in content.messages.enumerated() {
      declared[message.fullName, default: []].append(TypeID(source: index, index: number, isEnum: false))
    }
    for (number, values) in content.enums.enumerated() {
      declared[values.fullName, default: []].append(TypeID(source: index, index: number, isEnum: true))
    }
    for mistake in content.mistakes { report(mistake.message, mistake.subject, at: mistake.span, of: index) }
    for item in content.imports where !item.path.hasPrefix("google/protobuf/") {
      guard depth < Self.maximumDepth, let loaded = locate(item.path, from: text.path) else {
        report(
          "imported file \(item.path) not found", "imports \(item.path), which is not there", at: item.span, of: index)
        sources[index].lacksImports = true
        continue
      }
      depth += 1
      sources[index].imports.append(known[loaded.path] ?? read(Text(loaded)))
      depth -= 1
    }
    return index
  }

  /// Finds the files that the imports of a file lead to.
  private mutating func settle(_ index: Int) {
    var visible: Set<Int> = [index]
    var waiting = [index]
    while let next = waiting.popLast() {
      if sources[next].lacksImports { sources[index].lacksImports = true }
      for imported in sources[next].imports where visible.insert(imported).inserted { waiting.append(imported) }
    }
    sources[index].visible = visible
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

  private mutating func report(_ message: String, _ subject: String?, at span: Range<Int>, of source: Int) {
    problems.append(Problem(message: message, subject: subject ?? message, place: sources[source].place(span)))
  }

  /// Reports duplicate fields and unknown types, once all types are known.
  private mutating func check(_ index: Int) {
    for message in sources[index].content.messages {
      var names: Set<String> = []
      var numbers: Set<Int> = []
      for field in message.fields {
        if !names.insert(field.name).inserted {
          report("duplicate field \(field.name)", "field \(field.name) stands twice", at: field.span, of: index)
        }
        if let number = field.number, !numbers.insert(number).inserted {
          report("field number \(number) is used twice", nil, at: field.numberSpan, of: index)
        }
        if !Self.scalars.contains(field.type), resolve(field.type, in: message.fullName, of: index) == nil,
          Self.wellKnown(field.type) == nil, !sources[index].lacksImports
        {
          report(
            "unknown type `\(field.type)`", "there is no type `\(field.type)` here", at: field.typeSpan, of: index)
        }
      }
    }
  }

  // MARK: Names

  /// The types that are not declared.
  package static let scalars: Set<String> = [
    "double", "float", "int32", "int64", "uint32", "uint64", "sint32", "sint64", "fixed32", "fixed64", "sfixed32",
    "sfixed64", "bool", "string", "bytes",
  ]

  /// The name of a type of `google.protobuf`, without the package; nil for other types. Their files are not read.
  package static func wellKnown(_ type: String) -> String? {
    let name = type.hasPrefix(".") ? type.dropFirst() : type[...]
    for package in ["google.protobuf.", "protobuf."] where name.hasPrefix(package) {
      return String(name.dropFirst(package.count))
    }
    return nil
  }

  /// The type that a name refers to, searched from the innermost scope outwards.
  package func resolve(_ name: String, in scope: String, of source: Int) -> TypeID? {
    if name.hasPrefix(".") { return type(String(name.dropFirst()), visibleIn: source) }
    var scope = scope[...]
    for _ in 0..<Self.maximumScopes {
      if let type = type(scope.isEmpty ? name : "\(scope).\(name)", visibleIn: source) { return type }
      guard !scope.isEmpty else { return nil }
      scope = scope.lastIndex(of: ".").map { scope[..<$0] } ?? ""
    }
    return nil
  }

  /// The type with a full name: of several, that of the file itself, else the first.
  private func type(_ name: String, visibleIn source: Int) -> TypeID? {
    guard let types = declared[name] else { return nil }
    return types.first { $0.source == source } ?? types.first { sources[source].visible.contains($0.source) }
  }

  /// The message that a name means, with or without package and enclosing messages.
  package func message(named name: String, in source: Int) -> TypeID? {
    let content = sources[source].content
    let wanted = name.hasPrefix(".") ? String(name.dropFirst()) : name
    for full in ["\(content.package).\(wanted)", wanted] {
      if let type = declared[full]?.first(where: { $0.source == source && !$0.isEnum }) { return type }
    }
    return content.messages.firstIndex { $0.fullName.hasSuffix(".\(wanted)") }
      .map { TypeID(source: source, index: $0, isEnum: false) }
  }

  /// The outermost messages of a file that are not part of another one in it; all outermost ones if each is part of
  /// another.
  package func roots(of source: Int) -> [TypeID] {
    let content = sources[source].content
    var parts: Set<Int> = []
    for (index, message) in content.messages.enumerated() {
      for field in message.fields {
        guard let type = resolve(field.type, in: message.fullName, of: source) else { continue }
        if !type.isEnum, type.source == source, type.index != index { parts.insert(type.index) }
      }
    }
    let outermost = outermost(of: source)
    let roots = outermost.filter { !parts.contains($0.index) }
    return roots.isEmpty ? outermost : roots
  }

  /// The messages of a file that are not declared inside another.
  package func outermost(of source: Int) -> [TypeID] {
    sources[source].content.messages.indices.map { TypeID(source: source, index: $0, isEnum: false) }
      .filter { !shortName($0).utf8.contains(UInt8(ascii: ".")) }
  }

  /// The name of a message without its package.
  package func shortName(_ id: TypeID) -> String {
    let package = sources[id.source].content.package
    let prefix = package.isEmpty ? 0 : package.utf8.count + 1
    return String(decoding: message(id).fullName.utf8.dropFirst(prefix), as: UTF8.self)
  }

  /// The fields that a file and its imports add to messages, by message.
  package func extensions(visibleIn source: Int) -> [TypeID: [ExtensionID]] {
    var found: [TypeID: [ExtensionID]] = [:]
    for next in sources[source].visible.sorted() {
      for (index, item) in sources[next].content.extensions.enumerated() {
        guard let type = resolve(item.extended, in: item.scope, of: next), !type.isEnum else { continue }
        found[type, default: []].append(ExtensionID(source: next, index: index))
      }
    }
    return found
  }
}
