package import Findings

/// A named business process, from the trigger that starts it to its ends.
package struct Flow: Renamable, Sendable {
  /// An outcome with what must have happened before it.
  package struct Join: Renamable, Sendable {
    /// The message that ends or continues the flow.
    package var outcome: NamePlace
    /// The messages that must all have happened.
    package var prerequisites: [NamePlace]

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&outcome)
      new(&prerequisites)
    }

    /// A join of some messages.
    package init(outcome: NamePlace, prerequisites: [NamePlace]) {
      self.outcome = outcome
      self.prerequisites = prerequisites
    }
  }

  /// A responsibility: a service answers for an outcome, whoever sends it.
  package struct Duty: Renamable, Sendable {
    /// The message.
    package var outcome: NamePlace
    /// The service.
    package var service: NamePlace

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&outcome)
      new(&service)
    }

    /// A duty of one service.
    package init(outcome: NamePlace, service: NamePlace) {
      self.outcome = outcome
      self.service = service
    }
  }

  /// The purpose of a flow; lengths of chains are judged in processes only.
  package enum Kind: String, Sendable, CaseIterable {
    case process
    /// A pipeline that moves data: its length is intended.
    case pipeline
  }

  /// The means by which people see how far an instance of a flow has come (Ruecker, "Gaining visibility into processes
  /// that span multiple microservices", 2020).
  package enum Visibility: String, Sendable, CaseIterable {
    /// A service follows the events of each instance.
    case tracking
    /// Instances are put together from logs of events, afterwards.
    case mining
    /// Events are collected in one place, where they are watched and analysed.
    case dataLake = "data-lake"
    /// Calls and messages are followed technically, without a view of the business.
    case tracing
    /// One service owns the flow and knows its state.
    case orchestration

    /// Whether it shows how far an instance has come; tracing alone gives no business view.
    package var showsProgress: Bool { self != .tracing }
  }

  /// The name of the flow.
  package var name: Name
  /// The place of the name.
  package var place: Place
  /// The message or outside trigger that the flow starts with; nil if not set.
  package var starts: NamePlace?
  /// The messages with which the flow may end.
  package var ends: [NamePlace] = []
  /// The service that owns the flow; nil if not set.
  package var owner: NamePlace?
  /// The reason for which it has no owner, if that is intended; nil if none is given.
  package var reason: Name?
  /// The services that track the progress of each instance (`tracked-by`).
  package var trackers: [NamePlace] = []
  /// The means to see the state of an instance.
  package var visibility: [Visibility] = []
  /// The purpose of the flow; nil if not set.
  package var kind: Kind?
  /// The prerequisites of an outcome (`requires`): all of them must have happened before.
  package var joins: [Join] = []
  /// The service that is responsible for an outcome, regardless of its sender (`responsible`).
  package var duties: [Duty] = []
  /// The steps in the order of writing, if the flow is documented step by step.
  package var steps: [FlowStep] = []
  /// Whether a workflow file declares it and no catalog does.
  package var isOfProcess = false

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
    new(&starts)
    new(&ends)
    new(&owner)
    new(&reason)
    new(&trackers)
    new(&joins)
    new(&duties)
  }

  /// Adds what a saga or a process says of the flow and its definition does not.
  package mutating func complete(owner: NamePlace, starts: NamePlace?, ends: [NamePlace]) {
    self.owner = self.owner ?? owner
    self.starts = self.starts ?? starts
    if self.ends.isEmpty { self.ends = ends }
  }

  /// A flow without any of its optional properties.
  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}

/// A topic, queue or stream that transports messages.
package struct Channel: Renamable, Sendable {
  /// The role of a channel: it transports messages, or its log is the source of truth.
  package enum Role: String, Sendable, CaseIterable {
    case transport
    case sourceOfTruth = "source-of-truth"
  }

  /// The name or address of the channel.
  package var name: Name
  /// The place of the name.
  package var place: Place
  /// The transport, such as `kafka` or `amqp`; nil if not set.
  package var transport: Name?
  /// The role of the channel; nil if not set.
  package var role: Role?
  /// The field within whose values the channel keeps the order; nil if not set.
  package var orderedBy: Name?
  /// The number of partitions; nil if not set.
  package var partitions: Int?
  /// The time for which messages are kept, as written: `7d`, `forever`; nil if not set.
  package var retention: Name?
  /// The storage that keeps messages after the retention; nil if not set.
  package var archive: Name?
  /// Whether each message is delivered to one receiver only.
  package var isQueue = false
  /// Whether the sender waits until all receivers are done (`synchronous`), in one transaction.
  package var isSynchronous = false
  /// Whether only AsyncAPI documents mention it, and no catalog defines it.
  package var isFromInterface = false

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
    new(&transport)
    new(&orderedBy)
    new(&retention)
    new(&archive)
  }

  /// A channel without any of its optional properties.
  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }

  /// The channel of one AsyncAPI document, completed with what another states of it; of two transports each has its own
  /// settings.
  package func completed(by other: Channel) -> Channel {
    guard transport == nil || other.transport == nil || transport == other.transport else { return self }
    var channel = self
    channel.transport = transport ?? other.transport
    channel.orderedBy = orderedBy ?? other.orderedBy
    channel.partitions = partitions ?? other.partitions
    channel.retention = retention ?? other.retention
    channel.isQueue = isQueue || other.isQueue
    return channel
  }
}

/// A bounded context that a catalog defines.
package struct Context: Renamable, Sendable {
  /// The kind of subdomain (Evans, "Domain-Driven Design", 2003).
  package enum Kind: String, Sendable, CaseIterable {
    case core
    case supporting
    case generic
  }

  /// The name of the context.
  package var name: Name
  /// The place of the name.
  package var place: Place
  /// The kind of subdomain; nil if not set.
  package var kind: Kind?

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
  }

  /// A context whose kind is not set.
  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}

/// A business entity that messages are about.
package struct Entity: Renamable, Sendable {
  /// The name of the entity, to which `subject` of messages and `owns` of services refer.
  package var name: Name
  /// The place of the name.
  package var place: Place
  /// The bounded context of the entity; nil if not set.
  package var context: NamePlace?
  /// The fields that belong to the entity.
  package var fields: [Name] = []

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
    new(&context)
    new(&fields)
  }

  /// An entity without context and fields.
  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}
