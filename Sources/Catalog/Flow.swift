package import Findings

/// A named piece of business behaviour from a start trigger to its ends.
package struct Flow: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case process
    /// Data passing through on purpose: its length is no worry.
    case pipeline
  }

  package var name: Name
  package var place: Place
  package var starts: NamePlace?
  package var ends: [NamePlace] = []
  package var owner: NamePlace?
  /// Why it has no owner, where that is meant.
  package var reason: Name?
  package var trackers: [NamePlace] = []
  /// How one can see where an instance stands: tracking, mining, data-lake, tracing, orchestration.
  package var visibility: [Name] = []
  package var kind: Kind?
  /// What must have happened before an outcome: all of them.
  package var joins: [(outcome: NamePlace, prerequisites: [NamePlace])] = []
  /// The services that answer for an outcome, whoever brings it about.
  package var duties: [(outcome: NamePlace, service: NamePlace)] = []
  /// The steps, where somebody wrote them down one by one.
  package var steps: [FlowStep] = []

  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}

/// A topic, queue or stream that messages travel on.
package struct Channel: Sendable {
  package enum Role: String, Sendable, CaseIterable {
    case transport
    case sourceOfTruth = "source-of-truth"
  }

  package var name: Name
  package var place: Place
  package var transport: Name?
  package var role: Role?
  package var orderedBy: Name?
  package var partitions: Int?
  package var retention: Name?
  /// Where messages are kept beyond the retention.
  package var archive: Name?
  /// Each message goes to one receiver.
  package var isQueue = false
  /// Only documents of services' interfaces speak of it.
  package var isFromInterface = false

  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}

/// A bounded context.
package struct Context: Sendable {
  package enum Kind: String, Sendable, CaseIterable {
    case core
    case supporting
    case generic
  }

  package var name: Name
  package var place: Place
  package var kind: Kind?

  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}

/// A thing of the business that messages speak of.
package struct Entity: Sendable {
  package var name: Name
  package var place: Place
  package var context: NamePlace?
  package var fields: [Name] = []

  package init(name: Name, place: Place) {
    self.name = name
    self.place = place
  }
}
