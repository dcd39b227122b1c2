extension AvroComparison {
  /// All kinds of change that the comparison reports.
  package static let all: [ChangeKind] = [
    .avroFieldRemoved, .avroFieldAdded, .avroTypeChanged, .avroTypePromoted, .avroTypeNarrowed, .avroNameChanged,
    .avroBranchAdded, .avroBranchRemoved, .avroSymbolAdded, .avroSymbolRemoved, .avroSizeChanged,
    .avroDefaultedFieldRemoved, .avroBytesReadAsString, .avroDecimalScaleChanged, .avroDecimalPrecisionChanged,
    .avroLogicalTypeChanged, .avroLogicalTypeUndeclared, .avroDefaultedSymbolAdded, .avroDefaultedSymbolRemoved,
    .avroDefaultChanged, .avroDefaultRemoved, .avroNamespaceChanged,
  ]
}

extension ChangeKind {
  static let avroFieldRemoved = ChangeKind(
    "avro-field-removed", .decoding,
    summary: "A field was removed for which readers of the old schema have no default, so they can decode no message.")
  static let avroFieldAdded = ChangeKind(
    "avro-field-added-without-default", .decoding,
    summary: "A field without a default was added, so readers of the new schema cannot decode older messages.")
  static let avroTypeChanged = ChangeKind(
    "avro-type-changed", .decoding, summary: "A type was replaced by one that Avro does not convert to the reader's.")
  static let avroTypePromoted = ChangeKind(
    "avro-type-promoted", .decoding,
    summary: "A number became wider, such as int to long, which only readers of the new schema can decode.")
  static let avroTypeNarrowed = ChangeKind(
    "avro-type-narrowed", .decoding,
    summary: "A number became narrower, such as long to int, so readers of the new schema cannot decode older messages."
  )
  static let avroNameChanged = ChangeKind(
    "avro-name-changed", .decoding,
    summary: "A record, an enum or a fixed type was renamed, and the reader's schema has no alias for the other name.")
  static let avroBranchAdded = ChangeKind(
    "avro-union-branch-added", .decoding,
    summary: "A value may now be of a further type or null, which readers of the old schema cannot decode.")
  static let avroBranchRemoved = ChangeKind(
    "avro-union-branch-removed", .decoding,
    summary: "A value may no longer be of a type or null, so readers of the new schema cannot decode older messages.")
  static let avroSymbolAdded = ChangeKind(
    "avro-enum-symbol-added", .decoding,
    summary: "An enum has a further symbol, and readers of the old schema have no default symbol for it.")
  static let avroSymbolRemoved = ChangeKind(
    "avro-enum-symbol-removed", .decoding,
    summary: "An enum lost a symbol, and readers of the new schema have no default symbol for it.")
  static let avroSizeChanged = ChangeKind(
    "avro-fixed-size-changed", .decoding, summary: "A fixed type changed its size, which must be the same for readers.")
  static let avroDefaultedFieldRemoved = ChangeKind(
    "avro-field-removed-with-default", .field,
    summary: "A field was removed, and readers of the old schema take its default for every message.")
  static let avroBytesReadAsString = ChangeKind(
    "avro-bytes-read-as-string", .validation,
    summary: "Bytes are read as a string, which fails or garbles the value where they are not UTF-8.")
  static let avroDecimalScaleChanged = ChangeKind(
    "avro-decimal-scale-changed", .meaning,
    summary: "A decimal changed its scale, so readers misplace the decimal point.")
  static let avroDecimalPrecisionChanged = ChangeKind(
    "avro-decimal-precision-changed", .meaning,
    summary: "A decimal changed its precision, which must be the same for readers that convert it.")
  static let avroLogicalTypeChanged = ChangeKind(
    "avro-logical-type-changed", .meaning,
    summary: "A logical type was replaced by another one, such as milliseconds by microseconds; nothing fails.")
  static let avroLogicalTypeUndeclared = ChangeKind(
    "avro-logical-type-undeclared", .meaning,
    summary: "Readers convert a value by a logical type that the writer's schema does not declare.")
  static let avroDefaultedSymbolAdded = ChangeKind(
    "avro-enum-symbol-added-with-default", .meaning,
    summary: "An enum has a further symbol, which readers of the old schema take for their default symbol.")
  static let avroDefaultedSymbolRemoved = ChangeKind(
    "avro-enum-symbol-removed-with-default", .meaning,
    summary: "An enum lost a symbol, which readers of the new schema take for their default symbol.")
  static let avroDefaultChanged = ChangeKind(
    "avro-default-changed", .meaning,
    summary: "A default changed, so messages from before the field read differently.")
  static let avroDefaultRemoved = ChangeKind(
    "avro-default-removed", .meaning,
    summary: "A default was removed, so readers of the new schema cannot decode messages from before the field.")
  static let avroNamespaceChanged = ChangeKind(
    "avro-namespace-changed", .meaning,
    summary: "A named type moved to another namespace, which some libraries take for another type.")
}
