package import Catalog

/// What a schema says of a payload: its fields, or why they cannot be told.
package enum Payload {
  case fields(FieldRange)
  /// No rule may conclude anything from what such a payload seems to lack.
  case opaque(reason: String)
}
