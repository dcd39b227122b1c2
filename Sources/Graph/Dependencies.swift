package import Catalog

/// That one service must know another's contract. A consumer of an event depends on its producer, the sender of a command on
/// its handler, who asks on who answers: so the arrows of events are turned round against the way the message goes.
package struct Dependency: Sendable {
  package var from: Name
  package var to: Name
  /// The messages that make it, by name.
  package var messages: [Name]
}

extension ReactionGraph {
  /// Every dependency between two services, by the names of both. Observers depend on what they look at and are left out. For
  /// one message the cost is producers times consumers, which is the number of its arrows.
  package var dependencies: [Dependency] {
    var messages: [Pair: [Name]] = [:]
    for message in catalog.messages {
      let senders = producers(of: message.name).map(\.service)
      let receivers = consumers(of: message.name).map(\.service)
      for sender in senders {
        for receiver in receivers where sender != receiver {
          let pair = message.kind == .event ? Pair(from: receiver, to: sender) : Pair(from: sender, to: receiver)
          messages[pair, default: []].append(message.name)
        }
      }
    }
    return
      messages
      .map { Dependency(from: $0.key.from, to: $0.key.to, messages: $0.value.sorted(by: catalog.names.areInOrder)) }
      .sorted { left, right in
        if left.from != right.from { return catalog.names.areInOrder(left.from, right.from) }
        return left.to != right.to && catalog.names.areInOrder(left.to, right.to)
      }
  }

  /// How many arrows `dependencies` follows: producers times consumers, over all messages. Told without making them.
  package var arrowCount: Int {
    catalog.messages.reduce(0) { $0 + producerCount(of: $1.name) * consumers(of: $1.name).count }
  }

  /// More than this are neither drawn nor counted: a message with thousands of producers and of consumers has millions.
  package static let maximumArrows = 1_000_000

  private struct Pair: Hashable {
    var from: Name
    var to: Name
  }
}
