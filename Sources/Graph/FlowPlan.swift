package import Catalog

/// A flow as an order of steps, whoever brings it about: what has to be done before what. From it follows who must change when it changes,
/// with each service reacting to the ones before, and with one that owns the plan.
package struct FlowPlan: Sendable {
  /// Steps by name, each with those that must be done right before it.
  package private(set) var before: [String: Set<String>] = [:]
  /// Steps in the order in which they were met.
  package private(set) var steps: [String] = []
  /// Steps that can be taken back by a command.
  package private(set) var undoable: Set<String> = []
  /// The service that sends the commands today; nil when each reacts to the one before.
  package private(set) var owner: String?
  /// The step that brings it to an end, when the owner does it itself.
  package private(set) var decision: String?

  package init(
    steps: [(name: String, after: Set<String>)], owner: String? = nil, decision: String? = nil,
    undoable: Set<String> = []
  ) {
    for step in steps {
      self.steps.append(step.name)
      before[step.name] = step.after
    }
    (self.owner, self.decision, self.undoable) = (owner, decision, undoable)
  }

  /// A change of the plan.
  package enum Change: Sendable {
    /// - Parameters:
    ///   - after: what must be done before; nil takes what stood before `before`.
    ///   - before: what must wait for it.
    ///   - parallel: a step whose place it shares.
    ///   - neededBy: who joins its outcome.
    ///   - undo: what is to be taken back when it fails.
    case add(String, after: [String], before: [String], parallel: String?, neededBy: String?, undo: [String])
    /// Before another step, or after some.
    case reorder(String, before: String?, after: [String])
    /// Done only when something holds that the services before must tell.
    case conditional(String, when: String)
    case remove(String)
  }

  /// What a change costs in one style.
  package struct Cost: Sendable {
    package var new: [String] = []
    /// Services that are there and must change.
    package var changed: [String] = []
    /// Who must learn of whom: the first comes to depend on the second.
    package var knows: [(from: String, to: String)] = []
    /// Contracts that are new or change.
    package var contracts = 0
    /// Services that learn a condition that is not theirs.
    package var foreign: [String] = []

    package var services: Int { new.count + changed.count }
  }

  package struct Impact: Sendable {
    package var plan: FlowPlan
    package var choreography: Cost
    package var orchestration: Cost
    /// What it costs once to give the flow an owner: services that change, each for one command.
    package var conversion: Int?
  }

  /// Why a change cannot be.
  package struct Impossible: Error {
    package var message: String
  }

  // MARK: Order

  /// The steps in an order in which each comes after those before it; nil when they wait for one another. What is waited for and no step
  /// waits for nothing.
  private var ordered: [String]? {
    var waiting: [String: Int] = [:]
    var followers: [String: [String]] = [:]
    for step in steps {
      let predecessors = (before[step] ?? []).filter { before[$0] != nil }
      waiting[step] = predecessors.count
      for predecessor in predecessors { followers[predecessor, default: []].append(step) }
    }
    var order = steps.filter { waiting[$0] == 0 }
    var next = 0
    while next < order.count {
      for follower in followers[order[next]] ?? [] {
        waiting[follower, default: 0] -= 1
        if waiting[follower] == 0 { order.append(follower) }
      }
      next += 1
    }
    return order.count == steps.count ? order : nil
  }

  /// Without what follows from the rest. A plan with a cycle stays as it is.
  ///
  /// Cost: the pairs of steps that directly follow one another times the steps, sixty-four of them at once.
  private var reduced: FlowPlan {
    guard let order = ordered else { return self }
    var plan = self
    let numbers = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    let width = (order.count + 63) / 64
    // What comes before each step: a bit for each other one. Only steps behind which others wait for several need it.
    var earlier = [[UInt64]](repeating: [], count: order.count)
    for (number, step) in order.enumerated() {
      let direct = before[step] ?? []
      var indirect = [UInt64](repeating: 0, count: width)
      let predecessors = direct.compactMap { numbers[$0] }
      for predecessor in predecessors {
        for word in earlier[predecessor].indices { indirect[word] |= earlier[predecessor][word] }
      }
      if direct.count > 1 {
        plan.before[step] = direct.filter { name in
          numbers[name].map { indirect[$0 / 64] & 1 << UInt64($0 % 64) == 0 } ?? true
        }
      }
      for predecessor in predecessors { indirect[predecessor / 64] |= 1 << UInt64(predecessor % 64) }
      earlier[number] = indirect
    }
    return plan
  }

  private func after(_ step: String) -> [String] { steps.filter { before[$0]?.contains(step) ?? false } }

  private var hasCycle: Bool { ordered == nil }

  /// The largest plan that is compared with another: what it prints names every pair.
  package static let maximumSteps = 2_000

  private func check(_ names: [String]) throws(Impossible) {
    for name in names where before[name] == nil {
      throw Impossible(message: "unknown step \(name); expected one of \(steps.joined(separator: ", "))")
    }
  }

  // MARK: Changes

  package func changed(by change: Change) throws(Impossible) -> FlowPlan {
    guard !hasCycle else { throw Impossible(message: "the flow has a cycle, so its steps have no order to change") }
    var plan = self
    switch change {
    case .add(let name, var predecessors, let successors, let parallel, let needed, let undo):
      guard before[name] == nil else { throw Impossible(message: "step \(name) already exists") }
      try check(predecessors + successors + [parallel, needed].compactMap { $0 } + undo)
      if let parallel { predecessors += before[parallel] ?? [] }
      if predecessors.isEmpty { predecessors = successors.flatMap { before[$0] ?? [] } }
      plan.steps.append(name)
      plan.before[name] = Set(predecessors)
      for successor in successors + [needed].compactMap({ $0 }) { plan.before[successor, default: []].insert(name) }
    case .reorder(let name, let target, let predecessors):
      try check([name] + [target].compactMap { $0 } + predecessors)
      guard target != nil || !predecessors.isEmpty else {
        throw Impossible(message: "specify the step to move it before or after")
      }
      if let target {
        // What waited for it now waits for what it waited for.
        for successor in after(name) {
          plan.before[successor] = (plan.before[successor] ?? []).subtracting([name]).union(before[name] ?? [])
        }
        plan.before[name] = (plan.before[target] ?? []).subtracting([name])
        plan.before[target] = [name]
      } else {
        plan.before[name] = (plan.before[name] ?? []).union(predecessors)
      }
    case .conditional(let name, _): try check([name])
    case .remove(let name):
      try check([name])
      for successor in after(name) {
        plan.before[successor] = (plan.before[successor] ?? []).subtracting([name]).union(before[name] ?? [])
      }
      plan.before[name] = nil
      plan.steps.removeAll { $0 == name }
    }
    guard !plan.hasCycle else {
      throw Impossible(message: "the change would make steps wait for one another in a cycle")
    }
    return plan.reduced
  }

  /// What a change costs in either style, by the same rules whichever it has today.
  package func impact(of change: Change, owner name: String) throws(Impossible) -> Impact {
    guard steps.count <= Self.maximumSteps else {
      throw Impossible(
        message: "the flow has \(steps.count) steps; changes are compared for at most \(Self.maximumSteps)")
    }
    let old = reduced
    let new = try changed(by: change)
    var choreography = Cost()
    var orchestration = Cost()
    let owner = self.owner ?? name
    choreography.new = new.steps.filter { old.before[$0] == nil }
    orchestration.new = choreography.new
    // Each service listens to those right before it.
    for step in new.steps where old.before[step] != nil {
      let (was, becomes) = (old.before[step] ?? [], new.before[step] ?? [])
      guard was != becomes else { continue }
      choreography.changed.append(step)
      choreography.knows += becomes.subtracting(was).sorted().map { (step, $0) }
    }
    for step in choreography.new { choreography.knows += (new.before[step] ?? []).sorted().map { (step, $0) } }
    choreography.contracts = choreography.new.count
    // A step that nobody waits for only listens: no plan changes.
    let waitedFor = Set(new.steps.flatMap { new.before[$0] ?? [] })
    let isListener = choreography.new.contains { !waitedFor.contains($0) }
    if !isListener || choreography.new.isEmpty {
      orchestration.changed = [owner]
      orchestration.knows = orchestration.new.map { (owner, $0) }
      orchestration.contracts = orchestration.new.count * 2
    } else {
      orchestration.contracts = orchestration.new.count
      orchestration.knows = choreography.knows
    }
    switch change {
    case .add(let step, _, _, _, _, let undo) where !undo.isEmpty:
      for undone in undo where !choreography.changed.contains(undone) { choreography.changed.append(undone) }
      choreography.knows += undo.map { ($0, step) }
      choreography.contracts += 1
      if !orchestration.changed.contains(owner) { orchestration.changed.append(owner) }
      // An owner sends a command; who has none yet for taking back must get one.
      let missing = undo.filter { !undoable.contains($0) }
      orchestration.changed += missing
      orchestration.contracts += missing.count
    case .conditional(let step, _):
      // Who does it must know the condition, and so must those who wait for it: it may never come.
      choreography.changed = [step] + old.after(step)
      choreography.foreign = choreography.changed
      choreography.knows = []
      (orchestration.changed, orchestration.knows) = ([owner], [])
    default: break
    }
    let positions = Dictionary(new.steps.enumerated().map { ($1, $0) }) { first, _ in first }
    choreography.changed.sort { (positions[$0] ?? 0) < (positions[$1] ?? 0) }
    return Impact(
      plan: new, choreography: choreography, orchestration: orchestration,
      conversion: self.owner == nil ? steps.count : nil)
  }
}

extension ReactionGraph {
  /// The order of steps behind a start: services that react, each after those whose messages it waits for.
  package func plan(of start: Name, owner: Name?) -> FlowPlan {
    let trace = trace(start)
    let steps = trace.allSteps
    let sending = Set(steps.filter { $0.kind == .command }.compactMap(\.sender))
    let orchestrator =
      [owner].compactMap { $0 }.first { sending.contains($0) }
      ?? trace.services.first { catalog.service($0)?.role == .orchestrator && sending.contains($0) }
    let origins = Set(catalog.reactions.filter { if case .outside = $0.trigger { true } else { false } }.map(\.service))
    var order: [Name] = []
    var after: [Name: Set<Name>] = [:]
    // Who reacts to what the owner tells in the end.
    var followers: Set<Name> = []
    func meet(_ service: Name) {
      guard after[service] == nil else { return }
      order.append(service)
      after[service] = []
    }
    let first = trace.steps.first?.sender
    func isStep(_ service: Name) -> Bool {
      service != first || !origins.contains(service) && service != trace.steps.first?.sender
    }
    // Who sends the events that a service takes in.
    var joins: [Name: Set<Name>] = [:]
    for step in steps {
      let answering =
        step.sender == orchestrator && step.kind != .event
        ? step.after.map { Set(producers(of: $0).map(\.service).filter { $0 != orchestrator }) } : nil
      if step.kind == .event, let sender = step.sender {
        for delivery in step.deliveries { joins[delivery.receiver, default: []].insert(sender) }
      }
      for delivery in step.deliveries where !delivery.isAwaited && delivery.receiver != orchestrator {
        guard isStep(delivery.receiver), delivery.timer == nil else { continue }
        meet(delivery.receiver)
        guard let sender = step.sender else { continue }
        if sender == orchestrator, step.kind == .event {
          followers.insert(delivery.receiver)
        } else if sender == orchestrator {
          // The answer that the owner goes on with comes from the step before.
          if let answering { after[delivery.receiver]?.formUnion(answering) }
        } else if isStep(sender) {
          after[delivery.receiver]?.insert(sender)
        }
      }
    }
    // A service that joins several outcomes reacts to each of them.
    for service in order where service != orchestrator {
      let others = (joins[service] ?? []).filter { $0 != service && $0 != orchestrator && after[$0] != nil }
      after[service]?.formUnion(others)
    }
    var known: [(name: String, after: Set<String>)] = order.map { service in
      (catalog[service], Set((after[service] ?? []).filter { after[$0] != nil && $0 != service }.map { catalog[$0] }))
    }
    var decision: String?
    if let orchestrator {
      let told = Set(followers.map { catalog[$0] })
      let waitedFor = Set(known.filter { !told.contains($0.name) }.flatMap(\.after))
      let last = known.map(\.name).filter { !told.contains($0) && !waitedFor.contains($0) }
      if !last.isEmpty {
        decision = catalog[orchestrator]
        for index in known.indices where told.contains(known[index].name) {
          known[index].after = [catalog[orchestrator]]
        }
        known.append((catalog[orchestrator], Set(last)))
      }
    }
    let takesBack = ["cancel", "undo", "refund", "release", "revoke", "reverse"]
    var undoing = Set(catalog.reactions.filter { !$0.compensation.isEmpty }.map(\.service))
    for mention in catalog.mentions
    where mention.verb == .handles && after[mention.service] != nil && !undoing.contains(mention.service) {
      let name = catalog[mention.message].lowercased()
      if takesBack.contains(where: name.hasPrefix) { undoing.insert(mention.service) }
    }
    let undoable = Set(order.filter(undoing.contains).map { catalog[$0] })
    return FlowPlan(steps: known, owner: orchestrator.map { catalog[$0] }, decision: decision, undoable: undoable)
  }
}
