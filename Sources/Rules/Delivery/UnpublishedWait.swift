import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A process that waits for a message of the catalog without a sender.
  static let unpublishedWait = Rule(.unpublishedWait, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  for process in catalog.processes {
    for node in process.nodes where node.receives {
      guard let name = node.known, let message = catalog.message(name),
        !message.isUnknown, !message.isExternal, !message.isPlanned
      else { continue }
      guard inspection.graph.producers(of: name).isEmpty else { continue }
      inspection.report(
        "\(process.label) waits for \(catalog[name]), which has no \(message.kind == .event ? "publisher" : "sender")",
        at: node.place, about: [name],
        help: "declare its sender, or set `external: true` on the message")
    }
  }
}
