package import Catalog

/// The coupling and complexity metrics of a system, for each service and in total; each can be verified by hand on a
/// small catalog.
///
/// Sources: instability, Martin 1994; propagation cost, MacCormack, Rusnak and Baldwin 2006 (reflexive closure of
/// dependencies over n squared); the others as the rule book defines their terms.
package struct Statistics: Sendable {
  /// The metrics of one service.
  package struct OfService: Sendable {
    /// The service that is measured.
    package var service: Name
    /// The number of services that depend on it.
    package var dependents = 0
    /// The number of services that it depends on.
    package var dependencies = 0
    /// The number of other contexts that it depends on.
    package var contexts = 0
    /// The number of messages that it sends or receives.
    package var messages = 0
    /// The number of fields of other services' messages that it needs.
    package var foreignFields = 0

    /// The instability, out / (in + out): 0 if only others depend on it, 1 if it only depends on others; nil for
    /// neither.
    package var instability: Double? {
      dependents + dependencies == 0 ? nil : Double(dependencies) / Double(dependents + dependencies)
    }
  }

  /// The metrics of all services but observers, by name.
  package var services: [OfService] = []
  /// The number of observers and trackers, and of services that observe everything.
  package var observers = 0
  /// The number of events.
  package var events = 0
  /// The number of commands.
  package var commands = 0
  /// The number of queries.
  package var queries = 0
  /// The number of replies.
  package var replies = 0
  /// The number of events by pattern; the key nil counts events without a declared pattern.
  package var patterns: [Message.Pattern?: Int] = [:]
  /// The number of dependencies between two services.
  package var dependencies = 0
  /// The number of dependencies of observers on the producers of the messages that they name; no other number contains
  /// them.
  package var observedDependencies = 0
  /// The number of dependencies that rest on possible facts only; no other number contains them.
  package var possibleDependencies = 0
  /// The number of pairs of services that depend on each other.
  package var mutualPairs = 0
  /// The share of all ordered pairs of services, each with itself included, in which a change of one can reach the
  /// other; nil above `closureLimit` services.
  package var propagationCost: Double?
  /// The number of messages of the longest chain of cause and effect.
  package var longestChain = 0
  /// The number of messages that the chains of half of all starts do not exceed.
  package var depth50 = 0
  /// The number of messages that the chains of 95 in 100 starts do not exceed.
  package var depth95 = 0
  /// The largest number of handovers in a row: reactions to events of other services.
  package var longestHandovers = 0
  /// The number of chains with more than two handovers whose flow has no owner.
  package var unownedChains = 0
  /// The number of named flows.
  package var flows = 0
  /// The number of flows with an owner, by declaration or by an orchestrator that sends their commands.
  package var ownedFlows = 0
  /// The number of flows that a tracker, an observer or another means shows as a whole.
  package var trackedFlows = 0
  /// The number of waits for an answer.
  package var waits = 0
  /// The number of waits without a time limit.
  package var endlessWaits = 0
  /// The number of events from which nothing follows.
  package var unheardEvents = 0
  /// The number of consumers that 95 in 100 events do not exceed.
  package var fanOut95 = 0

  /// The number of services above which the closure would take too long.
  package static let closureLimit = 4000
}

extension ReactionGraph {
  /// The metrics of the system. Linear in messages and reactions, except for dependencies (producers times consumers
  /// of each message) and the propagation cost (services times dependencies / 64).
  package var statistics: Statistics {
    var statistics = Statistics()
    let all = self.dependencies
    statistics.possibleDependencies = all.count(where: \.isPossible)
    let dependencies = all.filter { !$0.isPossible }
    statistics.observedDependencies = observedDependencies
    var ofService: [Name: Statistics.OfService] = [:]
    for service in catalog.services where !service.isObserver && service.observesAll == nil {
      ofService[service.name] = Statistics.OfService(service: service.name)
    }
    statistics.observers = catalog.services.count - ofService.count
    var contexts: [Name: Set<Name>] = [:]
    var pairs: Set<UInt64> = []
    for dependency in dependencies {
      ofService[dependency.from]?.dependencies += 1
      ofService[dependency.to]?.dependents += 1
      if !catalog.shareContext(dependency.from, dependency.to) {
        contexts[dependency.from, default: []].insert(catalog.context(of: dependency.to))
      }
      pairs.insert(UInt64(dependency.from.index) << 32 | UInt64(dependency.to.index))
    }
    var known: [Name: Set<Name>] = [:]
    for mention in catalog.mentions where mention.verb != .observes {
      known[mention.service, default: []].insert(mention.message)
    }
    var senders: [Name: Set<Name>] = [:]
    for reaction in catalog.reactions {
      guard let message = reaction.message else { continue }
      if senders[message] == nil { senders[message] = Set(producers(of: message).map(\.service)) }
      guard !(senders[message]?.contains(reaction.service) ?? false) else { continue }
      ofService[reaction.service]?.foreignFields += Set(reaction.needs.map { catalog[$0].map(\.name) } ?? []).count
    }
    for name in ofService.keys {
      ofService[name]?.contexts = contexts[name]?.count ?? 0
      ofService[name]?.messages = known[name]?.count ?? 0
    }
    statistics.services = ofService.values.sorted { catalog.names.areInOrder($0.service, $1.service) }
    statistics.dependencies = dependencies.count
    statistics.mutualPairs = pairs.count { $0 >> 32 < $0 & 0xFFFF_FFFF && pairs.contains($0 << 32 | $0 >> 32) }
    statistics.propagationCost = propagationCost(statistics.services.map(\.service), dependencies)
    countMessages(&statistics)
    countFlows(&statistics)
    let depths = self.depths
    if let longest = depths.last {
      func share(_ hundredths: Int) -> Int {
        depths[min(depths.count - 1, max(0, (depths.count * hundredths + 99) / 100 - 1))]
      }
      (statistics.longestChain, statistics.depth50, statistics.depth95) = (longest, share(50), share(95))
    }
    return statistics
  }

  /// The number of pairs of an observer and a producer of the messages that it names.
  private var observedDependencies: Int {
    var found: Set<UInt64> = []
    for mention in catalog.mentions where !mention.verb.isOutgoing && !isFunctional(mention) {
      for producer in producers(of: mention.message) where producer.service != mention.service {
        found.insert(UInt64(mention.service.index) << 32 | UInt64(producer.service.index))
      }
    }
    return found.count
  }

  private func countMessages(_ statistics: inout Statistics) {
    var fans: [Int] = []
    for message in catalog.messages {
      switch message.kind {
      case .event:
        statistics.events += 1
        statistics.patterns[message.pattern, default: 0] += 1
        fans.append(consumerCount(of: message.name))
        if !isFollowed(message.name), !message.isExternal, !message.isPlanned { statistics.unheardEvents += 1 }
      case .command: statistics.commands += 1
      case .query: statistics.queries += 1
      case .reply: statistics.replies += 1
      }
    }
    fans.sort()
    if !fans.isEmpty { statistics.fanOut95 = fans[min(fans.count - 1, (fans.count * 95 + 99) / 100 - 1)] }
  }

  private func countFlows(_ statistics: inout Statistics) {
    statistics.flows = catalog.flows.count
    let traces = traces(of: catalog.flows)
    statistics.ownedFlows = catalog.flows.count { (traces[$0.name]?.owner ?? declaredOwner(of: $0)) != nil }
    statistics.trackedFlows = catalog.flows.count {
      (traces[$0.name]?.sight ?? sight(of: [], handedOver: [], in: $0)).isWhole
    }
    let search = chainSearch()
    statistics.longestHandovers = search.longest
    let cover = FlowCover(self)
    statistics.unownedChains = search.chains(longerThan: 2).count { !cover.isOwned($0) }
    let waits = Waits(self).all
    (statistics.waits, statistics.endlessWaits) = (waits.count, waits.count { $0.isTimed == false })
  }

  /// The propagation cost, by bit sets over the services in reverse order of their components. Cost: dependencies
  /// times services / 64.
  private func propagationCost(_ services: [Name], _ dependencies: [Dependency]) -> Double? {
    guard !services.isEmpty, services.count <= Statistics.closureLimit else { return nil }
    let numbers = Dictionary(services.enumerated().map { ($1, $0) }) { first, _ in first }
    let edges = Rows(rows: services.count) { add in
      for dependency in dependencies {
        if let from = numbers[dependency.from], let to = numbers[dependency.to] { add(from, Int32(to)) }
      }
    }
    let components = Components(edges)
    let members = components.members
    let words = (services.count + 63) / 64
    var reach = [UInt64](repeating: 0, count: components.count * words)
    var visible = 0
    // Components are numbered in reverse topological order, so a component's successors come before it.
    for component in 0..<components.count {
      for member in members[component].map(Int.init) {
        reach[component * words + member / 64] |= 1 << UInt64(member % 64)
        edges.forEach(in: member) { next in
          let other = Int(components.component[Int(next)])
          guard other != component else { return }
          for word in 0..<words { reach[component * words + word] |= reach[other * words + word] }
        }
      }
      let size = (0..<words).reduce(0) { $0 + reach[component * words + $1].nonzeroBitCount }
      visible += size * members.range(component).count
    }
    return Double(visible) / Double(services.count * services.count)
  }

  /// For each start the number of messages of the longest causal path, sorted; the messages of a cycle count once
  /// each.
  private var depths: [Int] {
    let causality = Causality(self)
    let components = Components(causality.edges)
    let members = components.members
    var length = [Int](repeating: 0, count: components.count)
    var isReached = [Bool](repeating: false, count: components.count)
    for component in 0..<components.count {
      var longest = 0
      var own = 0
      for vertex in members[component].map(Int.init) {
        if causality.isMessage(vertex) { own += 1 }
        causality.edges.forEach(in: vertex) { next in
          let other = Int(components.component[Int(next)])
          guard other != component else { return }
          longest = max(longest, length[other])
          isReached[other] = true
        }
      }
      length[component] = longest + own
    }
    return length.indices.filter { !isReached[$0] && length[$0] > 0 }.map { length[$0] }.sorted()
  }
}
