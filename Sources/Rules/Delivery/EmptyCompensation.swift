import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A command that should take a step back and does nothing.
  static let emptyCompensation = Rule(.emptyCompensation, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var declared: [Name: Reaction] = [:]
  for reaction in catalog.reactions {
    if let name = catalog.first(reaction.compensation)?.name, declared[name] == nil { declared[name] = reaction }
  }
  for position in inspection.facts.commands {
    let message = catalog.messages[position]
    let step = declared[message.name]
    guard step != nil || isUndo(message, catalog) else { continue }
    let notes = step.map { [Note("it takes back what \(catalog[$0.service]) does here", at: $0.place)] } ?? []
    if message.isPlanned {
      guard step != nil else { continue }
      inspection.report(
        "\(catalog[message.name]) takes a step back but is only planned", at: message.place, about: [message.name],
        notes: notes, help: "build it before the step that it takes back goes live")
      continue
    }
    for reaction in inspection.graph.reactions(to: message.name)
    where reaction.effect.map({ catalog[$0] == "none" }) ?? false {
      guard inspection.graph.outputs(of: reaction).allSatisfy({ $0.verb == .replies }) else { continue }
      inspection.report(
        "\(catalog[reaction.service]) does nothing on \(catalog[message.name]), which should take a step back",
        at: reaction.place, about: [message.name, reaction.service], confidence: step == nil ? .medium : .high,
        notes: notes, help: "undo the step here, or declare the step as the point of no return with `pivot: true`")
    }
  }
}

/// Whether a command says by its first word that it takes something back.
private func isUndo(_ message: Message, _ catalog: Catalog) -> Bool {
  let words = Words(catalog.names.localBytes(message.name)).strings
  guard words.count > 1, let first = words.first else { return false }
  return ["undo", "reverse", "revert", "rollback", "compensate", "refund", "restore"].contains(first)
}
