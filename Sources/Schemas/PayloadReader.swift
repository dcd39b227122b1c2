package import Catalog
import Findings

/// Lowers payload schemas of any language to fields, by the name of their format.
package struct PayloadReader {
  private var json: JSONSchemaReader
  private let avro: AvroReader
  private var protobuf: ProtobufReader
  private var known: [DocumentNode: Payload] = [:]

  package init(documents: Documents) {
    json = JSONSchemaReader(documents: documents)
    avro = AvroReader(documents: documents)
    protobuf = ProtobufReader(documents: documents)
  }

  /// The schema languages that a `schemaFormat` or a file's ending may name.
  package enum Format: Sendable {
    case jsonSchema
    case avro
    case protobuf
    case other(String)

    /// - Parameter mediaType: as AsyncAPI writes it: `application/vnd.apache.avro;version=1.9.0`; nil is AsyncAPI's own.
    package init(mediaType: String?) {
      guard let mediaType else {
        self = .jsonSchema
        return
      }
      let word = mediaType.lowercased()
      if word.contains("avro") {
        self = .avro
      } else if word.contains("protobuf") {
        self = .protobuf
      } else if word.contains("asyncapi") || word.contains("schema+json") || word.contains("schema+yaml")
        || word.contains("schema;")
      {
        self = .jsonSchema
      } else {
        self = .other(mediaType)
      }
    }
  }

  /// The fields that a schema gives a payload.
  package mutating func payload(of schema: DocumentNode, format: Format, into reading: inout Reading) -> Payload {
    if let payload = known[schema] { return payload }
    let payload: Payload
    switch format {
    case .jsonSchema: payload = json.payload(of: schema, into: &reading)
    case .avro: payload = avro.payload(of: schema, into: &reading)
    case .protobuf: payload = protobufPayload(schema, into: &reading)
    case .other(let name): payload = .opaque(reason: "schemas of the format \(name) are not read")
    }
    known[schema] = payload
    return payload
  }

  /// The fields of a message in a file of Protocol Buffers.
  package mutating func payload(
    file path: String, message: String?, from base: Document, into reading: inout Reading
  ) -> Result<Payload, ReferenceProblem> {
    protobuf.payload(path: path, message: message, from: base, into: &reading)
  }

  /// A `.proto` text in a document, or a reference to a file.
  private mutating func protobufPayload(_ schema: DocumentNode, into reading: inout Reading) -> Payload {
    if let reference = schema["$ref"], reference.isScalar {
      let parts = reference.string.split(separator: "#", maxSplits: 1)
      let result = protobuf.payload(
        path: String(parts.first ?? ""), message: parts.count > 1 ? String(parts[1].drop { $0 == "/" }) : nil,
        from: schema.document,
        into: &reading)
      return (try? result.get()) ?? .opaque(reason: "its file is not there")
    }
    guard schema.isScalar else { return .opaque(reason: "its schema is no text") }
    // Indented and quoted texts do not stand in the file byte by byte, so all of it is at one place.
    return protobuf.payload(
      text: Array(schema.string.utf8), in: schema.document, offset: Int(schema.place.start), place: schema.place,
      message: nil,
      into: &reading)
  }
}
