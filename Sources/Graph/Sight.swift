package import Catalog

/// The services and means that show how far an instance of a flow has come. `lint`, `trace`, `stats` and `show` take it
/// from here.
///
/// A service sees a flow if it tracks it by declaration, or if it observes every event that one service hands over to
/// another. An observer that misses some of them sees it partly.
package struct Sight: Sendable {
  /// The services that see all of it, by name.
  package var observers: [Name] = []
  /// The observers that see only some of its messages, by name.
  package var partial: [Name] = []
  /// The other means that the flow declares, such as `mining`.
  package var means: [Flow.Visibility] = []

  /// Whether anything shows how far an instance has come.
  package var isWhole: Bool { !observers.isEmpty || !means.isEmpty }
}

extension ReactionGraph {
  /// The services that receive a message without that the system depends on it, by name; those that observe everything
  /// included.
  package func observers(of message: Name) -> [Name] {
    Set(namedObservers(of: message)).union(observersOfAll).sorted(by: catalog.names.areInOrder)
  }

  /// The services that observe a message by its name, in order.
  func namedObservers(of message: Name) -> [Name] {
    let named = mentions(of: message).filter { !$0.verb.isOutgoing && !isFunctional($0) }.map(\.service)
    return Set(named).sorted(by: catalog.names.areInOrder)
  }

  /// The sight of a part of the system.
  ///
  /// - Parameters:
  ///   - messages: everything that is sent in it.
  ///   - handedOver: the events of it that one service hands over to another; if there are none, all messages count.
  ///   - flow: the declared flow; nil if it belongs to none.
  package func sight(of messages: [Name], handedOver: [Name], in flow: Flow?) -> Sight {
    let needed = Set(handedOver.isEmpty ? messages : handedOver)
    var seen: [Name: Int] = [:]
    for message in Set(messages).union(needed) {
      for observer in observers(of: message) { seen[observer, default: 0] += needed.contains(message) ? 1 : 0 }
    }
    let trackers = flow?.trackers.map(\.name).filter { catalog.service($0) != nil } ?? []
    let whole = Set(seen.filter { $0.value == needed.count }.map(\.key) + observersOfAll + trackers)
    return Sight(
      observers: whole.sorted(by: catalog.names.areInOrder),
      partial: seen.keys.filter { !whole.contains($0) }.sorted(by: catalog.names.areInOrder),
      means: (flow?.visibility ?? []).filter(\.showsProgress))
  }
}
