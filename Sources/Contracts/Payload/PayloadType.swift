import Catalog

/// The type of a field, as far as readers of messages distinguish types.
enum PayloadType: Equatable {
  case object, map, integer, number, boolean, null
  /// A text with the format that it follows; nil if it may be any text.
  case text(format: String?)
  /// A type that the catalog names and does not define.
  case custom(String)
  /// A type that is not stated.
  case unstated
  /// A type whose schema cannot be read.
  case opaque

  /// The type of a field, that of its elements for a list.
  init(_ field: Field, names: Names) {
    switch field.kind {
    case .object: self = .object
    case .map: self = .map
    case .string: self = .text(format: nil)
    case .integer: self = .integer
    case .number: self = .number
    case .boolean: self = .boolean
    case .unknown: self = .unstated
    case .opaque: self = .opaque
    case .named: self = PayloadType(word: field.typeName.map { names[$0] } ?? "")
    }
  }

  /// The type of a word that catalogs and schemas use; words for the same type are the same.
  private init(word: String) {
    switch word {
    case "text", "id", "enum": self = .text(format: nil)
    case "long", "short", "int32", "int64": self = .integer
    case "float", "double": self = .number
    case "datetime", "date-time", "timestamp", "instant": self = .text(format: "date-time")
    case "uuid", "guid": self = .text(format: "uuid")
    case "uri", "url": self = .text(format: "uri")
    case "bytes", "binary", "base64": self = .text(format: "bytes")
    case "date", "time", "duration", "ulid", "email", "phone": self = .text(format: word)
    case "map": self = .map
    case "null": self = .null
    case "", "object", "json", "any", "array", "list": self = .unstated
    default: self = .custom(word)
    }
  }

  /// The type in messages.
  var words: String {
    switch self {
    case .object: "object"
    case .map: "map"
    case .integer: "integer"
    case .number: "number"
    case .boolean: "boolean"
    case .null: "null"
    case .text(let format): format ?? "string"
    case .custom(let name): name
    case .unstated, .opaque: "a type that is not known"
    }
  }

  /// What readers of a type make of values of another one.
  enum Reading: Equatable {
    case reads
    case breaks(ChangeKind)
    /// Not decided, with the reason as a clause.
    case undecided(String)
  }

  /// What readers of this type make of values of the writer's type.
  func reading(of writer: PayloadType) -> Reading {
    switch (self, writer) {
    case (.opaque, _), (_, .opaque): .undecided("its schema cannot be read")
    case (.unstated, _): .reads
    case (_, .unstated): .undecided("its type is not stated on both sides")
    case _ where self == writer: .reads
    case (.number, .integer), (.text(format: nil), .text): .reads
    case (.text, .text(format: nil)): .breaks(.payloadFormatDropped)
    case (.text, .text): .breaks(.payloadFormatChanged)
    case (.custom(let name), .object), (.object, .custom(let name)): .undecided("the fields of `\(name)` are not known")
    default: .breaks(.payloadTypeChanged)
    }
  }
}
