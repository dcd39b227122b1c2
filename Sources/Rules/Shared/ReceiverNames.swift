import Catalog
import Naming

/// A search for services in the words of a message's name.
struct ReceiverNames {
  private let catalog: Catalog

  init(_ catalog: Catalog) {
    self.catalog = catalog
  }

  /// The first receiver whose service, context or team occurs in the words; words of the producers do not count.
  func first(among receivers: [Name], speaking words: Set<String>, beside producers: [Name]) -> Name? {
    let own = Set(producers.flatMap { vocabulary(of: $0) + Words(catalog.names.bytes($0)).strings })
    let open = words.subtracting(own)
    guard !open.isEmpty else { return nil }
    return receivers.first { receiver in
      guard !producers.contains(receiver) else { return false }
      let names = [receiver, catalog.context(of: receiver)] + [catalog.service(receiver)?.team].compactMap { $0 }
      return names.contains { name in
        Words(catalog.names.bytes(name)).strings.contains {
          open.contains($0) && $0.count > 2 && !Self.serviceWords.contains($0)
        }
      }
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
