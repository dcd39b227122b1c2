package import Catalog
package import Findings

/// The waits of a system for answers: those that services declare under `expects`, and those that follow from a request
/// whose answer comes back to its sender. `lint`, `trace` and `stats` take them from here.
///
/// ```swift
/// // services:
/// //   order: {sends: Charge, consumes: {Charged: {publishes: OrderPaid}}}
/// //   bank:  {handles: {Charge: {replies: Charged}}}
/// Waits(graph).all.map { ($0.service, $0.request, $0.replies) }  // [(order, Charge, [Charged])]
/// ```
package struct Waits: Sendable {
  /// A wait of a service after a request.
  package struct Wait: Sendable {
    /// The service that waits.
    package var service: Name
    /// The message that it sends before it waits.
    package var request: Name
    /// The place where it declares the wait, else where it first sends the message.
    package var place: Place
    /// The answers of which one ends the wait.
    package var replies: [Name]
    /// The messages that are sent if no answer arrives.
    package var otherwise: [Name] = []
    /// Whether the wait has a time limit, of its own or by a timer that starts with the request; nil where none is
    /// needed, or where a document cannot state it.
    package var isTimed: Bool?
    /// The time limit as written; nil if it is not known.
    package var within: Name?
    /// Whether the service declares it; otherwise it follows from an answer that comes back.
    package var isDeclared: Bool
    /// The sending of the first answer that comes back.
    package var answer: Mention?
    /// The position of the reaction to the request that leads to this answer.
    package var reaction: Int32?
  }

  /// All waits: first the declared ones in the order of services, then the others in the order of messages.
  package private(set) var all: [Wait] = []
  private var positions: [Key: Int] = [:]

  /// No waits.
  init() {}

  /// The waits of a system. Linear in the requests and their answers, as long as few services pass on the answers of
  /// others; beyond `Answers.limit` those are ignored.
  package init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    for service in catalog.services {
      // A process states its time limits, a document cannot.
      let isStated = !service.processes.isEmpty
      for expectation in service.expectations {
        let key = Key(service: service.name, message: expectation.message.name)
        guard positions[key] == nil,
          graph.producers(of: key.message).contains(where: { $0.service == key.service })
        else { continue }
        positions[key] = all.count
        all.append(
          Wait(
            service: key.service, request: key.message, place: expectation.message.place,
            replies: expectation.replies.map(\.name),
            otherwise: expectation.otherwise.map(\.name),
            isTimed: expectation.isTimed ? true : expectation.isFromInterface && !isStated ? nil : false,
            within: expectation.within, isDeclared: true))
      }
    }
    var answers = Answers(graph)
    for message in catalog.messages where !message.kind.isOwnedBySender {
      add(graph.producers(of: message.name), answers.answers(to: message.name), search: &answers)
    }
    limit(catalog)
  }

  /// The wait of a service after a message; nil if it does not wait.
  package subscript(service: Name, message: Name) -> Wait? {
    positions[Key(service: service, message: message)].map { all[$0] }
  }

  /// Adds the waits of the senders of a request that take an answer to it.
  private mutating func add(_ senders: [Mention], _ answers: [Answers.Answer], search: inout Answers) {
    guard !senders.isEmpty else { return }
    var waiting: [Name: [Answers.Answer]] = [:]
    for answer in answers {
      let takers = search.takers(of: answer.mention.message)
      for sender in senders where takers.contains(sender.service) {
        // A service may request from itself, and then waits for the reply like any other.
        guard answer.mention.service != sender.service || answer.isReply else { continue }
        waiting[sender.service, default: []].append(answer)
      }
    }
    for sender in senders {
      guard let answers = waiting[sender.service], let first = answers.first else { continue }
      let key = Key(service: sender.service, message: sender.message)
      if let known = positions[key] {
        (all[known].answer, all[known].reaction) = (first.mention, first.reaction)
        continue
      }
      positions[key] = all.count
      all.append(
        Wait(
          service: sender.service, request: sender.message, place: sender.place,
          replies: answers.map(\.mention.message).unique, isTimed: false,
          isDeclared: false, answer: first.mention, reaction: first.reaction))
    }
  }

  /// Sets the limits that are written elsewhere: a timer that starts with the request, or a call inside one process.
  private mutating func limit(_ catalog: Catalog) {
    for reaction in catalog.reactions {
      guard case .outside(_, .timer, let after) = reaction.trigger else { continue }
      for message in catalog[after] {
        guard let position = positions[Key(service: reaction.service, message: message.name)] else { continue }
        all[position].isTimed = true
      }
    }
    for position in all.indices where all[position].isTimed == false && catalog.isInProcess(all[position].request) {
      all[position].isTimed = nil
    }
  }

  private struct Key: Hashable {
    var service: Name
    var message: Name
  }
}

/// The answers to requests: what a service sends because of a request, at once or after the answers to requests of its
/// own.
private struct Answers {
  /// A message that is sent because of a request.
  struct Answer {
    /// The sending of the message.
    var mention: Mention
    /// The position of the reaction to the request.
    var reaction: Int32
    var isReply: Bool
  }

  /// The number of messages that are looked at for services that pass on answers: many requests may each lead to all
  /// answers of another service.
  static let limit = 2_000_000

  private let graph: ReactionGraph
  private let catalog: Catalog
  private var known: [Name: [Answer]] = [:]
  private var takersOf: [Name: Set<Name>] = [:]
  private var outputsOf: [Name: [Name: [Mention]]] = [:]
  /// The requests whose answers are being searched, from the first one.
  private var open: Set<Name> = []
  private var isCut = false
  private var work = 0

  init(_ graph: ReactionGraph) {
    self.graph = graph
    catalog = graph.catalog
  }

  /// The services that depend on a message.
  mutating func takers(of message: Name) -> Set<Name> {
    if let known = takersOf[message] { return known }
    let found = Set(graph.consumers(of: message).map(\.service))
    takersOf[message] = found
    return found
  }

  /// The answers to a request, in the order of reactions.
  mutating func answers(to request: Name) -> [Answer] {
    if let known = known[request] { return known }
    // The search is recursive, and services that ask each other in a cycle would never end.
    guard open.count < 100, open.insert(request).inserted else {
      isCut = true
      return []
    }
    var found: [Answer] = []
    for index in graph.indices(ofReactionsTo: request) {
      let reaction = catalog.reactions[Int(index)]
      guard reaction.message != nil, reaction.certainty != .possible, !catalog.isObserver(reaction.service) else {
        continue
      }
      found += session(of: reaction.service, graph.outputs(of: reaction)).map { mention in
        Answer(
          mention: mention, reaction: index, isReply: catalog.message(mention.message)?.kind == .reply)
      }
    }
    open.remove(request)
    // What a cycle cuts off is complete only for the request at its start.
    if open.isEmpty || !isCut { known[request] = found }
    if open.isEmpty { isCut = false }
    return found
  }

  /// What a service sends at once, and after the answers to its own requests.
  private mutating func session(of service: Name, _ outputs: [Mention]) -> [Mention] {
    var sent = outputs
    var continued: Set<Name> = []
    var next = 0
    while next < sent.count, work < Self.limit {
      let output = sent[next]
      next += 1
      work += 1
      guard let message = catalog.message(output.message), !message.kind.isOwnedBySender else { continue }
      for answer in answers(to: output.message) {
        work += 1
        let name = answer.mention.message
        guard answer.mention.service != service || answer.isReply, takers(of: name).contains(service),
          continued.insert(name).inserted
        else { continue }
        sent += self.outputs(of: service, on: name)
      }
    }
    return sent
  }

  private mutating func outputs(of service: Name, on message: Name) -> [Mention] {
    if outputsOf[message] == nil {
      var found: [Name: [Mention]] = [:]
      for reaction in graph.reactions(to: message) {
        found[reaction.service, default: []] += graph.outputs(of: reaction)
      }
      outputsOf[message] = found
    }
    return outputsOf[message]?[service] ?? []
  }
}
