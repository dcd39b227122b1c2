import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A service that publishes a lifecycle event of an entity that another service owns.
  static let notTheOwner = Rule(.notTheOwner, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !inspection.facts.owners.isEmpty else { return }
  let owners = OwnedEntities(catalog)
  let notions = OwnNotions(inspection)
  for position in inspection.facts.names.indices where inspection.facts.names[position].marks.contains(.lifecycle) {
    let message = catalog.messages[position]
    guard message.kind == .event else { continue }
    guard let (entity, services) = owners.subject(of: message, catalog), let owner = services.first else { continue }
    // A name alone shows no violation where it may belong to another language.
    if message.subject.isEmpty, notions.contains(message.name, owners: services) { continue }
    for producer in inspection.graph.producers(of: message.name) where !services.contains(producer.service) {
      guard !services.contains(where: { catalog.shareContext($0, producer.service) }) else {
        continue
      }
      inspection.report(
        "\(catalog[producer.service]) publishes \(catalog[message.name]), but \(catalog[owner]) owns \(entity)",
        at: producer.place,
        about: [message.name, producer.service], confidence: .medium,
        help:
          "let \(catalog[producer.service]) publish a fact of its own, "
          + "and \(catalog[owner]) decide what happens to the \(entity)"
      )
    }
  }
}

/// Events that are named like the lifecycle of another service's entity and are notions of their own: qualified by a
/// namespace that the owner does not use, or of a local name that the owner uses itself.
private struct OwnNotions {
  private let names: Names
  /// The services that publish an event of a local name.
  private var publishers: [ArraySlice<UInt8>: Set<Name>] = [:]
  /// The namespaces of the events that a service publishes.
  private var namespaces: [Name: Set<ArraySlice<UInt8>>] = [:]

  init(_ inspection: Inspection) {
    let catalog = inspection.catalog
    names = catalog.names
    for mention in catalog.mentions where mention.verb == .publishes {
      guard let position = catalog.position(ofMessage: mention.message),
        inspection.facts.names[position].marks.contains(.lifecycle)
      else { continue }
      publishers[names.localBytes(mention.message), default: []].insert(mention.service)
      namespaces[mention.service, default: []].insert(namespace(mention.message))
    }
  }

  private func namespace(_ name: Name) -> ArraySlice<UInt8> {
    names.bytes(name).dropLast(names.localBytes(name).count)
  }

  func contains(_ message: Name, owners: [Name]) -> Bool {
    if owners.contains(where: { publishers[names.localBytes(message)]?.contains($0) ?? false }) { return true }
    let own = namespace(message)
    return !own.isEmpty && !owners.contains { namespaces[$0]?.contains(own) ?? false }
  }
}

/// Entities that services own, by the words of their names.
private struct OwnedEntities {
  private var byWords: [String: (name: String, owners: [Name])] = [:]

  init(_ catalog: Catalog) {
    for service in catalog.services {
      for entity in service.owns {
        let word = Words(catalog.names.bytes(entity.name)).strings.joined()
        byWords[word, default: (catalog[entity.name], [])].owners.append(service.name)
      }
    }
  }

  /// The entity whose lifecycle a message describes: its declared subject, otherwise its name without the last word.
  func subject(of message: Message, _ catalog: Catalog) -> (String, [Name])? {
    if let subject = catalog.first(message.subject) {
      return byWords[Words(catalog.names.bytes(subject.name)).strings.joined()].map { ($0.name, $0.owners) }
    }
    let words = Words(catalog.names.localBytes(message.name)).strings
    return byWords[words.dropLast().joined()].map { ($0.name, $0.owners) }
  }
}
