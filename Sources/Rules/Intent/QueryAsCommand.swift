import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A query that is disguised as a command or an event.
  static let queryAsCommand = Rule(.queryAsCommand, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let commands = Set(inspection.facts.commands)
  for position in inspection.facts.names.indices
  where inspection.facts.names[position].mood == .query || commands.contains(position) {
    let message = catalog.messages[position]
    guard message.kind != .query, message.kind != .reply, !message.isUnknown, !message.isKindGuessed else { continue }
    let asks = inspection.facts.names[position].mood == .query
    let reactions = inspection.graph.reactions(to: message.name)
    // A message that changes something is not a query, regardless of its name.
    guard !reactions.contains(where: { changes($0, inspection.graph) }) else { continue }
    let replier = reactions.first { inspection.graph.outputs(of: $0).contains { $0.verb == .replies } }
    let onlyReads = !reactions.isEmpty && reactions.allSatisfy { $0.effect.map { catalog[$0] == "read" } ?? false }
    guard asks || replier != nil && onlyReads else { continue }
    inspection.report(
      "\(catalog[message.name]) is \(message.kind.phrase) that asks a question", at: message.place,
      about: [message.name], confidence: .medium,
      notes: replier.map { [Note("\(catalog[$0.service]) only answers it", at: $0.place)] } ?? [],
      help: "make it a query with a reply, or name it after the action that it requests")
  }
}

private func changes(_ reaction: Reaction, _ graph: ReactionGraph) -> Bool {
  if let effect = reaction.effect, graph.catalog[effect] != "read", graph.catalog[effect] != "none" { return true }
  return graph.outputs(of: reaction).contains { $0.verb == .publishes || $0.verb == .sends }
}
