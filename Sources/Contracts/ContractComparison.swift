package import Catalog
import Findings
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
  package static let kinds = general + AvroComparison.all + PayloadComparison.all

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
    guard let first = old.schema(of: before) else { return ContractVerdict() }
    var verdict = ContractVerdict()
    guard let second = new.schema(of: after) else {
      verdict.changes.append(
        ContractChange(
          Self.schemaRemoved, path: "", words: "its payload is no longer described", old: before.payloadPlace,
          new: after.place))
      return verdict
    }
    return compare(
      (first, before.payloadPlace ?? before.place), (second, after.payloadPlace ?? after.place), direction: direction)
  }

  private mutating func compare(
    _ before: (schema: ContractSchema, place: Place), _ after: (schema: ContractSchema, place: Place),
    direction: CompatibilityDirection
  ) -> ContractVerdict {
    var verdict = ContractVerdict()
    switch (before.schema, after.schema) {
    case (.json(let first), .json(let second)): return json.compare(first, second, direction: direction)
    case (.avro(let first), .avro(let second)): return avro.compare(first, second, direction: direction)
    case (.protobuf(let first, let oldPlace), .protobuf(let second, let newPlace)):
      verdict = protobuf.compare(first, second, direction: direction)
      verdict.changes = verdict.changes.map { change in
        var change = change
        change.old = change.old.map { oldPlace ?? $0 }
        change.new = change.new.map { newPlace ?? $0 }
        return change
      }
    case (.fields(let first), .fields(let second)):
      return payload.compare(first, second, direction: direction)
    case (.unreadable(let reason), _):
      verdict.undecided.append(UndecidedPart(path: "", reason: reason, old: before.place, new: nil))
    case (_, .unreadable(let reason)):
      verdict.undecided.append(UndecidedPart(path: "", reason: reason, old: nil, new: after.place))
    default:
      let words =
        "was described as \(before.schema.language ?? "") and is now described as \(after.schema.language ?? "")"
      verdict.changes.append(
        ContractChange(Self.languageChanged, path: "", words: words, old: before.place, new: after.place))
    }
    return verdict
  }
}
