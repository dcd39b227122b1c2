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
  var groups: [Group] = []
  var positions: [[UInt32]: Int] = [:]
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
      let query = Query(message: message, reaction: reaction, place: call.place, isWarning: isWarning)
      // One handler with several triggers is one decision.
      let key = [reaction.service.index, call.name.index, message.pattern == .stateTransfer ? 1 : 0]
      if let known = positions[key] {
        groups[known].queries.append(query)
      } else {
        positions[key] = groups.count
        groups.append(Group(caller: reaction.service, callee: call.name, callers: callers, queries: [query]))
      }
    }
  }
  for group in groups {
    let queries = group.queries.filter(\.isWarning) + group.queries.filter { !$0.isWarning }
    guard let first = queries.first else { continue }
    let (caller, callee) = (catalog[group.caller], catalog[group.callee])
    let words = listed(queries.map { catalog[$0.message.name] })
    let count = queries.count == 1 && group.callers > 1 ? ", one of \(group.callers) consumers that do" : ""
    inspection.report(
      "\(caller) queries \(callee) when \(words) \(queries.count == 1 ? "arrives" : "arrive")\(count)",
      at: first.place, about: [first.message.name, group.caller],
      loweredBy: first.isWarning ? 0 : 1,
      notes: queries.prefix(20).map {
        Note("\(caller) reacts to \(catalog[$0.message.name])", at: $0.reaction.place)
      },
      help: first.message.pattern == .stateTransfer
        ? "a state transfer should make this call unnecessary: add the fields that \(caller) needs"
        : "add the fields that consumers need, or set `pattern: notification` and accept the call")
  }
}

/// The reactions in which one service queries one other.
private struct Group {
  var caller: Name
  var callee: Name
  /// How many consumers of the first message query its producer.
  var callers: Int
  var queries: [Query]
}

private struct Query {
  var message: Message
  var reaction: Reaction
  var place: Place
  var isWarning: Bool
}
