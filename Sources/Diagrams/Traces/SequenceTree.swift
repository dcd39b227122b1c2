import Catalog
package import Graph

/// A trace in the order of a sequence: what follows an answer stands below that answer, and steps that exclude each
/// other form one choice. All sequences (drawn, Mermaid, PlantUML) are written from it.
///
/// ```swift
/// // order sends Charge to bank, which replies Charged or Refused; order sends Ship on Charged and Cancel on Refused.
/// // Trace:  1 Charge -> bank (1.1 Charged, 1.2 Refused); 2 Ship after Charged; 3 Cancel after Refused
/// // Tree:   Charge -> bank -> choice [[Charged -> order -> Ship], [Refused -> order -> Cancel]]
/// ```
package struct SequenceTree: Sendable {
  /// A message, a choice between branches, or the count of what a picture leaves out.
  indirect enum Node: Sendable {
    case message(Message)
    case choice(Choice)
    case rest(Rest)
  }

  /// A message with the services that receive it.
  struct Message: Sendable {
    /// The step of the trace; its deliveries are those of `targets`.
    var step: Trace.Step
    var targets: [Target]
    /// The receivers that stand as words beside the message, since they have no column.
    var others: [Target] = []
    /// The number of messages in a row from this one on.
    var height = 1
  }

  /// A receiver with what it sends next.
  struct Target: Sendable {
    /// The position among all receivers of the tree.
    var id: Int
    var delivery: Trace.Delivery
    var body: [Node]
    /// The number of messages of a body that is folded; 0 for none.
    var folded = 0

    /// The number of messages in a row below it.
    var height: Int { SequenceTree.height(body) }
  }

  /// Steps of which one branch happens.
  struct Choice: Sendable {
    /// The number of the group in the catalog.
    var group: UInt16
    /// The branch of the catalog that each of `branches` stands for; 0 for a step that is a branch of its own.
    var labels: [UInt8]
    var branches: [[Node]]
    /// The number of branches before folding.
    var count: Int
    /// Whether the only branch happens or does not.
    var isOptional: Bool
  }

  /// The end of a list that is folded.
  struct Rest: Sendable {
    /// The number of messages in it.
    var messages: Int
    /// The service that sends the first of them.
    var sender: Name?
    /// The number of the first step in it.
    var number: [Int]
  }

  /// The first messages of the trace.
  var roots: [Node]

  /// The tree of a trace. Linear in its steps, and nested no deeper than `Builder.depth` beyond the trace itself.
  package init(_ trace: Trace) {
    var builder = Builder()
    roots = builder.list(trace.steps)
  }

  init(roots: [Node]) { self.roots = roots }

  private struct Builder {
    /// The deepest level at which steps still move below their answer. A service that asks ten thousand times would
    /// nest as deep, and all walks over the tree are recursive.
    static let depth = 100

    /// Steps of one sender that wait for a place below the answer that they follow, by the answer; for each list on the
    /// way down.
    private var waiting: [[Name: [Trace.Step]]] = []
    private var targets = 0

    mutating func list(_ steps: [Trace.Step]) -> [Node] {
      var nodes: [Node] = []
      var choices: [UInt16: Int] = [:]
      waiting.append(Dictionary(grouping: steps.filter { $0.after != nil }) { $0.after ?? $0.message })
      let level = waiting.count - 1
      for step in steps where step.after == nil { add(step, to: &nodes, choices: &choices) }
      // A step whose answer is not part of the trace stays behind the others.
      for answer in steps.compactMap(\.after) {
        for step in waiting[level].removeValue(forKey: answer) ?? [] { add(step, to: &nodes, choices: &choices) }
      }
      waiting.removeLast()
      return nodes.map(simplified)
    }

    private mutating func add(_ step: Trace.Step, to nodes: inout [Node], choices: inout [UInt16: Int]) {
      let node = Node.message(message(step))
      guard step.alternative != 0 else { return nodes.append(node) }
      guard let position = choices[step.alternative], case .choice(var choice) = nodes[position] else {
        choices[step.alternative] = nodes.count
        let choice = Choice(
          group: step.alternative, labels: [step.branch], branches: [[node]], count: 1, isOptional: step.isSometimes)
        return nodes.append(.choice(choice))
      }
      // The list would be copied otherwise.
      nodes[position] = .choice(Choice(group: 0, labels: [], branches: [], count: 0, isOptional: false))
      // What goes out together stands in one branch.
      if step.branch != 0, let branch = choice.labels.firstIndex(of: step.branch) {
        choice.branches[branch].append(node)
      } else {
        choice.labels.append(step.branch)
        choice.branches.append([node])
        choice.count += 1
      }
      nodes[position] = .choice(choice)
    }

    /// A choice with one branch, where the others belong to no step, is none.
    private func simplified(_ node: Node) -> Node {
      guard case .choice(let choice) = node, !choice.isOptional, choice.branches.count == 1,
        choice.branches[0].count == 1
      else { return node }
      return choice.branches[0][0]
    }

    private mutating func message(_ step: Trace.Step) -> Message {
      var message = Message(step: step, targets: [])
      for delivery in step.deliveries {
        var body = list(delivery.steps)
        if delivery.isAwaited { body += list(followers(of: step.message, at: delivery.receiver)) }
        message.targets.append(Target(id: targets, delivery: delivery, body: body))
        targets += 1
      }
      message.height = 1 + (message.targets.map(\.height).max() ?? 0)
      return message
    }

    /// The steps with which a service continues after an answer, by the innermost request that waits for it.
    private mutating func followers(of answer: Name, at service: Name) -> [Trace.Step] {
      guard waiting.count < Self.depth else { return [] }
      for level in waiting.indices.reversed() where waiting[level][answer]?.first?.sender == service {
        return (waiting[level].removeValue(forKey: answer) ?? []).map { step in
          var step = step
          step.after = nil
          return step
        }
      }
      return []
    }
  }
}

extension SequenceTree {
  /// The number of messages in a row in a list.
  static func height(_ nodes: [Node]) -> Int {
    nodes.reduce(0) { highest, node in
      switch node {
      case .message(let message): max(highest, message.height)
      case .choice(let choice): choice.branches.reduce(highest) { max($0, height($1)) }
      case .rest: highest
      }
    }
  }

  /// The number of messages in a list, folded ones included.
  static func count(_ nodes: [Node]) -> Int {
    nodes.reduce(0) { sum, node in
      switch node {
      case .message(let message):
        sum + 1 + (message.targets + message.others).reduce(0) { $0 + $1.folded + count($1.body) }
      case .choice(let choice): sum + choice.branches.reduce(0) { $0 + count($1) }
      case .rest(let rest): sum + rest.messages
      }
    }
  }

  /// Calls a closure with each message that is not folded, in reading order.
  static func visit(_ nodes: [Node], _ body: (Message) -> Void) {
    for node in nodes {
      switch node {
      case .message(let message):
        body(message)
        for target in message.targets where target.folded == 0 { visit(target.body, body) }
      case .choice(let choice): for branch in choice.branches { visit(branch, body) }
      case .rest: break
      }
    }
  }
}
