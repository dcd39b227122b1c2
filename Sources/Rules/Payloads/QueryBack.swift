import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A consumer that queries the producer for what its event does not carry.
  static let queryBack = Rule(.queryBack, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  // Without calls and queries there is nothing to report.
  guard catalog.reactions.contains(where: { !$0.calls.isEmpty }) || !inspection.facts.queries.isEmpty else { return }
  // One handler with several triggers is one decision.
  var groups = Grouped<Decision, Query>()
  for message in catalog.messages where message.kind == .event {
    let calls = graph.reactions(to: message.name).flatMap { reaction in
      Callbacks.callees(reaction, of: message, graph: graph, facts: inspection.facts).prefix(1).map {
        (reaction: reaction, call: $0)
      }
    }
    let callers = Set(calls.map(\.reaction.service)).count
    // A notification is made for queries; one consumer with a call is expected.
    guard callers > 0, !(message.pattern == .notification && callers == 1) else { continue }
    for (reaction, call) in calls {
      let waits = graph.outputs(of: reaction).contains { output in
        graph.consumers(of: output.message).contains { $0.service == call.name }
      }
      let isWarning = message.pattern == .stateTransfer || callers > 1 || waits
      groups.add(
        Query(message: message, reaction: reaction, place: call.place, callers: callers, isWarning: isWarning),
        to: Decision(
          caller: reaction.service, callee: call.name, isStateTransfer: message.pattern == .stateTransfer))
    }
  }
  for group in groups {
    let queries = group.all.filter(\.isWarning) + group.all.filter { !$0.isWarning }
    let first = queries[0]
    let (caller, callee) = (catalog[group.key.caller], catalog[group.key.callee])
    let words = listed(queries.map { catalog[$0.message.name] })
    let count = queries.count == 1 && first.callers > 1 ? ", one of \(first.callers) consumers that do" : ""
    inspection.report(
      "\(caller) queries \(callee) when \(words) \(queries.count == 1 ? "arrives" : "arrive")\(count)",
      at: first.place, about: [first.message.name, group.key.caller],
      loweredBy: first.isWarning ? 0 : 1,
      notes: queries.prefix(20).map {
        Note("\(caller) reacts to \(catalog[$0.message.name])", at: $0.reaction.place)
      },
      help: group.key.isStateTransfer
        ? "a state transfer should make this call unnecessary: add the fields that \(caller) needs"
        : "add the fields that consumers need, or set `pattern: notification` and accept the call")
  }
}

/// That one service queries another one.
private struct Decision: Hashable {
  var caller: Name
  var callee: Name
  var isStateTransfer: Bool
}

private struct Query {
  var message: Message
  var reaction: Reaction
  var place: Place
  /// How many consumers of the message query its producer.
  var callers: Int
  var isWarning: Bool
}
