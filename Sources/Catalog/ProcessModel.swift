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
