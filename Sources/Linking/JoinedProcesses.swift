import Catalog
import Findings

extension PartialCatalog {
  /// Converts workflow processes to reactions: what a process sends between one wait and the next is its reaction to
  /// the former. Linear in nodes, except for the stretch after each wait.
  mutating func joinProcesses() {
    guard !processes.isEmpty else { return }
    assignPools()
    enterCalls()
    var entries = Entries(self)
    for number in processes.indices {
      let process = processes[number]
      let named = process.nodes.map { entries.message(of: $0, at: process.service, names: names) }
      for (node, name) in named.enumerated() { processes[number].nodes[node].known = name }
      processes[number].unlisted = entries.unlisted(by: process, named)
      let starts = join(process, named, entries: &entries)
      addFlow(of: process, from: starts, named: named, entries: &entries)
    }
  }

  /// Declares the flow that a process runs, as a saga does: its service owns it, and it ends with what its end events
  /// send. A flow of a catalog with this name, or with this owner and start, is the same one: it is completed and keeps
  /// what it states.
  private mutating func addFlow(
    of process: ProcessModel, from starts: NamePlace?, named: [Name?], entries: inout Entries
  ) {
    guard let starts else { return }
    let ends = process.nodes.indices.filter { process.nodes[$0].kind == .end }.compactMap { index in
      named[index].map { NamePlace($0, at: process.nodes[index].place) }
    }
    let owner = NamePlace(process.service, at: starts.place)
    let known =
      names.find(process.label).flatMap { entries.flows[$0] }
      ?? entries.startedFlows[[owner.name.index, starts.name.index]]
    if let known, !flows[known].isOfProcess {
      return flows[known].complete(owner: owner, starts: starts, ends: ends)
    }
    let name = Entries.free(process.label, &names) { entries.flows[$0] == nil }
    var flow = Flow(name: name, place: starts.place)
    flow.complete(owner: owner, starts: starts, ends: ends)
    flow.isOfProcess = true
    entries.flows[flow.name] = flows.count
    flows.append(flow)
  }

  /// Adds the reactions and expectations of a process.
  ///
  /// - Returns: what starts it: the message or the outside trigger of its first start event; nil if that is not known.
  private mutating func join(_ process: ProcessModel, _ named: [Name?], entries: inout Entries) -> NamePlace? {
    guard let service = entries.numbers[process.service] else { return nil }
    var starts: NamePlace?
    let awaited = Set(process.nodes.indices.filter { process.nodes[$0].receives }.compactMap { named[$0] })
    // Code starts the process when a message arrives; if exactly one consumed message is not awaited by it, that
    // message is the trigger.
    // A wait for an unknown message may be for any of them.
    let others =
      process.nodes.contains { $0.kind == .wait && $0.isUnnamedExchange }
      ? [] : (entries.incoming[process.service] ?? []).filter { !awaited.contains($0) }
    let boundaries = process.boundaries
    var timers: Set<Int> = []
    // Hundreds of waits that all lead to the same hundreds of sends are not a realistic process.
    var budget = 1 << 20
    for (index, node) in process.nodes.enumerated() where node.receives {
      let trigger =
        named[index]
        ?? (node.kind == .start && node.message == nil && node.timer == nil && node.scope < 0 && others.count == 1
          ? others[0] : nil)
      guard node.message == nil || trigger != nil else { continue }
      let isUnnamed = trigger == nil && node.kind == .wait && node.isUnnamedExchange
      let isKnown =
        trigger.map { !entries.declared.insert([process.service.index, $0.index]).inserted }
        ?? (node.kind != .start && !isUnnamed)
      let cause = trigger.map { NamePlace($0, at: node.place) }
      // A message sent at a time limit follows the message at which the time began.
      var pending = [index]
      while let start = pending.popLast() {
        let stretch = process.stretch(from: start, boundaries)
        let sends = stretch.nodes.compactMap { number in
          process.nodes[number].sends ? named[number].map { (number, $0) } : nil
        }
        budget -= stretch.nodes.count * (1 + stretch.ways) + sends.count * process.nodes.count
        guard budget > 0 else {
          problems.append(
            Problem(
              .invalidValue, "\(process.label) has too many paths to follow all of them", at: node.place,
              subjects: ["process"]))
          isPartial = true
          return starts
        }
        pending += stretch.timers.filter { timers.insert($0).inserted }
        let isTimer = start != index
        // A message that a documented reaction sends needs no further cause.
        let unexplained =
          isTimer || isUnnamed
          ? sends.filter { !entries.explained.contains([process.service.index, $0.1.index]) } : sends
        if !isTimer { expect(sends, process, at: service, named: named) }
        let isStart = node.kind == .start && node.scope < 0 && !isTimer && starts == nil
        if isStart { starts = cause }
        guard isTimer ? !unexplained.isEmpty : !isKnown && (trigger != nil || !unexplained.isEmpty) else { continue }
        let label = react(
          isTimer ? nil : trigger, at: process.nodes[start], after: isTimer ? cause : nil, of: process,
          sends: unexplained,
          alternatives: process.alternatives(stretch, boundaries, named: named), entries: &entries)
        if isStart, let label { starts = starts ?? NamePlace(label, at: node.place) }
      }
    }
    return starts
  }

  /// Adds the reaction of a process to a message, or to an outside trigger: its start, a failure or a time limit.
  ///
  /// - Returns: the label of the outside trigger; nil for a message.
  private mutating func react(
    _ message: Name?, at node: ProcessModel.Node, after cause: NamePlace?, of process: ProcessModel,
    sends: [(Int, Name)], alternatives: [Name: UInt16], entries: inout Entries
  ) -> Name? {
    let number = Int32(reactions.count)
    var outside: Name?
    let trigger: Reaction.Trigger
    if let message {
      trigger = .message(message)
      let verb = (entries.kinds[message] ?? .event).receivingVerb
      if let known = entries.listed[[process.service.index, message.index, 0]] {
        mentions[known].reaction = number
      } else {
        mentions.append(
          Mention(service: process.service, message: message, verb: verb, place: node.place, reaction: number))
      }
    } else {
      let words =
        node.timer.map { node.isLabelled || $0.text.isEmpty ? node.label : $0.text }
        ?? (node.isTrouble || node.kind == .wait ? node.label : process.label)
      let label = entries.label(words, at: process.service, names: &names)
      outside = label
      trigger = .outside(
        label, kind: node.timer != nil ? .timer : node.isTrouble ? .state : .external, after: list(cause))
    }
    var reaction = Reaction(service: process.service, trigger: trigger, place: node.place, certainty: .process)
    let first = Int32(mentions.count)
    var seen: Set<Name> = []
    for (sender, name) in sends where seen.insert(name).inserted {
      // The process explains the message that the service lists, so no other cause is inferred.
      if let known = entries.listed[[process.service.index, name.index, 1]] { mentions[known].reaction = number }
      mentions.append(
        Mention(
          service: process.service, message: name, verb: (entries.kinds[name] ?? .event).sendingVerb,
          place: process.nodes[sender].place, reaction: number, alternative: alternatives[name] ?? 0))
    }
    reaction.outputs = first..<Int32(mentions.count)
    reactions.append(reaction)
    return outside
  }

  /// Adds the expectations of a process: after sending a message it waits for the answers that come next. Expectations
  /// of the catalog take precedence.
  private mutating func expect(_ sends: [(Int, Name)], _ process: ProcessModel, at service: Int, named: [Name?]) {
    for (sender, name) in sends {
      let near = process.reached(from: sender) { [.wait, .send, .job, .timer].contains($0.kind) }
      let waits = near.filter { process.nodes[$0].waits }
      let replies = waits.compactMap { wait in named[wait].map { NamePlace($0, at: process.nodes[wait].place) } }
      guard !replies.isEmpty, !services[service].expectations.contains(where: { $0.message.name == name }) else {
        continue
      }
      // Messages sent at a time limit, by a timer next to a wait, on it or on a scope around it.
      let around = Set(
        waits.flatMap { wait in sequence(first: wait) { process.nodes[$0].scope >= 0 ? process.nodes[$0].scope : nil } }
      )
      let limits =
        near.filter { process.nodes[$0].kind == .timer }
        + process.nodes.indices.filter {
          process.nodes[$0].timer != nil && around.contains(process.nodes[$0].attachedTo)
        }
      let late = Set(limits.flatMap { process.reached(from: $0) { $0.kind == .wait } }).sorted().compactMap { node in
        process.nodes[node].sends ? named[node].map { NamePlace($0, at: process.nodes[node].place) } : nil
      }
      var expectation = Service.Expectation(
        message: NamePlace(name, at: process.nodes[sender].place), replies: replies,
        isTimed: waits.allSatisfy { process.nodes[$0].isTimed }, otherwise: late)
      expectation.isFromInterface = true
      services[service].expectations.append(expectation)
    }
  }
}

extension PartialCatalog {
  /// Assigns each process of a file with several pools to the service after which its pool is named. Processes in
  /// pools without such a service are dropped if the service that references the file has a pool of its own.
  private mutating func assignPools() {
    guard processes.contains(where: { $0.participant != nil }) else { return }
    func plain(_ text: String) -> String {
      let words = PlainName.of(text)
      return words.hasSuffix("service") && words.count > 7 ? String(words.dropLast(7)) : words
    }
    var services: [String: Name] = [:]
    for service in self.services where services[plain(names[service.name])] == nil {
      services[plain(names[service.name])] = service.name
    }
    /// The processes that one service references in one file.
    struct Drawing: Hashable {
      var service: Name
      var file: FileID?
    }
    func drawing(_ process: ProcessModel) -> Drawing {
      Drawing(service: process.service, file: process.nodes.first?.place.file)
    }
    func owner(_ process: ProcessModel) -> Name? { process.participant.flatMap { services[plain($0)] } }
    var sizes: [Drawing: Int] = [:]
    var hasOwnPool: Set<Drawing> = []
    for process in processes {
      sizes[drawing(process), default: 0] += 1
      if owner(process) == process.service { hasOwnPool.insert(drawing(process)) }
    }
    processes = processes.compactMap { process in
      let drawing = drawing(process)
      guard sizes[drawing, default: 0] > 1 else { return process }
      guard let owner = owner(process) else { return hasOwnPool.contains(drawing) ? nil : process }
      var process = process
      process.service = owner
      return process
    }
  }

  /// Inlines processes into the processes of the same service that call them, so that the call's time limit applies to
  /// the waits inside. A process that is only called does not remain on its own.
  private mutating func enterCalls() {
    var numbers: [Name: [String: Int]] = [:]
    for (number, process) in processes.enumerated() where numbers[process.service]?[process.id] == nil {
      numbers[process.service, default: [:]][process.id] = number
    }
    func called(by process: ProcessModel) -> [(node: Int, process: Int)] {
      process.nodes.enumerated().compactMap { index, node in
        node.calls.flatMap { numbers[process.service]?[$0] }.map { (index, $0) }
      }
    }
    let isCalled = Set(
      processes.indices.flatMap { number in called(by: processes[number]).map(\.process).filter { $0 != number } })
    guard !isCalled.isEmpty else { return }
    let originals = processes
    var isEntered: Set<Int> = []
    // Processes without a caller first, then cycles of calls.
    for number in processes.indices.filter({ !isCalled.contains($0) }) + isCalled.sorted()
    where !isEntered.contains(number) {
      var first = [number: 0]
      var pending = called(by: processes[number])
      while let (node, other) = pending.popLast(), processes[number].nodes.count < ProcessModel.maximumNodes {
        guard other != number else { continue }
        if first[other] == nil {
          first[other] = processes[number].nodes.count
          pending += called(by: originals[other]).map { ($0.node + processes[number].nodes.count, $0.process) }
          processes[number].take(originals[other], calledBy: node)
          isEntered.insert(other)
        }
        if let first = first[other] { processes[number].link(call: node, to: originals[other], at: first) }
      }
    }
    processes = processes.indices.filter { !isEntered.contains($0) }.map { processes[$0] }
  }
}

extension ProcessModel {
  /// Appends the nodes of a called process, inside the scope of the call.
  fileprivate mutating func take(_ other: ProcessModel, calledBy call: Int) {
    let offset = nodes.count
    for var node in other.nodes {
      node.scope = node.scope < 0 ? call : node.scope + offset
      if node.attachedTo >= 0 { node.attachedTo += offset }
      if node.compensation >= 0 { node.compensation += offset }
      node.next = node.next.map { $0 + offset }
      node.before = node.before.map { $0 + offset }
      node.undoing = node.undoing.map { $0 + offset }
      node.isTimed = node.isTimed || nodes[call].isTimed
      node.isFailure = node.isFailure || nodes[call].isFailure
      nodes.append(node)
    }
    deadBranches += other.deadBranches
  }

  /// Links a call to the starts of the called process, whose nodes begin at a position, and its ends to what follows
  /// the call.
  fileprivate mutating func link(call: Int, to other: ProcessModel, at first: Int) {
    let starts = other.nodes.indices.filter {
      other.nodes[$0].kind == .start && other.nodes[$0].scope < 0 && other.nodes[$0].message == nil
        && other.nodes[$0].timer == nil
    }
    guard nodes[call].kind == .task, !starts.isEmpty else { return }
    let (out, holders) = (nodes[call].next, Set(other.nodes.map(\.scope)))
    nodes[call].kind = .other
    nodes[call].next = starts.map { $0 + first }
    for start in nodes[call].next {
      nodes[start].kind = .other
      nodes[start].before.append(call)
    }
    for last in other.nodes.indices
    where other.nodes[last].next.isEmpty && other.nodes[last].attachedTo < 0 && !holders.contains(last) {
      nodes[last + first].next += out
      for next in out { nodes[next].before.append(last + first) }
    }
  }
}

/// The definitions in the catalog of the services that have processes.
private struct Entries {
  let kinds: [Name: Message.Kind]
  /// The positions of services by name.
  private(set) var numbers: [Name: Int] = [:]
  /// The positions of mentions without a cause, by service, message and direction (1 for outgoing).
  private(set) var listed: [[UInt32]: Int] = [:]
  /// The received messages without a documented reaction, by service.
  private(set) var incoming: [Name: [Name]] = [:]
  /// Pairs of a service and a message to which it has a documented reaction.
  var declared: Set<[UInt32]> = []
  /// Pairs of a service and a message that it sends for a documented cause.
  private(set) var explained: Set<[UInt32]> = []
  /// The labels of each service's outside triggers.
  private var labels: [Name: Set<Name>] = [:]
  /// The messages that each service mentions at all, with direction.
  private var known: [Name: Set<[UInt32]>] = [:]
  private var byWords: [String: Name] = [:]
  /// The positions of flows by name.
  var flows: [Name: Int] = [:]
  /// The positions of flows by owner and start.
  let startedFlows: [[UInt32]: Int]
  private let workers: [String: [Service.Worker]]

  init(_ reading: PartialCatalog) {
    kinds = reading.kinds()
    for (index, flow) in reading.flows.enumerated() where flows[flow.name] == nil { flows[flow.name] = index }
    let started = reading.flows.enumerated().compactMap { index, flow in
      flow.owner.flatMap { owner in flow.starts.map { ([owner.name.index, $0.name.index], index) } }
    }
    startedFlows = Dictionary(started) { first, _ in first }
    workers = Service.workers(reading.services, reading.names)
    for name in kinds.keys.sorted(by: { reading.names.areInOrder($0, $1) }) {
      let words = PlainName.of(reading.names[name])
      if byWords[words] == nil { byWords[words] = name }
    }
    // The linker keeps the first definition with content, so that what a process adds belongs there.
    for (index, service) in reading.services.enumerated() {
      if let known = numbers[service.name], reading.services[known].hasContent || !service.hasContent { continue }
      numbers[service.name] = index
    }
    let own = Set(reading.processes.map(\.service))
    for (index, mention) in reading.mentions.enumerated() where own.contains(mention.service) {
      let direction: UInt32 = mention.verb.isOutgoing ? 1 : 0
      guard mention.verb != .observes else { continue }
      known[mention.service, default: []].insert([mention.message.index, direction])
      guard mention.reaction < 0 else {
        if direction == 1 { explained.insert([mention.service.index, mention.message.index]) }
        continue
      }
      if listed.updateValue(index, forKey: [mention.service.index, mention.message.index, direction]) == nil,
        direction == 0
      {
        incoming[mention.service, default: []].append(mention.message)
      }
    }
    for reaction in reading.reactions {
      if let message = reaction.message { declared.insert([reaction.service.index, message.index]) }
      if case .outside(let label, _, _) = reaction.trigger { labels[reaction.service, default: []].insert(label) }
    }
  }

  /// A label for an outside trigger that is unique at the service.
  mutating func label(_ words: String, at service: Name, names: inout Names) -> Name {
    Self.free(words, &names) { labels[service, default: []].insert($0).inserted }
  }

  /// A name of some words that is free, with a number where needed: `pay`, `pay (2)`.
  static func free(_ words: String, _ names: inout Names, isFree: (Name) -> Bool) -> Name {
    var number = 1
    while true {
      let name = names.intern(number == 1 ? words : "\(words) (\(number))")
      if isFree(name) { return name }
      number += 1
    }
  }

  /// The message that a node waits for or sends: by its name, else by the job of the service's definition, else by the
  /// words of the job type. A message without a name is the one that the label of the event names.
  func message(of node: ProcessModel.Node, at service: Name, names: Names) -> Name? {
    if let name = node.message { return names.find(name).flatMap { kinds[$0] == nil ? nil : $0 } }
    if node.isUnnamedExchange, !node.isComputed, node.isLabelled, let known = byWords[PlainName.of(node.label)] {
      return known
    }
    guard let job = node.job.map(PlainName.job) else { return nil }
    // A message that another service sends when it works on the job is not sent by the process.
    if let known = workers[job] {
      return known.first { $0.service == service }?.message.flatMap { kinds[$0] == nil ? nil : $0 }
    }
    // The job `sendRetrievePayment` sends `RetrievePayment`.
    let verb = ["send", "publish", "emit", "raise"].first { job.hasPrefix($0) && job.count > $0.count }
    return byWords[job] ?? verb.flatMap { byWords[String(job.dropFirst($0.count))] }
  }

  /// The messages of a process that the service's definition omits; none if the definition mentions no messages at
  /// all.
  mutating func unlisted(by process: ProcessModel, _ named: [Name?]) -> [ProcessModel.Unlisted] {
    guard known[process.service] != nil else { return [] }
    var found: [ProcessModel.Unlisted] = []
    for (node, name) in zip(process.nodes, named) {
      guard let name, ![.other, .choice, .task, .timer].contains(node.kind) else { continue }
      let isSent = !node.receives
      if known[process.service]?.insert([name.index, isSent ? 1 : 0]).inserted == true {
        found.append(ProcessModel.Unlisted(message: name, isSent: isSent, place: node.place))
      }
    }
    return found
  }
}
