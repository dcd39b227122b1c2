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
    /// Whether the wait has a time limit.
    package var isTimed: Bool
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
  /// The services in the order of their appearance.
  package var services: [Name] = []
  /// The messages in the order of their appearance.
  package var messages: [Name] = []
  /// The observers of its messages, by name.
  package var observers: [Name] = []
  /// The largest number of handovers in a row: reactions to events that no command interrupts.
  package var handovers = 0
  /// The number of messages that may follow where it is not written down what follows.
  package var possible = 0
  /// The number of waits for an answer.
  package var waits = 0
  /// The number of waits without a time limit.
  package var endlessWaits = 0
  /// The messages without a consumer.
  package var ends: [Name] = []

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
  /// - Parameter depth: the number of levels below the first that are followed, at most 100.
  package func trace(_ start: Name, depth: Int = 12) -> Trace {
    var tracer = Tracer(self, Tables(self), depth: depth)
    return tracer.trace(start)
  }

  /// The courses of many starts, until the deliveries exceed a limit: n starts may each lead to n messages. Starts
  /// beyond the limit are omitted.
  package func traces(_ starts: [Name], depth: Int = 12, atMost limit: Int = 2_000_000) -> [Trace] {
    var tables = Tables(self)
    var traces: [Trace] = []
    var work = 0
    for start in starts {
      guard work < limit else { break }
      var tracer = Tracer(self, tables, depth: depth)
      // Only one owner at a time: a table with two owners is copied when it grows.
      tables = Tables()
      traces.append(tracer.trace(start))
      tables = tracer.tables
      work += tracer.work + 1
    }
    return traces
  }
}

extension ReactionGraph {
  /// The messages at which the longest chains start, longest first; the first message if there are no chains.
  package func longestStarts(_ count: Int) -> [Name] {
    var starts: [Name] = []
    for chain in chainSearch().chains(longerThan: 0) {
      guard let first = chain.links.first.map({ origin(of: $0.message) }), !starts.contains(first) else { continue }
      starts.append(first)
      if starts.count >= count { break }
    }
    if starts.isEmpty, let message = catalog.messages.first { starts = [message.name] }
    return starts
  }
}

extension ReactionGraph {
  /// The compensations of a message: those that its receivers declare, and those of processes that send it.
  func compensations(of message: Name) -> [String] {
    let declared = reactions(to: message).filter { $0.message != nil }.compactMap { catalog.first($0.compensation) }.map
    { catalog[$0.name] }
    var seen: Set<String> = []
    return (declared + (compensationsInProcesses[message] ?? [])).filter { seen.insert($0).inserted }
  }

  /// The root cause of a message: upstream along the first documented causes.
  private func origin(of message: Name) -> Name {
    var message = message
    var seen: Set<Name> = [message]
    while let before = mentions(of: message).lazy.filter({ $0.verb.isOutgoing && $0.reaction >= 0 }).compactMap({
      self.catalog.reactions[Int($0.reaction)].message
    }).first,
      seen.insert(before).inserted
    {
      message = before
    }
    return message
  }
}
