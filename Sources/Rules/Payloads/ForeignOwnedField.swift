import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A field of an event that belongs to an entity owned by another service.
  static let foreignOwnedField = Rule(.foreignOwnedField, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let entities = UniqueFields(inspection.facts, catalog)
  guard !entities.isEmpty else { return }
  for message in catalog.messages where message.kind == .event {
    guard let range = message.fields, let producer = inspection.graph.firstProducer(of: message.name)?.service else {
      continue
    }
    let copied = Set((catalog.traits(of: message)?.asOf ?? []).map(\.name))
    let subject = catalog.first(message.subject)?.name
    guard catalog.heads(of: range).contains(where: { entities[$0.name] != nil }) else { continue }
    for field in catalog.fields(of: range) where field.parent < 0 && !copied.contains(field.name) {
      guard let (entity, owners) = entities[field.name], entity != subject, !owners.contains(producer) else { continue }
      guard !owners.contains(where: { catalog.shareContext($0, producer) }),
        let owner = owners.first
      else { continue }
      inspection.report(
        "\(catalog[message.name]) carries \(catalog[field.name]) of \(catalog[entity]), which \(catalog[owner]) owns",
        at: field.place,
        about: [message.name, field.name], confidence: .medium,
        help: "carry its key, or declare the value as part of the fact: `as-of: [\(catalog[field.name])]`")
    }
  }
}

/// Fields that only one entity has, with the owners of that entity; a field such as `total` may belong to many.
private struct UniqueFields {
  private var fields: [Name: (entity: Name, owners: [Name])] = [:]
  var isEmpty: Bool { fields.isEmpty }

  init(_ facts: Facts, _ catalog: Catalog) {
    var shared: Set<Name> = []
    for entity in catalog.entities {
      guard let owners = facts.owners[entity.name] else {
        shared.formUnion(entity.fields)
        continue
      }
      for field in entity.fields where !PayloadClass.isKey(catalog[field]) {
        if fields[field] != nil { shared.insert(field) }
        fields[field] = (entity.name, owners)
      }
    }
    for field in shared { fields[field] = nil }
  }

  subscript(_ field: Name) -> (Name, [Name])? { fields[field].map { ($0.entity, $0.owners) } }
}
