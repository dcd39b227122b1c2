import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A read model that no consumed message keeps up to date.
  static let readModelUnfed = Rule(.readModelUnfed, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let holders = catalog.services.filter { service in
    service.stores.contains { $0.role == .readModel && !$0.holds.isEmpty }
  }
  var taken: [Name: [Name]] = Dictionary(holders.map { ($0.name, []) }) { first, _ in first }
  // A service knows its own events without consuming them.
  for mention in catalog.mentions
  where (!mention.verb.isOutgoing || mention.verb == .publishes) && taken[mention.service] != nil {
    taken[mention.service]?.append(mention.message)
  }
  for service in catalog.services {
    for store in service.stores where store.role == .readModel && store.loadedBy == nil && !store.isSharedForReading {
      for entity in store.holds
      where !isFed(
        entity.name, service, taken: (taken[service.name] ?? []) + store.fedBy.map(\.name), catalog: catalog)
      {
        inspection.report(
          "\(catalog[service.name]) consumes no message about \(catalog[entity.name]), "
            + "which \(catalog[store.name.name]) holds",
          at: entity.place,
          about: [service.name, store.name.name, entity.name],
          help:
            "consume the events of the \(catalog[entity.name]), "
            + "or declare what else fills the read model: `loaded-by: batch`"
        )
      }
    }
  }
}

/// Whether the service knows of a message about the entity: by its declared subject, otherwise by its name.
///
/// - Parameter taken: the messages that the service consumes or publishes, and those that feed the store.
private func isFed(_ entity: Name, _ service: Service, taken: [Name], catalog: Catalog) -> Bool {
  if service.consumesAll != nil || service.observesAll != nil { return true }
  let word = catalog[entity].lowercased()
  return taken.contains { name in
    if let subject = catalog.message(name).flatMap({ catalog.first($0.subject) }) { return subject.name == entity }
    return String(decoding: catalog.names.localBytes(name), as: UTF8.self).lowercased().hasPrefix(word)
  }
}
