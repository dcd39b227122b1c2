import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// Fields of a command that its only handler does not use.
  static let unusedCommandField = Rule(.unusedCommandField, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var roles = FieldRoles(catalog)
  for position in inspection.facts.commands {
    let message = catalog.messages[position]
    guard let range = message.fields, range.count > 0, !message.isExternal, !catalog.hasUnseenFields(message) else {
      continue
    }
    let reactions = inspection.graph.reactions(to: message.name)
    guard reactions.count == 1, let reaction = reactions.first, let needs = reaction.needs, !needs.isEmpty,
      inspection.graph.consumers(of: message.name).count == 1
    else { continue }
    // A need of `items.price` uses `items`.
    let used = Set(
      (catalog[needs] + catalog[reaction.replicates]).map { FieldPath.first(of: catalog.names.bytes($0.name)) })
    let correlation = Set(catalog[message.correlation].map(\.name))
    let key = catalog.first(message.key)?.name
    // Other ids come back with the answer, by which the sender finds its case.
    let unused = catalog.fields(of: range).filter { field in
      field.parent < 0 && (field.name == key || roles.role(of: field.name) == .state)
        && !correlation.contains(field.name) && !used.contains(FieldPath.first(of: catalog.names.bytes(field.name)))
    }
    guard let first = unused.first else { continue }
    let words = listed(unused.map { catalog[$0.name] })
    let forgetsKey = unused.contains { $0.name == key }
    inspection.report(
      "\(catalog[reaction.service]) does not use \(words) of \(catalog[message.name])",
      at: first.place, about: [message.name, reaction.service], confidence: .medium, loweredBy: forgetsKey ? 0 : 1,
      notes: [Note("\(catalog[reaction.service]) is the only handler", at: reaction.place)],
      help: forgetsKey
        ? "a handler that does not use the key acts on something else, or the key is another field"
        : "remove what the handler does not need, or add it to its `needs`")
  }
}
