extension PayloadComparison {
  /// All kinds of change that the comparison reports.
  package static let all: [ChangeKind] = [
    .payloadFieldRemoved, .payloadOptionalFieldRemoved, .payloadNowOptional, .payloadNowNullable,
    .payloadFieldRequired, .payloadNowRequired, .payloadNoLongerNullable, .payloadTypeChanged, .payloadFormatChanged,
    .payloadFormatDropped,
  ]
}

extension ChangeKind {
  static let payloadFieldRemoved = ChangeKind(
    "payload-field-removed", .field, summary: "A field that was always present was removed.")
  static let payloadOptionalFieldRemoved = ChangeKind(
    "payload-optional-field-removed", .field,
    summary: "An optional field was removed, so those who use it never get it any more.")
  static let payloadNowOptional = ChangeKind(
    "payload-now-optional", .field, summary: "A field was always present and may now be missing.")
  static let payloadNowNullable = ChangeKind("payload-now-nullable", .field, summary: "A field may now be null.")
  static let payloadFieldRequired = ChangeKind(
    "payload-field-required", .field, summary: "A new field is required, and earlier senders do not send it.")
  static let payloadNowRequired = ChangeKind(
    "payload-now-required", .field, summary: "A field was optional and is now required, and not all senders send it.")
  static let payloadNoLongerNullable = ChangeKind(
    "payload-no-longer-nullable", .field, summary: "A field may no longer be null, and some senders send null.")
  static let payloadTypeChanged = ChangeKind(
    "payload-type-changed", .field, summary: "A field changed to a type that readers of the other one cannot read.")
  static let payloadFormatChanged = ChangeKind(
    "payload-format-changed", .field,
    summary: "A text changed from one format to another one, such as from a date to a time stamp.")
  static let payloadFormatDropped = ChangeKind(
    "payload-format-dropped", .meaning,
    summary: "A text that readers parse by its format may be any text for its writers.")
}
