import Catalog
import Graph

extension SequenceTree {
  /// How much of a sequence is drawn.
  struct Limits: Sendable {
    /// The largest number of messages.
    var rows: Int
    /// The largest number of services that send.
    var senders: Int
  }

  /// The tree with so much folded that it stays within limits. First side branches are folded, the deepest first, then
  /// the end of the longest path; where long lists remain, their ends.
  ///
  /// Linear in the messages, times the depth of the tree.
  func folded(to limits: Limits) -> SequenceTree {
    var outline = Outline(roots)
    outline.fold(to: limits)
    var pruning = Pruning(outline)
    return SequenceTree(roots: pruning.pruned(roots))
  }
}

/// The messages of a tree in reading order, and which of them are drawn. The messages below a receiver are a range.
private struct Outline {
  /// A receiver with messages below it.
  private struct Body {
    var target: Int
    var messages: Range<Int>
    var depth: Int
    /// Whether it lies on the longest path.
    var isMain: Bool
  }

  /// Whether each message is drawn.
  private(set) var isDrawn: [Bool] = []
  /// The receivers whose messages are folded, by their ids.
  private(set) var folded: Set<Int> = []
  private var senders: [Name?] = []
  private var bodies: [Body] = []
  private var rows = 0
  /// The number of drawn messages of each sender.
  private var drawnOf: [Name: Int] = [:]

  init(_ roots: [SequenceTree.Node]) {
    collect(roots, depth: 0, isMain: true)
    rows = senders.count
    isDrawn = Array(repeating: true, count: rows)
    for sender in senders.compactMap(\.self) { drawnOf[sender, default: 0] += 1 }
  }

  private mutating func collect(_ nodes: [SequenceTree.Node], depth: Int, isMain: Bool) {
    for node in nodes {
      switch node {
      case .message(let message):
        senders.append(message.step.sender)
        for target in message.targets where !target.body.isEmpty {
          let (first, position) = (senders.count, bodies.count)
          let isOnPath = isMain && target.height == message.height - 1
          bodies.append(Body(target: target.id, messages: first..<first, depth: depth, isMain: isOnPath))
          collect(target.body, depth: depth + 1, isMain: isOnPath)
          bodies[position].messages = first..<senders.count
        }
      case .choice(let choice):
        let height = SequenceTree.height([node])
        for branch in choice.branches {
          collect(branch, depth: depth, isMain: isMain && SequenceTree.height(branch) == height)
        }
      case .rest: break
      }
    }
  }

  mutating func fold(to limits: SequenceTree.Limits) {
    func isOver() -> Bool { rows > limits.rows || drawnOf.count > limits.senders }
    let order = bodies.indices.sorted { left, right in
      let (first, second) = (bodies[left], bodies[right])
      return (first.isMain ? 1 : 0, -first.depth, left) < (second.isMain ? 1 : 0, -second.depth, right)
    }
    for index in order where bodies[index].depth > 0 {
      guard isOver() else { return }
      folded.insert(bodies[index].target)
      for message in bodies[index].messages { hide(message) }
    }
    guard isOver() else { return }
    // Lists remain that are too long: what comes first is drawn.
    var (kept, senders) = (0, Set<Name>())
    for message in isDrawn.indices where isDrawn[message] {
      let sender = self.senders[message]
      let isNew = sender.map { !senders.contains($0) } ?? false
      guard kept < limits.rows, !isNew || senders.count < limits.senders else {
        hide(message)
        continue
      }
      kept += 1
      if let sender { senders.insert(sender) }
    }
  }

  private mutating func hide(_ message: Int) {
    guard isDrawn[message] else { return }
    isDrawn[message] = false
    rows -= 1
    guard let sender = senders[message], let count = drawnOf[sender] else { return }
    drawnOf[sender] = count == 1 ? nil : count - 1
  }
}

/// The tree without the messages that an outline hides.
private struct Pruning {
  private let outline: Outline
  /// The position of the next message in reading order.
  private var position = 0

  init(_ outline: Outline) { self.outline = outline }

  mutating func pruned(_ nodes: [SequenceTree.Node]) -> [SequenceTree.Node] {
    var kept: [SequenceTree.Node] = []
    var rest: SequenceTree.Rest?
    for node in nodes {
      switch node {
      case .message(let message):
        let isDrawn = outline.isDrawn[position]
        position += 1
        guard isDrawn else {
          let hidden = SequenceTree.count([node])
          position += hidden - 1
          rest = rest ?? SequenceTree.Rest(messages: 0, sender: message.step.sender, number: message.step.number)
          rest?.messages += hidden
          continue
        }
        var own = message
        own.targets = message.targets.map { pruned($0) }
        kept.append(.message(own))
      case .choice(let choice):
        var own = choice
        own.branches = choice.branches.map { pruned($0) }
        // A branch that is folded as a whole has no place of its own.
        let whole = own.branches.filter { $0.count == 1 }.compactMap(\.first?.rest)
        if let first = whole.first {
          own.branches.removeAll { $0.count == 1 && $0[0].rest != nil }
          rest = rest ?? SequenceTree.Rest(messages: 0, sender: first.sender, number: first.number)
          rest?.messages += whole.reduce(0) { $0 + $1.messages }
        }
        if !own.branches.isEmpty { kept.append(.choice(own)) }
      case .rest: break
      }
    }
    if let rest { kept.append(.rest(rest)) }
    return kept
  }

  private mutating func pruned(_ target: SequenceTree.Target) -> SequenceTree.Target {
    guard !target.body.isEmpty else { return target }
    var own = target
    let count = SequenceTree.count(target.body)
    let isPartlyDrawn = outline.isDrawn[position..<position + count].contains(true)
    guard !outline.folded.contains(target.id), isPartlyDrawn else {
      position += count
      (own.folded, own.body) = (count, [])
      return own
    }
    own.body = pruned(target.body)
    return own
  }
}

extension SequenceTree.Node {
  fileprivate var rest: SequenceTree.Rest? { if case .rest(let rest) = self { rest } else { nil } }
}
