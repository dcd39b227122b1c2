package import Findings

/// A message of the system: an event, command, query or reply, as its definition and its owner describe it.
@usableFromInline package struct Message: Renamable, Sendable {
  /// The kind of a message, by what it asks of its receivers: nothing, an action or an answer; or what a handler
  /// answers its caller, point to point.
  @usableFromInline package enum Kind: UInt8, Sendable, CaseIterable {
    case event
    case command
    case query
    case reply

    /// The kind with its article: `an event`, `a command`, `a query`, `a reply`.
    package var phrase: String { self == .event ? "an event" : "a \(name)" }

    /// Whether its sender owns the contract: the producer of an event and the handler that replies; commands and
    /// queries belong to their receiver.
    @inlinable package var isOwnedBySender: Bool { self == .event || self == .reply }

    /// The kind as catalogs and findings write it: `event`, `command`, `query` or `reply`.
    package var name: String {
      switch self {
      case .event: "event"
      case .command: "command"
      case .query: "query"
      case .reply: "reply"
      }
    }
  }

  /// The way in which an event carries information (Fowler, "What do you mean by 'Event-Driven'?", 2017; Dehghani and
  /// Bellemare for delta).
  package enum Pattern: String, Sendable, CaseIterable {
    case notification
    case stateTransfer = "state-transfer"
    case delta
    case domain
    case sourced
  }

  /// The reach of an event (Helland, "Data on the Outside versus Data on the Inside", 2005): private to its context,
  /// or a contract with others.
  package enum Visibility: String, Sendable, CaseIterable {
    case inside
    case outside
  }

  /// The group of people and systems that may read a message, from the own context to the public.
  package enum Audience: String, Sendable, CaseIterable {
    case context
    case company
    case partner
    case `public`
  }

  /// The name, by which definitions and mentions of one message are matched.
  package var name: Name
  /// The place of the name in the definition, else in the first mention.
  package var place: Place
  /// The bounded context of the definition; nil if none is set.
  @Compact package var context: Name?
  /// The team that owns the message; nil if none is set.
  @Compact package var team: Name?
  /// The place of the value of `pattern`.
  @Compact package var patternPlace: Place?
  /// The entity that the message is about; one name or none.
  @AtMostOne package var subject: NameList
  /// The field by which the message is ordered and partitioned; one name or none.
  @AtMostOne package var key: NameList
  /// The version of the contract, of a semantic version its first part; nil if not set.
  @Compact package var version: Int32?
  /// The channel on which the message travels; one name or none.
  @AtMostOne package var channel: NameList
  /// The fields that relate messages of one case to one another.
  package var correlation = NameList()
  /// The payload fields with personal data; see `MessageTraits.saysPersonal` for whether the list is complete.
  package var personal = NameList()
  /// The user's own words for policies and filters.
  package var tags = NameList()
  /// The payload's fields, see `Catalog.shape(of:)`; nil if the payload is not documented, empty if it has no fields.
  @Compact package var fields: FieldRange?
  /// The place of the payload; nil if there is none.
  @Compact package var payloadPlace: Place?
  /// The reference to a schema file in place of a payload; one name or none.
  @AtMostOne package var schema: NameList
  /// The reason for an exception such as `intent: fact`; nil if none is given.
  @Compact package var reason: Name?
  /// The reason for which the kind was inferred, as a clause; nil if the kind is stated. Rules that rest on the kind
  /// lower their severity by one step then.
  @Compact package var inferredFrom: Name?
  /// The kind in the definition, else the one that its owner's verb implies.
  package var kind: Kind
  /// Whether it is defined under `events`, `commands`, `queries` or `replies` or in a document; otherwise only services
  /// mention it.
  package var isDefined: Bool
  /// Whether the definition contains more than the name.
  package var hasContent = false
  /// The way in which an event carries information (`pattern`); nil if not set.
  package var pattern: Pattern?
  /// The reach of the message (`visibility`); nil if not set.
  package var visibility: Visibility?
  /// The intended readers (`audience`); nil if not set.
  package var audience: Audience?
  /// `intent: fact`: the request itself is a recorded fact; `reason` gives the reason.
  package var isIntentFact = false
  /// Whether its sender or receiver is outside of the catalog.
  package var isExternal = false
  /// Whether only services that do not own it mention it. `unknown-reference` reports that; other rules ignore such
  /// messages.
  package var isUnknown = false
  /// Whether the kind was inferred from less than a suffix: a name that contradicts it only shows that the guess was
  /// wrong.
  package var isKindGuessed = false
  /// Whether it was read from an AsyncAPI document, not from a catalog of messages.
  package var isFromInterface = false
  /// Whether it is agreed on but not yet built.
  package var isPlanned = false

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
    new(&context)
    new(&team)
    new(&subject)
    new(&key)
    new(&channel)
    new(&correlation)
    new(&personal)
    new(&tags)
    new(&schema)
    new(&reason)
    new(&inferredFrom)
  }

  /// A message without any of its optional properties.
  package init(name: Name, place: Place, kind: Kind, isDefined: Bool) {
    self.name = name
    self.place = place
    self.kind = kind
    self.isDefined = isDefined
  }

  /// A catalog's definition, completed with payload, channel and correlation of an AsyncAPI document where it lacks
  /// them.
  package func completed(by other: Message) -> Message {
    var message = self
    if message.fields == nil, message.schema.isEmpty {
      message.fields = other.fields
      message.payloadPlace = other.payloadPlace
    }
    if message.channel.isEmpty { message.channel = other.channel }
    if message.correlation.isEmpty { message.correlation = other.correlation }
    message.hasContent = message.hasContent || other.hasContent
    return message
  }
}
