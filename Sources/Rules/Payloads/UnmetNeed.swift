import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A field that a receiver needs and the message does not have.
  static let unmetNeed = Rule(.unmetNeed, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for message in catalog.messages {
    guard let range = message.fields else { continue }
    for reaction in inspection.graph.reactions(to: message.name) {
      let missing = missingNeeds(of: reaction, range, catalog)
      // Whoever asks back gets the field there: another rule speaks of that.
      guard !missing.isEmpty, !Callbacks.askBack(reaction, of: message, inspection.graph, inspection.facts) else { continue }
      let replicas = Set((inspection.facts.replicas[reaction.service] ?? []).filter { $0.message != message.name }.map(\.field))
      let optional = catalog.traits(of: reaction)?.optionalNeeds ?? []
      for need in missing where !replicas.contains(need.name) && !optional.contains(need.name) { report(need, reaction, message, &inspection) }
    }
  }
}

/// The needs that the payload does not have.
private func missingNeeds(of reaction: Reaction, _ range: FieldRange, _ catalog: Catalog) -> [NamePlace] {
  guard let needs = reaction.needs, !needs.isEmpty else { return [] }
  let fields = catalog.fields(of: range)
  // A few names are compared one by one; a table of paths is worth its price for many, and for nested ones.
  let isFew = Int(needs.count) * fields.count < 4096
  let open = catalog[needs].filter { need in
    !isFew || !fields.contains { $0.parent < 0 && $0.name == need.name }
  }
  guard !open.isEmpty else { return [] }
  let paths = FieldPaths(catalog.shape(of: range), names: catalog.names)
  // What a schema that cannot be read may have is unknown, not absent.
  return open.filter { paths.presence(of: catalog.names.bytes($0.name)) == .absent }
}

private func report(_ need: NamePlace, _ reaction: Reaction, _ message: Message, _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard let shape = catalog.shape(of: message) else { return }
  let name = catalog[message.name]
  let near = FieldPaths(shape, names: catalog.names).nearest(to: catalog.names.bytes(need.name))
  inspection.report(
    "\(catalog[reaction.service]) needs \(catalog[need.name]), \(name) does not have it", at: need.place,
    about: [message.name, reaction.service, need.name],
    notes: [Note("\(name) has \(fields(shape, catalog))", at: message.payloadPlace ?? message.place)],
    help: near.map { "did you mean `\(String(decoding: $0, as: UTF8.self))`?" }
      ?? "add the field, put it into the command that asks for the step, or keep a replica of it")
}

private func fields(_ shape: Shape, _ catalog: Catalog) -> String {
  let names = shape.fields.filter { $0.parent < 0 }.map { catalog[$0.name] }
  guard !names.isEmpty else { return "no fields" }
  return names.count <= 6 ? joined(names) : "\(names.prefix(5).joined(separator: ", ")) and \(names.count - 5) more"
}
