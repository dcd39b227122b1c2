import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that waits for a message without a timeout.
  static let waitWithoutTimeout = Rule(.waitWithoutTimeout, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for process in catalog.processes {
    for node in process.nodes where node.waits && !node.isTimed {
      let message = node.message ?? node.known.map { catalog[$0] }
      inspection.report(
        "\(process.label) waits \(message.map { "for \($0)" } ?? "at `\(node.label)`") without a timeout",
        at: node.place,
        about: [node.known, process.service].compactMap { $0 },
        help: "attach a timer to it or to the sub-process around it, or wait behind an event gateway with a timer")
    }
  }
}
