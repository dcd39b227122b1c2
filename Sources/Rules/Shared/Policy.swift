import Catalog
package import Findings
import Graph
import Writing

/// A custom rule from the configuration, which forbids, allows or requires dependencies or properties.
package struct Policy: Sendable {
  /// The demand of a policy.
  package enum Demand: Sendable {
    /// No service in `from` may depend on a service in `to`.
    case forbid(Relation)
    /// Only services in `from`, and those in `to` themselves, may depend on a service in `to`.
    case allow(Relation)
    /// Each service in `from` has to depend on a service in `to`.
    case requireLink(Relation)
    /// Each selected service or message has to have all the properties.
    case require(Subject, Selector, [Property])
  }

  /// The kind of entries that properties are required of.
  package enum Subject: String, Sendable {
    case services
    case messages
  }

  /// Dependencies between services: the consumer of an event depends on its producer, the sender of a command on its
  /// handler, and the sender of a query on the service that answers it.
  package struct Relation: Sendable {
    /// The dependent services.
    package var from: Selector
    /// The services depended on.
    package var to: Selector
    /// The messages that create a dependency; nil for all.
    package var via: Selector?
    /// Whether indirect dependencies count, through any number of services.
    package var isReachable = false
    /// The services through which an indirect dependency is permitted; nil for none.
    package var unlessThrough: Selector?

    /// A relation of direct dependencies through any message.
    package init(from: Selector, to: Selector) {
      self.from = from
      self.to = to
    }
  }

  /// A property required of a service or a message.
  package enum Property: Sendable {
    /// The attribute is declared or derived.
    case has(Attribute)
    /// The name passes a test.
    case name(WordTest)
    /// The number of consumers or producers of a message is within the limits; nil for no limit.
    case count(Side, atLeast: Int?, atMost: Int?)
  }

  /// The side of a message whose services are counted.
  package enum Side: String, Sendable {
    case consumers
    case producers
  }

  /// An attribute that a policy can require, named as its key in the configuration.
  package enum Attribute: String, Sendable, CaseIterable {
    case team, context, version, payload, key, channel, pattern, subject, correlation, visibility, audience,
      compatibility, id, reason
    case consumers, producers, outbox, owns, role, process

    /// Whether entries of this kind can have the attribute at all.
    package func belongs(to subject: Subject) -> Bool {
      switch self {
      case .team, .context: true
      case .outbox, .owns, .role, .process: subject == .services
      case .version, .payload, .key, .channel, .pattern, .subject, .correlation, .visibility, .audience, .compatibility,
        .id, .reason, .consumers,
        .producers:
        subject == .messages
      }
    }
  }

  /// The name of the policy, which its findings carry as their rule id.
  package var name: String
  /// The demand that the catalog is checked against.
  package var demand: Demand
  /// The severity of its findings.
  package var severity: Severity
  /// A text placed before the message of each finding; nil for none.
  package var message: String?
  /// The reason for the policy, shown as the help of its findings; nil for none.
  package var because: String?

  /// A policy without a message and a reason.
  package init(name: String, demand: Demand, severity: Severity) {
    self.name = name
    self.demand = demand
    self.severity = severity
  }
}

/// A check of a catalog against one policy. It costs the selections and one pass over the links that match them.
struct PolicyCheck {
  let policy: Policy
  let world: PolicyWorld
  /// The findings after `run()`, in the order of the catalog.
  private(set) var findings: [Finding] = []
  private var catalog: Catalog { world.catalog }

  init(_ policy: Policy, _ world: PolicyWorld) {
    self.policy = policy
    self.world = world
  }

  /// Checks the catalog and collects the findings.
  mutating func run() {
    switch policy.demand {
    case .forbid(let relation): relation.isReachable ? forbidWays(relation) : forbidLinks(relation, isAllowList: false)
    case .allow(let relation): forbidLinks(relation, isAllowList: true)
    case .requireLink(let relation): requireLinks(relation)
    case .require(let subject, let selector, let properties): require(subject, selector, properties: properties)
    }
  }

  private mutating func report(
    _ words: String, at place: Place, about subjects: [Name], notes: [Note] = [], steps: [Note] = []
  ) {
    var finding = Finding(
      rule: RuleID(policy.name), severity: policy.severity,
      message: policy.message.map { "\($0): \(words)" } ?? words, place: place, notes: notes,
      steps: steps, help: policy.because, subjects: subjects.map { catalog[$0] })
    finding.subjectIDs = subjects.compactMap { world.facts.ids[$0] }
    findings.append(finding)
  }

  // MARK: Links

  /// A dependency of one service on another through a message.
  private struct Link {
    var dependent: Mention
    var owner: Mention
  }

  private func selected(_ selector: Selector) -> NameSet {
    var set = NameSet(count: catalog.names.count)
    for service in catalog.services where selector.matches(service, world) { set.insert(service.name) }
    return set
  }

  /// Reports each dependent service and message once.
  private mutating func forbidLinks(_ relation: Policy.Relation, isAllowList: Bool) {
    // A local copy, so that the closure does not capture the whole check.
    let world = self.world
    let (from, to) = (selected(relation.from), selected(relation.to))
    var found: [Link] = []
    world.forEachMessage(relation.via) { message in
      let sides = world.sides(of: message)
      let owners = sides.owners.filter { to.contains($0.service) }
      guard !owners.isEmpty else { return }
      for dependent in sides.dependents {
        // Services on the side of the owner may always depend on it.
        let isForbidden =
          isAllowList
          ? !from.contains(dependent.service) && !to.contains(dependent.service) : from.contains(dependent.service)
        guard isForbidden, let owner = owners.first(where: { $0.service != dependent.service }) else { continue }
        found.append(Link(dependent: dependent, owner: owner))
      }
    }
    for link in found {
      let (one, other) = (catalog[link.dependent.service], catalog[link.owner.service])
      report(
        "\(one) depends on \(other): it \(link.dependent.verb.name) \(catalog[link.dependent.message])",
        at: link.dependent.place,
        about: [link.dependent.service, link.owner.service, link.dependent.message],
        notes: [Note("\(other) \(link.owner.verb.name) it", at: link.owner.place)])
    }
  }

  private mutating func requireLinks(_ relation: Policy.Relation) {
    let world = self.world
    let (from, to) = (selected(relation.from), selected(relation.to))
    var linked = NameSet(count: catalog.names.count)
    world.forEachMessage(relation.via) { message in
      let sides = world.sides(of: message)
      guard sides.owners.contains(where: { to.contains($0.service) }) else { return }
      for dependent in sides.dependents { linked.insert(dependent.service) }
    }
    for service in catalog.services where from.contains(service.name) && !linked.contains(service.name) {
      report(
        "\(catalog[service.name]) depends on none of the required services", at: service.place, about: [service.name])
    }
  }

  // MARK: Ways

  /// A service on a way of dependencies.
  private struct Stop {
    var service: Name
    /// The service at which the way starts.
    var start: Name
    /// The last step of the way; nil at its start.
    var link: Link?
    /// The position of the stop before this one; nil at the start of a way.
    var before: Int?
  }

  /// Reports each reached service once, with the shortest way. A service that reaches only itself is not reported:
  /// `dependency-cycle` reports cycles.
  private mutating func forbidWays(_ relation: Policy.Relation) {
    let (from, to) = (selected(relation.from), selected(relation.to))
    let passed = relation.unlessThrough.map(selected)
    let owners = owners(relation.via)
    var stops = catalog.services.filter { from.contains($0.name) }.map { Stop(service: $0.name, start: $0.name) }
    // Two ways to a service are followed, from different starts: one of them may lead on to its own start.
    var starts: [Name: [Name]] = [:]
    var reached = NameSet(count: catalog.names.count)
    var ends: [Stop] = []
    var index = 0
    while index < stops.count {
      let stop = stops[index]
      defer { index += 1 }
      if stop.before != nil, passed?.contains(stop.service) ?? false { continue }
      for link in owners[stop.service] ?? [] {
        let next = Stop(service: link.owner.service, start: stop.start, link: link, before: index)
        if to.contains(next.service) {
          guard next.service != next.start, !reached.contains(next.service) else { continue }
          reached.insert(next.service)
          ends.append(next)
        } else if !from.contains(next.service) {
          let known = starts[next.service] ?? []
          guard known.count < 2, !known.contains(next.start) else { continue }
          starts[next.service] = known + [next.start]
          stops.append(next)
        }
      }
    }
    for end in ends { report(end, stops) }
  }

  /// The links of each dependent service through the selected messages.
  private func owners(_ via: Selector?) -> [Name: [Link]] {
    let world = self.world
    var owners: [Name: [Link]] = [:]
    world.forEachMessage(via) { message in
      let sides = world.sides(of: message)
      // A path needs only one of several producers.
      for dependent in sides.dependents {
        for owner in sides.owners.prefix(8) where owner.service != dependent.service {
          owners[dependent.service, default: []].append(Link(dependent: dependent, owner: owner))
        }
      }
    }
    return owners
  }

  private mutating func report(_ end: Stop, _ stops: [Stop]) {
    var way: [Link] = []
    var stop: Stop? = end
    while let current = stop {
      if let link = current.link { way.append(link) }
      stop = current.before.map { stops[$0] }
    }
    way.reverse()
    guard let first = way.first else { return }
    let names = [end.start] + way.map(\.owner.service)
    report(
      "\(Paths.arrows(names.map { catalog[$0] })): \(catalog[end.start]) reaches \(catalog[end.service])",
      at: first.dependent.place,
      about: [end.start, end.service],
      steps: Paths.shortened(
        way.map {
          Note(
            "\(catalog[$0.dependent.service]) \($0.dependent.verb.name) "
              + "\(catalog[$0.dependent.message]) of \(catalog[$0.owner.service])",
            at: $0.dependent.place,
            refs: catalog.refs(
              service: $0.dependent.service, message: $0.dependent.message, other: $0.owner.service))
        }))
  }

  // MARK: Properties

  private mutating func require(_ subject: Policy.Subject, _ selector: Selector, properties: [Policy.Property]) {
    switch subject {
    case .services:
      for service in catalog.services where selector.matches(service, world) {
        let missing = properties.compactMap { lack(of: service, $0) }
        if !missing.isEmpty {
          report("\(catalog[service.name]) \(joined(missing))", at: service.place, about: [service.name])
        }
      }
    case .messages:
      for (position, message) in catalog.messages.enumerated()
      where selector.matches(message, position, world: world) && !message.isUnknown {
        let missing = properties.compactMap { lack(of: message, $0) }
        if !missing.isEmpty {
          report("\(catalog[message.name]) \(joined(missing))", at: message.place, about: [message.name])
        }
      }
    }
  }

  private func lack(of service: Service, _ property: Policy.Property) -> String? {
    switch property {
    case .name(let test):
      return test.matches(catalog.names.bytes(service.name)) ? nil : "does not have the required name"
    case .count: return nil
    case .has(let attribute):
      let has =
        switch attribute {
        case .team: service.team != nil
        case .context: service.context != nil
        case .outbox: service.outbox != nil
        case .owns: !service.owns.isEmpty
        case .role: service.role != nil
        case .process: !service.processes.isEmpty
        default: true
        }
      return has ? nil : "has no \(attribute.rawValue)"
    }
  }

  private func lack(of message: Message, _ property: Policy.Property) -> String? {
    switch property {
    case .name(let test):
      return test.matches(catalog.names.bytes(message.name)) ? nil : "does not have the required name"
    case .count(let side, let least, let most):
      let count =
        side == .consumers
        ? world.graph.consumers(of: message.name).count : world.graph.producers(of: message.name).count
      if let least, count < least {
        return "has \(counted(count, String(side.rawValue.dropLast()))), at least \(least) are required"
      }
      if let most, count > most {
        return "has \(counted(count, String(side.rawValue.dropLast()))), at most \(most) are allowed"
      }
      return nil
    case .has(let attribute):
      let traits = catalog.traits(of: message)
      let has =
        switch attribute {
        case .team: message.team != nil || world.owner(message).flatMap { catalog.service($0)?.team } != nil
        case .context: message.context != nil || world.owner(message).flatMap { catalog.service($0)?.context } != nil
        case .version: message.version != nil
        case .payload: message.fields != nil || message.payloadPlace != nil || !message.schema.isEmpty
        case .key: !message.key.isEmpty
        case .channel: !message.channel.isEmpty
        case .pattern: message.pattern != nil
        case .subject: !message.subject.isEmpty
        case .correlation: !message.correlation.isEmpty
        case .visibility: message.visibility != nil
        case .audience: message.audience != nil
        case .compatibility: traits?.compatibility != nil
        case .id: traits?.identity != nil
        case .reason: message.reason != nil
        case .consumers: world.graph.hasConsumer(message.name)
        case .producers: !world.graph.producers(of: message.name).isEmpty
        case .outbox, .owns, .role, .process: true
        }
      return has ? nil : "has no \(attribute.rawValue)"
    }
  }
}

extension PolicyWorld {
  /// The dependent and the owning services of a message.
  fileprivate func sides(of message: Message) -> (dependents: [Mention], owners: [Mention]) {
    let (producers, consumers) = (graph.producers(of: message.name), graph.consumers(of: message.name))
    return message.kind.isOwnedBySender ? (consumers, producers) : (producers, consumers)
  }

  fileprivate func forEachMessage(_ via: Selector?, _ body: (Message) -> Void) {
    for (position, message) in catalog.messages.enumerated()
    where via.map({ $0.matches(message, position, world: self) }) ?? true { body(message) }
  }
}
