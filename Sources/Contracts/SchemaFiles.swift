package import Catalog
package import Findings
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
}

/// A payload in its own language.
package enum ContractSchema {
  case json(DocumentNode)
  case avro(DocumentNode)
  /// A message of a `.proto` file, or of text in a document; then all changes are at that text's place, since its bytes
  /// differ from those of the file.
  case protobuf(ProtobufComparison.Message, place: Place?)
  /// Fields that the catalog itself writes out.
  case fields(Shape)
  /// A schema that cannot be read, with the reason as a clause.
  case unreadable(String)

  /// The language as reports name it; nil where it is not known.
  var language: String? {
    switch self {
    case .json: SchemaOrigin.Language.jsonSchema.rawValue
    case .avro: SchemaOrigin.Language.avro.rawValue
    case .protobuf: SchemaOrigin.Language.protobuf.rawValue
    case .fields: "fields in the catalog"
    case .unreadable: nil
    }
  }
}

/// One state of a system with the schemas of its messages.
struct ContractSide {
  let catalog: Catalog
  let documents: Documents

  init(_ catalog: Catalog, _ files: SchemaFiles) {
    self.catalog = catalog
    documents = Documents(load: files.load)
  }

  /// The payload of a message; nil if none is documented.
  func schema(of message: Message) -> ContractSchema? {
    if let origin = catalog.schema(of: message) { return schema(origin) }
    return catalog.shape(of: message).map { .fields($0) }
  }

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
    switch documents.text(at: origin.path) {
    case .failure(let problem): return .unreadable("its schema \(problem.words)")
    case .success(let file): return .protobuf(.init(file: file, name: origin.message), place: nil)
    }
  }

  /// A message of `.proto` text in a document, or of a file that a reference there names.
  private func embedded(_ schema: DocumentNode, _ origin: SchemaOrigin) -> ContractSchema {
    var schema = schema
    for _ in 0..<32 {
      guard schema.isMapping, let reference = schema["$ref"], reference.isScalar else { break }
      if PayloadReader.isProtobuf(reference.string) {
        var target = PayloadReader.origin(ofProtobuf: reference.string, from: schema.document, documents: documents)
        target.message = target.message ?? origin.message
        return protobuf(target)
      }
      guard case .success(let next) = documents.resolve(reference.string, from: schema.document) else { break }
      schema = next
    }
    guard schema.isScalar else { return .unreadable("its schema is not a string") }
    let text = Documents.LoadedFile(
      path: schema.document.path, file: schema.document.file, bytes: Array(schema.string.utf8))
    return .protobuf(.init(file: text, name: origin.message), place: schema.place)
  }
}
