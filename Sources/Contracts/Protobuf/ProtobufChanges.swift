/// The kinds of changes of Protocol Buffers messages.
package enum ProtobufChanges {
  static let numberChanged = ChangeKind(
    "proto-number-changed", .decoding,
    summary: "A field has another number, so that the other side takes it for an unknown field or for another one.")
  static let numberReused = ChangeKind(
    "proto-number-reused", .decoding,
    summary: "The number of a removed field belongs to another field, whose values are read as those of the old one.")
  static let typeChanged = ChangeKind(
    "proto-type-changed", .decoding,
    summary: "A field has a type with another wire format, so that its values are lost, misread or refused.")
  static let encodingChanged = ChangeKind(
    "proto-encoding-changed", .decoding,
    summary: "A message is sent as a group instead of behind its length, or the other way round.")
  static let messageReplaced = ChangeKind(
    "proto-message-replaced", .decoding,
    summary: "A field holds another message, which shares no field with the old one.")
  static let messageRemoved = ChangeKind(
    "proto-message-removed", .decoding,
    summary: "A message of a file without a chosen message is gone.")
  static let nowPacked = ChangeKind(
    "proto-now-packed-list", .decoding,
    summary: "A single number became a list that is sent as one block, which readers of one number skip.")
  static let nowRepeated = ChangeKind(
    "proto-now-repeated", .field,
    summary: "A single value became a list, of which readers of one value keep only the last one.")
  static let nowSingular = ChangeKind(
    "proto-now-singular", .meaning,
    summary: "A list became a single value: the wire format allows it, JSON and generated code differ.")
  static let listToMap = ChangeKind(
    "proto-list-to-map", .meaning,
    summary: "A list of entries became a map or the other way round: the wire format is the same, JSON differs.")
  static let fieldRemoved = ChangeKind(
    "proto-field-removed", .field, summary: "A field is no longer sent, so that readers see its default value.")
  static let numberNotReserved = ChangeKind(
    "proto-number-not-reserved", .meaning,
    summary: "A field that senders still set was removed, and its number may be used for something else.")
  static let requiredRemoved = ChangeKind(
    "proto-required-removed", .decoding,
    summary: "A required field is no longer sent, and readers refuse messages without it.")
  static let requiredAdded = ChangeKind(
    "proto-required-added", .decoding,
    summary: "A required field is new, and messages of senders that do not know it are refused.")
  static let nowOptional = ChangeKind(
    "proto-now-optional", .decoding,
    summary: "A required field may be missing, and readers refuse messages without it.")
  static let nowRequired = ChangeKind(
    "proto-now-required", .decoding,
    summary: "A field became required, and messages of senders that leave it out are refused.")
  static let zeroNotSent = ChangeKind(
    "proto-zero-not-sent", .meaning,
    summary: "A field lost `optional`, so that readers cannot tell its zero value from an absent one.")
  static let fieldRenamed = ChangeKind(
    "proto-field-renamed", .meaning,
    summary: "A field has another name: the wire format is the same, JSON and generated code differ.")
  static let jsonNameChanged = ChangeKind(
    "proto-json-name-changed", .meaning, summary: "A field has another name in JSON.")
  static let integerNarrowed = ChangeKind(
    "proto-integer-narrowed", .meaning,
    summary: "Readers have an integer type that cannot hold all values that are sent; the rest is cut off.")
  static let reinterpreted = ChangeKind(
    "proto-type-reinterpreted", .meaning,
    summary: "A field has a type with the same wire format, in which some values mean something else.")
  static let jsonFormChanged = ChangeKind(
    "proto-json-form-changed", .meaning,
    summary: "Readers hold all values that are sent, and JSON writes them in another form.")
  static let textNotChecked = ChangeKind(
    "proto-text-not-checked", .validation,
    summary: "Readers refuse strings that are not UTF-8, and writers no longer check them.")
  static let defaultChanged = ChangeKind(
    "proto-default-changed", .meaning,
    summary: "An absent field has another default value at the reader than at the writer.")
  static let oneofSplit = ChangeKind(
    "proto-oneof-split", .decoding,
    summary: "A field left a oneof and may be sent beside its members, of which readers keep only the last one.")
  static let oneofLeft = ChangeKind(
    "proto-oneof-left", .meaning, summary: "A field left a oneof in which no other field remains.")
  static let oneofJoined = ChangeKind(
    "proto-oneof-joined", .decoding,
    summary: "A field joined a oneof with fields that senders set beside it; readers keep only the last one.")
  static let oneofRestricted = ChangeKind(
    "proto-oneof-restricted", .field,
    summary: "A field joined a oneof with fields that were sent beside it, and is missing whenever one of them is set.")
  static let oneofEntered = ChangeKind(
    "proto-oneof-entered", .meaning,
    summary: "A field moved into a new oneof, and is missing whenever a member that readers do not know is set.")
  static let oneofRenamed = ChangeKind(
    "proto-oneof-renamed", .meaning, summary: "A oneof has another name, which generated code shows.")
  static let oneofMemberAdded = ChangeKind(
    "proto-oneof-member-added", .validation,
    summary: "A oneof has a new member; readers that do not know it see a oneof in which nothing is set.")
  static let oneofMemberRemoved = ChangeKind(
    "proto-oneof-member-removed", .decoding,
    summary: "A member of a oneof was removed; where senders set it, readers see a oneof in which nothing is set.")
  static let valueRenumbered = ChangeKind(
    "proto-enum-value-renumbered", .decoding,
    summary: "A value of an enum has another number, or its number means another value.")
  static let valueRenamed = ChangeKind(
    "proto-enum-value-renamed", .meaning,
    summary: "A value of an enum has another name: the wire format is the same, JSON and generated code differ.")
  static let valueAdded = ChangeKind(
    "proto-enum-value-added", .validation,
    summary: "An open enum has a new value, which readers see as a number without a name.")
  static let closedValueAdded = ChangeKind(
    "proto-closed-enum-value-added", .field,
    summary: "A closed enum has a new value; readers that do not know it see the default value instead.")
  static let valueRemoved = ChangeKind(
    "proto-enum-value-removed", .meaning,
    summary: "A value of an enum was removed, and its number may be used for something else.")
  static let closedValueRemoved = ChangeKind(
    "proto-closed-enum-value-removed", .field,
    summary: "A value of a closed enum was removed; where it is sent, readers see the default value instead.")
  static let enumClosed = ChangeKind(
    "proto-enum-closed", .meaning,
    summary: "Readers drop numbers of an enum that have no name, and writers may send them.")
  static let reservedRemoved = ChangeKind(
    "proto-reserved-removed", .meaning,
    summary: "A number or a name is no longer reserved and may be used for something else.")
  static let packageChanged = ChangeKind(
    "proto-package-changed", .meaning,
    summary: "The message is in another package: its full name differs, as `Any` and registries show it.")

  /// All kinds, in the order of the documentation.
  package static let all = [
    numberChanged, numberReused, typeChanged, encodingChanged, messageReplaced, messageRemoved, nowPacked, nowRepeated,
    nowSingular, listToMap, fieldRemoved, numberNotReserved, requiredRemoved, requiredAdded, nowOptional, nowRequired,
    zeroNotSent, fieldRenamed, jsonNameChanged, integerNarrowed, reinterpreted, jsonFormChanged, textNotChecked,
    defaultChanged, oneofSplit, oneofLeft, oneofJoined, oneofRestricted, oneofEntered, oneofRenamed, oneofMemberAdded,
    oneofMemberRemoved, valueRenumbered, valueRenamed, valueAdded, closedValueAdded, valueRemoved, closedValueRemoved,
    enumClosed, reservedRemoved, packageChanged,
  ]
}
