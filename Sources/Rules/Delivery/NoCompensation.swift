import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A process that aborts after steps without compensation.
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
        "\(process.label) aborts at \(name) without compensation for \(joined(what))", at: node.place,
        about: [process.service] + first.compactMap(\.known),
        confidence: first[0].known == nil ? .low : .medium,
        notes: first.map { Note("\($0.label) is done here", at: $0.place) },
        help:
          "attach compensation to the step and throw it on this path, or send the command that undoes the step"
      )
    }
  }
}

extension Inspection {
  /// Whether a step may have to be undone: a command that changes something, or a job whose verb implies it.
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

  /// Whether the step is a pivot, after which the flow only goes forward.
  fileprivate func isPivot(_ node: ProcessModel.Node) -> Bool {
    node.known.map { graph.hasReaction(to: $0) { catalog.traits(of: $0)?.isPivot == true } } ?? false
  }

  /// Whether the node waits for a message about a failure.
  fileprivate func isRefusal(_ node: ProcessModel.Node) -> Bool {
    guard node.kind == .wait, let position = node.known.flatMap(catalog.position(ofMessage:)) else { return false }
    return facts.names[position].marks.contains(.failure)
  }

  private static func verb(_ text: String) -> String {
    Words(text).words.first { !asking.contains($0) }.map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  /// Words that may precede the verb that counts: `request refund`.
  private static let asking = Set(["send", "call", "ask", "request", "trigger", "command"].map { Array($0.utf8)[...] })

  /// Verbs of jobs that move money, goods or reservations.
  private static let doing: Set = [
    "allocate", "bill", "block", "book", "buy", "capture", "charge", "debit", "deduct", "deliver", "dispatch",
    "earmark", "hire", "hold", "pay", "purchase", "rent",
    "reserve", "sell", "ship", "transfer", "withdraw",
  ]

  /// Verbs of commands with nothing to undo, or that undo something themselves.
  private static let harmless: Set = [
    "announce", "assess", "audit", "calculate", "cancel", "check", "close", "compensate", "compute", "confirm",
    "determine", "estimate", "evaluate", "find", "get", "inform", "load",
    "log", "mail", "notify", "prepare", "print", "read", "record", "refund", "release", "remind", "reset", "return",
    "reverse", "review", "revert", "revoke", "rollback", "score",
    "screen", "search", "send", "track", "undo", "unlock", "validate", "verify", "void",
  ]
}

extension ProcessModel {
  /// The nodes reached only from a failure, if the process ends there without further work; nil otherwise.
  fileprivate func left(by exit: Int, _ isInRegularFlow: [Bool]) -> Set<Int>? {
    var path: Set = [exit]
    var pending = [exit]
    var ends = false
    while let index = pending.popLast() {
      let node = nodes[index]
      // Work or messages on this path may be the compensation.
      guard index == exit || !node.acts && node.kind != .task else { return nil }
      ends = ends || node.next.isEmpty
      for next in node.next where !isInRegularFlow[next] && path.insert(next).inserted { pending.append(next) }
    }
    return ends ? path : nil
  }

  /// The label of an exit; without one, named after the step it interrupts or the node it leads to.
  fileprivate func name(of exit: Int, leavingBy path: Set<Int>) -> String {
    let node = nodes[exit]
    if !node.isLabelled, node.attachedTo >= 0, nodes[node.attachedTo].isLabelled {
      return "the \(node.timer == nil ? "failure" : "time limit") of \(nodes[node.attachedTo].label)"
    }
    return node.isLabelled
      ? node.label : path.sorted().first { nodes[$0].isLabelled }.map { nodes[$0].label } ?? node.label
  }

  /// Whether each node is reached from the starts without passing the given node.
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

  /// Whether each step is done when the process fails at a node. The request whose reply is still awaited is not done.
  fileprivate func done(before exit: Int) -> [Bool] {
    var done = [Bool](repeating: false, count: nodes.count)
    // Each node twice: on the way to the previous step, and past it.
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
      // The interrupted step is not done, but the steps before it are.
      if node.attachedTo >= 0 {
        for before in nodes[node.attachedTo].before { visit(before, true) }
      }
    }
    return done
  }

  /// Where a process is when it fails: at the step the event is attached to, or anywhere in the scope it guards.
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
