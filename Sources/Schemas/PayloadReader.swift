import Catalog
import Findings
package import Linking
import Writing

/// A reader that lowers payload schemas of any supported language to fields. Each schema is lowered once.
///
/// The fields go to the reading's field store, errors in the schema to its problems:
///
/// ```swift
/// let documents = Documents { path in .failure(.missingFile(path)) }
/// var payloads = PayloadReader(documents: documents)
/// var reading = PartialCatalog()
///
/// let format = PayloadReader.Format(mediaType: "application/vnd.apache.avro;version=1.9.0")
/// switch payloads.payload(of: schema, format: format, into: &reading) {
/// case .fields(let range): print(reading.fields.fields(of: range).count)
/// case .opaque(let reason): print("unknown payload: \(reason)")
/// }
/// ```
package struct PayloadReader {
  private var json: JSONSchemaReader
  private let avro: AvroReader
  private var protobuf: ProtobufReader
  private var known: [DocumentNode: Payload] = [:]

  /// - Parameter documents: the loader for references, imports and schema files.
  package init(documents: Documents) {
    json = JSONSchemaReader(documents: documents)
    avro = AvroReader(documents: documents)
    protobuf = ProtobufReader(documents: documents)
  }

  /// A schema language, as given by a `schemaFormat` or a file extension.
  package enum Format: Sendable {
    case jsonSchema
    case avro
    case protobuf
    /// A language that is not supported; its payloads are opaque.
    case other(String)

    /// The language of a media type.
    ///
    /// - Parameter mediaType: a `schemaFormat` of AsyncAPI, such as `application/vnd.apache.avro;version=1.9.0`; nil
    ///   means AsyncAPI's own schema language.
    package init(mediaType: String?) {
      guard let mediaType else {
        self = .jsonSchema
        return
      }
      let word = mediaType.lowercased()
      let own: [StaticString] = ["asyncapi", "schema+json", "schema+yaml", "schema;"]
      if word.contains(ascii: "avro") {
        self = .avro
      } else if word.contains(ascii: "protobuf") {
        self = .protobuf
      } else if own.contains(where: word.contains(ascii:)) {
        self = .jsonSchema
      } else {
        self = .other(mediaType)
      }
    }
  }

  /// The fields of a payload described by a schema.
  ///
  /// - Parameter carrier: the name of the message that has the payload.
  package mutating func payload(
    of schema: DocumentNode, format: Format, carrier: String? = nil, into reading: inout PartialCatalog
  ) -> Payload {
    if let payload = known[schema] { return payload }
    let payload: Payload
    switch format {
    case .jsonSchema: payload = json.payload(of: schema, into: &reading)
    case .avro: payload = avro.payload(of: schema, into: &reading)
    case .protobuf: payload = protobufPayload(schema, carrier, into: &reading)
    case .other(let name): payload = .opaque(reason: "schemas of format \(name) are not supported")
    }
    known[schema] = payload
    return payload
  }

  /// The fields of a message in a `.proto` file.
  ///
  /// - Parameters:
  ///   - path: the file, relative to the folder of `base`.
  ///   - message: the name of the message, with or without package; nil is the only message of the file.
  package mutating func payload(
    file path: String, message: String?, from base: Document, into reading: inout PartialCatalog
  ) -> Result<Payload, ReferenceProblem> {
    protobuf.payload(path: path, message: message, from: base, into: &reading)
  }

  /// Whether a reference leads to a `.proto` file, whose fragments name messages.
  package static func isProtobuf(_ reference: String) -> Bool {
    reference.prefix { $0 != "#" }.hasSuffix(".proto")
  }

  /// The fields of the message that a reference names: `order.proto#OrderPaid`.
  ///
  /// - Parameter carrier: the name of the message that has the payload; it decides where the reference names none.
  package mutating func payload(
    ofProtobuf reference: String, carrier: String? = nil, from base: Document, into reading: inout PartialCatalog
  ) -> Result<Payload, ReferenceProblem> {
    let parts = reference.split(separator: "#", maxSplits: 1).map {
      String(decoding: Document.percentDecoded(Array($0.utf8)), as: UTF8.self)
    }
    let path = parts.first ?? ""
    if Documents.isRemote(path) { return .failure(.remote) }
    return protobuf.payload(
      path: path, message: parts.count > 1 ? String(parts[1].drop { $0 == "/" }) : nil, carrier: carrier, from: base,
      into: &reading)
  }

  /// The fields of a `.proto` text embedded in a document, or of a referenced `.proto` file.
  private mutating func protobufPayload(
    _ schema: DocumentNode, _ carrier: String?, into reading: inout PartialCatalog
  ) -> Payload {
    var schema = schema
    for _ in 0..<32 {
      guard schema.isMapping, let reference = schema["$ref"], reference.isScalar else { break }
      if Self.isProtobuf(reference.string) {
        let result = payload(ofProtobuf: reference.string, carrier: carrier, from: schema.document, into: &reading)
        return (try? result.get()) ?? .opaque(reason: "its message is not known")
      }
      guard let next = protobuf.documents.step(reference.string, from: schema.document) else {
        return .opaque(reason: "its file cannot be read")
      }
      schema = next
    }
    guard schema.isScalar else { return .opaque(reason: "its schema is not a string") }
    // Indented and quoted text differs from the bytes of the file, so all of it gets one place.
    return protobuf.payload(
      text: Array(schema.string.utf8), in: schema.document, offset: Int(schema.place.start), place: schema.place,
      message: nil, carrier: carrier, into: &reading)
  }
}
