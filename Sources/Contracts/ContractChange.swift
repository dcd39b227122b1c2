package import Findings

/// The question that a comparison answers.
package enum CompatibilityDirection: Sendable, Hashable {
  /// Whether readers of the old schema can read what is written with the new one.
  case forward
  /// Whether readers of the new schema can read what was written with the old one.
  case backward
}

/// The strictness of a comparison.
package enum CompatibilityPolicy: Sendable, Hashable {
  /// Names that an open schema leaves free are not used for something else: adding or removing an optional property
  /// breaks only those who read it.
  case tolerant
  /// Every value that the writer's schema admits counts, as schema registries have it.
  case strict
}

/// The readers that a change breaks.
package enum ChangeEffect: Sendable, Hashable, Comparable {
  /// The value means something else: a default, a format, a unit. Nothing fails.
  case meaning
  /// Readers that validate refuse the value; the others take it.
  case validation
  /// Readers that use the field break.
  case field
  /// No reader can decode the message any more.
  case decoding
}

/// A kind of change with a stable name, such as `json-required-property-removed`.
package struct ChangeKind: Sendable, Hashable {
  /// The stable name: format, then what changed.
  package let id: String
  /// The readers that it breaks.
  package let effect: ChangeEffect
  /// What changes and why that breaks a reader, as a sentence for the documentation.
  package let summary: String

  /// A kind of change by its name.
  package init(_ id: String, _ effect: ChangeEffect, summary: String) {
    self.id = id
    self.effect = effect
    self.summary = summary
  }

  /// Whether a field may have more values than before, which a reader handles or not.
  package var addsValue: Bool { id.hasSuffix("-value-added") || id.hasSuffix("-symbol-added") }

  /// Whether something new is required, which the old schema has nowhere.
  package var isAddition: Bool { id.hasSuffix("-property-added") || id.hasSuffix("-field-required") }

  /// Whether an optional field was removed, which readers could do without before.
  package var isRemovalOfOptional: Bool { id.hasSuffix("-removed") && id.contains("-optional-") }

  /// Whether a field that was always there may be missing, or be null.
  package var isAboutPresence: Bool { id.hasSuffix("-now-optional") || id.hasSuffix("-now-nullable") }

  /// Whether both are the same kind, by name.
  package static func == (left: ChangeKind, right: ChangeKind) -> Bool { left.id == right.id }

  /// Hashes the name.
  package func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// A difference of two schemas that makes a reader fail or misunderstand.
package struct ContractChange: Sendable, Hashable {
  /// The kind of change.
  package var kind: ChangeKind
  /// The path of the field as readers write it: `order.lines[].sku`, `attributes{}` for the values of a map; empty for
  /// the payload itself.
  package var path: String
  /// Further paths at which the same change is met: a type may be used by several fields. Not all of them if there are
  /// many.
  package var otherPaths: [String] = []
  /// What happened to it, as a predicate from old to new: `was required and may now be missing`.
  package var words: String
  /// The place in the old schema; nil where the old one has none.
  package var old: Place?
  /// The place in the new schema; nil where the new one has none.
  package var new: Place?

  /// A change with its places.
  package init(_ kind: ChangeKind, path: String, words: String, old: Place?, new: Place?) {
    self.kind = kind
    self.path = path
    self.words = words
    self.old = old
    self.new = new
  }
}

/// Something that could not be compared.
package struct UndecidedPart: Sendable, Hashable {
  /// The path of the part, as in `ContractChange`.
  package var path: String
  /// The reason as a clause: `the reference leads to the network`.
  package var reason: String
  /// The place in the old schema; nil if the reason lies in the new one.
  package var old: Place?
  /// The place in the new schema; nil if the reason lies in the old one.
  package var new: Place?

  /// A part with the reason why it is not compared.
  package init(path: String, reason: String, old: Place?, new: Place?) {
    self.path = path
    self.reason = reason
    self.old = old
    self.new = new
  }
}

/// The result of comparing two schemas in one direction: compatible if it names neither a change nor an undecided part.
package struct ContractVerdict: Sendable, Hashable {
  /// The breaking changes, in the order of the reader's schema.
  package var changes: [ContractChange] = []
  /// What could not be compared. Breaking changes beside it hold all the same.
  package var undecided: [UndecidedPart] = []

  /// The verdict of two schemas that are the same.
  package init() {}

  /// Whether all that the writer sends is read.
  package var isCompatible: Bool { changes.isEmpty && undecided.isEmpty }
}
