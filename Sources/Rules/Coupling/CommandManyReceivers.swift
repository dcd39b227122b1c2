import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A command that several services handle.
  static let commandManyReceivers = Rule(.commandManyReceivers, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for position in inspection.facts.commands {
    let message = catalog.messages[position]
    let receivers = inspection.graph.consumers(of: message.name)
    guard receivers.count > 1, let second = receivers.dropFirst().first else { continue }
    let names =
      receivers.count <= 4 ? joined(receivers.map { catalog[$0.service] }) : counted(receivers.count, "service")
    inspection.report(
      "\(catalog[message.name]) is handled by \(names)", at: second.place, about: [message.name],
      notes: receivers.enumerated().filter { $0.offset != 1 }.prefix(10).map {
        Note("\(catalog[$0.element.service]) handles it", at: $0.element.place)
      },
      help: "let one service handle the command and publish an event that the others consume")
  }
}
