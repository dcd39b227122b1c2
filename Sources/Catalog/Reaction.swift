package import Findings

/// A message at a service, as somebody wrote it down: `payment` `publishes` `PaymentReceived`.
package struct Mention: Sendable {
  package enum Verb: UInt8, Sendable, CaseIterable {
    case publishes
    case sends
    case asks
    case replies
    case consumes
    case handles
    case answers
    case observes

    package var name: String {
      switch self {
      case .publishes: "publishes"
      case .sends: "sends"
      case .asks: "asks"
      case .replies: "replies"
      case .consumes: "consumes"
      case .handles: "handles"
      case .answers: "answers"
      case .observes: "observes"
      }
    }

    package var isOutgoing: Bool { rawValue <= Self.replies.rawValue }

    /// The kind of message the verb goes with; a reply and an observed message may be of any.
    package var kind: Message.Kind? {
      switch self {
      case .publishes, .consumes: .event
      case .sends, .handles: .command
      case .asks, .answers: .query
      case .replies, .observes: nil
      }
    }

    /// Whether who says this owns the message's contract: events belong to their producer, commands and queries to their
    /// receiver. The owner's word makes a message known.
    package var isOwners: Bool {
      switch self {
      case .publishes, .replies, .handles, .answers: true
      case .sends, .asks, .consumes, .observes: false
      }
    }
  }

  package var service: Name
  package var message: Name
  package var place: Place
  /// The reaction it belongs to, as trigger or output; -1 when the cause (or what follows) was not written down.
  package var reaction: Int32
  package var verb: Verb
  /// Outputs of one reaction with the same number above 0 are alternatives: `A | B`.
  package var alternative: UInt16

  package init(service: Name, message: Name, verb: Verb, place: Place, reaction: Int32 = -1, alternative: UInt16 = 0) {
    self.service = service
    self.message = message
    self.verb = verb
    self.place = place
    self.reaction = reaction
    self.alternative = alternative
  }
}

/// One service's "on this trigger, that goes out": the causal link.
package struct Reaction: Sendable {
  package enum Trigger: Sendable {
    case message(Name)
    /// From outside: a person, a timer, an HTTP call. A timer may start with a message: `after`.
    case outside(Name, kind: OutsideKind, after: NameList)
  }

  package enum OutsideKind: String, Sendable, CaseIterable {
    case person
    case timer
    case http
    case external
    case state
  }

  package enum Idempotence: Sendable {
    case byField(Name)
    case naturally
    case no
  }

  package var service: Name
  package var trigger: Trigger
  /// Where the trigger's name is written.
  package var place: Place
  package var certainty: Certainty
  /// Indices of `Catalog.mentions`.
  package var outputs: Range<Int32> = 0..<0
  /// The fields of the trigger that the service uses: its side of the contract. Nil when not written.
  package var needs: NameList?
  package var idempotence: Idempotence?
  /// `none`, `read`, `write`, `reserve`, `charge`, `ship`, `mail`, …
  package var effect: Name?
  /// Queries or services called on the way.
  package var calls = NameList()
  /// Fields kept as a copy.
  package var replicates = NameList()
  package var isConditional = false
  /// The receiver may turn the message itself down.
  package var canReject = false
  package var isTimed = false
  package var compensation = NameList()
  /// The name of the code that handles the trigger.
  package var handler = NameList()

  package init(service: Name, trigger: Trigger, place: Place, certainty: Certainty) {
    self.service = service
    self.trigger = trigger
    self.place = place
    self.certainty = certainty
  }

  /// The message that triggers it, if it is one.
  package var message: Name? {
    if case .message(let name) = trigger { name } else { nil }
  }
}
