import Catalog
import Findings

extension PartialCatalog {
  /// Turns sagas and outcomes into reactions to replies, compensations and flows with an owner. Linear in sagas,
  /// mentions and reactions.
  mutating func lowerSagas() {
    nameAnonymousReplies()
    guard !sagas.isEmpty || !outcomes.isEmpty else { return }
    var lowering = SagaLowering(self)
    for outcome in outcomes { lowering.add(outcome, to: &self) }
    for saga in sagas { lowering.add(saga, to: &self) }
    insert(lowering.further)
  }

  /// `replies: ok | failed` names an outcome and not a message: each request gets replies of its own.
  private mutating func nameAnonymousReplies() {
    let words = Set(SagaLowering.anonymous.compactMap { names.find($0) }).subtracting(messages.map(\.name))
    guard !words.isEmpty else { return }
    for index in mentions.indices where mentions[index].verb == .replies && words.contains(mentions[index].message) {
      guard mentions[index].reaction >= 0, let request = reactions[Int(mentions[index].reaction)].message else {
        continue
      }
      mentions[index].message = reply(names[mentions[index].message], to: request)
    }
    for index in services.indices {
      for number in services[index].expectations.indices {
        let request = services[index].expectations[number].message.name
        for reply in services[index].expectations[number].replies.indices {
          let word = services[index].expectations[number].replies[reply].name
          guard words.contains(word) else { continue }
          services[index].expectations[number].replies[reply].name = self.reply(names[word], to: request)
        }
      }
    }
  }

  /// The name of a reply that has none of its own: `ReserveSeats:ok`.
  mutating func reply(_ word: String, to request: Name) -> Name { names.intern("\(names[request]):\(word)") }

  /// Adds outputs to reactions. The outputs of a reaction stand together, so all mentions move.
  private mutating func insert(_ further: [Int32: [Mention]]) {
    guard !further.isEmpty else { return }
    var ends: [Int32: [Int32]] = [:]
    for reaction in further.keys.sorted() {
      let outputs = reactions[Int(reaction)].outputs
      ends[outputs.isEmpty ? Int32(mentions.count) : outputs.upperBound, default: []].append(reaction)
    }
    var starts: [Int32: [Int32]] = [:]
    for index in reactions.indices where !reactions[index].outputs.isEmpty {
      starts[reactions[index].outputs.lowerBound, default: []].append(Int32(index))
    }
    var moved: ContiguousArray<Mention> = []
    moved.reserveCapacity(mentions.count + further.values.reduce(0) { $0 + $1.count })
    for position in 0...Int32(mentions.count) {
      for reaction in ends[position] ?? [] {
        let before = reactions[Int(reaction)].outputs.count
        moved.append(contentsOf: further[reaction] ?? [])
        let count = Int32(before + (further[reaction]?.count ?? 0))
        reactions[Int(reaction)].outputs = Int32(moved.count) - count..<Int32(moved.count)
      }
      // A reaction that begins here has not been moved yet: its outputs keep their number for now.
      for reaction in starts[position] ?? [] {
        let count = Int32(reactions[Int(reaction)].outputs.count)
        reactions[Int(reaction)].outputs = Int32(moved.count)..<Int32(moved.count) + count
      }
      if position < Int32(mentions.count) { moved.append(mentions[Int(position)]) }
    }
    mentions = moved
  }
}

/// The turning of sagas into reactions: what is known of requests and their replies.
private struct SagaLowering {
  /// The words of replies without a name.
  static let anonymous = ["ok", "failed"]

  /// The outputs to add to reactions.
  private(set) var further: [Int32: [Mention]] = [:]
  private let kinds: [Name: Message.Kind]
  /// The positions of the mentions that receive a message, by message.
  private var receivers: [Name: [Int]] = [:]
  /// The positions of received messages and of messages without a cause, by service, message and direction.
  private var own: [[UInt32]: Int] = [:]
  /// All messages that are sent.
  private var sent: Set<Name> = []
  private var triggers: [[UInt32]: [Int32]] = [:]
  /// The replies to requests, and the outputs of reactions, that were looked up before.
  private var known: [Request: (successes: [Name], failures: [Name])] = [:]
  private var outputsOf: [Int32: Set<Name>] = [:]
  /// The positions of services and flows by name.
  private var services: [Name: Int] = [:]
  private var flows: [Name: Int] = [:]

  private struct Request: Hashable {
    var name: Name
    var canFail: Bool
  }

  init(_ reading: PartialCatalog) {
    kinds = reading.kinds()
    for (index, mention) in reading.mentions.enumerated() {
      if mention.verb.isOutgoing {
        sent.insert(mention.message)
        if mention.reaction < 0 { own[[mention.service.index, mention.message.index, 1]] = index }
      } else if mention.verb != .observes {
        receivers[mention.message, default: []].append(index)
        own[[mention.service.index, mention.message.index, 0]] = index
      }
    }
    for (index, service) in reading.services.enumerated() where services[service.name] == nil || service.hasContent {
      services[service.name] = index
    }
    for (index, flow) in reading.flows.enumerated() where flows[flow.name] == nil { flows[flow.name] = index }
    for (index, reaction) in reading.reactions.enumerated() {
      guard case .outside(let label, _, _) = reaction.trigger else { continue }
      triggers[[reaction.service.index, label.index], default: []].append(Int32(index))
    }
  }

  // MARK: Outcomes

  mutating func add(_ outcome: Outcome, to reading: inout PartialCatalog) {
    let replies = replies(to: outcome.request, canFail: outcome.isFailure, in: &reading)
    for reply in outcome.isFailure ? replies.failures : replies.successes {
      react(of: outcome.service, to: reply, at: outcome.request.place, outputs: outcome.outputs, in: &reading)
    }
  }

  /// The replies to a request that say that it was done, and those that say that it was not.
  ///
  /// - Parameter canFail: whether a receiver that says nothing of its replies is expected to fail as well.
  private mutating func replies(
    to request: NamePlace, canFail: Bool, in reading: inout PartialCatalog
  ) -> (successes: [Name], failures: [Name]) {
    let key = Request(name: request.name, canFail: canFail)
    if let known = known[key] { return known }
    var (successes, failures): ([Name], [Name]) = ([], [])
    for receiver in receivers[request.name] ?? [] {
      var stated: [Mention] = []
      if reading.mentions[receiver].reaction >= 0 {
        let number = reading.mentions[receiver].reaction
        let outputs = reading.reactions[Int(number)].outputs.map { reading.mentions[Int($0)] } + (further[number] ?? [])
        stated = outputs.filter { $0.verb == .replies }
        if stated.isEmpty { stated = outputs.filter { $0.verb == .publishes } }
      }
      if stated.isEmpty { stated = reply(to: request, by: receiver, canFail: canFail, in: &reading) }
      let failed = stated.filter { Self.saysFailure(reading.names[$0.message]) }.map(\.message)
      // Where names do not tell, the first of several is success.
      let first = stated.first { $0.alternative > 0 }
      for mention in stated {
        let isFailure =
          failed.isEmpty || failed.count == stated.count && stated.count > 1
          ? first.map { mention.excludes($0) } ?? false : failed.contains(mention.message)
        if isFailure { failures.append(mention.message) } else { successes.append(mention.message) }
      }
    }
    var seen: Set<Name> = []
    let found = (
      successes: successes.filter { seen.insert($0).inserted }, failures: failures.filter { seen.insert($0).inserted }
    )
    known[key] = found
    return found
  }

  private static func saysFailure(_ name: String) -> Bool {
    let word = (name.split(separator: ":").last.map(String.init) ?? name).lowercased()
    return [
      "fail", "reject", "refus", "declin", "error", "denied", "disabled", "invalid", "unavailable", "insufficient",
      "outof", "not", "abort", "timeout", "timedout", "exceeded",
    ].contains { word.contains($0) }
  }

  /// Lets a receiver of whose replies nothing is known reply `ok`, or `ok | failed`.
  private mutating func reply(
    to request: NamePlace, by receiver: Int, canFail: Bool, in reading: inout PartialCatalog
  ) -> [Mention] {
    let service = reading.mentions[receiver].service
    if reading.mentions[receiver].reaction < 0 {
      reading.mentions[receiver].reaction = Int32(reading.reactions.count)
      reading.reactions.append(
        Reaction(
          service: service, trigger: .message(request.name), place: reading.mentions[receiver].place,
          certainty: .declared))
    }
    let number = reading.mentions[receiver].reaction
    let words = canFail ? Self.anonymous : [Self.anonymous[0]]
    let replies = words.enumerated().map { index, word in
      Mention(
        service: service, message: reading.reply(word, to: request.name), verb: .replies,
        place: reading.mentions[receiver].place, reaction: number, alternative: canFail ? UInt16.max : 0,
        branch: canFail ? UInt8(index + 1) : 0)
    }
    further[number, default: []] += replies
    return replies
  }

  /// Adds outputs to the reaction of a service to a message, which is made if there is none.
  private mutating func react(
    of service: Name, to message: Name, at place: Place, outputs: [Mention], effect: Name? = nil,
    verb: Mention.Verb = .consumes, in reading: inout PartialCatalog
  ) {
    let number: Int32
    if let known = own[[service.index, message.index, 0]] {
      if reading.mentions[known].reaction < 0 {
        reading.mentions[known].reaction = Int32(reading.reactions.count)
        reading.reactions.append(
          Reaction(
            service: service, trigger: .message(message), place: reading.mentions[known].place, certainty: .declared))
      }
      number = reading.mentions[known].reaction
    } else {
      number = Int32(reading.reactions.count)
      own[[service.index, message.index, 0]] = reading.mentions.count
      receivers[message, default: []].append(reading.mentions.count)
      reading.mentions.append(Mention(service: service, message: message, verb: verb, place: place, reaction: number))
      reading.reactions.append(
        Reaction(service: service, trigger: .message(message), place: place, certainty: .declared))
    }
    if reading.reactions[Int(number)].effect == nil { reading.reactions[Int(number)].effect = effect }
    add(outputs, to: number, in: &reading)
  }

  private mutating func add(_ outputs: [Mention], to number: Int32, in reading: inout PartialCatalog) {
    if outputsOf[number] == nil {
      outputsOf[number] = Set(reading.reactions[Int(number)].outputs.map { reading.mentions[Int($0)].message })
    }
    for var output in outputs where outputsOf[number]?.insert(output.message).inserted ?? false {
      output.reaction = number
      // The saga explains the message that the service lists.
      if let listed = own[[output.service.index, output.message.index, 1]], reading.mentions[listed].reaction < 0 {
        reading.mentions[listed].reaction = number
      }
      further[number, default: []].append(output)
    }
  }

  // MARK: Sagas

  mutating func add(_ saga: Saga, to reading: inout PartialCatalog) {
    addFlow(saga, to: &reading)
    let actions = saga.steps.indices.filter { saga.steps[$0].action != nil }
    if let first = actions.first, let action = saga.steps[first].action {
      start(saga, with: [send(action, of: saga)], in: &reading)
    }
    let write = reading.names.intern("write")
    // Ends that someone else sends need no further cause.
    let ends = saga.ends.filter { !sent.contains($0.name) }
    let good = ends.filter { $0 == saga.ends.first }.map { publish($0, of: saga) }
    let bad = ends.filter { $0 != saga.ends.first }.map { publish($0, of: saga) }
    let undos = saga.steps.indices.filter { saga.steps[$0].undo != nil }
    for (position, index) in actions.enumerated() {
      let step = saga.steps[index]
      guard let action = step.action else { continue }
      let replies = replies(to: action, canFail: undos.contains { $0 < index } || !bad.isEmpty, in: &reading)
      wait(
        for: replies.successes + replies.failures, after: action, within: step.within ?? saga.within, of: saga,
        in: &reading)
      mark(step, in: &reading)
      let next = position + 1 < actions.count ? saga.steps[actions[position + 1]].action : nil
      let onward = next.map { [send($0, of: saga)] } ?? good
      for reply in replies.successes {
        react(
          of: saga.service, to: reply, at: action.place, outputs: onward, effect: next == nil ? write : nil,
          in: &reading)
      }
      if replies.successes.isEmpty, !onward.isEmpty { goOn(after: action, with: onward, of: saga, in: &reading) }
      let isForward = saga.steps[..<index].contains(where: \.isPivot)
      let back = isForward ? nil : undos.last { $0 < index }.flatMap { saga.steps[$0].undo }
      for reply in replies.failures {
        react(
          of: saga.service, to: reply, at: action.place, outputs: back.map { [send($0, of: saga)] } ?? bad,
          effect: back == nil ? write : nil, in: &reading)
      }
    }
    for (position, index) in undos.enumerated() {
      guard let undo = saga.steps[index].undo else { continue }
      let lower = position > 0 ? saga.steps[undos[position - 1]].undo : nil
      if receivers[undo.name] == nil {
        // A local step is taken back by the service itself.
        react(
          of: saga.service, to: undo.name, at: undo.place, outputs: lower == nil ? bad : [], effect: write,
          verb: .handles, in: &reading)
        if lower == nil { continue }
      }
      let done = replies(to: undo, canFail: false, in: &reading).successes
      wait(for: done, after: undo, within: saga.within, of: saga, in: &reading)
      for reply in done {
        react(
          of: saga.service, to: reply, at: undo.place, outputs: lower.map { [send($0, of: saga)] } ?? [],
          effect: lower == nil ? write : nil, in: &reading)
      }
    }
  }

  private func send(_ action: NamePlace, of saga: Saga) -> Mention {
    Mention(
      service: saga.service, message: action.name, verb: (kinds[action.name] ?? .command).sendingVerb,
      place: action.place)
  }

  private func publish(_ end: NamePlace, of saga: Saga) -> Mention {
    Mention(
      service: saga.service, message: end.name, verb: (kinds[end.name] ?? .event).sendingVerb, place: end.place)
  }

  /// Adds the first command to what starts the saga: a trigger of the service, or a message.
  private mutating func start(_ saga: Saga, with outputs: [Mention], in reading: inout PartialCatalog) {
    guard let starts = saga.starts else {
      // What starts it is not written down.
      for output in outputs where own[[output.service.index, output.message.index, 1]] == nil {
        own[[output.service.index, output.message.index, 1]] = reading.mentions.count
        reading.mentions.append(output)
      }
      return
    }
    if let known = triggers[[saga.service.index, starts.name.index]] {
      for number in known { add(outputs, to: number, in: &reading) }
      return
    }
    let verb = (kinds[starts.name] ?? .command).receivingVerb
    react(of: saga.service, to: starts.name, at: starts.place, outputs: outputs, verb: verb, in: &reading)
  }

  /// Goes on after a command of which no receiver is known.
  private mutating func goOn(
    after action: NamePlace, with outputs: [Mention], of saga: Saga, in reading: inout PartialCatalog
  ) {
    let label = reading.names.intern("\(reading.names[action.name]) is done")
    let trigger = Reaction.Trigger.outside(label, kind: .state, after: reading.list(action))
    let number = Int32(reading.reactions.count)
    reading.reactions.append(
      Reaction(service: saga.service, trigger: trigger, place: action.place, certainty: .declared))
    add(outputs, to: number, in: &reading)
  }

  /// Adds the wait for a step's reply, if it has a time limit.
  private func wait(
    for replies: [Name], after action: NamePlace, within limit: Name?, of saga: Saga, in reading: inout PartialCatalog
  ) {
    guard let limit, !replies.isEmpty else { return }
    guard let service = services[saga.service],
      !reading.services[service].expectations.contains(where: { $0.message.name == action.name })
    else { return }
    var expectation = Service.Expectation(
      message: action, replies: replies.map { NamePlace($0, at: action.place) }, isTimed: true, otherwise: [])
    expectation.within = limit
    reading.services[service].expectations.append(expectation)
  }

  /// Tells the receivers of a step's command what takes it back, and that it is the pivot.
  private func mark(_ step: Saga.Step, in reading: inout PartialCatalog) {
    guard let action = step.action else { return }
    for receiver in receivers[action.name] ?? [] where reading.mentions[receiver].reaction >= 0 {
      let number = Int(reading.mentions[receiver].reaction)
      if let undo = step.undo, reading.reactions[number].compensation.isEmpty {
        reading.reactions[number].compensation = reading.list(undo)
      }
      if step.isPivot {
        reading.reactionTraits[reading.reactions[number].place, default: ReactionTraits()].isPivot = true
      }
    }
  }

  private mutating func addFlow(_ saga: Saga, to reading: inout PartialCatalog) {
    let place = saga.name.place
    let owner = NamePlace(saga.service, at: place)
    if let known = flows[saga.name.name] {
      return reading.flows[known].complete(owner: owner, starts: saga.starts, ends: saga.ends)
    }
    var flow = Flow(name: saga.name.name, place: place)
    flow.complete(
      owner: owner, starts: saga.starts ?? saga.steps.lazy.compactMap(\.action).first, ends: saga.ends)
    flows[flow.name] = reading.flows.count
    reading.flows.append(flow)
  }
}
