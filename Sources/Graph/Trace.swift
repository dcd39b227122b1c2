package import Catalog
package import Findings

/// The course of a flow: its trigger, the services that react, the messages they send, the answers they wait for, and
/// the ends.
///
/// A request and its answer are one round trip: the next action of the requesting service is listed next to the
/// request, not below the answer. Each message is followed once; further occurrences refer to the earlier step.
package struct Trace: Sendable {
  /// A step of the flow: a message that is sent.
  package struct Step: Sendable {
    /// The numbers from the top: `[2, 1]` is the first step below the second; empty for a message that is the start
    /// itself.
    package var number: [Int]
    /// The answer after which the sender continues with this step; nil if it follows none.
    package var after: Name?
    /// Whether the preceding request has several answers, of which this step follows one.
    package var isOutcome = false
    /// The service that sends it; nil for a message from outside of the catalog.
    package var sender: Name?
    /// The message that is sent.
    package var message: Name
    /// The kind of the message.
    package var kind: Message.Kind
    /// The place of the emission, else of the message.
    package var place: Place
    /// The number of its group of alternatives: steps of one sender with the same number other than 0 exclude one
    /// another.
    package var alternative: UInt16 = 0
    /// The answer that the sender waits for, and its time limit; nil if it does not wait.
    package var wait: Wait?
    /// The compensations of the step: commands, or labels of the sending process.
    package var takenBackBy: [String] = []
    /// The arrivals of the message, in the order of writing; empty if it was followed before.
    package var deliveries: [Delivery] = []
    /// The number of the step at which the message was followed before; nil for the first occurrence.
    package var seen: [Int]?
    /// Whether the message is part of the path above it, which makes a cycle.
    package var isCycle = false
    /// The number of deliveries that are omitted because the step is too deep; 0 if it is followed.
    package var cut = 0
  }

  /// A wait of the sender for an answer.
  package struct Wait: Sendable {
    /// The answers of which one ends the wait.
    package var replies: [Name]
    /// Whether the wait has a time limit.
    package var isTimed: Bool
    /// The messages that are sent if no answer arrives.
    package var otherwise: [Name]
  }

  /// The arrival of a message at a service.
  package struct Delivery: Sendable {
    /// The service that receives the message.
    package var receiver: Name
    /// The verb with which it receives it.
    package var verb: Mention.Verb
    /// The place of its reaction, else of its mention.
    package var place: Place
    /// The timer that starts with the message, instead of a reaction to it; nil if there is none.
    package var timer: Name?
    /// Whether it reacts only under a condition.
    package var isConditional = false
    /// Whether the next steps are inferred: all messages that the service may send.
    package var isPossible = false
    /// Whether it is the answer to a request of the receiver: the flow continues next to the request.
    package var isAwaited = false
    /// The effect of the reaction; nil if not set.
    package var effect: Name?
    /// The messages that the receiver sends next.
    package var steps: [Step] = []
  }

  /// The message, or the label of the outside trigger.
  package var start: Name
  /// The outside triggers that start it, with kind and service.
  package var triggers: [(label: Name, kind: Reaction.OutsideKind, service: Name)] = []
  /// The first steps, which the start triggers.
  package var steps: [Step] = []
  /// The named flow with that start; nil if there is none.
  package var flow: Flow?
  /// The services in the order of their appearance.
  package var services: [Name] = []
  /// The messages in the order of their appearance.
  package var messages: [Name] = []
  /// The observers of its messages, by name.
  package var observers: [Name] = []
  /// The largest number of handovers in a row: reactions to events that no command interrupts.
  package var handovers = 0
  /// The number of inferred steps.
  package var possible = 0
  /// The number of waits for an answer.
  package var waits = 0
  /// The number of waits without a time limit.
  package var endlessWaits = 0
  /// The messages without a consumer.
  package var ends: [Name] = []

  /// All steps, each before those below it. Linear in the steps.
  package var allSteps: [Step] {
    var all: [Step] = []
    func add(_ step: Step) {
      all.append(step)
      for delivery in step.deliveries { delivery.steps.forEach(add) }
    }
    steps.forEach(add)
    return all
  }
}

extension ReactionGraph {
  /// The course of what a start triggers: a message, or an outside trigger by its label.
  ///
  /// - Parameters:
  ///   - depth: the number of levels below the first that are followed, at most 100.
  ///   - includesPossible: whether to follow inferred steps, too: all messages that a service may send.
  package func trace(_ start: Name, depth: Int = 12, includesPossible: Bool = true) -> Trace {
    var tracer = Tracer(self, Tables(self, includesPossible: includesPossible), depth: depth)
    return tracer.trace(start)
  }

  /// The courses of many starts, until the deliveries exceed a limit: n starts may each lead to n messages. Starts
  /// beyond the limit are omitted.
  package func traces(_ starts: [Name], depth: Int = 12, includesPossible: Bool = true, atMost limit: Int = 2_000_000)
    -> [Trace]
  {
    var tables = Tables(self, includesPossible: includesPossible)
    var traces: [Trace] = []
    var work = 0
    for start in starts {
      guard work < limit else { break }
      var tracer = Tracer(self, tables, depth: depth)
      // Only one owner at a time: a table with two owners is copied when it grows.
      tables = Tables()
      traces.append(tracer.trace(start))
      tables = tracer.tables
      work += tracer.work + 1
    }
    return traces
  }
}

/// The lookup tables of traces, shared by all starts and filled on demand.
private struct Tables {
  /// The mentions of messages that each service sends without a documented cause.
  var unexplained: [Name: [Int]] = [:]
  /// The reactions to outside triggers by the messages they send, and by label.
  var outsideReactions: [Name: [Int]] = [:]
  var reactionsOfLabel: [Name: [Int]] = [:]
  /// The first flow that starts with a message or a label.
  var flowOfStart: [Name: Int] = [:]
  /// The services that observe everything.
  var observers: [Name] = []
  var takenBack: [Name: [String]] = [:]
  /// The services that send a message, and those that receive it.
  var senders: [Name: Set<Name>] = [:]
  var takers: [Name: Set<Name>] = [:]
  /// The messages that a service sends after receiving a message, by message and service.
  var continuations: [Name: [Name: [Mention]]] = [:]
  /// The expectations by service and message; of several the first.
  var expectations: [Name: [Name: Service.Expectation]] = [:]

  init() {}

  init(_ graph: ReactionGraph, includesPossible: Bool) {
    let catalog = graph.catalog
    if includesPossible {
      for (index, mention) in catalog.mentions.enumerated() where mention.reaction < 0 && mention.verb.isOutgoing {
        unexplained[mention.service, default: []].append(index)
      }
    }
    for (index, reaction) in catalog.reactions.enumerated() {
      guard case .outside(let label, _, _) = reaction.trigger else { continue }
      reactionsOfLabel[label, default: []].append(index)
      for message in Set(graph.outputs(of: reaction).map(\.message)) {
        outsideReactions[message, default: []].append(index)
      }
    }
    for (index, flow) in catalog.flows.enumerated() {
      guard let start = flow.starts else { continue }
      for name in [start.name] + graph.messages(startedBy: start.name) where flowOfStart[name] == nil {
        flowOfStart[name] = index
      }
    }
    observers = catalog.services.filter { $0.isObserver && $0.observesAll != nil }.map(\.name)
  }
}

extension ReactionGraph {
  /// The messages at which the longest chains start, longest first; the first message if there are no chains.
  package func longestStarts(_ count: Int) -> [Name] {
    var starts: [Name] = []
    for chain in chainSearch().chains(longerThan: 0) {
      guard let first = chain.links.first.map({ origin(of: $0.message) }), !starts.contains(first) else { continue }
      starts.append(first)
      if starts.count >= count { break }
    }
    if starts.isEmpty, let message = catalog.messages.first { starts = [message.name] }
    return starts
  }
}

extension ReactionGraph {
  /// The compensations of a message: those that its receivers declare, and those of processes that send it.
  fileprivate func compensations(of message: Name) -> [String] {
    let declared = reactions(to: message).filter { $0.message != nil }.compactMap { catalog.first($0.compensation) }.map
    { catalog[$0.name] }
    var seen: Set<String> = []
    return (declared + (compensationsInProcesses[message] ?? [])).filter { seen.insert($0).inserted }
  }

  /// The root cause of a message: upstream along the first documented causes.
  private func origin(of message: Name) -> Name {
    var message = message
    var seen: Set<Name> = [message]
    while let before = mentions(of: message).lazy.filter({ $0.verb.isOutgoing && $0.reaction >= 0 }).compactMap({
      self.catalog.reactions[Int($0.reaction)].message
    }).first,
      seen.insert(before).inserted
    {
      message = before
    }
    return message
  }
}

/// A depth-first walk over reactions. The cost is proportional to the reactions met, since each message is followed
/// once.
private struct Tracer {
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
  private var possible = 0
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

  mutating func trace(_ start: Name) -> Trace {
    var trace = Trace(start: start)
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
        trace.triggers.append((label, kind, reaction.service))
        meet(reaction.service)
        trace.steps += session(
          of: reaction.service, graph.outputs(of: reaction), below: [], first: trace.steps.count + 1)
      }
    }
    let names = [start] + trace.steps.prefix(1).map(\.message)
    trace.flow = names.compactMap { tables.flowOfStart[$0] }.min().map { catalog.flows[$0] }
    (trace.services, trace.messages, trace.ends, trace.possible) = (services, messages, ends, possible)
    trace.observers = observers()
    let steps = trace.allSteps
    let waits = steps.compactMap(\.wait)
    (trace.waits, trace.endlessWaits) = (waits.count, waits.count { !$0.isTimed })
    trace.handovers = handovers(trace.steps)
    return trace
  }

  private func triggers(of message: Name) -> [(label: Name, kind: Reaction.OutsideKind, service: Name)] {
    (tables.outsideReactions[message] ?? []).compactMap { index in
      let reaction = catalog.reactions[index]
      guard case .outside(let label, let kind, _) = reaction.trigger else { return nil }
      return (label, kind, reaction.service)
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
    while let (output, after, isOutcome) = pending.popFirst() {
      var step = step(output.message, from: service, at: output.place, number: below + [first + steps.count])
      (step.alternative, step.after, step.isOutcome) = (output.alternative, after, isOutcome)
      let answers = self.answers(in: step, to: service)
      steps.append(step)
      // The next step of the requesting service follows the answer.
      for answer in answers where continued.insert(Answer(service: service, message: answer)).inserted {
        pending += continuation(of: service, on: answer).map { ($0, answer, answers.count > 1) }
      }
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

  private mutating func expectation(of service: Name, on message: Name) -> Service.Expectation? {
    if tables.expectations[service] == nil {
      tables.expectations[service] = Dictionary(
        (catalog.service(service)?.expectations ?? []).map { ($0.message.name, $0) }
      ) { first, _ in first }
    }
    return tables.expectations[service]?[message]
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
      if let wait = expectation(of: sender, on: message) {
        step.wait = Trace.Wait(
          replies: wait.replies.map(\.name), isTimed: wait.isTimed, otherwise: wait.otherwise.map(\.name))
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
    if takers.isEmpty, known?.isExternal != true { ends.append(message) }
    guard number.count <= depth else {
      step.cut = takers.count
      return step
    }
    var first = 1
    for taker in takers {
      let delivery = deliver(message, to: taker, sender, number, first: first)
      first += delivery.steps.count
      step.deliveries.append(delivery)
    }
    work += takers.count
    if step.wait == nil, let sender, step.kind != .event {
      // A service that reacts to the answer waits for it, even if the wait is not documented.
      let replies = step.deliveries.flatMap(\.steps).filter {
        $0.deliveries.contains { $0.isAwaited && $0.receiver == sender }
      }.map(\.message)
      if !replies.isEmpty { step.wait = Trace.Wait(replies: replies, isTimed: false, otherwise: []) }
    }
    return step
  }

  /// The receivers of a message, observers excluded: reactions, timers that start with it, and mentions without a
  /// reaction.
  private func receivers(of message: Name) -> [(mention: Mention?, reaction: Reaction?)] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    var takers: [(Mention?, Reaction?)] = []
    var seen: Set<Name> = []
    for mention in graph.mentions(of: message)
    where !mention.verb.isOutgoing && mention.verb != .observes && !catalog.isObserver(mention.service) {
      guard seen.insert(mention.service).inserted else { continue }
      takers.append((mention, mention.reaction >= 0 ? catalog.reactions[Int(mention.reaction)] : nil))
    }
    for index in graph.reactionsToMessage[position] where catalog.reactions[Int(index)].message == nil {
      takers.append((nil, catalog.reactions[Int(index)]))
    }
    return takers
  }

  private mutating func deliver(
    _ message: Name, to taker: (mention: Mention?, reaction: Reaction?), _ sender: Name?, _ number: [Int], first: Int
  ) -> Trace.Delivery {
    let service = taker.mention?.service ?? taker.reaction?.service ?? message
    var delivery = Trace.Delivery(
      receiver: service, verb: taker.mention?.verb ?? .consumes,
      place: taker.reaction?.place ?? taker.mention?.place ?? Place(file: FileID(0), start: 0, end: 0))
    meet(service)
    if let reaction = taker.reaction {
      if case .outside(let label, _, _) = reaction.trigger { delivery.timer = label }
      delivery.isConditional = reaction.isConditional
      delivery.effect = reaction.effect
    }
    // An answer to a request further up: the flow continues there.
    if isAwaited(message, by: service, from: sender) {
      delivery.isAwaited = true
      return delivery
    }
    let outputs: [Mention]
    if let reaction = taker.reaction {
      outputs = graph.outputs(of: reaction)
    } else {
      outputs = (tables.unexplained[service] ?? []).map { catalog.mentions[$0] }.filter { $0.message != message }
      delivery.isPossible = !outputs.isEmpty
      possible += outputs.count
    }
    delivery.steps = session(of: service, outputs, below: number, first: first)
    return delivery
  }

  /// Whether a service requested the message from its sender: it sent a command or query on the path to it, or
  /// declares that it expects the message.
  private mutating func isAwaited(_ message: Name, by service: Name, from sender: Name?) -> Bool {
    guard let sender, sender != service else { return false }
    for asked in above where asked != message {
      guard let request = catalog.message(asked), isSent(asked, by: service), isTaken(asked, by: sender) else {
        continue
      }
      if request.kind != .event { return true }
      if catalog.service(service)?.expectations.contains(where: {
        $0.message.name == asked && $0.replies.contains { $0.name == message }
      }) ?? false {
        return true
      }
    }
    return false
  }

  // MARK: Numbers

  private func observers() -> [Name] {
    var found: Set<Name> = []
    found.formUnion(tables.observers)
    for message in messages {
      for mention in graph.mentions(of: message)
      where !mention.verb.isOutgoing && (mention.verb == .observes || catalog.isObserver(mention.service)) {
        found.insert(mention.service)
      }
    }
    return found.sorted(by: catalog.names.areInOrder)
  }

  /// The largest number of handovers in a row; a command restarts the count, a timer neither counts nor restarts.
  private func handovers(_ steps: [Trace.Step], _ before: Int = 0) -> Int {
    var longest = before
    for step in steps {
      for delivery in step.deliveries where !delivery.isAwaited {
        let counts =
          step.kind == .event && delivery.timer == nil && delivery.receiver != step.sender && step.sender != nil
        let own = step.kind == .event ? before + (counts ? 1 : 0) : 0
        longest = max(longest, handovers(delivery.steps, own))
      }
    }
    return longest
  }
}
