import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A timer that sends commands to several contexts.
  static let scheduledCommand = Rule(.scheduledCommand, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for reaction in catalog.reactions {
    guard case .outside(let label, let kind, let after) = reaction.trigger, kind == .timer, after.isEmpty else {
      continue
    }
    let commands = inspection.graph.outputs(of: reaction).filter { $0.verb == .sends }
    let contexts = Set(
      commands.flatMap { inspection.graph.consumers(of: $0.message) }.filter {
        !catalog.shareContext($0.service, reaction.service)
      }.map { catalog.context(of: $0.service) })
    guard contexts.count > 1 else { continue }
    inspection.report(
      "\(catalog[reaction.service]) sends commands to \(contexts.count) contexts when \(catalog[label])",
      at: reaction.place,
      about: [reaction.service, label], confidence: .low,
      help: "publish an event such as `MonthEnded`, and let each context decide how to react")
  }
}
