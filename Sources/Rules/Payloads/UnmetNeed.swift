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
    guard let shape = message.shape else { continue }
    let needing = inspection.graph.reactions(to: message.name).filter { !($0.needs ?? []).isEmpty }
    guard !needing.isEmpty else { continue }
    let paths = FieldPaths(shape, names: catalog.names)
    for reaction in needing {
      // Whoever asks back gets the field there: another rule speaks of that.
      guard !Callbacks.askBack(reaction, of: message, inspection.graph, inspection.facts) else { continue }
      let replicas = Set((inspection.facts.replicas[reaction.service] ?? []).filter { $0.message != message.name }.map(\.field))
      for need in reaction.needs ?? [] where paths.field(at: catalog.names.bytes(need.name)) == nil {
        guard !replicas.contains(need.name) else { continue }
        let name = catalog[message.name]
        let near = paths.nearest(to: catalog.names.bytes(need.name)).map { "did you mean `\(String(decoding: $0, as: UTF8.self))`?" }
        inspection.report(
          "\(catalog[reaction.service]) needs \(catalog[need.name]), \(name) does not have it", at: need.place,
          about: [message.name, reaction.service, need.name],
          notes: [Note("\(name) has \(fields(shape, catalog))", at: message.payloadPlace ?? message.place)],
          help: near ?? "add the field, put it into the command that asks for the step, or keep a replica of it")
      }
    }
  }
}

private func fields(_ shape: Shape, _ catalog: Catalog) -> String {
  let names = shape.fields.filter { $0.parent < 0 }.map { catalog[$0.name] }
  guard !names.isEmpty else { return "no fields" }
  return names.count <= 6 ? joined(names) : "\(names.prefix(5).joined(separator: ", ")) and \(names.count - 5) more"
}
