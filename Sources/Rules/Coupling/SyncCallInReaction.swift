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
  guard catalog.reactions.contains(where: { !$0.calls.isEmpty }) else { return }
  // One handler with several triggers is one decision.
  var groups = Grouped<[Name], Call>()
  for reaction in catalog.reactions where !reaction.calls.isEmpty {
    guard let trigger = catalog.trigger(of: reaction) else { continue }
    // Calls back to the producer are left to `query-back`.
    let back = Set(
      Callbacks.callees(reaction, of: trigger, graph: inspection.graph, facts: inspection.facts).map(\.place))
    let calls = catalog[reaction.calls].filter { call in
      guard !back.contains(call.place) else { return false }
      return inspection.graph.callee(of: call.name).map {
        !catalog.shareContext($0, reaction.service)
      } ?? true
    }
    guard let place = calls.first?.place else { continue }
    groups.add(
      Call(service: reaction.service, trigger: trigger.name, calls: calls, place: place),
      to: [reaction.service] + calls.map(\.name))
  }
  for group in groups {
    let (graph, first) = (inspection.graph, group.first)
    // What a service calls to answer the query is known only if the call names the query.
    let further = first.calls.first { call in
      graph.reactions(to: call.name).contains { !$0.calls.isEmpty }
    }.flatMap { graph.callee(of: $0.name) }
    let isSerious = first.calls.count > 1 || further != nil
    let words =
      further.map { ", with further calls by " + (first.calls.count > 1 ? "\(catalog[$0])" : "the callee") } ?? ""
    inspection.report(
      "\(catalog[first.service]) calls \(joined(first.calls.map { catalog[$0.name] }))\(words) "
        + "when \(listed(group.all.map { catalog[$0.trigger] })) \(group.count == 1 ? "arrives" : "arrive")",
      at: first.place,
      about: [first.trigger, first.service], loweredBy: isSerious ? 0 : 1,
      notes: group.others.prefix(20).map { Note("it calls when \(catalog[$0.trigger]) arrives", at: $0.place) },
      help: "let the message carry the requested data, or make it a stateful step that can wait")
  }
}

/// The calls of one reaction to services of other contexts.
private struct Call {
  var service: Name
  var trigger: Name
  var calls: [NamePlace]
  /// The place of the first call.
  var place: Place
}
