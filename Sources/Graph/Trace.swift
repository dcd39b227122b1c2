package import Catalog
package import Findings

/// The course of a flow: its trigger, the services that react, the messages they send, the answers they wait for, and
/// the ends.
///
/// A request and its answer are one round trip: the next action of the requesting service is listed next to the
/// request, not below the answer. Each message is followed once; further occurrences refer to the earlier step.
package struct Trace: Sendable {
  /// A step of the flow: a message that is sent.
  package struct Step: Sendable {
    /// The numbers from the top: `[2, 1]` is the first step below the second; empty for a message that is the start
    /// itself.
    package var number: [Int]
    /// The answer after which the sender continues with this step; nil if it follows none.
    package var after: Name?
    /// Whether the preceding request has several answers, of which this step follows one.
    package var isOutcome = false
    /// The service that sends it; nil for a message from outside of the catalog.
    package var sender: Name?
    /// The message that is sent.
    package var message: Name
    /// The kind of the message.
    package var kind: Message.Kind
    /// The place of the emission, else of the message.
    package var place: Place
    /// The number of its group of alternatives, 0 for none: of the steps of one sender with the same number, those of
    /// one branch happen.
    package var alternative: UInt16 = 0
    /// The branch of that group.
    package var branch: UInt8 = 0
    /// Whether its group has no other branch, so that it happens or does not.
    package var isSometimes = false
    /// The answer that the sender waits for, and its time limit; nil if it does not wait.
    package var wait: Wait?
    /// The compensations of the step: commands, or labels of the sending process.
    package var takenBackBy: [String] = []
    /// The arrivals of the message, in the order of writing; empty if it was followed before.
    package var deliveries: [Delivery] = []
    /// The number of the step at which the message was followed before; nil for the first occurrence.
    package var seen: [Int]?
    /// Whether the message is part of the path above it, which makes a cycle.
    package var isCycle = false
    /// Whether it is a declared end of the flow: what its receivers do next does not belong to it.
    package var isEnd = false
    /// Whether the message has no consumer, although it is not a declared end of the flow.
    package var isUnheard = false
    /// The services that observe the message; those that observe everything only if no service depends on it.
    package var observers: [Name] = []
    /// The number of deliveries that are omitted because the step is too deep; 0 if it is followed.
    package var cut = 0

    /// Whether the step and another one of the same sender exclude each other.
    package func excludes(_ other: Step) -> Bool {
      alternative != 0 && alternative == other.alternative && (branch == 0 || branch != other.branch)
    }
  }

  /// A wait of the sender for an answer.
  package struct Wait: Sendable {
    /// The answers of which one ends the wait.
    package var replies: [Name]
    /// Whether the wait has a time limit; nil where none is needed, or where a document cannot state it.
    package var isTimed: Bool?
    /// The time limit as written: `1h`, `PT15M`, `forever`; nil if it is not known.
    package var within: Name?
    /// The messages that are sent if no answer arrives.
    package var otherwise: [Name]
  }

  /// The arrival of a message at a service.
  package struct Delivery: Sendable {
    /// The service that receives the message.
    package var receiver: Name
    /// The verb with which it receives it.
    package var verb: Mention.Verb
    /// The place of its reaction, else of its mention.
    package var place: Place
    /// The outside trigger that comes after the message, instead of a reaction to it; nil if there is none.
    package var trigger: Trigger?
    /// Whether it reacts only under a condition.
    package var isConditional = false
    /// The number of messages that the service may send next, where it is not written down what follows; the trace
    /// stops there.
    package var possible = 0
    /// The services that it calls while it reacts.
    package var calls: [Name] = []
    /// Whether it is the answer to a request of the receiver: the flow continues next to the request.
    package var isAwaited = false
    /// The effect of the reaction; nil if not set.
    package var effect: Name?
    /// The time limit of the reaction as written; nil if not set.
    package var within: Name?
    /// The messages that the receiver sends next.
    package var steps: [Step] = []
  }

  /// Something outside that starts a flow.
  package struct Trigger: Sendable {
    /// The label of the trigger.
    package var label: Name
    /// The kind of the trigger.
    package var kind: Reaction.OutsideKind
    /// The service that it reaches.
    package var service: Name

    /// A trigger at a service.
    package init(label: Name, kind: Reaction.OutsideKind, service: Name) {
      self.label = label
      self.kind = kind
      self.service = service
    }
  }

  /// The message, or the label of the outside trigger.
  package var start: Name
  /// The outside triggers that start it, with kind and service.
  package var triggers: [Trigger] = []
  /// The first steps, which the start triggers.
  package var steps: [Step] = []
  /// The named flow with that start; nil if there is none.
  package var flow: Flow?
  /// The service that owns the flow: as it declares, else the first orchestrator that sends commands; nil for none.
  package var owner: Name?
  /// The services in the order of their appearance.
  package var services: [Name] = []
  /// The messages in the order of their appearance.
  package var messages: [Name] = []
  /// The services and means that show how far it has come.
  package var sight = Sight()
  /// The largest number of handovers in a row: reactions to events that no command interrupts.
  package var handovers = 0
  /// The number of messages that may follow where it is not written down what follows.
  package var possible = 0
  /// The number of waits for an answer; a request that is sent in several steps is one.
  package var waits = 0
  /// The number of waits without a time limit.
  package var endlessWaits = 0
  /// The declared ends of the flow that are reached, and the messages without a consumer.
  package var ends: [Name] = []
  /// The declared ends of the flow that are not reached.
  package var missedEnds: [Name] = []

  /// All steps, each before those below it. Linear in the steps.
  package var allSteps: [Step] {
    var all: [Step] = []
    func add(_ step: Step) {
      all.append(step)
      for delivery in step.deliveries { delivery.steps.forEach(add) }
    }
    steps.forEach(add)
    return all
  }
}

extension ReactionGraph {
  /// The course of what a start triggers: a message, or an outside trigger by its label.
  ///
  /// - Parameters:
  ///   - flow: the declared flow that is meant; nil for the first one with that start.
  ///   - depth: the number of levels below the first that are followed, at most 100.
  package func trace(_ start: Name, of flow: Flow? = nil, depth: Int = 12) -> Trace {
    var tracer = Tracer(self, Tables(self), depth: depth)
    return tracer.trace(start, of: flow)
  }

  /// The courses of many starts, until the deliveries exceed a limit: n starts may each lead to n messages. Starts
  /// beyond the limit are omitted.
  package func traces(_ starts: [Name], depth: Int = 12, atMost limit: Int = 2_000_000) -> [Trace] {
    traces(starts.map { ($0, nil) }, depth: depth, atMost: limit)
  }

  /// The courses of declared flows, by the names of the flows; those without a start, and beyond the limit of `traces`,
  /// are omitted.
  package func traces(of flows: [Flow]) -> [Name: Trace] {
    let starts = flows.compactMap { flow in catalog.start(of: flow).map { ($0, Flow?.some(flow)) } }
    let pairs = zip(starts, traces(starts, depth: 12, atMost: 2_000_000)).map { ($0.1?.name, $1) }
    return Dictionary(pairs.compactMap { name, trace in name.map { ($0, trace) } }) { first, _ in first }
  }

  private func traces(_ starts: [(Name, Flow?)], depth: Int, atMost limit: Int) -> [Trace] {
    guard !starts.isEmpty else { return [] }
    var tables = Tables(self)
    var traces: [Trace] = []
    var work = 0
    for (start, flow) in starts {
      guard work < limit else { break }
      var tracer = Tracer(self, tables, depth: depth)
      // Only one owner at a time: a table with two owners is copied when it grows.
      tables = Tables()
      traces.append(tracer.trace(start, of: flow))
      tables = tracer.tables
      work += tracer.work + 1
    }
    return traces
  }
}

extension ReactionGraph {
  /// The compensations of a message: those that its receivers declare, and those of processes that send it.
  func compensations(of message: Name) -> [String] {
    let declared = reactions(to: message).filter { $0.message != nil }.compactMap { catalog.first($0.compensation) }.map
    { catalog[$0.name] }
    return (declared + (compensationsInProcesses[message] ?? [])).unique
  }
}
