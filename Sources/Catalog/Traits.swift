package import Findings

/// Rarely used keys of a message (`deprecated`, `delivery`, `protection`, ...), stored apart so that messages without
/// them stay small.
///
/// A catalog keeps them by the place of the message (`Catalog.messageTraits`); `Catalog.traits(of:)` finds them.
package struct MessageTraits: Renamable, Sendable {
  /// The delivery guarantee of the transport: how often a message arrives.
  package enum Delivery: String, Sendable, CaseIterable {
    case atLeastOnce = "at-least-once"
    case atMostOnce = "at-most-once"
    case exactlyOnce = "exactly-once"
    case bestEffort = "best-effort"
  }

  /// The compatibility that the contract's author promises between versions (as in schema registries).
  package enum Compatibility: String, Sendable, CaseIterable {
    case none
    case backward
    case forward
    case full
  }

  /// The origin of a message's content.
  package enum Source: String, Sendable, CaseIterable {
    /// Published by domain code.
    case domain
    /// Change data capture: rows of a table as they changed.
    case cdc
  }

  /// An entry of `deprecated`: the message is to be replaced.
  package struct Deprecation: Renamable, Sendable {
    /// The place of the key.
    package var place: Place
    /// The day on which it was or will be deprecated, as written; nil if not set.
    package var since: NamePlace?
    /// The last day on which it is published, as written: `2026-12-31`.
    package var sunset: NamePlace?
    /// The message to use instead (`use`); nil if not set.
    package var replacement: NamePlace?

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&since)
      new(&sunset)
      new(&replacement)
    }

    /// A deprecation, with its dates and replacement where they are given.
    package init(
      place: Place, since: NamePlace? = nil, sunset: NamePlace? = nil, replacement: NamePlace? = nil
    ) {
      self.place = place
      self.since = since
      self.sunset = sunset
      self.replacement = replacement
    }
  }

  /// The deprecation; nil if the message is not deprecated.
  package var deprecation: Deprecation?
  /// The field that identifies a message, by which a redelivery is recognized; nil if not set.
  package var identity: NamePlace?
  /// The delivery guarantee; nil if not set.
  package var delivery: Delivery?
  /// The place of the value of `delivery`.
  package var deliveryPlace: Place?
  /// The promised compatibility of contract versions; nil if not set.
  package var compatibility: Compatibility?
  /// The origin of the message; nil if not set.
  package var source: Source?
  /// The place of the value of `source`.
  package var sourcePlace: Place?
  /// The end of a flow: no reaction is expected.
  package var isFinal = false
  /// Whether the loss of a message is acceptable.
  package var mayBeLost = false
  /// The reason why no tracker follows it; nil if none is given.
  package var untracked: Name?
  /// The protection of its personal data: `encryption`, `pseudonym`, `reference`.
  package var protection: Name?
  /// Whether `personal` is set, so that only the listed fields are personal.
  package var saysPersonal = false
  /// The maximum size in bytes; nil if not set.
  package var size: Int?
  /// The place of the value of `size`.
  package var sizePlace: Place?
  /// Fields copied as part of the fact, such as the price at the time of the order.
  package var asOf: [NamePlace] = []
  /// The maximum age of a query's answer, as written: `5m`.
  package var staleness: Name?
  /// The store that answers a query; nil if not set.
  package var servedBy: NamePlace?
  /// The fields outside the payload (`headers`); nil if not documented.
  package var headers: FieldRange?

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&identity)
    new(&untracked)
    new(&protection)
    new(&asOf)
    new(&staleness)
    new(&servedBy)
    new(&deprecation)
  }

  /// Traits in which no key is set.
  package init() {}
}

/// Rarely used keys of a reaction, stored apart so that reactions without them stay small; see `Catalog.traits(of:)`.
package struct ReactionTraits: Renamable, Sendable {
  /// How a consumer reads a message (`reader`).
  package enum Reader: Renamable, Sendable {
    /// It takes what it needs and does not mind the rest.
    case tolerant
    /// It validates all of it against the contract.
    case strict
    /// It was built with a version of the contract: the number after `@`, as written.
    case version(Name)

    /// Gives the version its new number.
    package mutating func rename(_ new: Renaming) {
      guard case .version(var name) = self else { return }
      new(&name)
      self = .version(name)
    }
  }

  /// The values of a field that a consumer handles: `needs: {status: {values: [PAID, SENT], else: true}}`.
  package struct Handled: Renamable, Sendable {
    /// The field, as in `needs`.
    package var field: Name
    /// The values, as written.
    package var values: [Name]
    /// Whether it has an answer for any other value.
    package var copesWithOthers: Bool

    /// The values of a field.
    package init(field: Name, values: [Name], copesWithOthers: Bool) {
      self.field = field
      self.values = values
      self.copesWithOthers = copesWithOthers
    }

    /// Gives field and values their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&field)
      new(&values)
    }
  }

  /// The fields of `needs` that may be absent, written as `amount?`.
  package var optionalNeeds: [Name] = []
  /// The values that it handles, of fields that have few.
  package var handled: [Handled] = []
  /// How it reads the message; nil if not set.
  package var reader: Reader?
  /// The stores, services and brokers that one transaction spans.
  package var transaction: [NamePlace] = []
  /// The day until which a deprecated message is still consumed, as written; nil if not set.
  package var migratingUntil: NamePlace?
  /// The time limit (`within`) as written: `1h`, `PT15M`, `forever`; nil if not set.
  package var within: Name?
  /// The fields of the consumer's own copy of the payload's type; nil if not documented.
  package var copy: FieldRange?
  /// The file with the consumer's own schema, in place of `copy`; nil if there is none.
  package var copyFile: NamePlace?
  /// Whether the stream may be replayed from its beginning.
  package var isReplayable = false
  /// Whether it remembers its actions, so that a replay does not repeat them.
  package var remembersActions = false
  /// Whether it limits its rate, processing messages in batches or slowly.
  package var isThrottled = false
  /// All triggers of a reaction that has several, as in `A | B`; empty if it has one.
  package var triggers: [NamePlace] = []
  /// Whether the service reacts only after all of `triggers`, as in `A & B`; otherwise after each of them.
  package var isJoin = false
  /// Whether it is the point of no return of a flow: later steps are completed, never compensated.
  package var isPivot = false

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&optionalNeeds)
    new(&handled)
    new(&reader)
    new(&copyFile)
    new(&transaction)
    new(&migratingUntil)
    new(&triggers)
    new(&within)
  }

  /// Traits in which no key is set.
  package init() {}
}

extension Catalog {
  /// Whether a message carries a field outside its payload: as its key, its id, a correlation field or a header.
  package func carriesOutsidePayload(_ path: Name, _ message: Message) -> Bool {
    if self[message.key].contains(where: { $0.name == path }) { return true }
    if self[message.correlation].contains(where: { $0.name == path }) { return true }
    guard let traits = traits(of: message) else { return false }
    if traits.identity?.name == path { return true }
    guard let headers = traits.headers else { return false }
    if hasTopField(path, in: headers) { return true }
    return FieldPaths(shape(of: headers), names: names).field(at: names.bytes(path)) != nil
  }

  /// The rarely used keys of a message, in constant time; nil if none is set.
  package func traits(of message: Message) -> MessageTraits? {
    messageTraits.isEmpty ? nil : messageTraits[message.place]
  }

  /// The rarely used keys of a reaction, in constant time; nil if none is set.
  package func traits(of reaction: Reaction) -> ReactionTraits? {
    reactionTraits.isEmpty ? nil : reactionTraits[reaction.place]
  }
}
