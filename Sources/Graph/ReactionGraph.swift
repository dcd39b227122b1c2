package import Catalog
import Findings

/// What the reactions of a catalog add up to. Built once, then only read; everything in it is in compressed rows.
///
/// Vertices are emissions (a service and a message it sends out) and messages. An emission leads to its message, a message to
/// the emissions that reactions to it make. So several producers of one message, or many consumers, cost their sum and not
/// their product.
///
/// A class only because it is handed about for every message: copying it would count the references of a dozen arrays.
package final class ReactionGraph: Sendable {
  package let catalog: Catalog
  /// Mentions of each message, by its position.
  let mentionsOfMessage: Rows
  /// Reactions each message triggers, by its position; timers that start with it included.
  let reactionsToMessage: Rows
  /// The first mention of each emission; the emission's number is its position here.
  package let emissions: ContiguousArray<Int32>
  /// The emission that a mention belongs to, -1 for incoming ones.
  let emissionOfMention: ContiguousArray<Int32>
  /// Emissions of each message, and the message of each emission.
  let emissionsOfMessage: Rows
  /// Reactions to what comes from outside, by the trigger's name; only where flows are named, which may start so.
  let reactionsOfLabel: [Name: [Int32]]
  let messageOfEmission: ContiguousArray<Int32>
  /// What processes have for taking back what they sent, by message: commands, or what they call the step.
  package let compensationsInProcesses: [Name: [String]]

  package init(_ catalog: Catalog) {
    self.catalog = catalog
    compensationsInProcesses = Self.compensations(catalog)
    let positions = catalog.mentions.map { Int32(catalog.position(ofMessage: $0.message) ?? -1) }
    mentionsOfMessage = Rows(rows: catalog.messages.count) { add in
      for (index, position) in positions.enumerated() where position >= 0 { add(Int(position), Int32(index)) }
    }
    reactionsToMessage = Rows(rows: catalog.messages.count) { add in
      for (index, reaction) in catalog.reactions.enumerated() {
        guard let position = Self.triggerPosition(reaction, catalog) else { continue }
        add(position, Int32(index))
      }
    }
    var labels: [Name: [Int32]] = [:]
    if !catalog.flows.isEmpty {
      for (index, reaction) in catalog.reactions.enumerated() {
        if case .outside(let label, _, _) = reaction.trigger { labels[label, default: []].append(Int32(index)) }
      }
    }
    reactionsOfLabel = labels
    (emissions, emissionOfMention) = Self.emissions(catalog, mentionsOfMessage)
    let messages = ContiguousArray(emissions.map { positions[Int($0)] })
    messageOfEmission = messages
    emissionsOfMessage = Rows(rows: catalog.messages.count) { add in
      for (emission, message) in messages.enumerated() { add(Int(message), Int32(emission)) }
    }
  }

  private static func compensations(_ catalog: Catalog) -> [Name: [String]] {
    var found: [Name: [String]] = [:]
    for process in catalog.processes {
      for node in process.nodes where node.compensation >= 0 {
        let handler = process.nodes[node.compensation]
        if let message = node.known {
          found[message, default: []].append(handler.known.map { catalog[$0] } ?? handler.label)
        }
      }
    }
    return found
  }

  static func triggerPosition(_ reaction: Reaction, _ catalog: Catalog) -> Int? {
    switch reaction.trigger {
    case .message(let name): catalog.position(ofMessage: name)
    case .outside(_, _, let after): catalog.first(after).flatMap { catalog.position(ofMessage: $0.name) }
    }
  }

  /// Outgoing mentions of one message by one service are one emission.
  private static func emissions(_ catalog: Catalog, _ mentions: Rows) -> (
    ContiguousArray<Int32>, ContiguousArray<Int32>
  ) {
    var first: ContiguousArray<Int32> = []
    var ofMention = ContiguousArray<Int32>(repeating: -1, count: catalog.mentions.count)
    var latest = ContiguousArray<Int32>(repeating: -1, count: catalog.names.count)
    for position in 0..<mentions.count {
      let start = first.count
      mentions.forEach(in: position) { index in
        let mention = catalog.mentions[Int(index)]
        guard mention.verb.isOutgoing else { return }
        let known = latest[Int(mention.service.index)]
        if known >= Int32(start) {
          ofMention[Int(index)] = known
        } else {
          latest[Int(mention.service.index)] = Int32(first.count)
          ofMention[Int(index)] = Int32(first.count)
          first.append(index)
        }
      }
    }
    return (first, ofMention)
  }

  // MARK: Who

  /// All mentions of a message, in the order of places.
  package func mentions(of message: Name) -> [Mention] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    return mentionsOfMessage[position].map { catalog.mentions[Int($0)] }
  }

  /// The services that send a message out, each with the first place that says so.
  package func producers(of message: Name) -> [Mention] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    return emissionsOfMessage[position].map { catalog.mentions[Int(emissions[Int($0)])] }
  }

  /// The services that take a message in and that something may depend on: no observers. Each with its first place.
  package func consumers(of message: Name) -> [Mention] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    var consumers: [Mention] = []
    var seen: Set<Name> = []
    mentionsOfMessage.forEach(in: position) { index in
      let mention = catalog.mentions[Int(index)]
      guard isFunctional(mention) else { return }
      // A set is worth its price for the few messages that many take in.
      if consumers.count < 8 {
        guard !consumers.contains(where: { $0.service == mention.service }) else { return }
      } else {
        if seen.isEmpty { seen = Set(consumers.map(\.service)) }
        guard seen.insert(mention.service).inserted else { return }
      }
      consumers.append(mention)
    }
    return consumers
  }

  /// Whether a mention takes a message in and something may depend on it.
  package func isFunctional(_ mention: Mention) -> Bool {
    guard !mention.verb.isOutgoing, mention.verb != .observes, !catalog.isObserver(mention.service) else {
      return false
    }
    guard mention.reaction >= 0 else { return true }
    let reaction = catalog.reactions[Int(mention.reaction)]
    // A reaction that says it has no effect and sends nothing only looks on.
    return !(reaction.outputs.isEmpty && reaction.effect.map { catalog[$0] == "none" } ?? false)
  }

  /// The reactions a message triggers.
  package func reactions(to message: Name) -> some Sequence<Reaction> {
    let indices = catalog.position(ofMessage: message).map { reactionsToMessage[$0] } ?? []
    return indices.lazy.map { [catalog] in catalog.reactions[Int($0)] }.filter { $0.message != nil }
  }

  /// How many services send a message out.
  package func producerCount(of message: Name) -> Int {
    catalog.position(ofMessage: message).map { emissionsOfMessage.range($0).count } ?? 0
  }

  /// How many reactions a message has, timers that start with it included, and how many outputs all of them have.
  package func reactionCount(to message: Name) -> Int {
    catalog.position(ofMessage: message).map { reactionsToMessage.range($0).count } ?? 0
  }

  package func reactionOutputs(to message: Name) -> Int {
    guard let position = catalog.position(ofMessage: message) else { return 0 }
    return reactionsToMessage.range(position).reduce(0) {
      $0 + catalog.reactions[Int(reactionsToMessage.item($1))].outputs.count
    }
  }

  /// Whether some reaction to a message fulfils a condition.
  package func hasReaction(to message: Name, where condition: (Reaction) -> Bool) -> Bool {
    guard let position = catalog.position(ofMessage: message) else { return false }
    for index in reactionsToMessage.range(position)
    where condition(catalog.reactions[Int(reactionsToMessage.item(index))]) { return true }
    return false
  }

  /// Whether something depends on a message.
  package func hasConsumer(_ message: Name) -> Bool {
    guard let position = catalog.position(ofMessage: message) else { return false }
    for index in mentionsOfMessage.range(position)
    where isFunctional(catalog.mentions[Int(mentionsOfMessage.item(index))]) { return true }
    return false
  }

  package func outputs(of reaction: Reaction) -> [Mention] {
    reaction.outputs.map { catalog.mentions[Int($0)] }
  }
}
