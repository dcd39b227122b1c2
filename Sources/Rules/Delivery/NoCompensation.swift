import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A process that gives up after steps that nothing takes back.
  static let noCompensation = Rule(.noCompensation, run: run)
}

private func run(_ inspection: inout Inspection) {
  for process in inspection.catalog.processes {
    let steps = process.nodes.map { inspection.mustBeTakenBack($0, in: process) }
    guard steps.contains(true) else { continue }
    let pivots = process.nodes.map(inspection.isPivot)
    let isInRegularFlow = process.nodes.map { !$0.isFailure }
    for (index, node) in process.nodes.enumerated() {
      guard
        let left = node.isTrouble
          ? process.left(by: index, isInRegularFlow)
          : inspection.isRefusal(node) ? process.left(by: index, process.reached(around: index)) : nil
      else { continue }
      let done = process.done(before: index)
      guard !process.nodes.indices.contains(where: { done[$0] && pivots[$0] }) else { continue }
      let lost = process.nodes.indices.filter { done[$0] && steps[$0] && !left.contains($0) }
      let first = lost.prefix(3).map { process.nodes[$0] }
      guard !first.isEmpty else { continue }
      let name = process.name(of: index, leavingBy: left)
      let what = first.map(\.label) + (lost.count > 3 ? ["\(lost.count - 3) more"] : [])
      inspection.report(
        "\(process.label) gives up at \(name) after \(joined(what)), which nothing takes back", at: node.place,
        about: [process.service] + first.compactMap(\.known),
        confidence: first[0].known == nil ? .low : .medium,
        notes: first.map { Note("\($0.label) is done here", at: $0.place) },
        help:
          "attach to the step what takes it back and throw compensation on this path, or send the command that undoes it"
      )
    }
  }
}

extension Inspection {
  /// What a step of a process did may have to be undone: a command that changes something, or a job whose words say as much.
  fileprivate func mustBeTakenBack(_ node: ProcessModel.Node, in process: ProcessModel) -> Bool {
    guard [.send, .job, .task].contains(node.kind), !node.isFailure else { return false }
    var scope = node
    while true {
      guard scope.compensation < 0 else { return false }
      guard scope.scope >= 0 else { break }
      scope = process.nodes[scope.scope]
    }
    guard let name = node.known else {
      return Self.doing.contains(Self.verb(node.isLabelled ? node.label : node.job ?? ""))
    }
    guard catalog.message(name)?.kind == .command, !Self.harmless.contains(Self.verb(catalog[name])) else {
      return false
    }
    return !graph.hasReaction(to: name) { reaction in
      !reaction.compensation.isEmpty || reaction.effect.map(facts.effects.nothing.contains) ?? false
    }
  }

  /// From here on its flow goes forward only.
  fileprivate func isPivot(_ node: ProcessModel.Node) -> Bool {
    node.known.map { graph.hasReaction(to: $0) { catalog.traits(of: $0)?.isPivot == true } } ?? false
  }

  /// It waits for the news that something failed.
  fileprivate func isRefusal(_ node: ProcessModel.Node) -> Bool {
    guard node.kind == .wait, let position = node.known.flatMap(catalog.position(ofMessage:)) else { return false }
    return facts.names[position].marks.contains(.failure)
  }

  private static func verb(_ text: String) -> String {
    Words(text).words.first { !asking.contains($0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// What may stand before the verb that counts: `request refund`.
  private static let asking = Set(["send", "call", "ask", "request", "trigger", "command"].map { Array($0.utf8) })

  /// Verbs of jobs that leave money, goods or places in other hands.
  private static let doing: Set = [
    "allocate", "bill", "block", "book", "buy", "capture", "charge", "debit", "deduct", "deliver", "dispatch",
    "earmark", "hire", "hold", "pay", "purchase", "rent",
    "reserve", "sell", "ship", "transfer", "withdraw",
  ]

  /// Verbs of commands that leave nothing to undo, or undo something themselves.
  private static let harmless: Set = [
    "announce", "assess", "audit", "calculate", "cancel", "check", "close", "compensate", "compute", "confirm",
    "determine", "estimate", "evaluate", "find", "get", "inform", "load",
    "log", "mail", "notify", "prepare", "print", "read", "record", "refund", "release", "remind", "reset", "return",
    "reverse", "review", "revert", "revoke", "rollback", "score",
    "screen", "search", "send", "track", "undo", "unlock", "validate", "verify", "void",
  ]
}

extension ProcessModel {
  /// What is reached from where a process goes wrong and from nowhere else, when the process ends there and does nothing more.
  fileprivate func left(by exit: Int, _ isInRegularFlow: [Bool]) -> Set<Int>? {
    var path: Set = [exit]
    var pending = [exit]
    var ends = false
    while let index = pending.popLast() {
      let node = nodes[index]
      // Whoever does or tells something on this path may take back what is to be taken back.
      guard index == exit || !node.acts && node.kind != .task else { return nil }
      ends = ends || node.next.isEmpty
      for next in node.next where !isInRegularFlow[next] && path.insert(next).inserted { pending.append(next) }
    }
    return ends ? path : nil
  }

  /// What nobody labelled is known by what it interrupts, or by where it leads.
  fileprivate func name(of exit: Int, leavingBy path: Set<Int>) -> String {
    let node = nodes[exit]
    if !node.isLabelled, node.attachedTo >= 0, nodes[node.attachedTo].isLabelled {
      return "the \(node.timer == nil ? "failure" : "time limit") of \(nodes[node.attachedTo].label)"
    }
    return node.isLabelled
      ? node.label : path.sorted().first { nodes[$0].isLabelled }.map { nodes[$0].label } ?? node.label
  }

  /// What is reached from the starts without passing a node.
  fileprivate func reached(around avoided: Int) -> [Bool] {
    var isReached = [Bool](repeating: false, count: nodes.count)
    var pending = nodes.indices.filter {
      $0 != avoided && !nodes[$0].isTrouble && (nodes[$0].kind == .start || nodes[$0].attachedTo >= 0)
    }
    for start in pending { isReached[start] = true }
    while let index = pending.popLast() {
      for next in nodes[index].next where next != avoided && !isReached[next] {
        isReached[next] = true
        pending.append(next)
      }
    }
    return isReached
  }

  /// The steps that are done when the process goes wrong at a node. What asks for the answer that is waited for just then is not among them.
  fileprivate func done(before exit: Int) -> [Bool] {
    var done = [Bool](repeating: false, count: nodes.count)
    // Each node twice: on the way to the step before, and behind it.
    var isSeen = [Bool](repeating: false, count: 2 * nodes.count)
    var pending: [(node: Int, isBehind: Bool)] = []
    func visit(_ node: Int, _ isBehind: Bool) {
      guard !isSeen[2 * node + (isBehind ? 1 : 0)] else { return }
      isSeen[2 * node + (isBehind ? 1 : 0)] = true
      pending.append((node, isBehind))
    }
    for struck in struck(by: exit) {
      for before in nodes[struck].before { visit(before, nodes[struck].kind != .wait) }
    }
    while let (index, isBehind) = pending.popLast() {
      let node = nodes[index]
      if isBehind { done[index] = true }
      let passes = isBehind || [.wait, .send, .job, .timer].contains(node.kind)
      for before in node.before { visit(before, passes) }
      // What an event interrupts is not done, but what came before it is.
      if node.attachedTo >= 0 {
        for before in nodes[node.attachedTo].before { visit(before, true) }
      }
    }
    return done
  }

  /// Where a process is when it goes wrong: at what the event is attached to, or anywhere in the scope that it guards.
  private func struck(by exit: Int) -> [Int] {
    let node = nodes[exit]
    guard node.isTrouble else { return [exit] }
    let scope = node.attachedTo >= 0 ? node.attachedTo : node.scope >= 0 ? nodes[node.scope].scope : -1
    let inside = nodes.indices.filter { index in
      var outer = nodes[index].scope
      while outer >= 0, outer != scope { outer = outer == node.scope ? -2 : nodes[outer].scope }
      return outer == scope && [.wait, .job, .task].contains(nodes[index].kind)
    }
    return inside.isEmpty && scope >= 0 ? [scope] : inside
  }
}
