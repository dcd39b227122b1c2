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
    /// Other work, by people or scripts.
    case task
    /// A timer that the flow waits for.
    case timer
    case end
    case eventGateway
    /// Goes on in one of several ways.
    case choice
    case other
  }

  package struct Node: Sendable {
    package var kind: Kind
    /// The label that people gave it, else its id.
    package var label: String
    /// Whether people gave it a label.
    package var isLabelled = false
    /// The message's name, of nodes that name one.
    package var message: String?
    /// The job type, topic or class of a task.
    package var job: String?
    /// The message of the catalog that it waits for or sends; nil where none is found.
    package internal(set) var known: Name?
    /// What tells the engine which instance a message is for, as it is written, with its place.
    package var correlationKey: (text: String, place: Place)?
    package var place: Place
    /// The sub-process it lies in, by its position among the nodes; -1 for the process itself.
    package var scope = -1
    /// The node it is attached to, of boundary events; -1 for none.
    package var attachedTo = -1
    /// A time limit ends it.
    package var isTimed = false
    /// An error, an escalation or a time limit that ends what it is attached to, or all of its scope.
    package var isTrouble = false
    /// Reached after an error or a time limit only.
    package var isFailure = false
    /// The node that takes it back, by its position; -1 for none.
    package var compensation = -1
    /// What is done to take back what was done, where it throws compensation.
    package var undoing: [Int] = []
    /// The process that it calls, by its id.
    package var calls: String?
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

  /// Some work looks back from many places of a process, so it is not proportional to its size. Real ones have hundreds of steps.
  package static let maximumNodes = 5_000

  package var service: Name
  /// The id that others call it by.
  package var id: String
  package var label: String
  package var nodes: [Node]
  /// The pool that it is drawn in: whose process it is, where a file shows several.
  package var participant: String?
  /// Whether an engine is to run it; nil when it does not say.
  package var isExecutable: Bool?
  /// It speaks to Zeebe, which finds the instance that a message is for by a key.
  package var isZeebe = false
  /// Arrows whose condition is false whatever happens: what they are called, and where the condition is.
  package var deadBranches: [(label: String, place: Place)] = []
  /// Messages that the process speaks of and the service's own entry, which speaks of others, does not.
  package internal(set) var unlisted: [(message: Name, isSent: Bool, place: Place)] = []

  package init(service: Name, id: String, label: String, nodes: [Node]) {
    self.service = service
    self.id = id
    self.label = label
    self.nodes = nodes
  }

  /// The nodes that are reached from one without passing another of some kind; those where the walk ends are included.
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
  /// It may send a message.
  package var sends: Bool { kind == .send || kind == .job || kind == .end }

  /// It may take a message in.
  package var receives: Bool { kind == .wait || kind == .start }

  /// It sends a message or has code run, so that something happens elsewhere; an end may be no more than an end.
  package var acts: Bool { sends && (kind != .end || message != nil || job != nil) }
}

extension ProcessModel {
  /// What a process does from one trigger to the next.
  struct Stretch {
    var nodes: [Int] = []
    /// Where it goes on in one of several ways: a gateway, or a task that may fail.
    var choices: [Int] = []
    var ways = 0
    /// Time limits that begin on the way.
    var timers: [Int] = []
  }

  /// The events that are attached to each node.
  var boundaries: [Int: [Int]] {
    var found: [Int: [Int]] = [:]
    for (index, node) in nodes.enumerated() where node.attachedTo >= 0 {
      found[node.attachedTo, default: []].append(index)
    }
    return found
  }

  /// Failures that may follow a node.
  private func failures(of index: Int, _ boundaries: [Int: [Int]]) -> [Int] {
    (boundaries[index] ?? []).filter { nodes[$0].isTrouble && nodes[$0].timer == nil }
  }

  /// The nodes behind one, up to those that wait.
  func stretch(from start: Int, _ boundaries: [Int: [Int]]) -> Stretch {
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

  /// Messages of a stretch that are not always sent: those with one number exclude one another.
  func alternatives(_ stretch: Stretch, _ boundaries: [Int: [Int]], _ named: [Name?]) -> [Name: UInt16] {
    var numbers: [Name: UInt16] = [:]
    var number: UInt16 = 0
    for choice in stretch.choices {
      let failures = failures(of: choice, boundaries)
      // A wait ends the stretch: what follows it is not the other way.
      let regular = nodes[choice].kind == .wait ? [] : nodes[choice].next
      let ways = nodes[choice].kind == .choice ? nodes[choice].next.map { [$0] } : [regular] + failures.map { [$0] }
      let sent = ways.map { messages(from: $0, boundaries, named) }
      let always = sent.dropFirst().reduce(sent.first ?? []) { $0.intersection($1) }
      let only = sent.map { $0.subtracting(always) }
      let excludes = only.allSatisfy { $0.count <= 1 }
      if excludes { number &+= 1 }
      for (way, messages) in only.enumerated() {
        // Where much is done after a task, its failure is what happens sometimes.
        if !excludes, way == 0, nodes[choice].kind != .choice { continue }
        for name in messages.sorted(by: { $0.index < $1.index }) where numbers[name] == nil {
          if !excludes { number &+= 1 }
          numbers[name] = number
        }
      }
    }
    return numbers
  }

  private func messages(from starts: [Int], _ boundaries: [Int: [Int]], _ named: [Name?]) -> Set<Name> {
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
