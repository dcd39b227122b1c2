import Catalog
import Contracts
import Findings
import Graph

/// A change of a message beside its payload: where it travels, who answers for it, what its author promises.
struct CatalogChange {
  var change: ContractChange
  var direction: CompatibilityDirection
  var severity: Severity

  static let messageRemoved = ChangeKind(
    "message-removed", .decoding, summary: "A message is gone although services still rely on it.")
  private static let noLongerSent = ChangeKind(
    "message-no-longer-sent", .decoding,
    summary: "Its owner sends an event or reply no longer, so its readers wait in vain.")
  private static let noLongerHandled = ChangeKind(
    "message-no-longer-handled", .decoding,
    summary: "Its owner handles a command or query no longer, so its senders get no effect and no answer.")
  private static let kindChanged = ChangeKind(
    "message-kind-changed", .decoding, summary: "An event became a command, or another kind of message.")
  private static let moved = ChangeKind(
    "message-moved", .decoding,
    summary: "The message travels on another channel, where the other end does not look for it.")
  private static let keyChanged = ChangeKind(
    "message-key-changed", .meaning,
    summary:
      "The field that orders and partitions the messages is another, so those of one case may overtake each other.")
  private static let subjectChanged = ChangeKind(
    "message-subject-changed", .meaning, summary: "The message is about another entity.")
  private static let identityChanged = ChangeKind(
    "message-id-changed", .meaning,
    summary: "The field by which receivers recognize a redelivery is another, so they may act twice.")
  private static let correlationChanged = ChangeKind(
    "message-correlation-changed", .meaning, summary: "The field that relates an answer to its request is another.")
  private static let deliveryWeakened = ChangeKind(
    "message-delivery-weakened", .meaning, summary: "The transport promises less: messages may be lost or arrive twice."
  )
  private static let compatibilityWeakened = ChangeKind(
    "message-compatibility-weakened", .meaning, summary: "Its author promises less for future versions.")
  private static let versionDecreased = ChangeKind(
    "message-version-decreased", .meaning, summary: "The version of the contract went back.")

  /// The kinds of changes in the order in which they are documented.
  static let kinds = [
    messageRemoved, noLongerSent, noLongerHandled, kindChanged, moved, keyChanged, subjectChanged, identityChanged,
    correlationChanged, deliveryWeakened, compatibilityWeakened, versionDecreased,
  ]

  /// The changes of a message that is still there.
  static func changes(
    of pair: ContractChanges.Pair, to new: Message, from earlier: ReactionGraph, now graph: ReactionGraph
  ) -> [CatalogChange] {
    let old = pair.old
    // A kept version changes in its payload alone; the rest belongs to the current one.
    guard !pair.isSpare, pair.version.isEmpty else { return [] }
    var list = Changes(old: old, new: new, before: earlier.catalog, after: graph.catalog)
    guard old.kind == new.kind else {
      list.add(kindChanged, "was \(old.kind.phrase) and is now \(new.kind.phrase)", severity: .error)
      return list.all
    }
    if old.kind.isOwnedBySender {
      if earlier.producerCount(of: old.name) > 0, graph.producerCount(of: new.name) == 0 {
        list.add(noLongerSent, "is no longer sent", severity: .error)
      }
    } else if earlier.hasConsumer(old.name), !graph.hasConsumer(new.name) {
      list.add(noLongerHandled, "is no longer handled", severity: .error)
    }
    list.compare(moved, "its channel", at: \.channel, severity: .error)
    list.compare(keyChanged, "its key", at: \.key, severity: .error)
    list.compare(subjectChanged, "its subject", at: \.subject, severity: .error)
    list.compare(correlationChanged, "its correlation field", at: \.correlation, severity: .warning)
    list.comparePromises()
    return list.all
  }

  /// The changes of one message while they are collected.
  private struct Changes {
    let old: Message
    let new: Message
    let before: Catalog
    let after: Catalog
    var all: [CatalogChange] = []

    mutating func add(
      _ kind: ChangeKind, _ words: String, old oldPlace: Place? = nil, new newPlace: Place? = nil, severity: Severity
    ) {
      all.append(
        CatalogChange(
          change: ContractChange(kind, path: "", words: words, old: oldPlace ?? old.place, new: newPlace ?? new.place),
          direction: old.kind.isOwnedBySender ? .forward : .backward, severity: severity))
    }

    mutating func compare(
      _ kind: ChangeKind, _ what: String, at list: KeyPath<Message, NameList>, severity: Severity
    ) {
      guard let left = before[old[keyPath: list]].first, let right = after[new[keyPath: list]].first,
        before[left.name] != after[right.name]
      else { return }
      add(
        kind, "\(what) changed from \(before[left.name]) to \(after[right.name])", old: left.place, new: right.place,
        severity: severity)
    }

    /// Compares what the author promises: identity, delivery, compatibility, version.
    mutating func comparePromises() {
      let (first, second) = (before.traits(of: old), after.traits(of: new))
      if let left = first?.identity, let right = second?.identity, before[left.name] != after[right.name] {
        add(
          identityChanged, "its id changed from \(before[left.name]) to \(after[right.name])", old: left.place,
          new: right.place, severity: .warning)
      }
      if let left = first?.delivery, let right = second?.delivery, right.strength < left.strength {
        add(
          deliveryWeakened, "its delivery was \(left.rawValue) and is now \(right.rawValue)",
          old: first?.deliveryPlace, new: second?.deliveryPlace, severity: .warning)
      }
      if let left = first?.compatibility {
        let right = second?.compatibility
        if right.map({ !left.isKept(by: $0) }) ?? false {
          add(
            compatibilityWeakened,
            "its compatibility was \(left.rawValue) and is now \(right?.rawValue ?? "")", severity: .warning)
        }
      }
      if let left = old.version, let right = new.version, right < left {
        add(versionDecreased, "its version was \(left) and is now \(right)", severity: .warning)
      }
    }
  }
}

extension MessageTraits.Delivery {
  /// How much a guarantee promises, for comparisons.
  fileprivate var strength: Int {
    switch self {
    case .bestEffort: 0
    case .atMostOnce: 1
    case .atLeastOnce: 2
    case .exactlyOnce: 3
    }
  }
}

extension MessageTraits.Compatibility {
  /// Whether another promise includes this one.
  fileprivate func isKept(by other: Self) -> Bool { self == .none || self == other || other == .full }
}
