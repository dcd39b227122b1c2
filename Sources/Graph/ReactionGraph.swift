package import Catalog
import Findings

/// The causal graph of a catalog's reactions, in compressed rows. Built once, then only read.
///
/// Vertices are emissions (a service and a message that it sends) and messages. An emission leads to its message, a
/// message to the emissions of the reactions to it. So several producers or consumers of one message cost their sum
/// and not their product.
///
/// ```swift
/// // services:
/// //   checkout: {publishes: OrderPlaced}
/// //   payment:  {consumes: {OrderPlaced: {publishes: PaymentReceived}}}
/// let graph = ReactionGraph(catalog)
/// graph.producers(of: orderPlaced).map(\.service)  // [checkout]
/// graph.consumers(of: orderPlaced).map(\.service)  // [payment]
/// graph.reactions(to: orderPlaced).flatMap(graph.outputs(of:)).map(\.message)  // [PaymentReceived]
/// graph.chains(longerThan: 0).map(\.handovers.count)  // [1]
/// ```
///
/// A class only because every rule receives it: copying a struct would retain a dozen arrays each time.
package final class ReactionGraph: Sendable {
  /// The catalog whose reactions the graph connects.
  package let catalog: Catalog
  /// The mentions of each message, by its position.
  let mentionsOfMessage: Rows
  /// The mentions by which services receive each message and may depend on it, by its position: the first of each
  /// service, observers excluded.
  let consumersOfMessage: Rows
  /// The reactions that each message triggers, by its position; timers that start with it included.
  let reactionsToMessage: Rows
  /// The first mention of each emission; the emission's number is its position here.
  package let emissions: ContiguousArray<Int32>
  /// The emission of each outgoing mention; -1 for incoming ones.
  let emissionOfMention: ContiguousArray<Int32>
  /// The emissions of each message, by its position; `messageOfEmission` is the inverse.
  let emissionsOfMessage: Rows
  /// The reactions to outside triggers by the trigger's name; empty if no flows are named, which may start with one.
  let reactionsOfLabel: [Name: [Int32]]
  let messageOfEmission: ContiguousArray<Int32>
  /// The services that observe everything, in the order of the catalog.
  package let observersOfAll: [Name]
  /// The compensations that processes define for messages that they send: commands, or labels of steps.
  package let compensationsInProcesses: [Name: [String]]

  /// The graph of a catalog. Linear in mentions and reactions.
  package init(_ catalog: Catalog) {
    self.catalog = catalog
    observersOfAll = catalog.services.filter(\.isObserverOfAll).map(\.name)
    compensationsInProcesses = Self.compensations(catalog)
    let positions = catalog.mentions.map { Int32(catalog.position(ofMessage: $0.message) ?? -1) }
    mentionsOfMessage = Rows(rows: catalog.messages.count) { add in
      for (index, position) in positions.enumerated() where position >= 0 { add(Int(position), Int32(index)) }
    }
    consumersOfMessage = Self.consumers(catalog, mentionsOfMessage)
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

  /// The emissions of all messages, and the emission of each mention: outgoing mentions of one message by one service
  /// are one emission.
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

  private static func consumers(_ catalog: Catalog, _ mentions: Rows) -> Rows {
    Rows(rows: mentions.count) { add in
      // The last message that each service was found to receive.
      var latest = ContiguousArray<Int32>(repeating: -1, count: catalog.names.count)
      for position in 0..<mentions.count {
        for index in mentions.range(position) {
          let mention = catalog.mentions[Int(mentions.item(index))]
          guard isFunctional(mention, catalog), latest[Int(mention.service.index)] != Int32(position) else { continue }
          latest[Int(mention.service.index)] = Int32(position)
          add(position, mentions.item(index))
        }
      }
    }
  }

  /// Inlined: a call would copy the catalog.
  @inline(__always)
  private static func isFunctional(_ mention: Mention, _ catalog: Catalog) -> Bool {
    !mention.verb.isOutgoing && mention.verb != .observes && !catalog.isObserver(mention.service)
  }

  // MARK: Queries

  /// All mentions of a message, in the order of places.
  package func mentions(of message: Name) -> [Mention] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    return mentionsOfMessage[position].map { catalog.mentions[Int($0)] }
  }

  /// The services that send a message, each with its first mention.
  package func producers(of message: Name) -> [Mention] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    return emissionsOfMessage[position].map { catalog.mentions[Int(emissions[Int($0)])] }
  }

  /// Whether a service that sends a message meets a condition, given its first mention.
  package func hasProducer(of message: Name, where condition: (Mention) -> Bool) -> Bool {
    guard let position = catalog.position(ofMessage: message) else { return false }
    for index in emissionsOfMessage.range(position)
    where condition(catalog.mentions[Int(emissions[Int(emissionsOfMessage.item(index))])]) { return true }
    return false
  }

  /// The first of the services that send a message, with its first mention; nil for none. Constant time.
  package func firstProducer(of message: Name) -> Mention? {
    guard let position = catalog.position(ofMessage: message) else { return nil }
    let range = emissionsOfMessage.range(position)
    return range.isEmpty ? nil : catalog.mentions[Int(emissions[Int(emissionsOfMessage.item(range.lowerBound))])]
  }

  /// The number of the emission of a message by a service; nil if the service does not send it.
  package func emission(of message: Name, by service: Name) -> Int? {
    guard let position = catalog.position(ofMessage: message) else { return nil }
    return emissionsOfMessage[position].first { catalog.mentions[Int(emissions[Int($0)])].service == service }.map {
      Int($0)
    }
  }

  /// The services that receive a message and may depend on it, observers excluded, each with its first mention.
  package func consumers(of message: Name) -> [Mention] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    return consumersOfMessage.range(position).map { catalog.mentions[Int(consumersOfMessage.item($0))] }
  }

  /// The number of services that receive a message and may depend on it, in constant time.
  package func consumerCount(of message: Name) -> Int {
    catalog.position(ofMessage: message).map { consumersOfMessage.range($0).count } ?? 0
  }

  /// The services that own the contract of a message, each with its first mention: those that send an event or reply,
  /// or receive a command or query.
  package func owners(of message: Message) -> [Mention] {
    message.kind.isOwnedBySender ? producers(of: message.name) : consumers(of: message.name)
  }

  /// The services at the other end of a message, each with its first mention.
  package func users(of message: Message) -> [Mention] {
    message.kind.isOwnedBySender ? consumers(of: message.name) : producers(of: message.name)
  }

  /// Whether a mention receives a message and the system may depend on it.
  package func isFunctional(_ mention: Mention) -> Bool { Self.isFunctional(mention, catalog) }

  /// The reactions that a message triggers, timers excluded.
  package func reactions(to message: Name) -> [Reaction] {
    guard let position = catalog.position(ofMessage: message) else { return [] }
    var reactions: [Reaction] = []
    reactionsToMessage.forEach(in: position) { index in
      let reaction = catalog.reactions[Int(index)]
      if reaction.message != nil { reactions.append(reaction) }
    }
    return reactions
  }

  /// The positions of the reactions that a message triggers, timers that start with it included.
  func indices(ofReactionsTo message: Name) -> ArraySlice<Int32> {
    catalog.position(ofMessage: message).map { reactionsToMessage[$0] } ?? []
  }

  /// The number of services that send a message, in constant time.
  package func producerCount(of message: Name) -> Int {
    catalog.position(ofMessage: message).map { emissionsOfMessage.range($0).count } ?? 0
  }

  /// The number of reactions to a message, timers that start with it included, in constant time.
  package func reactionCount(to message: Name) -> Int {
    catalog.position(ofMessage: message).map { reactionsToMessage.range($0).count } ?? 0
  }

  /// The number of outputs of all reactions to a message, timers that start with it included.
  package func reactionOutputs(to message: Name) -> Int {
    guard let position = catalog.position(ofMessage: message) else { return 0 }
    return reactionsToMessage.range(position).reduce(0) {
      $0 + catalog.reactions[Int(reactionsToMessage.item($1))].outputs.count
    }
  }

  /// Whether a reaction to a message meets a condition.
  package func hasReaction(to message: Name, where condition: (Reaction) -> Bool) -> Bool {
    guard let position = catalog.position(ofMessage: message) else { return false }
    for index in reactionsToMessage.range(position)
    where condition(catalog.reactions[Int(reactionsToMessage.item(index))]) { return true }
    return false
  }

  /// Whether a service depends on a message, in constant time.
  package func hasConsumer(_ message: Name) -> Bool { consumerCount(of: message) > 0 }

  /// Whether a service that depends on a message meets a condition, given its first mention.
  package func hasConsumer(of message: Name, where condition: (Mention) -> Bool) -> Bool {
    guard let position = catalog.position(ofMessage: message) else { return false }
    for index in consumersOfMessage.range(position)
    where condition(catalog.mentions[Int(consumersOfMessage.item(index))]) { return true }
    return false
  }

  /// Whether anything follows from a message: a service depends on it, or an outside trigger comes after it.
  package func isFollowed(_ message: Name) -> Bool { hasConsumer(message) || reactionCount(to: message) > 0 }

  /// The service behind an entry of `calls`: the service of that name, otherwise the one that answers the query of that
  /// name; nil if there is neither.
  package func callee(of call: Name) -> Name? {
    if catalog.service(call) != nil { return call }
    return mentions(of: call).first { $0.verb == .answers }?.service
  }

  /// The messages that a reaction sends, in the order of writing.
  package func outputs(of reaction: Reaction) -> [Mention] {
    reaction.outputs.map { catalog.mentions[Int($0)] }
  }
}
