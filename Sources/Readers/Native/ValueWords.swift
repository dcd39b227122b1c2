/// The words that may stand in place of a duration.
enum Durations {
  /// A wait without an end.
  static let forever = "forever"
  /// The retentions that are no durations.
  static let retention = [forever, "unlimited", "compact"]
}

/// The types of payload fields that have a meaning of their own, in the order of the documentation.
package enum PayloadTypes {
  /// The words.
  package static let all = [
    "string", "text", "integer", "int", "long", "short", "int32", "int64", "number", "decimal", "float", "double",
    "money", "currency", "boolean", "bool", "date", "time", "datetime", "date-time", "timestamp", "instant", "duration",
    "uuid", "guid", "ulid", "id", "email", "phone", "uri", "url", "bytes", "binary", "base64", "enum", "object", "map",
    "array", "list", "json", "any", "null",
  ]
  /// The regular expression of types that are not reported: a known word, or any text that is not a word in lower case.
  package static let pattern = "^(\(all.joined(separator: "|")))?$|^[^a-z]|[^A-Za-z_-]"
}
