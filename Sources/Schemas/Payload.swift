package import Catalog

/// The fields of a payload, or the reason why they are unknown.
package enum Payload {
  /// The fields, as a range of the field store of the reading.
  case fields(FieldRange)
  /// The fields are unknown; no rule may treat a field of such a payload as missing.
  case opaque(reason: String)
}
