package import Findings

/// An event, command or query.
package struct Message: Sendable {
  package enum Kind: UInt8, Sendable, CaseIterable {
    case event
    case command
    case query

    package var name: String {
      switch self {
      case .event: "event"
      case .command: "command"
      case .query: "query"
      }
    }
  }

  /// How an event carries information (Fowler, "What do you mean by 'Event-Driven'?", 2017; Dehghani and Bellemare for delta).
  package enum Pattern: String, Sendable, CaseIterable {
    case notification
    case stateTransfer = "state-transfer"
    case delta
    case domain
    case sourced
  }

  package enum Visibility: String, Sendable, CaseIterable {
    case inside
    case outside
  }

  package enum Audience: String, Sendable, CaseIterable {
    case context
    case company
    case partner
    case `public`
  }

  package var name: Name
  /// Where the name is written: in its definition, else where it is first mentioned.
  package var place: Place
  /// What it is defined as, else what its owner's verb makes it.
  package var kind: Kind
  /// Written under `events`, `commands` or `queries`; otherwise known from services only.
  package var isDefined: Bool
  /// The definition says more than the name.
  package var hasContent = false
  package var context: Name?
  package var team: Name?
  package var pattern: Pattern?
  package var patternPlace: Place?
  package var visibility: Visibility?
  package var audience: Audience?
  /// The entity it is about, and the field it is ordered by; one name or none.
  package var subject = NameList()
  package var key = NameList()
  package var version: Int32?
  package var channel = NameList()
  package var correlation = NameList()
  package var personal = NameList()
  package var tags = NameList()
  /// The payload's fields, see `Catalog.shape(of:)`; nil when nobody wrote them down, empty when it has none.
  package var fields: FieldRange?
  package var payloadPlace: Place?
  /// A schema file is named in the place of the payload.
  package var schema = NameList()
  /// `intent: fact`: the request itself is a recorded fact; `reason` says why.
  package var isIntentFact = false
  package var reason: Name?
  /// Somebody outside the catalog sends or receives it.
  package var isExternal = false
  /// Only those who do not own it mention it; `unknown-reference` speaks of that, and nothing else need.
  package internal(set) var isUnknown = false
  /// Why it is taken for its kind, when nobody said it: a clause. Rules that rest on the kind are a step milder then.
  package var inferredFrom: Name?
  /// Its kind was inferred from less than a suffix: a name that speaks against it then says that the guess is wrong, no more.
  package var isKindGuessed = false
  /// Read from documents of services' interfaces, not from a catalog of messages.
  package var isFromInterface = false
  /// Agreed on, not yet built.
  package var isPlanned = false

  package init(name: Name, place: Place, kind: Kind, isDefined: Bool) {
    self.name = name
    self.place = place
    self.kind = kind
    self.isDefined = isDefined
  }

  /// A catalog's own definition, with what documents of interfaces know besides.
  func completed(by other: Message) -> Message {
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
