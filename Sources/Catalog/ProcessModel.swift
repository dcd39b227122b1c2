package import Findings

/// A process of a service from a workflow file: the nodes with the messages that they wait for and send, as far as
/// rules need them.
package struct ProcessModel: Renamable, Sendable {
  /// The role of a node in the process, as far as messages are concerned.
  package enum Kind: Sendable {
    /// Starts the process; a start with a message consumes it.
    case start
    /// Receives a message on the way: a receive task, an intermediate or boundary event, the start of an event
    /// sub-process; see `Node.isBeside`.
    case wait
    /// Sends: a send task, or a message thrown by an intermediate or end event.
    case send
    /// Runs code that may send: a service task with a job.
    case job
    /// Other work, by people or scripts.
    case task
    /// Waits for a timer in the flow.
    case timer
    case end
    case eventGateway
    /// Continues on one of several paths.
    case choice
    case other
  }

  /// The duration or date of a timer.
  package struct Timer: Sendable {
    /// The duration, date or expression as written.
    package var text: String
    /// Whether the engine computes it.
    package var isExpression: Bool
    /// The place of the text.
    package var place: Place

    /// A timer as written.
    package init(text: String, isExpression: Bool, place: Place) {
      self.text = text
      self.isExpression = isExpression
      self.place = place
    }
  }

  /// A message that the process exchanges and the catalog does not list at its service.
  package struct Unlisted: Sendable {
    /// The message.
    package var message: Name
    /// Whether the process sends it; else it waits for it.
    package var isSent: Bool
    /// The place of the node.
    package var place: Place

    /// An exchange of the process.
    package init(message: Name, isSent: Bool, place: Place) {
      self.message = message
      self.isSent = isSent
      self.place = place
    }
  }

  /// A node of a process: an event, task, gateway or sub-process.
  package struct Node: Sendable {
    /// The role of the node.
    package var kind: Kind
    /// The label that people gave it, else its id.
    package var label: String
    /// Whether people gave it a label.
    package var isLabelled = false
    /// The name of the message as the file states it; nil if it states none.
    package var message: String?
    /// Whether it receives or sends a message whose name the file does not state.
    package var isUnnamedExchange = false
    /// Whether an expression computes the name of the message, so that it is unknown.
    package var isComputed = false
    /// Whether it stands beside other work, as a boundary event or the start of an event sub-process does: the process
    /// does not stop there.
    package var isBeside = false
    /// The job type, topic or class of a task; nil if there is none.
    package var job: String?
    /// The catalog's message that it waits for or sends; nil if none is found. Set by the linker.
    package var known: Name?
    /// The expression by which the engine finds the instance for a message, as written, with its place.
    package var correlationKey: WrittenText?
    /// The place of the node's name or id.
    package var place: Place
    /// The enclosing sub-process, by its position among the nodes; -1 for the process itself.
    package var scope = -1
    /// The node to which a boundary event is attached, by position; -1 for none.
    package var attachedTo = -1
    /// Whether a time limit ends it.
    package var isTimed = false
    /// Whether it is an error, an escalation or a time limit that ends its activity or its whole scope.
    package var isTrouble = false
    /// Whether it is reached only after an error or a time limit.
    package var isFailure = false
    /// The node that compensates it, by position; -1 for none.
    package var compensation = -1
    /// The compensating nodes that it triggers, by position, if it throws a compensation event.
    package var undoing: [Int] = []
    /// The id of the process that it calls; nil if it calls none.
    package var calls: String?
    /// The duration or date of a timer as written, with its place; nil for other nodes.
    package var timer: Timer?
    /// The nodes that follow, by position.
    package var next: [Int] = []
    /// The nodes that precede it, by position.
    package var before: [Int] = []

    /// A node without links to others.
    package init(kind: Kind, label: String, place: Place) {
      self.kind = kind
      self.label = label
      self.place = place
    }
  }

  /// The maximum number of nodes of a process. Some analyses are more than linear in it; real processes have hundreds
  /// of steps.
  package static let maximumNodes = 5_000

  /// The service that runs the process.
  package var service: Name
  /// The id by which other processes call it.
  package var id: String
  /// The label that people gave the process, else its id.
  package var label: String
  /// The nodes; links between nodes are positions in this array.
  package var nodes: [Node]
  /// The name of its pool, which identifies its owner in a file with several processes; nil if it has no pool.
  package var participant: String?
  /// Whether an engine executes it; nil if not stated.
  package var isExecutable: Bool?
  /// Whether it runs on Zeebe, which finds the instance for a message by a correlation key.
  package var isZeebe = false
  /// Sequence flows whose condition is always false, with their label and the condition's place.
  package var deadBranches: [WrittenText] = []
  /// Messages of the process that the service's definition omits, although it lists others.
  package var unlisted: [Unlisted] = []

  /// Gives the name of its service its new number; the linker finds its messages later.
  package mutating func rename(_ new: Renaming) { new(&service) }

  /// A process of a service.
  package init(service: Name, id: String, label: String, nodes: [Node]) {
    self.service = service
    self.id = id
    self.label = label
    self.nodes = nodes
  }

  /// The nodes that are reachable from a node without passing one that stops the walk; those at which it stops are
  /// included. Sorted by position. Linear in the nodes.
  package func reached(from start: Int, until stops: (Node) -> Bool) -> [Int] {
    var seen: Set<Int> = []
    var pending = nodes[start].next + nodes[start].undoing
    var found: [Int] = []
    while let index = pending.popLast() {
      guard seen.insert(index).inserted else { continue }
      found.append(index)
      if !stops(nodes[index]) { pending += nodes[index].next + nodes[index].undoing }
    }
    return found.sorted()
  }
}

extension ProcessModel.Node {
  /// Whether it may send a message.
  package var sends: Bool { kind == .send || kind == .job || kind == .end }

  /// Whether it may receive a message.
  package var receives: Bool { kind == .wait || kind == .start }

  /// Whether it sends a message or runs code, so that it affects other systems; a plain end does not.
  package var acts: Bool { sends && (kind != .end || message != nil || isUnnamedExchange || job != nil) }

  /// Whether the process stops there until a message arrives.
  package var waits: Bool { kind == .wait && !isBeside }
}

extension ProcessModel {
  /// The nodes of a process from one trigger to the next.
  package struct Stretch {
    /// The positions of the nodes in the process, in ascending order.
    package var nodes: [Int] = []
    /// The nodes at which it continues on one of several paths: a gateway, or a task that may fail.
    var choices: [Int] = []
    /// The number of paths that start at the choices, each choice itself counted once more; an estimate of the work.
    package var ways = 0
    /// The timers that start within the stretch.
    package var timers: [Int] = []
  }

  /// The boundary events of each node, by position.
  package var boundaries: [Int: [Int]] {
    var found: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() where node.attachedTo >= 0 {
      found[node.attachedTo, default: []].append(index)
    }
    return found
  }

  /// The failures that may follow a node, by position.
  private func failures(of index: Int, _ boundaries: [Int: [Int]]) -> [Int] {
    (boundaries[index] ?? []).filter { nodes[$0].isTrouble && nodes[$0].timer == nil }
  }

  /// The nodes after a node, up to the next waits. Linear in the nodes.
  package func stretch(from start: Int, _ boundaries: [Int: [Int]]) -> Stretch {
    var stretch = Stretch()
    var seen: Set<Int> = []
    var pending = nodes[start].next + nodes[start].undoing
    while let index = pending.popLast() {
      guard seen.insert(index).inserted else { continue }
      stretch.nodes.append(index)
      let failures = failures(of: index, boundaries)
      if !failures.isEmpty || nodes[index].kind == .choice && nodes[index].next.count > 1 {
        stretch.choices.append(index)
        stretch.ways += 1 + failures.count + nodes[index].next.count
      }
      stretch.timers += (boundaries[index] ?? []).filter { nodes[$0].timer != nil }
      if nodes[index].kind == .timer, nodes[index].attachedTo < 0 { stretch.timers.append(index) }
      pending += failures
      if nodes[index].kind != .wait, nodes[index].kind != .timer { pending += nodes[index].next + nodes[index].undoing }
    }
    stretch.nodes.sort()
    stretch.choices.sort()
    stretch.timers.sort()
    return stretch
  }

  /// The messages of a stretch that are sent on some paths only: those with the same number exclude one another.
  package func alternatives(_ stretch: Stretch, _ boundaries: [Int: [Int]], named: [Name?]) -> [Name: UInt16] {
    var numbers: [Name: UInt16] = [:]
    var number: UInt16 = 0
    for choice in stretch.choices {
      let failures = failures(of: choice, boundaries)
      // A wait ends the stretch, so what follows it is not an alternative.
      let regular = nodes[choice].kind == .wait ? [] : nodes[choice].next
      let ways = nodes[choice].kind == .choice ? nodes[choice].next.map { [$0] } : [regular] + failures.map { [$0] }
      let sent = ways.map { messages(from: $0, boundaries, named: named) }
      let always = sent.dropFirst().reduce(sent.first ?? []) { $0.intersection($1) }
      let only = sent.map { $0.subtracting(always) }
      let excludes = only.allSatisfy { $0.count <= 1 }
      if excludes { number &+= 1 }
      for (way, messages) in only.enumerated() {
        // If several messages are sent after a task, only those of its failure are conditional.
        if !excludes, way == 0, nodes[choice].kind != .choice { continue }
        for name in messages.sorted(by: { $0.index < $1.index }) where numbers[name] == nil {
          if !excludes { number &+= 1 }
          numbers[name] = number
        }
      }
    }
    return numbers
  }

  private func messages(from starts: [Int], _ boundaries: [Int: [Int]], named: [Name?]) -> Set<Name> {
    var found: Set<Name> = []
    for start in starts {
      let behind =
        nodes[start].kind == .wait || nodes[start].kind == .timer ? [] : stretch(from: start, boundaries).nodes
      for index in [start] + behind where nodes[index].sends {
        if let name = named[index] { found.insert(name) }
      }
    }
    return found
  }
}
