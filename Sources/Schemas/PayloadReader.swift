package import Catalog
import Findings

/// Lowers payload schemas of any language to fields, by the name of their format.
package struct PayloadReader {
  private var json: JSONSchemaReader
  private var known: [DocumentNode: Payload] = [:]

  package init(documents: Documents) {
    json = JSONSchemaReader(documents: documents)
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
      } else if word.contains("asyncapi") || word.contains("schema+json") || word.contains("schema+yaml") || word.contains("schema;") {
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
    case .avro, .protobuf: payload = .opaque(reason: "not read")
    case .other(let name): payload = .opaque(reason: "schemas of the format \(name) are not read")
    }
    known[schema] = payload
    return payload
  }
}
