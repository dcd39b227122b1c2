package import Findings

/// What few messages say of themselves; it stands beside them, so that the many pay nothing for it.
package struct MessageTraits: Sendable {
  /// How often a message arrives, as its transport promises.
  package enum Delivery: String, Sendable, CaseIterable {
    case atLeastOnce = "at-least-once"
    case atMostOnce = "at-most-once"
    case exactlyOnce = "exactly-once"
    case bestEffort = "best-effort"
  }

  /// What an author of the contract promises to those who read old or new messages.
  package enum Compatibility: String, Sendable, CaseIterable {
    case none
    case backward
    case forward
    case full
  }

  /// Where its content comes from.
  package enum Source: String, Sendable, CaseIterable {
    /// Written by the code that decides.
    case domain
    /// Change data capture: rows of a table, as they changed.
    case cdc
  }

  package struct Deprecation: Sendable {
    package var place: Place
    /// The day after which it is gone, as written: `2026-12-31`.
    package var sunset: NamePlace?
    package var replacement: NamePlace?

    package init(place: Place, sunset: NamePlace? = nil, replacement: NamePlace? = nil) {
      self.place = place
      self.sunset = sunset
      self.replacement = replacement
    }
  }

  package var deprecation: Deprecation?
  /// The field that tells one message from every other, and a repetition from a new one.
  package var identity: NamePlace?
  package var delivery: Delivery?
  package var deliveryPlace: Place?
  package var compatibility: Compatibility?
  package var source: Source?
  package var sourcePlace: Place?
  /// Nobody need do anything about it any more.
  package var isFinal = false
  package var mayBeLost = false
  /// Why no tracker follows it.
  package var untracked: Name?
  /// How personal data in it is protected: `encryption`, `pseudonym`, `reference`.
  package var protection: Name?
  /// `personal` is written, so only what it lists is personal.
  package var saysPersonal = false
  /// The size in bytes that it may reach.
  package var size: Int?
  package var sizePlace: Place?
  /// Fields copied as part of the fact: the price when it was ordered.
  package var asOf: [NamePlace] = []
  /// Of a query: how old its answer may be, and the store that serves it.
  package var staleness: Name?
  package var servedBy: NamePlace?

  package init() {}

  mutating func rename(_ map: [Name]) {
    deprecation?.sunset?.rename(map)
    deprecation?.replacement?.rename(map)
    identity?.rename(map)
    untracked = untracked.map { map[Int($0.index)] }
    protection = protection.map { map[Int($0.index)] }
    staleness = staleness.map { map[Int($0.index)] }
    servedBy?.rename(map)
    for index in asOf.indices { asOf[index].rename(map) }
  }
}

/// What few reactions say of themselves.
package struct ReactionTraits: Sendable {
  /// Needs that may be missing: written `amount?`.
  package var optionalNeeds: [Name] = []
  /// The stores, services and brokers that one transaction spans.
  package var transaction: [NamePlace] = []
  /// The day until which a deprecated message is still taken in.
  package var migratingUntil: NamePlace?
  /// The consumer's own copy of the payload's type.
  package var copy: FieldRange?
  /// The stream is read again from its beginning now and then.
  package var isReplayable = false
  /// What was done once is not done again on a replay.
  package var remembersActions = false
  /// It does not answer each message at once, but in batches or slowly.
  package var isThrottled = false
  /// The point of no return of a flow: what follows is only carried on, never taken back.
  package var isPivot = false

  package init() {}

  mutating func rename(_ map: [Name]) {
    optionalNeeds = optionalNeeds.map { map[Int($0.index)] }
    for index in transaction.indices { transaction[index].rename(map) }
    migratingUntil?.rename(map)
  }
}

extension NamePlace {
  mutating func rename(_ map: [Name]) { name = map[Int(name.index)] }
}

extension Catalog {
  package func traits(of message: Message) -> MessageTraits? {
    messageTraits.isEmpty ? nil : messageTraits[message.place]
  }

  package func traits(of reaction: Reaction) -> ReactionTraits? {
    reactionTraits.isEmpty ? nil : reactionTraits[reaction.place]
  }
}
