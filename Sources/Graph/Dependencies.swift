package import Catalog
package import Findings

/// A dependency of one service on another's contract, by messages or by synchronous calls. A consumer of an event
/// depends on its producer, the sender of a command on its handler, and the sender of a query on the service that
/// answers: for events the dependency is opposite to the direction of the message.
package struct Dependency: Sendable {
  /// The service that depends on the other.
  package var from: Name
  /// The service whose contract the other uses.
  package var to: Name
  /// The messages that cause the dependency, by name; empty if only calls do.
  package var messages: [Name]
  /// Whether it calls the other service while it reacts.
  package var isCall = false
  /// The origin of the most certain fact that it rests on.
  package var certainty = Certainty.declared

  /// Whether everything that it rests on is only possible.
  package var isPossible: Bool { certainty == .possible }
}

extension ReactionGraph {
  /// Every dependency between two services, sorted by both names. Observers depend on the services they observe and
  /// are omitted. For one message the cost is producers times consumers, which is the number of its arrows.
  package var dependencies: [Dependency] {
    var messages: [Pair: [Name]] = [:]
    var certainties: [Pair: Certainty] = [:]
    let isDeclared = catalog.reactions.allSatisfy { $0.certainty == .declared }
    func note(_ certainty: Certainty, _ pair: Pair) {
      certainties[pair] = max(certainty, certainties[pair] ?? certainty)
    }
    for message in catalog.messages {
      let senders = producers(of: message.name)
      let receivers = consumers(of: message.name)
      for sender in senders {
        for receiver in receivers where sender.service != receiver.service {
          let pair =
            message.kind.isOwnedBySender
            ? Pair(from: receiver.service, to: sender.service) : Pair(from: sender.service, to: receiver.service)
          messages[pair, default: []].append(message.name)
          if !isDeclared { note(min(catalog.certainty(of: sender), catalog.certainty(of: receiver)), pair) }
        }
      }
    }
    var calls: Set<Pair> = []
    for reaction in catalog.reactions where !reaction.calls.isEmpty && !catalog.isObserver(reaction.service) {
      for call in catalog[reaction.calls] {
        guard let callee = callee(of: call.name), callee != reaction.service else { continue }
        let pair = Pair(from: reaction.service, to: callee)
        calls.insert(pair)
        if !isDeclared { note(reaction.certainty, pair) }
        messages[pair, default: []] += []
      }
    }
    return
      messages
      .map { pair, names in
        Dependency(
          from: pair.from, to: pair.to, messages: names.sorted(by: catalog.names.areInOrder),
          isCall: calls.contains(pair), certainty: certainties[pair] ?? .declared)
      }
      .sorted { left, right in
        if left.from != right.from { return catalog.names.areInOrder(left.from, right.from) }
        return left.to != right.to && catalog.names.areInOrder(left.to, right.to)
      }
  }

  /// The number of arrows that `dependencies` follows: producers times consumers, summed over all messages. Counted
  /// without creating them.
  package var arrowCount: Int {
    catalog.messages.reduce(0) { $0 + producerCount(of: $1.name) * consumerCount(of: $1.name) }
  }

  /// The maximum number of arrows that are drawn or counted: a message with thousands of producers and consumers has
  /// millions.
  package static let maximumArrows = 1_000_000

  private struct Pair: Hashable {
    var from: Name
    var to: Name
  }
}
