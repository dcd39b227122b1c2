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
      let (caller, callee, name) = (catalog[reaction.service], catalog[call.name], catalog[message.name])
      let waits = graph.outputs(of: reaction).contains { output in
        graph.consumers(of: output.message).contains { $0.service == call.name }
      }
      let isWarning = message.pattern == .stateTransfer || callers > 1 || waits
      let count = callers > 1 ? ", one of \(callers) consumers that do" : ""
      inspection.report(
        "\(caller) queries \(callee) when \(name) arrives\(count)", at: call.place,
        about: [message.name, reaction.service],
        loweredBy: isWarning ? 0 : 1,
        notes: [Note("\(caller) reacts to \(name)", at: reaction.place)],
        help: message.pattern == .stateTransfer
          ? "a state transfer should make this call unnecessary: add the fields that \(caller) needs"
          : "add the fields that consumers need, or set `pattern: notification` and accept the call")
    }
  }
}
