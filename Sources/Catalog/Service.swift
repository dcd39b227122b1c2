package import Findings

/// A service, or a person or system outside that acts like one.
package struct Service: Sendable {
  package enum Role: String, Sendable, CaseIterable {
    case domain
    case generic
    case orchestrator
    case tracker
    case observer
    case gateway
    case external
  }

  package enum Outbox: String, Sendable, CaseIterable {
    case polling
    case transactionLog = "transaction-log"
    case workflowEngine = "workflow-engine"
    case none
  }

  package struct Store: Sendable {
    package var name: NamePlace
    package var kind: Kind?
    package var role: Role?
    /// Others may read it: a published read model.
    package var isSharedForReading = false
    package var consistency: Consistency?
    /// How old what it answers may be.
    package var staleness: Name?
    /// The entities it holds; the events that keep it up to date; what else fills it: `batch`.
    package var holds: [NamePlace] = []
    package var fedBy: [NamePlace] = []
    package var loadedBy: Name?

    package enum Kind: String, Sendable, CaseIterable {
      case table
      case log
    }

    /// What it gives when the network fails (Brewer's CAP).
    package enum Consistency: String, Sendable, CaseIterable {
      case strong
      case eventual
    }

    package enum Role: String, Sendable, CaseIterable {
      case write
      case readModel = "read-model"
      case eventStore = "event-store"
    }

    package init(name: NamePlace, kind: Kind? = nil, role: Role? = nil) {
      self.name = name
      self.kind = kind
      self.role = role
    }

    mutating func rename(_ map: [Name]) {
      name.rename(map)
      staleness = staleness.map { map[Int($0.index)] }
      for index in holds.indices { holds[index].rename(map) }
      for index in fedBy.indices { fedBy[index].rename(map) }
      loadedBy = loadedBy.map { map[Int($0.index)] }
    }
  }

  /// `expects`: an answer that this service waits for after having sent something.
  package struct Expectation: Sendable {
    package var message: NamePlace
    package var replies: [NamePlace]
    package var isTimed: Bool
    package var otherwise: [NamePlace]
    /// A document of the service's interface implies it; nobody wrote down how long it waits.
    package var isFromInterface = false

    package init(message: NamePlace, replies: [NamePlace], isTimed: Bool, otherwise: [NamePlace]) {
      self.message = message
      self.replies = replies
      self.isTimed = isTimed
      self.otherwise = otherwise
    }
  }

  /// A list under `publishes`, `sends` or `asks` of the service itself.
  package struct StatedList: Sendable {
    package var verb: Mention.Verb
    /// The key.
    package var place: Place
    package var isEmpty: Bool

    package init(verb: Mention.Verb, place: Place, isEmpty: Bool) {
      self.verb = verb
      self.place = place
      self.isEmpty = isEmpty
    }
  }

  package var name: Name
  package var place: Place
  package var isDefined: Bool
  package var hasContent = false
  package var context: NamePlace?
  package var team: Name?
  /// What it says it is; nil when it says nothing, which makes it a domain service.
  package var role: Role?
  package var owns: [NamePlace] = []
  package var vocabulary: [Name] = []
  package var stores: [Store] = []
  package var outbox: Outbox?
  /// The workflows it runs inside.
  package var processes: [NamePlace] = []
  /// Job types of workflow engines that it works on, and the message that it sends for each.
  package var jobs: [(type: NamePlace, message: NamePlace?)] = []
  package var expectations: [Expectation] = []
  package var statedLists: [StatedList] = []
  /// `observes: all`
  package var observesAll: Place?
  /// `consumes: all`: everything that comes along, whatever it is.
  package var consumesAll: Place?
  /// It answers for the outcome of all that it reacts to: whoever notifies customers owns all notifications.
  package var isResponsible = false
  package var tags: [Name] = []

  package init(name: Name, place: Place, isDefined: Bool) {
    self.name = name
    self.place = place
    self.isDefined = isDefined
  }

  /// Looks on, and nothing in a flow depends on it.
  package var isObserver: Bool { role == .observer || role == .tracker }

  /// It is no part of the system itself, or only its door.
  package var isOutside: Bool { role == .external || role == .gateway }
}

extension Service {
  /// A service that works on a job: where it says so, and the message that it sends for it.
  package struct Worker: Sendable {
    package var service: Name
    package var place: Place
    package var message: Name?
  }

  /// Who works on which job, by `PlainName.job`.
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
