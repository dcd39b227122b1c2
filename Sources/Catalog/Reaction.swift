package import Findings

/// A mention of a message by a service, as written: `payment` `publishes` `PaymentReceived`.
@usableFromInline package struct Mention: Renamable, Sendable {
  /// The key under which a service mentions a message; incoming and outgoing verbs exist for every kind.
  @usableFromInline package enum Verb: UInt8, Sendable, CaseIterable {
    case publishes
    case sends
    case asks
    case replies
    case consumes
    case handles
    case answers
    case observes

    /// The verb as catalogs write it, in the third person: `publishes`.
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

    /// Whether the message leaves the service.
    @inlinable package var isOutgoing: Bool {
      switch self {
      case .publishes, .sends, .asks, .replies: true
      case .consumes, .handles, .answers, .observes: false
      }
    }

    /// The kind of message that the verb implies; nil for a reply and an observed message, which may be of any kind.
    package var kind: Message.Kind? {
      switch self {
      case .publishes, .consumes: .event
      case .sends, .handles: .command
      case .asks, .answers: .query
      case .replies, .observes: nil
      }
    }

    /// Whether the service owns the message's contract: events belong to their producer, commands and queries to their
    /// receiver. A mention by the owner defines the message.
    package var ownsContract: Bool {
      switch self {
      case .publishes, .replies, .handles, .answers: true
      case .sends, .asks, .consumes, .observes: false
      }
    }
  }

  /// The service that mentions the message.
  package var service: Name
  /// The message that is mentioned.
  package var message: Name
  /// The place of the message's name.
  package var place: Place
  /// The position of the reaction to which it belongs, as trigger or output; -1 if the cause (or the reaction) is not
  /// documented.
  package var reaction: Int32
  /// The verb of the mention.
  package var verb: Verb
  /// The branch of the group of alternatives to which the output belongs, from 1; 0 outside of groups.
  package var branch: UInt8
  /// The number of a group of alternatives: of the outputs of one reaction with the same number above 0, those of one
  /// branch go out, as in `A | B`; if the group has only one branch it goes out or does not, as in `A?`.
  package var alternative: UInt16

  /// Whether the output and another one of the same reaction exclude each other.
  package func excludes(_ other: Mention) -> Bool {
    alternative > 0 && alternative == other.alternative && (branch == 0 || branch != other.branch)
  }

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&service)
    new(&message)
    new.moveReaction(&reaction)
  }

  /// A mention, by default without a cause or reaction and without alternatives.
  package init(
    service: Name, message: Name, verb: Verb, place: Place, reaction: Int32 = -1, alternative: UInt16 = 0,
    branch: UInt8 = 0
  ) {
    self.service = service
    self.message = message
    self.verb = verb
    self.place = place
    self.reaction = reaction
    self.alternative = alternative
    self.branch = branch
  }
}

/// A causal link within one service: a trigger and the messages that the service sends because of it.
package struct Reaction: Renamable, Sendable {
  /// The cause of a reaction.
  package enum Trigger: Sendable {
    case message(Name)
    /// An outside trigger: a person, a timer, an HTTP call. It may come after a message: `after`.
    case outside(Name, kind: OutsideKind, after: NameList)
  }

  /// The origin of an outside trigger.
  package enum OutsideKind: String, Sendable, CaseIterable {
    case person
    case timer
    case http
    case external
    case state
  }

  /// The reason for which a redelivery is harmless, or that it is not.
  package enum Idempotence: Renamable, Sendable {
    /// The field by which a duplicate is recognized.
    case byField(Name)
    /// Other words that say why: `by event id`.
    case byWords(Name)
    case naturally
    case no

    /// Whether a redelivery does no harm.
    package var isHarmless: Bool {
      if case .no = self { false } else { true }
    }

    /// Gives the field, or the words, their new number.
    package mutating func rename(_ new: Renaming) {
      switch self {
      case .byField(var field):
        new(&field)
        self = .byField(field)
      case .byWords(var words):
        new(&words)
        self = .byWords(words)
      case .naturally, .no: break
      }
    }
  }

  /// The service that reacts.
  package var service: Name
  /// The cause of the reaction.
  package var trigger: Trigger
  /// The place of the trigger's name.
  package var place: Place
  /// The range of `Catalog.mentions` with the messages that it sends.
  package var outputs: Range<Int32> = 0..<0
  /// The fields of the trigger that the service uses, its side of the contract; nil if not documented.
  @Compact package var needs: NameList?
  /// The effect of the reaction: `none`, `read`, `write`, `reserve`, `charge`, `ship`, `mail`, …; nil if not set.
  @Compact package var effect: Name?
  /// The queries or services that it calls synchronously.
  package var calls = NameList()
  /// The entities or fields of which it keeps a copy.
  package var replicates = NameList()
  /// The command that compensates the reaction (`compensated-by`); one name or none.
  @AtMostOne package var compensation: NameList
  /// The name of the code that handles the trigger; one name or none.
  @AtMostOne package var handler: NameList
  /// The idempotence of the reaction; nil if unknown.
  package var idempotence: Idempotence?
  /// The origin of the fact that the service reacts this way.
  package var certainty: Certainty
  /// Whether the service reacts only under a condition.
  package var isConditional = false
  /// Whether the receiver may reject the message.
  package var canReject = false
  /// Whether it is not written down what the service sends because of the trigger.
  package var isOpen = false
  /// Whether the reaction has a time limit (`within`).
  package var isTimed = false

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&service)
    new(&needs)
    new(&effect)
    new(&calls)
    new(&replicates)
    new(&compensation)
    new(&handler)
    new.moveMentions(&outputs)
    switch trigger {
    case .message(var name):
      new(&name)
      trigger = .message(name)
    case .outside(var label, let kind, var after):
      new(&label)
      new(&after)
      trigger = .outside(label, kind: kind, after: after)
    }
    new(&idempotence)
  }

  /// A reaction without outputs.
  package init(service: Name, trigger: Trigger, place: Place, certainty: Certainty) {
    self.service = service
    self.trigger = trigger
    self.place = place
    self.certainty = certainty
  }

  /// The message that triggers it; nil for an outside trigger.
  package var message: Name? {
    if case .message(let name) = trigger { name } else { nil }
  }
}
