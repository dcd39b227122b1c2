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
  var groups: [Group] = []
  var positions: [[UInt32]: Int] = [:]
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
    // One handler with several triggers is one decision.
    let key = [reaction.service.index] + calls.map(\.name.index)
    if let known = positions[key] {
      groups[known].further.append((trigger.name, first.place))
    } else {
      positions[key] = groups.count
      groups.append(Group(service: reaction.service, trigger: trigger.name, calls: calls))
    }
  }
  for group in groups {
    guard let first = group.calls.first else { continue }
    let graph = inspection.graph
    let further = group.calls.compactMap { graph.callee(of: $0.name) }.first { calling.contains($0) }
    let isSerious = group.calls.count > 1 || further != nil
    let words =
      further.map { ", with further calls by " + (group.calls.count > 1 ? "\(catalog[$0])" : "the callee") } ?? ""
    let triggers = listed([catalog[group.trigger]] + group.further.map { catalog[$0.trigger] })
    inspection.report(
      "\(catalog[group.service]) calls \(joined(group.calls.map { catalog[$0.name] }))\(words) "
        + "when \(triggers) \(group.further.isEmpty ? "arrives" : "arrive")",
      at: first.place,
      about: [group.trigger, group.service], loweredBy: isSerious ? 0 : 1,
      notes: group.further.prefix(20).map { Note("it calls when \(catalog[$0.trigger]) arrives", at: $0.place) },
      help: "let the message carry the requested data, or make it a stateful step that can wait")
  }
}

/// The reactions of a service that make the same calls.
private struct Group {
  var service: Name
  var trigger: Name
  var calls: [NamePlace]
  /// The other triggers of the same calls.
  var further: [(trigger: Name, place: Place)] = []
}
