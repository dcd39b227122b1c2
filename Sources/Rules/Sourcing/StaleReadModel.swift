import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A copy of an entity's fields that misses an event which changes them.
  static let staleReadModel = Rule(.staleReadModel, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  let views = Set(catalog.services.filter { $0.stores.contains { $0.role == .readModel } }.map(\.name))
  guard !views.isEmpty || catalog.reactions.contains(where: { !$0.replicates.isEmpty }) else { return }
  let changes = Changes(inspection)
  let reactions = ReactionsOfServices(catalog)
  for service in catalog.services {
    let own = reactions[service.name]
    let copying = own.filter { reaction in
      !reaction.replicates.isEmpty
        || views.contains(service.name) && reaction.effect.map { catalog[$0] == "write" } ?? false
    }
    guard !copying.isEmpty, service.consumesAll == nil else { continue }
    let received = Set(own.compactMap(\.message))
    var told: Set<Name> = []
    for reaction in copying {
      guard let message = catalog.trigger(of: reaction), message.kind == .event else { continue }
      let copied = reaction.replicates.isEmpty ? reaction.needs.map { catalog[$0] } ?? [] : catalog[reaction.replicates]
      let kept = Set(copied.map { FieldWords.of($0.name, catalog) })
      for change in changes.of(message, catalog)
      where !received.contains(change.message.name) && !told.contains(change.message.name) {
        guard let field = change.changed(kept) else { continue }
        told.insert(change.message.name)
        inspection.report(
          "\(catalog[service.name]) keeps \(field.kept) of \(catalog[message.name]) and does not consume "
            + "\(catalog[change.message.name]), which changes it",
          at: reaction.place, about: [service.name, change.message.name], confidence: .low,
          notes: [Note("\(catalog[change.message.name]) carries \(field.changed)", at: field.place)],
          help: "consume it as well, or fetch the field when it is needed")
      }
    }
  }
}

/// The words at the end of a field's path.
private struct FieldWords: Hashable {
  var text: String
  var words: Set<String>

  static func of(_ path: Name, _ catalog: Catalog) -> FieldWords {
    let bytes = catalog.names.bytes(path)
    // Of a path, the name before the last one may say what the field is about.
    let words = Words(bytes).strings + Words(FieldPath.last(of: bytes)).strings
    return FieldWords(text: String(decoding: bytes, as: UTF8.self), words: Set(words))
  }
}

/// The events that change an entity, by entity and publishing context.
private struct Changes {
  struct Change {
    var message: Message
    /// The attribute that the event is named after: `name` of `CustomerNameChanged`; empty if it names none.
    var attribute: Set<String>
    /// The fields with state, with the words of their names.
    var fields: [(name: String, words: Set<String>, place: Place)]

    /// A kept field that the event changes, with the field by which the event carries it.
    func changed(_ kept: Set<FieldWords>) -> (kept: String, changed: String, place: Place)? {
      for one in kept.sorted(by: { $0.text < $1.text }) where attribute.isSubset(of: one.words) {
        for field in fields
        where !attribute.isEmpty || field.words.intersection(one.words).contains(where: { $0.count > 3 }) {
          return (one.text, field.name, field.place)
        }
      }
      return nil
    }
  }

  private var byEntity: [String: [Change]] = [:]
  private let graph: ReactionGraph

  init(_ inspection: Inspection) {
    graph = inspection.graph
    let catalog = inspection.catalog
    var roles = FieldRoles(catalog)
    for message in catalog.messages where message.kind == .event && message.fields != nil && !message.isPlanned {
      var words = Words(Array(catalog.names.localBytes(message.name))).strings
      guard let participle = words.popLast(), Self.changes.contains(participle) || participle == "renamed",
        let range = message.fields, let home = home(of: message)
      else { continue }
      let fields = catalog.fields(of: range).compactMap { field -> (name: String, words: Set<String>, place: Place)? in
        guard roles.role(of: field.name) == .state else { return nil }
        let own = Set(Words(Array(catalog.names.bytes(field.name))).strings).subtracting(words)
        return own.isEmpty ? nil : (catalog[field.name], own, field.place)
      }
      guard !fields.isEmpty else { continue }
      // `CustomerAddressChanged` is about an address of a customer, or about a customer's address.
      for count in 1...max(words.count, 1) where count <= words.count {
        var attribute = Set(words[count...])
        if participle == "renamed" { attribute.insert("name") }
        byEntity[Self.key(home, words[..<count]), default: []].append(
          Change(message: message, attribute: attribute, fields: fields))
      }
    }
  }

  /// The changes of the entity that an event is about.
  func of(_ message: Message, _ catalog: Catalog) -> [Change] {
    let words = Words(Array(catalog.names.localBytes(message.name))).strings
    guard words.count > 1, let home = home(of: message) else { return [] }
    return byEntity[Self.key(home, words.dropLast())]?.filter { $0.message.name != message.name } ?? []
  }

  private func home(of message: Message) -> Name? {
    graph.firstProducer(of: message.name).map { graph.catalog.context(of: $0.service) }
  }

  private static func key(_ home: Name, _ entity: ArraySlice<String>) -> String {
    "\(home.index) \(entity.joined(separator: " "))"
  }

  private static let changes: Set<String> = [
    "changed", "updated", "modified", "revised", "amended", "corrected", "edited",
  ]
}
