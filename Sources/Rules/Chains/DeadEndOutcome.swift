import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A failure that nobody takes notice of.
  static let deadEndOutcome = Rule(.deadEndOutcome, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  var ends = NameSet(count: catalog.names.count)
  for end in catalog.flows.flatMap(\.ends) { ends.insert(end.name) }
  let silences = Silences(inspection.graph, inspection.facts)
  for (position, message) in catalog.messages.enumerated() where message.kind == .event {
    let marks = inspection.facts.names[position].marks
    guard !marks.isDisjoint(with: [.failure, .cancellation]), isOwed(message, catalog), !ends.contains(message.name) else { continue }
    guard inspection.graph.hasConsumer(message.name) else {
      // A cancellation is an end as good as any, unless the other outcome is waited for.
      guard let producer = inspection.graph.producers(of: message.name).first else { continue }
      let other = silences.consumedAlternative(to: message.name)
      guard marks.contains(.failure) || other != nil else { continue }
      inspection.report(
        "\(catalog[producer.service]) publishes \(catalog[message.name]) and nobody takes notice", at: message.place, about: [message.name],
        notes: other.map { [Note("\(catalog[$0.service]) waits for \(catalog[$0.message])", at: $0.place)] } ?? [],
        help: "let whoever waits for the outcome react to it, or say `final: true`")
      continue
    }
    for silence in silences.reactions(to: message.name) {
      inspection.report(
        "\(catalog[silence.reaction.service]) reacts to \(catalog[message.name]) and tells nobody", at: silence.reaction.place,
        about: [message.name, silence.reaction.service],
        notes: [Note("on \(catalog[silence.other.message]) it does", at: silence.other.place)],
        help: "publish what follows from the failure as well, or say `final: true` at the message")
    }
  }
}

private func isOwed(_ message: Message, _ catalog: Catalog) -> Bool {
  message.audience != .partner && message.audience != .public && !message.isExternal && !message.isPlanned && !message.isUnknown
    && catalog.traits(of: message)?.isFinal != true
}

/// Outcomes that come as alternatives, and what is made of each.
private struct Silences {
  private let graph: ReactionGraph
  /// The other outcomes of each message that is one of several.
  private var alternatives: [Name: Set<Name>] = [:]

  init(_ graph: ReactionGraph, _ facts: Facts) {
    self.graph = graph
    for reaction in graph.catalog.reactions where reaction.outputs.count > 1 {
      let outputs = graph.outputs(of: reaction).filter { $0.alternative > 0 }
      for output in outputs {
        for other in outputs where other.message != output.message && other.alternative == output.alternative {
          alternatives[output.message, default: []].insert(other.message)
        }
      }
    }
  }

  /// Somebody who takes the other outcome in.
  func consumedAlternative(to message: Name) -> Mention? {
    (alternatives[message] ?? []).sorted(by: graph.catalog.names.areInOrder).lazy.compactMap { graph.consumers(of: $0).first }.first
  }

  /// Reactions that change something and say nothing, where the same service says something on the other outcome.
  func reactions(to message: Name) -> [(reaction: Reaction, other: (message: Name, place: Place))] {
    guard let others = alternatives[message] else { return [] }
    return graph.reactions(to: message).compactMap { reaction in
      guard reaction.outputs.isEmpty, let effect = reaction.effect, !["none", "read", "audit"].contains(graph.catalog[effect]) else { return nil }
      for other in others.sorted(by: graph.catalog.names.areInOrder) {
        for sibling in graph.reactions(to: other) where sibling.service == reaction.service && !sibling.outputs.isEmpty {
          return (reaction, (other, sibling.place))
        }
      }
      return nil
    }
  }
}
