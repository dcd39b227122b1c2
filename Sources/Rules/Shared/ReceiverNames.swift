import Catalog
import Naming

/// A search for services in the words of a message's name.
struct ReceiverNames {
  private let catalog: Catalog

  private let habits: NameHabits

  init(_ catalog: Catalog, _ habits: NameHabits) {
    self.catalog = catalog
    self.habits = habits
  }

  /// The first receiver whose whole name stands in some words of a message's name: `NotificationServiceAddressUpdate`.
  func first(among receivers: [Name], in words: some Collection<[UInt8]>, of name: NameFacts, beside producers: [Name])
    -> Name?
  {
    let words = Array(words)
    return receivers.first { receiver in
      guard let named = self.name(of: receiver, for: name, beside: producers), named.count <= words.count else {
        return false
      }
      return (0...(words.count - named.count)).contains { words[$0...].starts(with: named) }
    }
  }

  /// The words of a receiver's name that say who receives a message; nil if they are the subject of its name: words
  /// that the producers have in their own names or vocabulary, or that begin other facts.
  func name(of receiver: Name, for message: NameFacts, beside producers: [Name]) -> [[UInt8]]? {
    let named = words(of: receiver)
    guard !producers.contains(receiver), let first = named.first, !habits.isSubject(first, beside: message) else {
      return nil
    }
    let own = Set(producers.flatMap { vocabulary(of: $0) + Words(catalog.names.bytes($0)).strings })
    return named.allSatisfy { own.contains(String(decoding: $0, as: UTF8.self)) } ? nil : named
  }

  /// The words of a service's name without those that only say that it is one.
  private func words(of service: Name) -> [[UInt8]] {
    Words(catalog.names.bytes(service)).words.filter { word in
      word.count > 2 && !Self.serviceWords.contains { word.elementsEqual($0.utf8) }
    }
  }

  /// The words of the entities that a service owns and of its declared vocabulary.
  func vocabulary(of service: Name) -> Set<String> {
    guard let service = catalog.service(service) else { return [] }
    return Set((service.owns.map(\.name) + service.vocabulary).flatMap { Words(catalog.names.bytes($0)).strings })
  }

  private static let serviceWords: Set<String> = [
    "service", "api", "app", "team", "server", "worker", "system", "the", "and",
  ]
}
