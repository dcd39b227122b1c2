import Catalog
import Graph
import Naming

/// A search for services in the words of a message's name.
struct ReceiverNames {
  private let graph: ReactionGraph
  private let habits: NameHabits
  /// The words of the services' names so far.
  private var known: [Name: [ArraySlice<UInt8>]] = [:]

  init(_ graph: ReactionGraph, _ habits: NameHabits) {
    self.graph = graph
    self.habits = habits
  }

  /// The first receiver whose whole name stands in some words of a message's name: `NotificationServiceAddressUpdate`.
  mutating func first(
    among receivers: [Name], in words: ArraySlice<ArraySlice<UInt8>>, of name: NameFacts, beside producers: [Name]
  ) -> Name? {
    receivers.first { receiver in
      let named = self.words(of: receiver)
      guard !named.isEmpty, named.count <= words.count,
        words.indices.dropLast(named.count - 1).contains(where: { words[$0...].starts(with: named) })
      else { return false }
      return isReceiver(receiver, called: named, in: name, beside: producers)
    }
  }

  /// The hash of the first word of each service's name, by position, with which a message's name may begin; nil for a
  /// name without words.
  mutating func firstWords() -> [UInt64?] {
    graph.catalog.services.map { words(of: $0.name).first.map(NameFacts.hash) }
  }

  /// The number of words at the start of a message's name that name a receiver as a whole; nil if others stand there.
  mutating func start(
    of words: [ArraySlice<UInt8>], naming receiver: Name, in name: NameFacts, beside producers: [Name]
  ) -> Int? {
    let named = self.words(of: receiver)
    guard !named.isEmpty, words.count > named.count, words.starts(with: named),
      isReceiver(receiver, called: named, in: name, beside: producers)
    else { return nil }
    return named.count
  }

  /// Whether words name who receives a message, and not the subject of its name: words that the producers have in their
  /// own names or vocabulary, or that begin other facts.
  private func isReceiver(
    _ receiver: Name, called named: [ArraySlice<UInt8>], in name: NameFacts, beside producers: [Name]
  ) -> Bool {
    guard !producers.contains(receiver), !habits.isSubject(named[0], beside: name) else { return false }
    let own = Set(producers.flatMap { vocabulary(of: $0) + Words(graph.catalog.names.bytes($0)).strings })
    return !named.allSatisfy { own.contains(String(decoding: $0, as: UTF8.self)) }
  }

  /// The words of a service's name without those that only say that it is one.
  private mutating func words(of service: Name) -> [ArraySlice<UInt8>] {
    if let known = known[service] { return known }
    let words = Words(graph.catalog.names.bytes(service)).words.filter { word in
      word.count > 2 && !Self.saysService(word)
    }
    known[service] = words
    return words
  }

  /// The words of the entities that a service owns and of its declared vocabulary.
  func vocabulary(of service: Name) -> Set<String> {
    guard let service = graph.catalog.service(service) else { return [] }
    return Set((service.owns.map(\.name) + service.vocabulary).flatMap { Words(graph.catalog.names.bytes($0)).strings })
  }

  /// Whether a word only says that something is a service.
  private static func saysService(_ word: ArraySlice<UInt8>) -> Bool {
    word.spells("service") || word.spells("api") || word.spells("app") || word.spells("team") || word.spells("server")
      || word.spells("worker") || word.spells("system") || word.spells("the") || word.spells("and")
  }
}
