package import Findings

extension Reading {
  /// Turns the processes that were read into reactions: between one wait and the next, what a process sends is its reaction. Linear in nodes,
  /// but for the stretch behind each wait.
  mutating func joinProcesses() {
    guard !processes.isEmpty else { return }
    enterCalls()
    var byWords: [String: Name] = [:]
    var kinds: [Name: Message.Kind] = [:]
    for message in messages { kinds[message.name] = message.kind }
    for mention in mentions where kinds[mention.message] == nil { kinds[mention.message] = mention.verb.kind ?? .event }
    for name in kinds.keys.sorted(by: { self.names.areInOrder($0, $1) }) { byWords[PlainName.of(self.names[name])] = byWords[PlainName.of(self.names[name])] ?? name }
    var numbers: [Name: Int] = [:]
    for (index, service) in services.enumerated() { numbers[service.name] = numbers[service.name] ?? index }
    var workers: [String: [(service: Name, message: Name?)]] = [:]
    for service in services {
      for job in service.jobs { workers[PlainName.job(names[job.type.name]), default: []].append((service.name, job.message?.name)) }
    }
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
      let named = process.nodes.map { known($0, process.service, kinds, byWords, workers) }
      for (node, name) in named.enumerated() { processes[number].nodes[node].known = name }
      let awaited = Set(process.nodes.indices.filter { process.nodes[$0].kind == .wait || process.nodes[$0].kind == .start }.compactMap { named[$0] })
      processes[number].unlisted = unlisted(process, named, reactions.prefix(written), listed)
      // Code begins the process when something comes; when one message is left that it does not wait for, that is what.
      let others = listed.keys.filter { $0[0] == process.service.index && $0[2] == 0 }.map { Name(index: $0[1]) }.filter { !awaited.contains($0) }
      // Hundreds of waits that all lead to the same hundreds of sends are no process.
      var budget = 1 << 20
      for (index, node) in process.nodes.enumerated() where node.kind == .wait || node.kind == .start {
        let trigger = named[index] ?? (node.kind == .start && node.message == nil && node.timer == nil && node.scope < 0 && others.count == 1 ? others[0] : nil)
        guard node.message == nil || trigger != nil else { continue }
        let stretch = process.reached(from: index) { $0.kind == .wait || $0.kind == .timer }
        let sends = stretch.filter { [.send, .job, .end].contains(process.nodes[$0].kind) }.compactMap { number in named[number].map { (number, $0) } }
        budget -= stretch.count + sends.count * process.nodes.count
        guard budget > 0 else {
          problems.append(Problem(.invalidValue, "the ways through \(process.label) are too many to follow them all", at: node.place, subjects: ["process"]))
          isPartial = true
          break
        }
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

  /// The message that a node waits for or sends: by its name, by what its service says of the job, else by the words of the job.
  private func known(_ node: ProcessModel.Node, _ service: Name, _ kinds: [Name: Message.Kind], _ byWords: [String: Name], _ workers: [String: [(service: Name, message: Name?)]]) -> Name? {
    if let name = node.message { return names.find(name).flatMap { kinds[$0] == nil ? nil : $0 } }
    guard let job = node.job.map(PlainName.job) else { return nil }
    // What another service does when it works on the job, the process does not send.
    if let known = workers[job] { return known.first { $0.service == service }?.message.flatMap { kinds[$0] == nil ? nil : $0 } }
    // `sendRetrievePayment` does what `RetrievePayment` asks for.
    let verb = ["send", "publish", "emit", "raise"].first { job.hasPrefix($0) && job.count > $0.count }
    return byWords[job] ?? verb.flatMap { byWords[String(job.dropFirst($0.count))] }
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
      guard let name, ![.other, .task, .timer].contains(node.kind) else { continue }
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

extension Reading {
  /// Puts a process that others of its service call into them: what limits the call limits what is waited for inside. What is only called
  /// does not stand for itself any more.
  private mutating func enterCalls() {
    var numbers: [Name: [String: Int]] = [:]
    for (number, process) in processes.enumerated() where numbers[process.service]?[process.id] == nil { numbers[process.service, default: [:]][process.id] = number }
    func called(by process: ProcessModel) -> [(node: Int, process: Int)] {
      process.nodes.enumerated().compactMap { index, node in node.calls.flatMap { numbers[process.service]?[$0] }.map { (index, $0) } }
    }
    let isCalled = Set(processes.indices.flatMap { number in called(by: processes[number]).map(\.process).filter { $0 != number } })
    guard !isCalled.isEmpty else { return }
    let originals = processes
    var isEntered: Set<Int> = []
    // Those that nobody calls, then circles.
    for number in processes.indices.filter({ !isCalled.contains($0) }) + isCalled.sorted() where !isEntered.contains(number) {
      var first = [number: 0]
      var pending = called(by: processes[number])
      while let (node, other) = pending.popLast(), processes[number].nodes.count < 5_000 {
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
  /// Appends the nodes of a called process, inside of the call.
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

  /// The flow leads from a call to the starts of what is called, which stands at a position, and from its ends to what follows the call.
  fileprivate mutating func link(call: Int, to other: ProcessModel, at first: Int) {
    let starts = other.nodes.indices.filter { other.nodes[$0].kind == .start && other.nodes[$0].scope < 0 && other.nodes[$0].message == nil && other.nodes[$0].timer == nil }
    guard nodes[call].kind == .task, !starts.isEmpty else { return }
    let (out, holders) = (nodes[call].next, Set(other.nodes.map(\.scope)))
    nodes[call].kind = .other
    nodes[call].next = starts.map { $0 + first }
    for start in nodes[call].next {
      nodes[start].kind = .other
      nodes[start].before.append(call)
    }
    for last in other.nodes.indices where other.nodes[last].next.isEmpty && other.nodes[last].attachedTo < 0 && !holders.contains(last) {
      nodes[last + first].next += out
      for next in out { nodes[next].before.append(last + first) }
    }
  }
}
