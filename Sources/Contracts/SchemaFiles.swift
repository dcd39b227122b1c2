import Catalog
import Findings
package import Schemas

/// The files of one state of a system, from which schemas are read again to be compared.
package struct SchemaFiles: Sendable {
  /// Reads a file by the path that reports show.
  package typealias Loader = @Sendable (_ path: String) -> Result<Documents.LoadedFile, ReferenceProblem>

  let load: Loader

  /// Files that a function reads; it is called from one thread at a time, once for each path.
  package init(load: @escaping Loader) {
    self.load = load
  }

  /// Without files: each that is asked for is missing.
  package static let empty = SchemaFiles { path in .failure(.missingFile(path)) }
}

/// A payload in its own language.
enum ContractSchema {
  case json(DocumentNode)
  case avro(DocumentNode)
  case protobuf(ProtobufComparison.Message)
  /// A schema that cannot be read, with the reason as a clause.
  case unreadable(String)
}

/// One state of a system with the schemas of its messages.
final class ContractSide {
  let catalog: Catalog
  private let load: SchemaFiles.Loader
  private var texts: [PathKey: Result<Documents.LoadedFile, ReferenceProblem>] = [:]
  /// Whether a file refers to others, by its path.
  private var refersToOthers: [PathKey: Bool] = [:]

  init(_ catalog: Catalog, _ files: SchemaFiles) {
    self.catalog = catalog
    load = files.load
  }

  /// The loader of references. Each file is read once, for whatever purpose.
  private(set) lazy var documents = Documents { [unowned self] path in self.text(path) }

  func text(_ path: String) -> Result<Documents.LoadedFile, ReferenceProblem> {
    let key = PathKey(path)
    if let known = texts[key] { return known }
    let result = load(path)
    texts[key] = result
    return result
  }

  /// Whether a schema is the same in another state, whatever it says: its file has the same bytes and refers to no
  /// other.
  func holds(_ origin: SchemaOrigin, like same: SchemaOrigin, in other: ContractSide) -> Bool {
    guard origin.language != .avro, origin.node == same.node, origin.document == same.document,
      origin.message == same.message, case .success(let own) = text(origin.path),
      case .success(let others) = other.text(same.path), own.bytes == others.bytes
    else { return false }
    let key = PathKey(origin.path)
    let refers = refersToOthers[key] ?? Self.refersToOthers(own.bytes, origin.language)
    refersToOthers[key] = refers
    return !refers
  }

  private static func refersToOthers(_ text: [UInt8], _ language: SchemaOrigin.Language) -> Bool {
    let sign = Array((language == .protobuf ? "import" : "$ref").utf8)
    var index = text.startIndex
    while let dollar = text[index...].firstIndex(of: sign[0]) {
      index = dollar + 1
      guard text[dollar...].starts(with: sign) else { continue }
      if language == .protobuf { return true }
      // What follows a key: its quote, the colon, blanks and the value's quote.
      let value = text[(dollar + sign.count)...].first { !" \t\r\n:\"'".utf8.contains($0) }
      if value != UInt8(ascii: "#") { return true }
    }
    return false
  }

  /// The schema that stands at an origin.
  func schema(_ origin: SchemaOrigin) -> ContractSchema {
    guard let number = origin.node else { return protobuf(origin) }
    switch documents.document(at: origin.path, position: origin.document) {
    case .failure(let problem): return .unreadable("its schema \(problem.words)")
    case .success(let document):
      guard let node = document.node(number: number) else { return .unreadable("its schema is not found again") }
      switch origin.language {
      case .jsonSchema: return .json(node)
      case .avro: return .avro(node)
      case .protobuf: return embedded(node, origin)
      case .other: return .unreadable("the language of its schema is not supported")
      }
    }
  }

  private func protobuf(_ origin: SchemaOrigin) -> ContractSchema {
    guard origin.language == .protobuf else { return .unreadable("its schema cannot be read") }
    switch text(origin.path) {
    case .failure(let problem): return .unreadable("its schema \(problem.words)")
    case .success(let file): return .protobuf(message(file, origin))
    }
  }

  private func message(_ file: Documents.LoadedFile, _ origin: SchemaOrigin) -> ProtobufComparison.Message {
    var message = ProtobufComparison.Message(file: file, name: origin.isCarrier ? nil : origin.message)
    message.carrier = origin.isCarrier ? origin.message : nil
    return message
  }

  /// A message of `.proto` text in a document, or of a file that a reference there names.
  private func embedded(_ schema: DocumentNode, _ origin: SchemaOrigin) -> ContractSchema {
    var schema = schema
    for _ in 0..<32 {
      guard schema.isMapping, let reference = schema["$ref"], reference.isScalar else { break }
      if PayloadReader.isProtobuf(reference.string) {
        var target = PayloadReader.origin(ofProtobuf: reference.string, from: schema.document, documents: documents)
        target.isCarrier = target.message == nil
        target.message = target.message ?? origin.message
        return protobuf(target)
      }
      guard case .success(let next) = documents.resolve(reference.string, from: schema.document) else { break }
      schema = next
    }
    guard schema.isScalar else { return .unreadable("its schema is not a string") }
    let file = Documents.LoadedFile(
      path: "\(schema.document.path)#\(schema.place.start)", file: schema.document.file,
      bytes: Array(schema.string.utf8))
    var message = message(file, origin)
    message.place = schema.place
    return .protobuf(message)
  }
}
