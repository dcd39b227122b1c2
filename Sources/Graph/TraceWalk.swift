import Catalog
import Findings

/// The lookup tables of traces, shared by all starts and filled on demand.
struct Tables {
  /// The messages that each service sends without a documented cause, or for a cause that is only possible.
  var unexplained: [Name: Set<Name>] = [:]
  /// The reactions to outside triggers by the messages they send, and by label.
  var outsideReactions: [Name: [Int]] = [:]
  var reactionsOfLabel: [Name: [Int]] = [:]
  /// The first flow that starts with a message or a label.
  var flowOfStart: [Name: Int] = [:]
  /// The waits of all services.
  var waits = Waits()
  var takenBack: [Name: [String]] = [:]
  /// The services that send a message, and those that receive it.
  var senders: [Name: Set<Name>] = [:]
  var takers: [Name: Set<Name>] = [:]
  /// The messages that a service sends after receiving a message, by message and service.
  var continuations: [Name: [Name: [Mention]]] = [:]

  init() {}

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    for mention in catalog.mentions
    where mention.verb.isOutgoing && (mention.reaction < 0 || catalog.isPossible(mention)) {
      unexplained[mention.service, default: []].insert(mention.message)
    }
    for (index, reaction) in catalog.reactions.enumerated() {
      guard case .outside(let label, _, _) = reaction.trigger else { continue }
      reactionsOfLabel[label, default: []].append(index)
      for message in Set(graph.outputs(of: reaction).map(\.message)) {
        outsideReactions[message, default: []].append(index)
      }
    }
    for (index, flow) in catalog.flows.enumerated() {
      guard let start = catalog.start(of: flow) else { continue }
      for name in [start] + graph.messages(startedBy: start) where flowOfStart[name] == nil {
        flowOfStart[name] = index
      }
    }
    waits = Waits(graph)
  }
}

/// A depth-first walk over reactions. The cost is proportional to the reactions met, since each message is followed
/// once.
struct Tracer {
  let graph: ReactionGraph
  let catalog: Catalog
  let depth: Int
  private var followed: [Name: [Int]] = [:]
  private var above: Set<Name> = []
  private var continued: Set<Answer> = []
  private var services: [Name] = []
  private var knownServices: Set<Name> = []
  private var messages: [Name] = []
  private var ends: [Name] = []
  /// The events that one service hands over to another.
  private var handedOver: [Name] = []
  /// The declared ends of the flow, behind which nothing is followed.
  private var declaredEnds: Set<Name> = []
  private var possible: Set<Name> = []
  private(set) var tables: Tables
  /// The number of deliveries that were followed.
  private(set) var work = 0

  private struct Answer: Hashable {
    var service: Name
    var message: Name
  }

  init(_ graph: ReactionGraph, _ tables: consuming Tables, depth: Int) {
    self.graph = graph
    // Deeper levels are not readable, and the walk is recursive.
    self.depth = min(max(depth, 0), 100)
    catalog = graph.catalog
    self.tables = tables
  }

  mutating func trace(_ start: Name, of flow: Flow? = nil) -> Trace {
    var trace = Trace(start: start)
    trace.flow = flow ?? self.flow(from: start)
    // A flow that ends with what it starts with has nothing to show.
    declaredEnds = Set(trace.flow?.ends.map(\.name) ?? []).subtracting([start])
    if catalog.position(ofMessage: start) != nil {
      trace.triggers = triggers(of: start)
      let senders = graph.producers(of: start)
      trace.steps = [
        step(
          start, from: senders.count == 1 ? senders.first?.service : nil,
          at: senders.first?.place ?? catalog.message(start)?.place, number: [])
      ]
    } else {
      for index in tables.reactionsOfLabel[start] ?? [] {
        let reaction = catalog.reactions[index]
        guard case .outside(let label, let kind, _) = reaction.trigger else { continue }
        trace.triggers.append(Trace.Trigger(label: label, kind: kind, service: reaction.service))
        meet(reaction.service)
        trace.steps += session(
          of: reaction.service, graph.outputs(of: reaction), below: [], first: trace.steps.count + 1)
      }
    }
    (trace.services, trace.messages, trace.ends, trace.possible) = (services, messages, ends, possible.count)
    trace.owner = graph.owner(of: trace)
    trace.sight = graph.sight(of: messages, handedOver: handedOver, in: trace.flow)
    let steps = trace.allSteps
    if !steps.contains(where: { $0.cut > 0 }) {
      trace.missedEnds = trace.flow?.ends.map(\.name).filter { followed[$0] == nil } ?? []
    }
    let waits = Dictionary(grouping: steps.filter { $0.wait != nil }) { [$0.sender, $0.message] }.compactMap {
      $0.value.first?.wait
    }
    (trace.waits, trace.endlessWaits) = (waits.count, waits.count { $0.isTimed == false })
    trace.handovers = handovers(trace.steps)
    return trace
  }

  /// The first flow that starts with a start, or with the first message that it sends.
  private func flow(from start: Name) -> Flow? {
    let names = [start] + graph.messages(startedBy: start).prefix(1)
    return names.compactMap { tables.flowOfStart[$0] }.min().map { catalog.flows[$0] }
  }

  private func triggers(of message: Name) -> [Trace.Trigger] {
    (tables.outsideReactions[message] ?? []).compactMap { index in
      let reaction = catalog.reactions[index]
      guard case .outside(let label, let kind, _) = reaction.trigger else { return nil }
      return Trace.Trigger(label: label, kind: kind, service: reaction.service)
    }
  }

  private mutating func meet(_ service: Name) {
    if knownServices.insert(service).inserted { services.append(service) }
  }

  // MARK: Steps

  /// The steps of one service: the messages that it sends, and those that it sends after answers, on one level.
  private mutating func session(of service: Name, _ outputs: [Mention], below: [Int], first: Int = 1) -> [Trace.Step] {
    var steps: [Trace.Step] = []
    var pending = outputs.map { (mention: $0, after: Name?.none, isOutcome: false) }[...]
    var branches: [UInt16: Set<UInt8>] = [:]
    while let (output, after, isOutcome) = pending.popFirst() {
      var step = step(output.message, from: service, at: output.place, number: below + [first + steps.count])
      (step.alternative, step.branch) = (output.alternative, output.branch)
      (step.after, step.isOutcome) = (after, isOutcome)
      if step.branch > 0 { branches[step.alternative, default: []].insert(step.branch) }
      let answers = self.answers(in: step, to: service)
      steps.append(step)
      // The next step of the requesting service follows the answer.
      for answer in answers
      where !declaredEnds.contains(answer) && continued.insert(Answer(service: service, message: answer)).inserted {
        pending += continuation(of: service, on: answer).map { ($0, answer, answers.count > 1) }
      }
    }
    for index in steps.indices where steps[index].branch > 0 {
      steps[index].isSometimes = branches[steps[index].alternative]?.count == 1
    }
    return steps
  }

  /// The answers below a request that return to the requesting service.
  private func answers(in step: Trace.Step, to service: Name) -> [Name] {
    step.deliveries.flatMap(\.steps).filter { reply in
      reply.deliveries.contains { $0.isAwaited && $0.receiver == service }
    }.map(\.message)
  }

  private mutating func continuation(of service: Name, on message: Name) -> [Mention] {
    if tables.continuations[message] == nil {
      var found: [Name: [Mention]] = [:]
      for reaction in graph.reactions(to: message) {
        found[reaction.service, default: []] += graph.outputs(of: reaction)
      }
      tables.continuations[message] = found
    }
    return tables.continuations[message]?[service] ?? []
  }

  private mutating func takenBack(_ message: Name) -> [String] {
    if let known = tables.takenBack[message] { return known }
    let found = graph.compensations(of: message)
    tables.takenBack[message] = found
    return found
  }

  private mutating func isSent(_ message: Name, by service: Name) -> Bool {
    if tables.senders[message] == nil { tables.senders[message] = Set(graph.producers(of: message).map(\.service)) }
    return tables.senders[message]?.contains(service) ?? false
  }

  private mutating func isTaken(_ message: Name, by service: Name) -> Bool {
    if tables.takers[message] == nil {
      tables.takers[message] = Set(graph.mentions(of: message).filter { !$0.verb.isOutgoing }.map(\.service))
    }
    return tables.takers[message]?.contains(service) ?? false
  }

  private mutating func step(_ message: Name, from sender: Name?, at place: Place?, number: [Int]) -> Trace.Step {
    let known = catalog.message(message)
    var step = Trace.Step(
      number: number, sender: sender, message: message, kind: known?.kind ?? .event,
      place: place ?? known?.place ?? Place(file: FileID(0), start: 0, end: 0))
    if let sender {
      meet(sender)
      if let wait = tables.waits[sender, message] {
        step.wait = Trace.Wait(
          replies: wait.replies, isTimed: wait.isTimed, within: wait.within, otherwise: wait.otherwise)
      }
    }
    step.takenBackBy = takenBack(message)
    guard followed[message] == nil else {
      step.seen = followed[message]
      step.isCycle = above.contains(message)
      return step
    }
    followed[message] = number
    messages.append(message)
    above.insert(message)
    defer { above.remove(message) }
    let takers = receivers(of: message)
    step.isEnd = declaredEnds.contains(message)
    if step.isEnd || takers.isEmpty && known?.isExternal != true { ends.append(message) }
    step.observers = takers.isEmpty ? graph.observers(of: message) : graph.namedObservers(of: message)
    if takers.isEmpty, !step.isEnd, known?.isExternal != true { step.isUnheard = true }
    guard number.count <= depth else {
      step.cut = takers.count
      return step
    }
    var first = 1
    for taker in takers {
      let delivery = deliver(message, to: taker, sender: sender, number: number, first: first)
      first += delivery.steps.count
      step.deliveries.append(delivery)
    }
    work += takers.count
    let isHandedOver = step.deliveries.contains { handsOver(step, $0) }
    if isHandedOver { handedOver.append(message) }
    return step
  }

  /// The receivers of a message, observers excluded: reactions, timers that start with it, and mentions without a
  /// reaction.
  private func receivers(of message: Name) -> [(mention: Mention?, reaction: Reaction?)] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    var takers: [(Mention?, Reaction?)] = []
    var seen: Set<Name> = []
    for mention in graph.mentions(of: message) where graph.isFunctional(mention) {
      guard seen.insert(mention.service).inserted else { continue }
      takers.append((mention, mention.reaction >= 0 ? catalog.reactions[Int(mention.reaction)] : nil))
    }
    for index in graph.reactionsToMessage[position] where catalog.reactions[Int(index)].message == nil {
      takers.append((nil, catalog.reactions[Int(index)]))
    }
    return takers
  }

  private mutating func deliver(
    _ message: Name, to taker: (mention: Mention?, reaction: Reaction?), sender: Name?, number: [Int], first: Int
  ) -> Trace.Delivery {
    let service = taker.mention?.service ?? taker.reaction?.service ?? message
    var delivery = Trace.Delivery(
      receiver: service, verb: taker.mention?.verb ?? .consumes,
      place: taker.reaction?.place ?? taker.mention?.place ?? Place(file: FileID(0), start: 0, end: 0))
    meet(service)
    if let reaction = taker.reaction {
      if case .outside(let label, let kind, _) = reaction.trigger {
        delivery.trigger = Trace.Trigger(label: label, kind: kind, service: service)
      }
      delivery.isConditional = reaction.isConditional
      delivery.effect = reaction.effect
      delivery.within = catalog.traits(of: reaction)?.within
      delivery.calls = catalog[reaction.calls].map(\.name)
    }
    // An answer to a request further up: the flow continues there.
    if isAwaited(message, by: service, from: sender) {
      delivery.isAwaited = true
      return delivery
    }
    if declaredEnds.contains(message) { return delivery }
    // Knowledge ends where it is not written down what follows: guesses about guesses would be listed otherwise.
    guard let reaction = taker.reaction, !reaction.isOpen, reaction.certainty != .possible else {
      let unexplained = tables.unexplained[service] ?? []
      delivery.possible = unexplained.count - (unexplained.contains(message) ? 1 : 0)
      possible.formUnion(unexplained.subtracting([message]))
      return delivery
    }
    delivery.steps = session(of: service, graph.outputs(of: reaction), below: number, first: first)
    return delivery
  }

  /// Whether a service requested the message from its sender: it sent a command or query on the path to it, or
  /// declares that it expects the message.
  private mutating func isAwaited(_ message: Name, by service: Name, from sender: Name?) -> Bool {
    // A service may request from itself, and then waits for the reply like any other caller.
    guard let sender, sender != service || catalog.message(message)?.kind == .reply else { return false }
    for asked in above where asked != message {
      guard let request = catalog.message(asked), isSent(asked, by: service), isTaken(asked, by: sender) else {
        continue
      }
      if !request.kind.isOwnedBySender { return true }
      if catalog.service(service)?.expectations.contains(where: {
        $0.message.name == asked && $0.replies.contains { $0.name == message }
      }) ?? false {
        return true
      }
    }
    return false
  }

  // MARK: Numbers

  /// Whether a delivery is a handover: a reaction to another service's event, neither a timer nor an answer.
  private func handsOver(_ step: Trace.Step, _ delivery: Trace.Delivery) -> Bool {
    step.kind == .event && !delivery.isAwaited && delivery.trigger == nil && step.sender != nil
      && delivery.receiver != step.sender
  }

  /// The largest number of handovers in a row; a command restarts the count, a timer neither counts nor restarts.
  private func handovers(_ steps: [Trace.Step], _ before: Int = 0) -> Int {
    var longest = before
    for step in steps {
      for delivery in step.deliveries where !delivery.isAwaited {
        let own = step.kind == .event ? before + (handsOver(step, delivery) ? 1 : 0) : 0
        longest = max(longest, handovers(delivery.steps, own))
      }
    }
    return longest
  }
}
