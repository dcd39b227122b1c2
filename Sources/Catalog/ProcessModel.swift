package import Findings

/// What a workflow file says: the nodes of a service's process with what they wait for and send, as far as eventlint asks.
package struct ProcessModel: Sendable {
  package enum Kind: Sendable {
    /// Begins the process; with a message it is consumed.
    case start
    /// Waits for a message: a receive task, an intermediate or boundary event, the start of an event sub-process.
    case wait
    /// Sends: a send task, a message thrown in the middle or at the end.
    case send
    /// Does something that may send: a service task with a job.
    case job
    /// A timer that the flow waits for.
    case timer
    case end
    case eventGateway
    case other
  }

  package struct Node: Sendable {
    package var kind: Kind
    /// The label that people gave it, else its id.
    package var label: String
    /// The message's name, of nodes that name one.
    package var message: String?
    /// The job type, topic or class of a task.
    package var job: String?
    package var place: Place
    /// The sub-process it lies in, by its position among the nodes; -1 for the process itself.
    package var scope = -1
    /// The node it is attached to, of boundary events; -1 for none.
    package var attachedTo = -1
    /// A time limit ends it.
    package var isTimed = false
    /// Reached after an error or a time limit only.
    package var isFailure = false
    /// The duration or date of a timer as it is written, with its place.
    package var timer: (text: String, isExpression: Bool, place: Place)?
    package var next: [Int] = []
    package var before: [Int] = []

    package init(kind: Kind, label: String, place: Place) {
      self.kind = kind
      self.label = label
      self.place = place
    }
  }

  package var service: Name
  package var label: String
  package var nodes: [Node]
  /// Arrows whose condition is false whatever happens: what they are called, and where the condition is.
  package var deadBranches: [(label: String, place: Place)] = []
  /// Messages that the process speaks of and the service's own entry, which speaks of others, does not.
  package internal(set) var unlisted: [(message: Name, isSent: Bool, place: Place)] = []

  package init(service: Name, label: String, nodes: [Node]) {
    self.service = service
    self.label = label
    self.nodes = nodes
  }

  /// The nodes that are reached from one without passing another of some kind; those where the walk ends are included.
  package func reached(from start: Int, until stops: (Node) -> Bool) -> [Int] {
    var seen: Set<Int> = []
    var pending = nodes[start].next
    var found: [Int] = []
    while let index = pending.popLast() {
      guard seen.insert(index).inserted else { continue }
      found.append(index)
      if !stops(nodes[index]) { pending += nodes[index].next }
    }
    return found.sorted()
  }
}

extension Reading {
  /// Turns the processes that were read into reactions: between one wait and the next, what a process sends is its reaction. Linear in nodes,
  /// but for the stretch behind each wait.
  mutating func joinProcesses() {
    guard !processes.isEmpty else { return }
    var byWords: [String: Name] = [:]
    var kinds: [Name: Message.Kind] = [:]
    for message in messages { kinds[message.name] = message.kind }
    for mention in mentions where kinds[mention.message] == nil { kinds[mention.message] = mention.verb.kind ?? .event }
    for name in kinds.keys.sorted(by: { self.names.areInOrder($0, $1) }) { byWords[PlainName.of(self.names[name])] = byWords[PlainName.of(self.names[name])] ?? name }
    var numbers: [Name: Int] = [:]
    for (index, service) in services.enumerated() { numbers[service.name] = numbers[service.name] ?? index }
    let own = Set(processes.map(\.service))
    var listed: [[UInt32]: Int] = [:]
    for (index, mention) in mentions.enumerated() where mention.reaction < 0 && own.contains(mention.service) && mention.verb != .observes {
      listed[[mention.service.index, mention.message.index, mention.verb.isOutgoing ? 1 : 0]] = index
    }
    let written = reactions.count
    var declared: Set<[UInt32]> = []
    for reaction in reactions {
      if let message = reaction.message { declared.insert([reaction.service.index, message.index]) }
    }
    for (number, process) in processes.enumerated() {
      guard let service = numbers[process.service] else { continue }
      let named: [Name?] = process.nodes.map { node in
        if let name = node.message { return self.names.find(name).flatMap { kinds[$0] == nil ? nil : $0 } }
        guard let job = node.job.map(PlainName.of) else { return nil }
        // `sendRetrievePayment` does what `RetrievePayment` asks for.
        let verb = ["send", "publish", "emit", "raise"].first { job.hasPrefix($0) && job.count > $0.count }
        return byWords[job] ?? verb.flatMap { byWords[String(job.dropFirst($0.count))] }
      }
      let awaited = Set(process.nodes.indices.filter { process.nodes[$0].kind == .wait || process.nodes[$0].kind == .start }.compactMap { named[$0] })
      processes[number].unlisted = unlisted(process, named, reactions.prefix(written), listed)
      // Code begins the process when something comes; when one message is left that it does not wait for, that is what.
      let others = listed.keys.filter { $0[0] == process.service.index && $0[2] == 0 }.map { Name(index: $0[1]) }.filter { !awaited.contains($0) }
      for (index, node) in process.nodes.enumerated() where node.kind == .wait || node.kind == .start {
        let trigger = named[index] ?? (node.kind == .start && node.message == nil && node.timer == nil && node.scope < 0 && others.count == 1 ? others[0] : nil)
        guard node.message == nil || trigger != nil else { continue }
        let stretch = process.reached(from: index) { $0.kind == .wait || $0.kind == .timer }
        let sends = stretch.filter { [.send, .job, .end].contains(process.nodes[$0].kind) }.compactMap { number in named[number].map { (number, $0) } }
        expect(sends, process, at: service, named)
        if let trigger {
          guard declared.insert([process.service.index, trigger.index]).inserted else { continue }
        } else if node.kind != .start || sends.isEmpty {
          continue
        }
        let number = Int32(reactions.count)
        var reaction = Reaction(
          service: process.service, trigger: trigger.map { .message($0) } ?? .outside(self.names.intern(process.label), kind: .external, after: NameList()), place: node.place, certainty: .process)
        if let trigger {
          let verb = (kinds[trigger] ?? .event).receivingVerb
          if let known = listed[[process.service.index, trigger.index, 0]] {
            mentions[known].reaction = number
          } else {
            mentions.append(Mention(service: process.service, message: trigger, verb: verb, place: node.place, reaction: number))
          }
        }
        let first = Int32(mentions.count)
        for (sender, name) in sends {
          let sent = process.nodes[sender]
          // What the service lists is what the process sends: no other cause is to be guessed.
          if let known = listed[[process.service.index, name.index, 1]] { mentions[known].reaction = number }
          mentions.append(Mention(service: process.service, message: name, verb: (kinds[name] ?? .event).sendingVerb, place: sent.place, reaction: number))
        }
        reaction.outputs = first..<Int32(mentions.count)
        reactions.append(reaction)
      }
    }
  }

  /// What the service's entry in the catalog leaves out, when it says what comes in and goes out at all.
  private func unlisted(_ process: ProcessModel, _ named: [Name?], _ reactions: some Sequence<Reaction>, _ listed: [[UInt32]: Int]) -> [(message: Name, isSent: Bool, place: Place)] {
    var known: Set<[UInt32]> = Set(listed.keys.filter { $0[0] == process.service.index }.map { [$0[1], $0[2]] })
    for reaction in reactions where reaction.service == process.service {
      if let message = reaction.message { known.insert([message.index, 0]) }
      for output in reaction.outputs { known.insert([mentions[Int(output)].message.index, 1]) }
    }
    guard !known.isEmpty else { return [] }
    var found: [(message: Name, isSent: Bool, place: Place)] = []
    for (node, name) in zip(process.nodes, named) {
      guard let name, node.kind != .other, node.kind != .timer else { continue }
      let isSent = node.kind != .wait && node.kind != .start
      if known.insert([name.index, isSent ? 1 : 0]).inserted { found.append((name, isSent, node.place)) }
    }
    return found
  }

  /// What follows a message that is sent, before anything else is, is what the process waits for; what the catalog says of it counts more.
  private mutating func expect(_ sends: [(Int, Name)], _ process: ProcessModel, at service: Int, _ named: [Name?]) {
    for (sender, name) in sends {
      let near = process.reached(from: sender) { [.wait, .send, .job, .timer].contains($0.kind) }
      let waits = near.filter { process.nodes[$0].kind == .wait }
      let replies = waits.compactMap { wait in named[wait].map { NamePlace($0, at: process.nodes[wait].place) } }
      guard !replies.isEmpty, !services[service].expectations.contains(where: { $0.message.name == name }) else { continue }
      // What is sent when time is up, by a timer beside a wait, on it or on a scope around it.
      let around = Set(waits.flatMap { wait in sequence(first: wait) { process.nodes[$0].scope >= 0 ? process.nodes[$0].scope : nil } })
      let limits = near.filter { process.nodes[$0].kind == .timer } + process.nodes.indices.filter { process.nodes[$0].timer != nil && around.contains(process.nodes[$0].attachedTo) }
      let late = Set(limits.flatMap { process.reached(from: $0) { $0.kind == .wait } }).sorted().compactMap { node in
        [.send, .job, .end].contains(process.nodes[node].kind) ? named[node].map { NamePlace($0, at: process.nodes[node].place) } : nil
      }
      var expectation = Service.Expectation(message: NamePlace(name, at: process.nodes[sender].place), replies: replies, isTimed: waits.allSatisfy { process.nodes[$0].isTimed }, otherwise: late)
      expectation.isFromInterface = true
      services[service].expectations.append(expectation)
    }
  }
}
