package import Catalog
import YAMLTree

extension PayloadReader {
  /// The origin of a schema that is a node of a document.
  ///
  /// - Parameter carrier: the name of the message that has the payload.
  package static func origin(of schema: DocumentNode, format: Format, carrier: String? = nil) -> SchemaOrigin {
    var origin = SchemaOrigin(format.language, path: schema.document.path)
    origin.document = schema.document.position
    origin.node = Int(schema.id.index)
    if origin.language == .protobuf {
      origin.message = carrier
      origin.isCarrier = true
    }
    return origin
  }

  /// The origin of the message that a reference to a `.proto` file names: `order.proto#OrderPaid`.
  ///
  /// - Parameter documents: the loader that knows the path of the file.
  package static func origin(ofProtobuf reference: String, from base: Document, documents: Documents) -> SchemaOrigin {
    let parts = reference.split(separator: "#", maxSplits: 1).map(String.init)
    var origin = SchemaOrigin(.protobuf, path: documents.path(parts.first ?? "", from: base))
    origin.message = parts.count > 1 ? String(parts[1].drop { $0 == "/" }) : nil
    return origin
  }
}

extension PayloadReader.Format {
  /// The language of schemas in the format.
  var language: SchemaOrigin.Language {
    switch self {
    case .jsonSchema: .jsonSchema
    case .avro: .avro
    case .protobuf: .protobuf
    case .other: .other
    }
  }
}
