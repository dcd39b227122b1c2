/// The schema of a payload as its file has it, by which it is read again to be compared in its own language.
package struct SchemaOrigin: Sendable, Hashable {
  /// The language of a schema.
  package enum Language: String, Sendable {
    case jsonSchema = "JSON Schema"
    case avro = "Avro"
    case protobuf = "Protocol Buffers"
    /// A language that is not supported.
    case other
  }

  /// The language of the schema.
  package var language: Language
  /// The path of the file with the schema, as shown.
  package var path: String
  /// The number of the file's document in its stream.
  package var document = 0
  /// The number of the schema's node in the tree of the file; nil for a message of a `.proto` file.
  package var node: Int?
  /// The name of the message in a `.proto` file, or of the message that carries the payload, which decides where a
  /// file defines several; nil for the only one.
  package var message: String?
  /// Whether `message` is the carrier's name, which a reference does not state.
  package var isCarrier = false

  /// A schema by its language and its file.
  package init(_ language: Language, path: String) {
    self.language = language
    self.path = path
  }
}
