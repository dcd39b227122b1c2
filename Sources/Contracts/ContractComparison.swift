package import Catalog
package import Findings
import Schemas

/// A comparison of the contracts of two states of a system, message by message, each in its schema's own language.
///
/// ```swift
/// var comparison = ContractComparison(old: before, now: after, policy: .tolerant)
/// let verdict = comparison.compare(orderPlacedBefore, orderPlaced, direction: .forward)
/// for change in verdict.changes { print(change.kind.id, change.path, change.words) }
/// ```
package struct ContractComparison {
  /// A state of a system: its catalog and the files that it was read from.
  package struct State {
    /// The linked catalog.
    package var catalog: Catalog
    /// The files of the state.
    package var files: SchemaFiles

    /// A state that is compared with another.
    package init(catalog: Catalog, files: SchemaFiles) {
      self.catalog = catalog
      self.files = files
    }
  }

  private let old: ContractSide
  private let new: ContractSide
  private var json: JSONComparison
  private var avro: AvroComparison
  private var protobuf: ProtobufComparison
  private let payload: PayloadComparison

  /// - Parameters:
  ///   - old: the earlier state.
  ///   - new: the later state.
  package init(old: State, new: State, policy: CompatibilityPolicy) {
    self.old = ContractSide(old.catalog, old.files)
    self.new = ContractSide(new.catalog, new.files)
    json = JSONComparison(old: self.old.documents, new: self.new.documents, policy: policy)
    avro = AvroComparison(old: self.old.documents, new: self.new.documents, policy: policy)
    protobuf = ProtobufComparison(old: self.old.documents, new: self.new.documents, policy: policy)
    payload = PayloadComparison(old: old.catalog.names, new: new.catalog.names)
  }

  /// The kinds of changes of all languages, in the order of languages.
  package static let kinds =
    general + ChangeKind.json + AvroComparison.all + ProtobufChanges.all + PayloadComparison.all

  private static let general = [languageChanged, schemaRemoved]

  private static let languageChanged = ChangeKind(
    "schema-language-changed", .decoding, summary: "The payload is described in another language.")
  private static let schemaRemoved = ChangeKind(
    "schema-removed", .meaning,
    summary: "The payload is not described any more, so its readers have only the past to rely on.")

  /// The verdict for two definitions of a message in one direction.
  package mutating func compare(
    _ before: Message, _ after: Message, direction: CompatibilityDirection
  ) -> ContractVerdict {
    let first = Payload(before, in: old.catalog)
    guard first.isKnown else { return ContractVerdict() }
    let second = Payload(after, in: new.catalog)
    guard second.isKnown else {
      var verdict = ContractVerdict()
      verdict.changes.append(
        ContractChange(
          Self.schemaRemoved, path: "", words: "its payload is no longer described", old: before.payloadPlace,
          new: after.place))
      return verdict
    }
    return compare(first, second, direction: direction)
  }

  /// A payload: its fields, and its schema where it has one.
  package struct Payload {
    /// The schema; nil if the catalog itself writes the fields out.
    var origin: SchemaOrigin?
    /// The fields; nil if they are not known.
    package var fields: FieldRange?
    /// The place of the payload.
    package var place: Place

    /// Whether it has a schema, so that all that it says about types is written down.
    package var isSchema: Bool { origin != nil }

    /// A payload by its fields and its schema.
    package init(origin: SchemaOrigin?, fields: FieldRange?, place: Place) {
      self.origin = origin
      self.fields = fields
      self.place = place
    }

    /// The payload of a message.
    package init(_ message: Message, in catalog: Catalog) {
      self.init(
        origin: catalog.schema(of: message), fields: message.fields, place: message.payloadPlace ?? message.place)
    }

    fileprivate var isKnown: Bool { origin != nil || fields != nil }
  }

  /// The verdict for two payloads in one direction.
  package mutating func compare(
    _ before: Payload, _ after: Payload, direction: CompatibilityDirection
  ) -> ContractVerdict {
    guard let first = before.origin, let second = after.origin else {
      // One of them is written out in a catalog, so only fields can be compared.
      guard let first = before.fields, let second = after.fields else { return ContractVerdict() }
      return payload.compare(
        old.catalog.shape(of: first), new.catalog.shape(of: second), direction: direction)
    }
    if old.holds(first, like: second, in: new) { return ContractVerdict() }
    var verdict = ContractVerdict()
    switch (old.schema(first), new.schema(second)) {
    case (.json(let first), .json(let second)): return json.compare(first, second, direction: direction)
    case (.avro(let first), .avro(let second)): return avro.compare(first, second, direction: direction)
    case (.protobuf(let first), .protobuf(let second)): return protobuf.compare(first, second, direction: direction)
    case (.unreadable(let reason), _):
      verdict.undecided.append(UndecidedPart(path: "", reason: reason, old: before.place, new: nil))
    case (_, .unreadable(let reason)):
      verdict.undecided.append(UndecidedPart(path: "", reason: reason, old: nil, new: after.place))
    default:
      verdict.changes.append(
        ContractChange(
          Self.languageChanged, path: "",
          words: "its payload was \(first.language.rawValue) and is now \(second.language.rawValue)", old: before.place,
          new: after.place))
    }
    return verdict
  }
}
