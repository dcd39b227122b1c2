import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// One event per attribute of an entity: the columns of its table, not what happened to it.
  static let propertySourcedEvents = Rule(.propertySourcedEvents, run: run)
}

private typealias Options = PropertySourcedEventsOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[Options.atLeast]
  var groups = Grouped<Attributes, Message>()
  for position in inspection.facts.names.indices where inspection.facts.names[position].marks.contains(.change) {
    let message = catalog.messages[position]
    guard message.kind == .event, message.fields.map({ $0.count <= 8 }) ?? false,
      let producer = inspection.graph.firstProducer(of: message.name)?.service
    else { continue }
    let words = Words(catalog.names.localBytes(message.name)).strings
    guard let attribute = attribute(words, message, catalog: catalog) else { continue }
    groups.add(message, to: Attributes(producer: producer, entity: attribute))
  }
  for group in groups where group.count >= limit {
    let (first, entity) = (group.first, group.key.entity)
    inspection.report(
      "\(catalog[group.key.producer]) publishes \(group.count) events for attributes of \(entity): "
        + joined(group.all.prefix(4).map { catalog[$0.name] }),
      at: first.place, about: [first.name], confidence: .medium,
      notes: group.others.prefix(5).map { Note("another attribute", at: $0.place) },
      help:
        "publish one event for what happened, "
        + "for example `\(entity.prefix(1).uppercased() + entity.dropFirst())Renamed`"
    )
  }
}

private struct Attributes: Hashable {
  var producer: Name
  var entity: String
}

/// The entity of `<Entity><Attribute>Changed` whose payload has only that attribute apart from its keys; nil otherwise.
private func attribute(_ words: [String], _ message: Message, catalog: Catalog) -> String? {
  guard words.count >= 3, let shape = catalog.shape(of: message) else { return nil }
  let leaves = shape.fields.filter { field in
    field.kind != .object && !PayloadClass.isKey(catalog[field.name]) && !PayloadClass.isEnvelope(catalog[field.name])
  }
  guard leaves.count == 1 else { return nil }
  return words[0]
}
