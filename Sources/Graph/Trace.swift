package import Catalog
package import Findings

/// How something works: from what starts it, which service reacts, what it sends, which answers it waits for, and where all of it ends.
///
/// A request and its answer are one round trip: what the asking service does next stands beside the request, not below the answer.
/// Each message is followed once; where it comes up again, the earlier step is named.
package struct Trace: Sendable {
  /// A message on its way.
  package struct Step: Sendable {
    /// Numbers from the top: `[2, 1]` is the first step below the second; none for a message that is the start itself.
    package var number: [Int]
    /// The answer that the sender goes on with, when this follows one.
    package var after: Name?
    /// The request before could be answered in other ways, too.
    package var isOutcome = false
    /// Who sends it; nil for what comes from outside of the catalog.
    package var sender: Name?
    package var message: Name
    package var kind: Message.Kind
    package var place: Place
    /// One of several: steps beside it with the same number other than 0 exclude one another.
    package var alternative: UInt16 = 0
    /// What the sender waits for, and for how long.
    package var wait: Wait?
    /// What takes it back: commands, or what the process that sends it calls the step.
    package var takenBackBy: [String] = []
    package var deliveries: [Delivery] = []
    /// The step at which the message was followed before.
    package var seen: [Int]?
    /// It leads back to a step above.
    package var isCycle = false
    /// Not followed, since it lies too deep; how many deliveries that leaves out.
    package var cut = 0
  }

  package struct Wait: Sendable {
    package var replies: [Name]
    package var isTimed: Bool
    package var otherwise: [Name]
  }

  /// A message's arrival at a service.
  package struct Delivery: Sendable {
    package var receiver: Name
    package var verb: Mention.Verb
    package var place: Place
    /// A timer that starts with the message instead of a reaction to it.
    package var timer: Name?
    package var isConditional = false
    /// What follows was not written down: everything the service may send.
    package var isPossible = false
    /// The answer to what the receiver asked: it goes on beside its request.
    package var isAwaited = false
    package var effect: Name?
    package var steps: [Step] = []
  }

  /// The message, or what the trigger is called.
  package var start: Name
  /// What sets it off from outside: the trigger, its kind and its service.
  package var triggers: [(label: Name, kind: Reaction.OutsideKind, service: Name)] = []
  package var steps: [Step] = []
  /// The flow of that start, if somebody named it.
  package var flow: Flow?
  /// Services in the order of their appearance, and messages.
  package var services: [Name] = []
  package var messages: [Name] = []
  /// Who only looks on.
  package var observers: [Name] = []
  /// The most reactions to events in a row that no command interrupts.
  package var handovers = 0
  /// Steps that rest on a guess.
  package var possible = 0
  /// Waits, and those without a limit.
  package var waits = 0
  package var endlessWaits = 0
  /// Messages that nobody takes in.
  package var ends: [Name] = []

  /// All steps, each before those below it.
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
  /// Follows what a start sets off: a message, or a trigger from outside by its label.
  ///
  /// - Parameters:
  ///   - depth: how many steps below the first are followed.
  ///   - includesPossible: follow guesses, too: everything that a service may send.
  package func trace(_ start: Name, depth: Int = 12, includesPossible: Bool = true) -> Trace {
    var tracer = Tracer(self, Tables(self, includesPossible: includesPossible), depth: depth)
    return tracer.trace(start)
  }

  /// The same for many starts, until so many deliveries have been followed in all: what is behind each start is counted, and n starts may
  /// each lead to n messages. Starts beyond that are left out.
  package func traces(_ starts: [Name], depth: Int = 12, includesPossible: Bool = true, atMost limit: Int = 2_000_000)
    -> [Trace]
  {
    var tables = Tables(self, includesPossible: includesPossible)
    var traces: [Trace] = []
    var work = 0
    for start in starts {
      guard work < limit else { break }
      var tracer = Tracer(self, tables, depth: depth)
      // One owner at a time: a table that two hold is copied when it grows.
      tables = Tables()
      traces.append(tracer.trace(start))
      tables = tracer.tables
      work += tracer.work + 1
    }
    return traces
  }
}

/// What walks look up again and again, made once for all starts and filled as it is asked for.
private struct Tables {
  /// What a service sends out without a cause that is written down, by service.
  var unexplained: [Name: [Int]] = [:]
  /// Reactions to what comes from outside by what they send, and by their label.
  var outsideReactions: [Name: [Int]] = [:]
  var reactionsOfLabel: [Name: [Int]] = [:]
  /// The first flow that begins with a message or a label.
  var flowOfStart: [Name: Int] = [:]
  /// Observers of everything.
  var observers: [Name] = []
  var takenBack: [Name: [String]] = [:]
  /// Who sends a message, and who takes it in.
  var senders: [Name: Set<Name>] = [:]
  var takers: [Name: Set<Name>] = [:]
  /// What a service sends when a message comes, by message and service.
  var continuations: [Name: [Name: [Mention]]] = [:]
  /// What a service expects, by service and message: the first word on it.
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
  /// What the longest chains start with: by handovers, longest first.
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
  /// What takes back what a message has brought about: what its receiver says, and what processes that send it have for it.
  fileprivate func compensations(of message: Name) -> [String] {
    let declared = reactions(to: message).filter { $0.message != nil }.compactMap { catalog.first($0.compensation) }.map
    { catalog[$0.name] }
    var seen: Set<String> = []
    return (declared + (compensationsInProcesses[message] ?? [])).filter { seen.insert($0).inserted }
  }

  /// The message at the beginning of what leads to another: upwards along the first cause that is written down.
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

/// Walks reactions depth first. Work is proportional to the reactions met, since each message is followed once.
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
  /// Deliveries that were followed.
  private(set) var work = 0

  private struct Answer: Hashable {
    var service: Name
    var message: Name
  }

  init(_ graph: ReactionGraph, _ tables: consuming Tables, depth: Int) {
    self.graph = graph
    // What is deeper than this nobody reads, and the walk is recursive.
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

  /// What one service sends, and what it does when answers come: all of it side by side.
  private mutating func session(of service: Name, _ outputs: [Mention], below: [Int], first: Int = 1) -> [Trace.Step] {
    var steps: [Trace.Step] = []
    var pending = outputs.map { (mention: $0, after: Name?.none, isOutcome: false) }[...]
    while let (output, after, isOutcome) = pending.popFirst() {
      var step = step(output.message, from: service, at: output.place, number: below + [first + steps.count])
      (step.alternative, step.after, step.isOutcome) = (output.alternative, after, isOutcome)
      let answers = self.answers(in: step, to: service)
      steps.append(step)
      // The next step of the one who asked follows the answer.
      for answer in answers where continued.insert(Answer(service: service, message: answer)).inserted {
        pending += continuation(of: service, on: answer).map { ($0, answer, answers.count > 1) }
      }
    }
    return steps
  }

  /// Answers below a request that come back to the one who asked.
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
      // Somebody who reacts to the answer waits for it, whether it is written down or not.
      let replies = step.deliveries.flatMap(\.steps).filter {
        $0.deliveries.contains { $0.isAwaited && $0.receiver == sender }
      }.map(\.message)
      if !replies.isEmpty { step.wait = Trace.Wait(replies: replies, isTimed: false, otherwise: []) }
    }
    return step
  }

  /// Who takes a message in: reactions, timers that start with it, and those of whom no reaction is known. No observers.
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
    // An answer to somebody who asked further up: it goes on there.
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

  /// Whether a service asked the sender for this: it sent a command or query on the way here, or says that it expects the message.
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

  /// Reactions to events of others in a row; a command begins anew, a timer neither counts nor begins.
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
