package import Catalog
package import Findings
import Graph

/// A rule of a team's own, written in the configuration: what is forbidden, who alone is allowed, what is required.
package struct Policy: Sendable {
  package enum Demand: Sendable {
    /// No service of `from` may depend on one of `to`.
    case forbid(Relation)
    /// Only services of `from` may depend on one of `to`.
    case allow(Relation)
    /// Each service must depend on one of `to`.
    case requireLink(Relation)
    /// Each service, or each message, must have something.
    case require(Subject, Selector, [Property])
  }

  package enum Subject: String, Sendable {
    case services
    case messages
  }

  /// Dependencies between services: a consumer depends on an event's producer, the sender of a command on its handler, who asks on
  /// who answers.
  package struct Relation: Sendable {
    package var from: Selector
    package var to: Selector
    /// The messages that count; nil for all.
    package var via: Selector?
    /// Over any number of services between, not only directly.
    package var isReachable = false
    /// Services that a way may lead through.
    package var unlessThrough: Selector?

    package init(from: Selector, to: Selector) {
      self.from = from
      self.to = to
    }
  }

  /// What can be required of a thing.
  package enum Property: Sendable {
    case has(Attribute)
    case name(WordTest)
    case count(Side, atLeast: Int?, atMost: Int?)
  }

  package enum Side: String, Sendable {
    case consumers
    case producers
  }

  package enum Attribute: String, Sendable, CaseIterable {
    case team, context, version, payload, key, channel, pattern, subject, correlation, visibility, audience,
      compatibility, id, reason
    case consumers, producers, outbox, owns, role, process

    /// Whether a service, or a message, can have it at all.
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

  package var name: String
  package var demand: Demand
  package var severity: Severity
  /// The finding's words; nil for those that the demand has itself.
  package var message: String?
  package var because: String?

  package init(name: String, demand: Demand, severity: Severity) {
    self.name = name
    self.demand = demand
    self.severity = severity
  }
}

/// Holds a catalog against policies. Each costs its selections and one pass over the links that match them.
struct PolicyCheck {
  let policy: Policy
  let world: PolicyWorld
  private(set) var findings: [Finding] = []
  private var catalog: Catalog { world.catalog }

  init(_ policy: Policy, _ world: PolicyWorld) {
    self.policy = policy
    self.world = world
  }

  mutating func run() {
    switch policy.demand {
    case .forbid(let relation): relation.isReachable ? forbidWays(relation) : forbidLinks(relation, isAllowList: false)
    case .allow(let relation): forbidLinks(relation, isAllowList: true)
    case .requireLink(let relation): requireLinks(relation)
    case .require(let subject, let selector, let properties): require(subject, selector, properties)
    }
  }

  private mutating func report(
    _ words: String, at place: Place, about subjects: [Name], notes: [Note] = [], steps: [Note] = []
  ) {
    findings.append(
      Finding(
        rule: RuleID(policy.name), severity: policy.severity,
        message: policy.message.map { "\($0): \(words)" } ?? words, place: place, notes: notes,
        steps: steps, help: policy.because, subjects: subjects.map { catalog[$0] }))
  }

  // MARK: Links

  /// One service depends on another through a message.
  private struct Link {
    var dependent: Mention
    var owner: Mention
  }

  private func selected(_ selector: Selector) -> NameSet {
    var set = NameSet(count: catalog.names.count)
    for service in catalog.services where selector.matches(service, world) { set.insert(service.name) }
    return set
  }

  /// One finding for each dependent service and message.
  private mutating func forbidLinks(_ relation: Policy.Relation, isAllowList: Bool) {
    // Out of the check, which would be copied for each message else.
    let world = self.world
    let (from, to) = (selected(relation.from), selected(relation.to))
    var found: [Link] = []
    world.forEachMessage(relation.via) { message in
      let sides = world.sides(of: message)
      let owners = sides.owners.filter { to.contains($0.service) }
      guard !owners.isEmpty else { return }
      for dependent in sides.dependents {
        // What lies on the same side as its owner is no stranger there.
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
      report("\(catalog[service.name]) depends on none of those that it must", at: service.place, about: [service.name])
    }
  }

  // MARK: Ways

  /// One finding for each service that is reached, with the shortest way.
  private mutating func forbidWays(_ relation: Policy.Relation) {
    let world = self.world
    let (from, to) = (selected(relation.from), selected(relation.to))
    let passed = relation.unlessThrough.map(selected)
    var owners: [Name: [Link]] = [:]
    world.forEachMessage(relation.via) { message in
      let sides = world.sides(of: message)
      // For a way it does not matter which of several producers is known.
      for dependent in sides.dependents {
        for owner in sides.owners.prefix(8) where owner.service != dependent.service {
          owners[dependent.service, default: []].append(Link(dependent: dependent, owner: owner))
        }
      }
    }
    var before: [Name: Link] = [:]
    var seen = NameSet(count: catalog.names.count)
    var pending: [Name] = []
    for service in catalog.services where from.contains(service.name) {
      seen.insert(service.name)
      pending.append(service.name)
    }
    var index = 0
    var reached: [Name] = []
    while index < pending.count {
      let service = pending[index]
      index += 1
      if index > 1, passed?.contains(service) ?? false, !from.contains(service) { continue }
      for link in owners[service] ?? [] where !seen.contains(link.owner.service) {
        seen.insert(link.owner.service)
        before[link.owner.service] = link
        if to.contains(link.owner.service) {
          reached.append(link.owner.service)
        } else {
          pending.append(link.owner.service)
        }
      }
    }
    for end in reached {
      var way: [Link] = []
      var service = end
      while let link = before[service] {
        way.append(link)
        service = link.dependent.service
      }
      guard let first = way.last else { continue }
      let names = [first.dependent.service] + way.reversed().map(\.owner.service)
      report(
        "\(Paths.arrows(names.map { catalog[$0] })): \(catalog[first.dependent.service]) reaches \(catalog[end])",
        at: first.dependent.place,
        about: [first.dependent.service, end],
        steps: Paths.shortened(
          way.reversed().map {
            Note(
              "\(catalog[$0.dependent.service]) \($0.dependent.verb.name) \(catalog[$0.dependent.message]) of \(catalog[$0.owner.service])",
              at: $0.dependent.place)
          }))
    }
  }

  // MARK: Properties

  private mutating func require(_ subject: Policy.Subject, _ selector: Selector, _ properties: [Policy.Property]) {
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
      where selector.matches(message, position, world) && !message.isUnknown {
        let missing = properties.compactMap { lack(of: message, $0) }
        if !missing.isEmpty {
          report("\(catalog[message.name]) \(joined(missing))", at: message.place, about: [message.name])
        }
      }
    }
  }

  private func lack(of service: Service, _ property: Policy.Property) -> String? {
    switch property {
    case .name(let test): return test.matches(catalog.names.bytes(service.name)) ? nil : "is not named as it must be"
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
    case .name(let test): return test.matches(catalog.names.bytes(message.name)) ? nil : "is not named as it must be"
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
  /// Who depends on whom through a message.
  fileprivate func sides(of message: Message) -> (dependents: [Mention], owners: [Mention]) {
    let (producers, consumers) = (graph.producers(of: message.name), graph.consumers(of: message.name))
    return message.kind == .event ? (consumers, producers) : (producers, consumers)
  }

  fileprivate func forEachMessage(_ via: Selector?, _ body: (Message) -> Void) {
    for (position, message) in catalog.messages.enumerated()
    where via.map({ $0.matches(message, position, self) }) ?? true { body(message) }
  }
}
