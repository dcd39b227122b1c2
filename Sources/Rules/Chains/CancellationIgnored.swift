import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A consumer that acts on the beginning of an entity and does not hear that it was taken back.
  static let cancellationIgnored = Rule(.cancellationIgnored, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  let lives = Lifecycles(inspection.graph, inspection.facts).lives
  guard !lives.isEmpty else { return }
  var hearing = Hearing(inspection.graph, inspection.facts)
  let acts = Acts(catalog)
  for life in lives {
    /// The ends that each service misses, with the reaction to the beginning.
    var missed: [Name: (reaction: Reaction, beginning: Message, ends: [Message])] = [:]
    var order: [Name] = []
    for beginning in life {
      guard case .beginning(let isAccepted) = beginning.step else { continue }
      for reaction in inspection.graph.reactions(to: beginning.message.name)
      where reaction.certainty != .possible && acts.contains(reaction, inspection.graph) {
        // What a declared compensation takes back needs no event.
        guard missed[reaction.service] == nil, reaction.compensation.isEmpty else { continue }
        let ends = life.compactMap { end -> Message? in
          guard case .end(let ending) = end.step, !isAccepted || ending == .cancelled,
            !hearing.isDecidedElse(end.message, than: beginning.message),
            !hearing.hears(reaction.service, of: end.message, ending: ending)
          else { return nil }
          return end.message
        }
        guard !ends.isEmpty else { continue }
        order.append(reaction.service)
        missed[reaction.service] = (reaction, beginning.message, ends)
      }
    }
    for service in order {
      guard let (reaction, beginning, ends) = missed[service] else { continue }
      let names = listed(ends.map { catalog[$0.name] })
      inspection.report(
        "\(catalog[service]) acts on \(catalog[beginning.name]) and does not consume \(names)", at: reaction.place,
        about: [beginning.name, service], confidence: .medium,
        notes: ends.prefix(8).compactMap { end in
          inspection.graph.firstProducer(of: end.name).map {
            Note("\(catalog[$0.service]) publishes \(catalog[end.name])", at: $0.place)
          }
        },
        help: "consume it and take back what was done; if there is nothing to take back, consume it with `effect: none`"
      )
    }
  }
}

/// The reactions that leave something to be taken back: they write, reserve, charge or ship, or send a command.
private struct Acts {
  private let effects: NameSet
  /// The services whose only stores are read models, which `stale-read-model` judges.
  private let views: Set<Name>

  init(_ catalog: Catalog) {
    effects = catalog.names.set(of: ["write", "reserve", "charge", "pay", "ship"])
    views = Set(
      catalog.services.filter { !$0.stores.isEmpty && $0.stores.allSatisfy { $0.role == .readModel } }.map(\.name))
  }

  func contains(_ reaction: Reaction, _ graph: ReactionGraph) -> Bool {
    if graph.outputs(of: reaction).contains(where: { $0.verb == .sends }) { return true }
    return !views.contains(reaction.service) && reaction.effect.map(effects.contains) ?? false
  }
}

/// What services hear of ends: the event itself, what follows from it, or a message of a like word.
private struct Hearing {
  private let graph: ReactionGraph
  private let catalog: Catalog
  private var reachability: ReactionGraph.Reachability?
  private var followers: [Name: Set<Name>] = [:]
  /// The mentions of each service, by its position.
  private let mentions: Rows
  private let facts: Facts

  init(_ graph: ReactionGraph, _ facts: Facts) {
    self.graph = graph
    self.facts = facts
    let catalog = graph.catalog
    self.catalog = catalog
    mentions = Rows(rows: catalog.services.count) { add in
      for index in catalog.mentions.indices {
        if let position = catalog.position(ofService: catalog.mentions[index].service) { add(position, Int32(index)) }
      }
    }
  }

  /// Whether the end and the beginning are alternatives of one decision, so that the one never follows the other.
  func isDecidedElse(_ end: Message, than beginning: Message) -> Bool {
    graph.hasProducer(of: end.name) { producer in
      guard producer.reaction >= 0 else { return false }
      let outputs = graph.outputs(of: catalog.reactions[Int(producer.reaction)])
      return outputs.contains { one in
        one.message == end.name && outputs.contains { $0.message == beginning.name && $0.excludes(one) }
      }
    }
  }

  /// The number of messages that are followed from an end: what comes later tells a service too late.
  private static let maximumMessages = 256

  mutating func hears(_ service: Name, of end: Message, ending: Lifecycles.Ending) -> Bool {
    guard let position = catalog.position(ofService: service) else { return false }
    if catalog.services[position].consumesAll != nil { return true }
    for index in mentions.range(position) {
      let mention = catalog.mentions[Int(mentions.item(index))]
      // Who publishes the end, or causes it, knows of it.
      if mention.message == end.name || !mention.verb.isOutgoing && speaks(mention.message, of: ending) { return true }
    }
    if reachability == nil { reachability = ReactionGraph.Reachability(graph, includingPossible: true) }
    let starts = [end.name] + siblings(of: end.name)
    let after = followers[end.name] ?? reachability?.messages(from: starts, atMost: Self.maximumMessages) ?? []
    followers[end.name] = after
    return mentions.range(position).contains { index in
      let mention = catalog.mentions[Int(mentions.item(index))]
      return !mention.verb.isOutgoing && after.contains(mention.message)
    }
  }

  /// What is sent together with an end: the command that takes a step back, for example.
  private func siblings(of end: Name) -> [Name] {
    graph.producers(of: end).flatMap { producer -> [Name] in
      guard producer.reaction >= 0 else { return [] }
      let outputs = graph.outputs(of: catalog.reactions[Int(producer.reaction)])
      let own = outputs.filter { $0.message == end }
      return outputs.filter { output in !own.contains { output.excludes($0) } }.map(\.message)
    }
  }

  private func speaks(_ message: Name, of ending: Lifecycles.Ending) -> Bool {
    guard let position = catalog.position(ofMessage: message) else { return false }
    return catalog.messages[position].kind != .reply && facts.names[position].marks.contains(ending.mark)
  }
}
