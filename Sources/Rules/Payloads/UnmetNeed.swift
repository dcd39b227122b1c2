import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A field that a receiver needs and the message does not carry.
  static let unmetNeed = Rule(.unmetNeed, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for message in catalog.messages {
    guard let range = message.fields,
      inspection.graph.hasReaction(to: message.name, where: { !($0.needs?.isEmpty ?? true) })
    else { continue }
    var payload = Payload(range: range, catalog: catalog)
    for reaction in inspection.graph.reactions(to: message.name) {
      let missing = payload.missingNeeds(of: reaction)
      // A receiver that queries the producer gets the field there, which `query-back` reports.
      guard !missing.isEmpty,
        !Callbacks.askBack(reaction, of: message, graph: inspection.graph, facts: inspection.facts)
      else {
        continue
      }
      let replicas = Set(
        (inspection.facts.replicas[reaction.service] ?? []).filter { $0.message != message.name }.map(\.field))
      let optional = catalog.traits(of: reaction)?.optionalNeeds ?? []
      for need in missing
      where !replicas.contains(need.name) && !optional.contains(need.name)
        && !catalog.carriesOutsidePayload(need.name, message)
      {
        report(need, reaction, message: message, payload: &payload, inspection: &inspection)
      }
    }
  }
}

/// The fields of one message, prepared once for all of its receivers.
private struct Payload {
  let range: FieldRange
  let catalog: Catalog
  private var known: FieldPaths?
  private var words: String?
  /// The number of suggestions left; each one compares every field, so only the first of many missing fields get one.
  private var suggestionsLeft = 100

  init(range: FieldRange, catalog: Catalog) {
    self.range = range
    self.catalog = catalog
  }

  private mutating func paths() -> FieldPaths {
    let paths = known ?? FieldPaths(catalog.shape(of: range), names: catalog.names)
    known = paths
    return paths
  }

  /// The needs of a reaction that the payload does not carry.
  mutating func missingNeeds(of reaction: Reaction) -> [NamePlace] {
    guard let needs = reaction.needs, !needs.isEmpty else { return [] }
    // Few names are compared one by one; a table of paths pays off for many, and for nested ones.
    var open = Array(catalog[needs])
    if known == nil, Int(needs.count) * range.count < 4096 {
      open.removeAll { need in catalog.hasTopField(need.name, in: range) }
    }
    guard !open.isEmpty else { return [] }
    let paths = paths()
    // Fields of an unreadable schema are unknown, not absent.
    return open.filter { paths.presence(of: catalog.names.bytes($0.name)) == .absent }
  }

  mutating func nearest(to name: Name) -> ArraySlice<UInt8>? {
    guard suggestionsLeft > 0 else { return nil }
    suggestionsLeft -= 1
    return paths().nearest(to: catalog.names.bytes(name))
  }

  mutating func description() -> String {
    let text = words ?? fields(catalog.shape(of: range), catalog)
    words = text
    return text
  }
}

private func report(
  _ need: NamePlace, _ reaction: Reaction, message: Message, payload: inout Payload, inspection: inout Inspection
) {
  let catalog = inspection.catalog
  let name = catalog[message.name]
  let near = payload.nearest(to: need.name)
  inspection.report(
    "\(catalog[reaction.service]) needs \(catalog[need.name]), but \(name) does not carry it", at: need.place,
    about: [message.name, reaction.service, need.name],
    notes: [Note("\(name) has \(payload.description())", at: message.payloadPlace ?? message.place)],
    help: near.map { "did you mean `\(String(decoding: $0, as: UTF8.self))`?" }
      ?? "add the field, put it into the command that requests the step, or keep a replica of it")
}

private func fields(_ shape: Shape, _ catalog: Catalog) -> String {
  let names = shape.fields.filter { $0.parent < 0 }.map { catalog[$0.name] }
  guard !names.isEmpty else { return "no fields" }
  return names.count <= 6 ? joined(names) : "\(names.prefix(5).joined(separator: ", ")) and \(names.count - 5) more"
}
