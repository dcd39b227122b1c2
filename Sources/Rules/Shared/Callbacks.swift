import Catalog
import Graph

/// Calls and queries by which a receiver gets what a message lacks.
enum Callbacks {
  /// Whether a reaction calls or queries the producer of the message, or the owner of its subject.
  static func askBack(_ reaction: Reaction, of message: Message, graph: ReactionGraph, facts: Facts) -> Bool {
    !callees(reaction, of: message, graph: graph, facts: facts).isEmpty
  }

  /// The producers and subject owners that a reaction calls or queries, each with the place of the call.
  static func callees(_ reaction: Reaction, of message: Message, graph: ReactionGraph, facts: Facts) -> [NamePlace] {
    guard !reaction.calls.isEmpty || graph.outputs(of: reaction).contains(where: { $0.verb == .asks }) else {
      return []
    }
    var sources = Set(graph.producers(of: message.name).map(\.service))
    if let subject = graph.catalog.first(message.subject) { sources.formUnion(facts.owners[subject.name] ?? []) }
    sources.remove(reaction.service)
    var found: [NamePlace] = []
    for call in graph.catalog[reaction.calls] {
      if sources.contains(call.name) { found.append(call) }
      if let callee = answerer(of: call.name, among: sources, graph: graph) {
        found.append(NamePlace(callee, at: call.place))
      }
    }
    for output in graph.outputs(of: reaction) where output.verb == .asks {
      if let callee = answerer(of: output.message, among: sources, graph: graph) {
        found.append(NamePlace(callee, at: output.place))
      }
    }
    return found
  }

  private static func answerer(of query: Name, among sources: Set<Name>, graph: ReactionGraph) -> Name? {
    graph.mentions(of: query).first { $0.verb == .answers && sources.contains($0.service) }?.service
  }
}
