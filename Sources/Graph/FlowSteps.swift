import Catalog

extension ReactionGraph {
  /// The order of steps of a trace: what services do, each after the steps whose messages it waits for.
  ///
  /// A service that gets several commands has a step for each of them, so that a participant of a saga that is asked
  /// twice makes no circle. Commands that take something back are no steps of the plan.
  package func plan(of trace: Trace) -> FlowPlan {
    func plan(splittingReactions: Bool) -> FlowPlan {
      var builder = StepBuilder(self, trace, splitsReactions: splittingReactions)
      builder.collect()
      return builder.plan
    }
    // A service that the flow visits twice does two things; as one step it would wait for itself.
    let whole = plan(splittingReactions: false)
    return whole.hasCycle ? plan(splittingReactions: true) : whole
  }
}

/// A plan under construction.
private struct StepBuilder {
  /// What a service does, on one command if it gets several.
  private struct Step: Hashable {
    var service: Name
    var command: Name?
  }

  private let graph: ReactionGraph
  private let catalog: Catalog
  private let trace: Trace
  private let steps: [Trace.Step]
  private let orchestrator: Name?
  /// Whether a service has a step for each message that it reacts to, not only for each command.
  private let splitsReactions: Bool
  /// The commands of each service, or everything that it reacts to, without what takes something back.
  private var commands: [Name: Set<Name>] = [:]
  private let undoing: Set<Name>
  private var order: [Step] = []
  private var ofService: [Name: [Step]] = [:]
  private var after: [Step: Set<Step>] = [:]
  /// The steps that answer with a message.
  private var answering: [Name: Set<Step>] = [:]
  /// The steps that react to the owner's final events.
  private var followers: Set<Step> = []
  /// The senders of the events that each service consumes.
  private var joins: [Name: Set<Name>] = [:]

  init(_ graph: ReactionGraph, _ trace: Trace, splitsReactions: Bool) {
    self.splitsReactions = splitsReactions
    self.graph = graph
    self.trace = trace
    catalog = graph.catalog
    steps = trace.allSteps
    let sending = Set(steps.filter { $0.kind == .command }.compactMap(\.sender))
    // The declared owner may leave the commands to another service.
    orchestrator = ([trace.owner].compactMap { $0 } + graph.orchestrators(of: trace)).first(where: sending.contains)
    undoing = graph.compensations
    for step in steps where (step.kind == .command || splitsReactions) && !undoing.contains(step.message) {
      for delivery in step.deliveries where !delivery.isAwaited {
        commands[delivery.receiver, default: []].insert(step.message)
      }
    }
  }

  private func step(_ service: Name, on message: Trace.Step?) -> Step {
    let isOneOfSeveral = commands[service, default: []].count > 1
    guard isOneOfSeveral, let message, message.kind == .command || splitsReactions else {
      return Step(service: service, command: nil)
    }
    return Step(service: service, command: message.message)
  }

  /// The steps of a service that are known so far.
  private func known(_ service: Name) -> [Step] { ofService[service] ?? [] }

  private mutating func meet(_ step: Step) {
    guard after[step] == nil else { return }
    order.append(step)
    ofService[step.service, default: []].append(step)
    after[step] = []
  }

  mutating func collect() {
    // Whoever starts the flow is not a step of it.
    let first = trace.steps.first?.sender
    // The step in which each message was sent, for messages that follow it.
    var senders: [[Int]: Step] = [:]
    for message in steps {
      let isAsked = message.sender == orchestrator && !message.kind.isOwnedBySender
      if message.kind.isOwnedBySender, let sender = message.sender {
        for delivery in message.deliveries { joins[delivery.receiver, default: []].insert(sender) }
      }
      for delivery in message.deliveries where !delivery.isAwaited && delivery.receiver != orchestrator {
        guard delivery.receiver != first, delivery.trigger == nil, !undoing.contains(message.message) else { continue }
        let own = step(delivery.receiver, on: message)
        meet(own)
        for sent in delivery.steps {
          senders[sent.number] = own
          answering[sent.message, default: []].insert(own)
        }
        guard let sender = message.sender else { continue }
        if sender == orchestrator, message.kind.isOwnedBySender {
          followers.insert(own)
        } else if isAsked {
          // The answer with which the owner continues comes from the previous step.
          if let answer = message.after { after[own]?.formUnion(answering[answer] ?? []) }
        } else if sender != first {
          let earlier = senders[message.number].map { [$0] } ?? known(sender)
          after[own]?.formUnion(earlier)
        }
      }
    }
    // A service that joins several outcomes reacts to each of them.
    for own in order where own.service != orchestrator && own.command == nil && !splitsReactions {
      for other in joins[own.service] ?? [] where other != own.service && other != orchestrator {
        let earlier = known(other)
        after[own]?.formUnion(earlier)
      }
    }
  }

  var plan: FlowPlan {
    var names: [Step: String] = [:]
    var services: [String: String] = [:]
    for own in order {
      let name = catalog[own.service] + (own.command.map { " (\(catalog.shown($0)))" } ?? "")
      names[own] = name
      if own.command != nil { services[name] = catalog[own.service] }
    }
    var known: [(name: String, after: Set<String>)] = order.compactMap { own in
      guard let name = names[own] else { return nil }
      return (name, Set((after[own] ?? []).filter { $0 != own }.compactMap { names[$0] }))
    }
    var decision: String?
    if let orchestrator {
      let told = Set(followers.compactMap { names[$0] })
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
    let able = servicesThatUndo
    let undoable = Set(
      order.filter { own in
        own.command.map { !graph.compensations(of: $0).isEmpty } ?? able.contains(own.service)
      }.compactMap { names[$0] })
    return FlowPlan(
      steps: known, owner: orchestrator.map { catalog[$0] }, decision: decision, undoable: undoable,
      services: services)
  }

  /// The services of the flow that can take something back: by a declared compensation, or a command that says so.
  private var servicesThatUndo: Set<Name> {
    let words = ["cancel", "undo", "refund", "release", "revoke", "reverse"]
    var able = Set(catalog.reactions.filter { !$0.compensation.isEmpty }.map(\.service))
    for mention in catalog.mentions
    where mention.verb == .handles && ofService[mention.service] != nil && !able.contains(mention.service) {
      let name = catalog[mention.message].lowercased()
      if words.contains(where: name.hasPrefix) { able.insert(mention.service) }
    }
    return able
  }
}
