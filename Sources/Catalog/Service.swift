package import Findings

/// A service, or a person or external system that acts like one.
@usableFromInline package struct Service: Renamable, Sendable {
  /// A job type of a workflow engine that the service works on.
  package struct Job: Renamable, Sendable {
    /// The job type.
    package var type: NamePlace
    /// The message that it sends for it; nil if none is stated.
    package var message: NamePlace?

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&type)
      new(&message)
    }

    /// A job type.
    package init(type: NamePlace, message: NamePlace?) {
      self.type = type
      self.message = message
    }
  }

  /// The part that a service plays in the architecture.
  package enum Role: String, Sendable, CaseIterable {
    case domain
    case generic
    case orchestrator
    case tracker
    case observer
    case gateway
    case external
    /// An AI agent: what it sends next, it decides case by case.
    case agent
  }

  /// The mechanism that keeps a service's state and its published messages consistent; `none` means that there is
  /// none.
  package enum Outbox: String, Sendable, CaseIterable {
    case polling
    case transactionLog = "transaction-log"
    case workflowEngine = "workflow-engine"
    case none
  }

  /// A database, log or read model that a service writes or reads.
  package struct Store: Renamable, Sendable {
    /// The name, by which stores of several services are matched.
    package var name: NamePlace
    /// The technical kind; nil if not set.
    package var kind: Kind?
    /// The role in the service; nil if not set.
    package var role: Role?
    /// Whether other services may read it: a published read model.
    package var isSharedForReading = false
    /// The consistency that readers can rely on; nil if not set.
    package var consistency: Consistency?
    /// The maximum age of its data, as written: `5m`.
    package var staleness: Name?
    /// The entities it holds.
    package var holds: [NamePlace] = []
    /// The events that keep it up to date.
    package var fedBy: [NamePlace] = []
    /// The mechanism that fills it initially or in bulk, such as `batch`; nil if not set.
    package var loadedBy: Name?

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&name)
      new(&staleness)
      new(&holds)
      new(&fedBy)
      new(&loadedBy)
    }

    /// The technical kind of a store: current state in a table, or an append-only log.
    package enum Kind: String, Sendable, CaseIterable {
      case table
      case log
    }

    /// The guarantee that a store keeps when the network fails (CAP; Brewer, 2000).
    package enum Consistency: String, Sendable, CaseIterable {
      case strong
      case eventual
    }

    /// The role of a store in its service: written by it, a read model for queries, or an event store as source of
    /// truth.
    package enum Role: String, Sendable, CaseIterable {
      case write
      case readModel = "read-model"
      case eventStore = "event-store"
    }

    /// A store without its optional properties.
    package init(name: NamePlace, kind: Kind? = nil, role: Role? = nil) {
      self.name = name
      self.kind = kind
      self.role = role
    }
  }

  /// An entry of `expects`: a wait for an answer after a message was sent.
  package struct Expectation: Renamable, Sendable {
    /// The message that is sent before the wait.
    package var message: NamePlace
    /// The answers of which one ends the wait.
    package var replies: [NamePlace]
    /// Whether the wait has a time limit (`within`).
    package var isTimed: Bool
    /// The time limit as written: `1h`, `PT15M`, `forever`; nil if it is not known.
    package var within: Name?
    /// The messages that are sent if no answer arrives (`otherwise`).
    package var otherwise: [NamePlace]
    /// Whether an AsyncAPI document or a process implies it, so that its time limit may be unknown.
    package var isFromInterface = false

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&message)
      new(&replies)
      new(&within)
      new(&otherwise)
    }

    /// An expectation that is not implied by an interface.
    package init(message: NamePlace, replies: [NamePlace], isTimed: Bool, otherwise: [NamePlace]) {
      self.message = message
      self.replies = replies
      self.isTimed = isTimed
      self.otherwise = otherwise
    }
  }

  /// A list under `publishes`, `sends` or `asks` of the service itself, outside of any reaction.
  package struct StatedList: Sendable {
    /// The verb that the key stands for.
    package var verb: Mention.Verb
    /// The place of the key.
    package var place: Place
    /// Whether the list has no entries: the service declares that it sends nothing of this kind without a cause.
    package var isEmpty: Bool

    /// A list with its key.
    package init(verb: Mention.Verb, place: Place, isEmpty: Bool) {
      self.verb = verb
      self.place = place
      self.isEmpty = isEmpty
    }
  }

  /// The name, by which definitions and mentions of one service are matched.
  package var name: Name
  /// The place of the name in the definition, else in the first mention.
  package var place: Place
  /// Whether it is defined in a catalog or document; otherwise a message only names it.
  package var isDefined: Bool
  /// Whether the definition contains more than the name.
  package var hasContent = false
  /// The bounded context; nil if none is set, see `Catalog.context(of:)`.
  @usableFromInline package var context: NamePlace?
  /// The other bounded contexts of a service that belongs to several.
  package var furtherContexts: [NamePlace] = []
  /// The team that owns the service; nil if none is set.
  package var team: Name?
  /// The declared role; nil if not set, which makes it a domain service.
  package var role: Role?
  /// The entities whose state only this service may publish.
  package var owns: [NamePlace] = []
  /// Additional words of its domain language.
  package var vocabulary: [Name] = []
  /// The databases, logs and read models that it writes or reads.
  package var stores: [Store] = []
  /// The mechanism that publishes messages together with state changes; nil if unknown.
  package var outbox: Outbox?
  /// The workflow files in which it runs.
  package var processes: [NamePlace] = []
  /// The job types of workflow engines that it works on, each with the message that it sends for it.
  package var jobs: [Job] = []
  /// The answers that it waits for, in the order of writing.
  package var expectations: [Expectation] = []
  /// The lists of messages without a documented cause, in the order of writing.
  package var statedLists: [StatedList] = []
  /// The place of `observes: all`; nil if not set.
  package var observesAll: Place?
  /// The place of `consumes: all`, by which it receives every message; nil if not set.
  package var consumesAll: Place?
  /// The idempotence of all its reactions that state none; nil if unknown.
  package var idempotence: Reaction.Idempotence?
  /// How it recognizes messages that arrive again (`inbox`), as written; nil if it does not.
  package var inbox: NamePlace?
  /// Whether it is responsible for the outcome of its reactions: a notification service owns all notifications.
  package var isResponsible = false
  /// The user's own words for policies and filters.
  package var tags: [Name] = []

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
    new(&context)
    new(&furtherContexts)
    new(&team)
    new(&processes)
    new(&jobs)
    new(&owns)
    new(&vocabulary)
    new(&tags)
    new(&stores)
    new(&expectations)
    new(&idempotence)
    new(&inbox)
  }

  /// A service without any of its optional properties.
  package init(name: Name, place: Place, isDefined: Bool) {
    self.name = name
    self.place = place
    self.isDefined = isDefined
  }

  /// Whether it only observes, so that no flow depends on it.
  package var isObserver: Bool { role == .observer || role == .tracker }

  /// Whether it receives every message without that the system depends on it.
  package var isObserverOfAll: Bool { observesAll != nil || isObserver && consumesAll != nil }

  /// Whether it is outside of the system or a gateway to it.
  package var isOutside: Bool { role == .external || role == .gateway }

  /// A definition, completed with the team and the waits that documents and processes state under the same name. Its
  /// own team, and its own wait after a message, precede theirs.
  package func completed(by other: Service) -> Service {
    var service = self
    service.team = team ?? other.team
    let implied = other.expectations.filter(\.isFromInterface)
    guard !implied.isEmpty else { return service }
    let known = Set(expectations.map(\.message.name))
    service.expectations += implied.filter { !known.contains($0.message.name) }
    return service
  }
}

extension Service {
  /// A service that works on a job of a workflow engine.
  package struct Worker: Sendable {
    /// The service that runs the job's code.
    package var service: Name
    /// The place of the job type in the service's definition.
    package var place: Place
    /// The message that it sends to carry out the job; nil if none is given.
    package var message: Name?
  }

  /// The services that work on each job, by the normalized job type (`PlainName.job`). Linear in the jobs.
  package static func workers(_ services: some Sequence<Service>, _ names: Names) -> [String: [Worker]] {
    var workers: [String: [Worker]] = [:]
    for service in services {
      for job in service.jobs {
        workers[PlainName.job(names[job.type.name]), default: []].append(
          Worker(service: service.name, place: job.type.place, message: job.message?.name))
      }
    }
    return workers
  }
}
