import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction that calls other contexts synchronously.
  static let syncCallInReaction = Rule(.syncCallInReaction, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var calling: Set<Name> = []
  for reaction in catalog.reactions where !reaction.calls.isEmpty { calling.insert(reaction.service) }
  guard !calling.isEmpty else { return }
  for reaction in catalog.reactions where !reaction.calls.isEmpty {
    guard let trigger = reaction.message.flatMap(catalog.message) else { continue }
    // Calls back to the producer are left to `query-back`.
    let back = Set(
      Callbacks.callees(reaction, of: trigger, graph: inspection.graph, facts: inspection.facts).map(\.place))
    let calls = catalog[reaction.calls].filter { call in
      guard !back.contains(call.place) else { return false }
      return inspection.graph.callee(of: call.name).map {
        !catalog.shareContext($0, reaction.service)
      } ?? true
    }
    guard let first = calls.first else { continue }
    let graph = inspection.graph
    let further = calls.compactMap { graph.callee(of: $0.name) }.first { calling.contains($0) }
    let isSerious = calls.count > 1 || further != nil
    let words = further.map { ", with further calls by " + (calls.count > 1 ? "\(catalog[$0])" : "the callee") } ?? ""
    inspection.report(
      "\(catalog[reaction.service]) calls \(joined(calls.map { catalog[$0.name] }))\(words) "
        + "when \(catalog[trigger.name]) arrives",
      at: first.place,
      about: [trigger.name, reaction.service], loweredBy: isSerious ? 0 : 1,
      help: "let the message carry the requested data, or make it a stateful step that can wait")
  }
}
