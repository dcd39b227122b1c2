import Catalog

/// The order of a flow's steps, independent of the services that coordinate it. A step is a service, or one of several
/// commands to it: `kitchen (CreateTicket)`. From it follows which services must
/// change with the flow: with each service reacting to the previous ones (choreography), and with one that owns the
/// plan (orchestration).
package struct FlowPlan: Sendable {
  /// The direct predecessors of each step.
  package private(set) var before: [String: Set<String>] = [:]
  /// The steps in the order in which they were met.
  package private(set) var steps: [String] = []
  /// The steps that a command can compensate.
  package private(set) var undoable: Set<String> = []
  /// The service that sends the commands today; nil if each service reacts to the previous one.
  package private(set) var owner: String?
  /// The step that ends the flow, if the owner executes it itself.
  package private(set) var decision: String?
  /// The services of the steps that have other names than their services.
  private var services: [String: String] = [:]

  /// A plan of steps in the given order.
  package init(
    steps: [(name: String, after: Set<String>)], owner: String? = nil, decision: String? = nil,
    undoable: Set<String> = [], services: [String: String] = [:]
  ) {
    self.services = services
    for step in steps {
      self.steps.append(step.name)
      before[step.name] = step.after
    }
    (self.owner, self.decision, self.undoable) = (owner, decision, undoable)
  }

  /// The service that carries out a step.
  package func service(of step: String) -> String { services[step] ?? step }

  /// A change of a plan.
  package enum Change: Sendable {
    /// A new step.
    ///
    /// - Parameters:
    ///   - after: its predecessors; if empty, those of the steps in `before`.
    ///   - before: the steps that wait for it.
    ///   - parallel: a step whose predecessors it shares.
    ///   - neededBy: a step that also waits for its outcome.
    ///   - undo: the steps to compensate when it fails.
    case add(String, after: [String], before: [String], parallel: String?, neededBy: String?, undo: [String])
    /// A step that moves before another step, or after some.
    case reorder(String, before: String?, after: [String])
    /// A step that is executed only under a condition, which the previous services must publish.
    case conditional(String, when: String)
    case remove(String)
  }

  /// A dependency that a change adds.
  package struct Knowledge: Sendable, Equatable {
    /// The service that comes to depend on the other.
    package var from: String
    /// The service that it depends on.
    package var to: String

    /// A dependency of one service on another.
    package init(from: String, to: String) {
      self.from = from
      self.to = to
    }
  }

  /// The cost of a change in one style.
  package struct Cost: Sendable {
    /// The steps for which a service is new.
    package var new: [String] = []
    /// The existing services that must change.
    package var changed: [String] = []
    /// The new dependencies: the first service comes to depend on the second.
    package var knows: [Knowledge] = []
    /// The number of contracts that are new or change.
    package var contracts = 0
    /// The services that must know a condition that is not their own.
    package var foreign: [String] = []

    /// The number of services that are new or change.
    package var services = 0
  }

  /// The result of a change: the new plan and its costs in both styles.
  package struct Impact: Sendable {
    /// The plan after the change.
    package var plan: FlowPlan
    /// The cost if each service reacts to the previous steps.
    package var choreography: Cost
    /// The cost if one service owns the flow.
    package var orchestration: Cost
    /// The number of services that change once, each for one command, to give the flow an owner; nil if it has one.
    package var conversion: Int?
  }

  /// The error of a change that the plan does not allow.
  package struct Impossible: Error {
    /// The reason in one line, for the user.
    package var message: String
  }

  // MARK: Order

  /// The steps in topological order; nil for a cycle. Predecessors that are not steps are ignored.
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

  /// The plan without redundant predecessors (transitive reduction). A plan with a cycle is returned unchanged.
  ///
  /// Cost: the pairs of directly consecutive steps times the steps, 64 of them at once.
  private var reduced: FlowPlan {
    guard let order = ordered else { return self }
    var plan = self
    let numbers = Dictionary(order.enumerated().map { ($1, $0) }) { first, _ in first }
    let width = (order.count + 63) / 64
    // All predecessors of each step: one bit for each other step. Only steps whose successors have several
    // predecessors need it.
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

  /// Whether steps wait for one another in a cycle.
  var hasCycle: Bool { ordered == nil }

  /// The maximum number of steps of a plan that is compared: the output lists every pair.
  package static let maximumSteps = 2_000

  private func check(_ names: [String]) throws(Impossible) {
    for name in names where before[name] == nil {
      throw Impossible(message: "unknown step \(name); expected one of \(steps.joined(separator: ", "))")
    }
  }

  // MARK: Changes

  /// The plan after a change, without redundant order. Throws if a step is unknown or already exists, or if the result
  /// has a cycle.
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
        // Its successors now wait for its predecessors.
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

  /// The cost of a change in either style, by the same rules for both, whichever the flow has today. Throws for an
  /// invalid change or a plan above `maximumSteps`.
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
    // Each service listens to its direct predecessors.
    for step in new.steps where old.before[step] != nil {
      let (was, becomes) = (old.before[step] ?? [], new.before[step] ?? [])
      guard was != becomes else { continue }
      choreography.changed.append(step)
      choreography.knows += becomes.subtracting(was).sorted().map { Knowledge(from: step, to: $0) }
    }
    for step in choreography.new {
      choreography.knows += (new.before[step] ?? []).sorted().map { Knowledge(from: step, to: $0) }
    }
    choreography.contracts = choreography.new.count
    // A step without successors only listens, so no plan changes.
    let waitedFor = Set(new.steps.flatMap { new.before[$0] ?? [] })
    let isListener = choreography.new.contains { !waitedFor.contains($0) }
    if !isListener || choreography.new.isEmpty {
      orchestration.changed = [owner]
      orchestration.knows = orchestration.new.map { Knowledge(from: owner, to: $0) }
      orchestration.contracts = orchestration.new.count * 2
    } else {
      orchestration.contracts = orchestration.new.count
      orchestration.knows = choreography.knows
    }
    switch change {
    case .add(let step, _, _, _, _, let undo) where !undo.isEmpty:
      for undone in undo where !choreography.changed.contains(undone) { choreography.changed.append(undone) }
      choreography.knows += undo.map { Knowledge(from: $0, to: step) }
      choreography.contracts += 1
      if !orchestration.changed.contains(owner) { orchestration.changed.append(owner) }
      // An owner sends a command; services without a compensating command need a new one.
      let missing = undo.filter { !undoable.contains($0) }
      orchestration.changed += missing
      orchestration.contracts += missing.count
    case .conditional(let step, _):
      // The executing service must know the condition, and so must its successors: its event may never arrive.
      choreography.changed = [step] + old.after(step)
      choreography.foreign = choreography.changed
      choreography.knows = []
      (orchestration.changed, orchestration.knows) = ([owner], [])
    default: break
    }
    choreography.services = Set((choreography.new + choreography.changed).map(service)).count
    orchestration.services = Set((orchestration.new + orchestration.changed).map(service)).count
    let positions = Dictionary(new.steps.enumerated().map { ($1, $0) }) { first, _ in first }
    choreography.changed.sort { (positions[$0] ?? 0) < (positions[$1] ?? 0) }
    return Impact(
      plan: new, choreography: choreography, orchestration: orchestration,
      conversion: self.owner == nil ? steps.count : nil)
  }
}
