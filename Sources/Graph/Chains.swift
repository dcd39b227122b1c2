package import Catalog
package import Findings

/// Reactions one after another, each caused by the message the one before sent out.
package struct Chain: Sendable {
  /// One step: a service reacts to a message of another, or of its own.
  package struct Link: Sendable {
    package var message: Name
    package var sender: Name
    package var receiver: Name
    /// Where the receiver's reaction (or its wish to receive) is written.
    package var place: Place
    /// Where the sender's emission is written.
    package var sentAt: Place
    /// The receiver is another service and the message is an event: the unit in which chains are counted.
    package var isHandover: Bool
    /// What follows was not written down; the link is a guess.
    package var isPossible: Bool
  }

  package var links: [Link]
  /// The emission the chain starts with, for its flow.
  package var startEmission: Int
  /// Messages that leave the last service of the chain.
  package var ends: [Name]

  package var handovers: [Link] { links.filter(\.isHandover) }

  /// The messages on the way, with one that leaves the last service.
  package var messages: [Name] { links.map(\.message) + ends.prefix(1) }

  /// Every service of the chain once, in order of appearance.
  package var services: [Name] {
    var seen: Set<Name> = []
    return (links.prefix(1).map(\.sender) + links.map(\.receiver)).filter { seen.insert($0).inserted }
  }
}

extension ReactionGraph {
  /// The longest chains, longest first, of equal ones the first by name. A handover is a reaction to another service's event;
  /// a command or query starts the count anew, since somebody asked for the next step; a timer neither counts nor resets. A
  /// chain whose last part goes the way of a longer one is left out unless more than `limit` of its handovers are its own.
  /// Cycles are walked once. Linear in reactions, but for sorting the ends.
  package func chains(longerThan limit: Int, includingPossible: Bool = false) -> [Chain] {
    chainSearch(includingPossible: includingPossible).chains(longerThan: limit)
  }

  /// The same for several limits: the search is made once.
  package func chainSearch(includingPossible: Bool = false) -> ChainSearch {
    var options = CausalityOptions()
    options.includesPossible = includingPossible
    return ChainSearch(self, Causality(self, options))
  }
}

/// Longest paths over the condensation of a causality graph.
package struct ChainSearch: Sendable {
  let graph: ReactionGraph
  let catalog: Catalog
  let causality: Causality
  /// Handovers of the longest chain that ends with each vertex: the emission, or the arrival at a message or service.
  var length: ContiguousArray<Int32>
  /// The emission (or service vertex) before, the message between and the reaction that links them; -1 where a chain starts.
  var previous: ContiguousArray<Int32>
  var through: ContiguousArray<Int32>
  var cause: ContiguousArray<Int32>
  /// Of each message, the emission with the longest chain, and the one of another service with the longest.
  var best: ContiguousArray<Int32>
  var second: ContiguousArray<Int32>

  init(_ graph: ReactionGraph, _ causality: Causality) {
    self.graph = graph
    catalog = graph.catalog
    self.causality = causality
    let vertices = causality.edges.count
    length = ContiguousArray(repeating: 0, count: vertices)
    previous = ContiguousArray(repeating: -1, count: vertices)
    through = previous
    cause = previous
    best = ContiguousArray(repeating: -1, count: causality.messageCount)
    second = best
    let components = Components(causality.edges)
    let members = components.members
    // Components are numbered against the edges, so the last is a source.
    for component in stride(from: components.count - 1, through: 0, by: -1) {
      let range = members.range(component)
      if range.count == 1 {
        relax(from: Int(members.item(range.lowerBound)))
      } else {
        walkCycle(members[component].map(Int.init), components.component, Int32(component))
      }
    }
  }

  private func service(_ vertex: Int) -> Name {
    causality.isEmission(vertex)
      ? catalog.mentions[Int(graph.emissions[vertex])].service
      : catalog.services[vertex - causality.emissionCount - causality.messageCount].name
  }

  /// Hands a vertex' length on to what it leads to.
  private mutating func relax(from vertex: Int) {
    if !causality.isMessage(vertex) {
      causality.edges.forEach(in: vertex) { next in
        let next = Int(next)
        if causality.isMessage(next) {
          offer(vertex, to: next - causality.emissionCount)
        } else {
          pass(vertex, to: next)
        }
      }
      return
    }
    for edge in causality.edges.range(vertex) { take(vertex - causality.emissionCount, along: edge) }
  }

  /// An emission arrives at its message: the two longest of different services are kept.
  private mutating func offer(_ emission: Int, to message: Int) {
    guard best[message] >= 0 else {
      best[message] = Int32(emission)
      return
    }
    if isBetter(emission, than: Int(best[message])) {
      if service(Int(best[message])) != service(emission) { second[message] = best[message] }
      best[message] = Int32(emission)
    } else if service(Int(best[message])) != service(emission),
      second[message] < 0 || isBetter(emission, than: Int(second[message]))
    {
      second[message] = Int32(emission)
    }
  }

  private func isBetter(_ left: Int, than right: Int) -> Bool {
    if length[left] != length[right] { return length[left] > length[right] }
    return catalog.names.areInOrder(service(left), service(right))
  }

  /// What arrives at a service through a message: the emission before and the handovers so far.
  private func arrival(_ message: Int, at receiver: Name, isTimer: Bool) -> (length: Int32, emission: Int32)? {
    guard best[message] >= 0 else { return nil }
    guard catalog.messages[message].kind == .event else { return (0, -1) }
    if isTimer { return (length[Int(best[message])], best[message]) }
    if service(Int(best[message])) != receiver { return (length[Int(best[message])] + 1, best[message]) }
    guard second[message] >= 0, length[Int(second[message])] + 1 > length[Int(best[message])] else {
      return (length[Int(best[message])], best[message])
    }
    return (length[Int(second[message])] + 1, second[message])
  }

  private mutating func take(_ message: Int, along edge: Int) {
    let next = Int(causality.edges.item(edge))
    let reaction = causality.causes.item(edge)
    let isTimer = reaction >= 0 && catalog.reactions[Int(reaction)].message == nil
    guard let arrival = arrival(message, at: service(next), isTimer: isTimer) else { return }
    update(next, length: arrival.length, previous: arrival.emission, through: Int32(message), cause: reaction)
  }

  private mutating func pass(_ service: Int, to emission: Int) {
    update(emission, length: length[service], previous: Int32(service), through: -1, cause: -1)
  }

  private mutating func update(
    _ vertex: Int, length new: Int32, previous emission: Int32, through message: Int32, cause reaction: Int32
  ) {
    guard emission >= 0 else { return }
    let isLonger = new > length[vertex] || previous[vertex] < 0
    let isFirst = new == length[vertex] && previous[vertex] >= 0 && isEarlier(message, through[vertex])
    guard isLonger || isFirst else { return }
    length[vertex] = new
    previous[vertex] = emission
    through[vertex] = message
    cause[vertex] = reaction
  }

  private func isEarlier(_ left: Int32, _ right: Int32) -> Bool {
    guard left >= 0, right >= 0, left != right else { return false }
    return catalog.names.areInOrder(catalog.messages[Int(left)].name, catalog.messages[Int(right)].name)
  }

  /// A cycle: from where the longest chain enters it (or its first vertex), breadth first to each of its vertices.
  private mutating func walkCycle(_ members: [Int], _ component: ContiguousArray<Int32>, _ number: Int32) {
    let entry = members.filter { !causality.isMessage($0) }.max { left, right in
      length[left] != length[right] ? length[left] < length[right] : isBetter(right, than: left)
    }
    guard let entry else { return }
    var isSeen: Set<Int> = [entry]
    var pending = [entry]
    var index = 0
    while index < pending.count {
      let vertex = pending[index]
      index += 1
      // Only edges to vertices not seen yet, so that no chain runs round and round.
      for edge in causality.edges.range(vertex) {
        let next = Int(causality.edges.item(edge))
        let isInside = component[next] == number
        guard !isInside || isSeen.insert(next).inserted else { continue }
        if isInside { pending.append(next) }
        if causality.isMessage(next) {
          offer(vertex, to: next - causality.emissionCount)
        } else if causality.isMessage(vertex) {
          take(vertex - causality.emissionCount, along: edge)
        } else {
          pass(vertex, to: next)
        }
      }
    }
  }

  // MARK: Ends

  /// Where a chain can end: an emission nothing follows, or a message that somebody takes in without sending anything on.
  private struct End {
    var length: Int32
    var vertex: Int
    /// The mention that takes the last message in, if it ends so.
    var taker: Int32
  }

  /// See `ReactionGraph.chains(longerThan:)`.
  package func chains(longerThan limit: Int) -> [Chain] {
    // Who takes the last message in adds one.
    guard let longest = length.max(), Int(longest) + 1 > limit else { return [] }
    var isContinued = [Bool](repeating: false, count: causality.edges.count)
    for vertex in 0..<causality.edges.count where previous[vertex] >= 0 { isContinued[Int(previous[vertex])] = true }
    var ends = terminalEnds()
    for vertex in 0..<causality.emissionCount where !isContinued[vertex] && length[vertex] > Int32(limit) {
      ends.append(End(length: length[vertex], vertex: vertex, taker: -1))
    }
    ends = ends.filter { $0.length > Int32(limit) }.sorted(by: isBefore)
    var isCovered = [Bool](repeating: false, count: causality.edges.count)
    var chains: [Chain] = []
    for end in ends {
      var vertex = end.vertex
      while !isCovered[vertex], previous[vertex] >= 0 {
        isCovered[vertex] = true
        vertex = Int(previous[vertex])
      }
      let shared = isCovered[vertex] ? length[vertex] : 0
      isCovered[vertex] = true
      if end.length - shared > Int32(limit) { chains.append(chain(end)) }
    }
    return chains
  }

  private func isBefore(_ left: End, _ right: End) -> Bool {
    if left.length != right.length { return left.length > right.length }
    let (first, second) = (message(left), message(right))
    if first != second { return catalog.names.areInOrder(first, second) }
    let (one, other) = (service(left.vertex), service(right.vertex))
    if one != other { return catalog.names.areInOrder(one, other) }
    return left.taker < right.taker
  }

  private func message(_ end: End) -> Name {
    end.taker >= 0
      ? catalog.mentions[Int(end.taker)].message : catalog.mentions[Int(graph.emissions[end.vertex])].message
  }

  /// One end for each event that a functional consumer takes in without sending anything on: the first such by name.
  private func terminalEnds() -> [End] {
    var ends: [End] = []
    for position in catalog.messages.indices where best[position] >= 0 && catalog.messages[position].kind == .event {
      var chosen: (arrival: (length: Int32, emission: Int32), mention: Mention, index: Int32)?
      graph.mentionsOfMessage.forEach(in: position) { index in
        let mention = catalog.mentions[Int(index)]
        guard !mention.verb.isOutgoing, mention.verb != .observes, !catalog.isObserver(mention.service) else { return }
        guard mention.reaction < 0 || catalog.reactions[Int(mention.reaction)].outputs.isEmpty else { return }
        if mention.reaction >= 0,
          catalog.reactions[Int(mention.reaction)].effect.map({ catalog[$0] == "none" }) ?? false
        {
          return
        }
        guard let arrival = arrival(position, at: mention.service, isTimer: false), arrival.emission >= 0 else {
          return
        }
        if let known = chosen {
          guard
            arrival.length > known.arrival.length
              || arrival.length == known.arrival.length
                && catalog.names.areInOrder(mention.service, known.mention.service)
          else { return }
        }
        chosen = (arrival, mention, index)
      }
      guard let chosen else { continue }
      ends.append(End(length: chosen.arrival.length, vertex: Int(chosen.arrival.emission), taker: chosen.index))
    }
    return ends
  }

  private func chain(_ end: End) -> Chain {
    var links: [Chain.Link] = []
    if end.taker >= 0 {
      let mention = catalog.mentions[Int(end.taker)]
      links.append(
        link(end.vertex, mention.message, to: mention.service, at: mention.place, isTimer: false, isPossible: false))
    }
    var vertex = end.vertex
    while previous[vertex] >= 0 {
      let before = Int(previous[vertex])
      if through[vertex] < 0 {
        // From a service vertex to one of its emissions: part of the guess that the step before already is.
        vertex = before
        continue
      }
      let message = Int(through[vertex])
      let reaction = cause[vertex] >= 0 ? catalog.reactions[Int(cause[vertex])] : nil
      let place = reaction?.place ?? inputPlace(message, service(vertex))
      links.append(
        link(
          before, catalog.messages[message].name, to: service(vertex), at: place,
          isTimer: reaction.map { $0.message == nil } ?? false, isPossible: reaction == nil))
      vertex = before
    }
    let ends = end.taker >= 0 ? [] : [message(end)]
    return Chain(links: links.reversed(), startEmission: vertex, ends: ends)
  }

  private func inputPlace(_ message: Int, _ service: Name) -> Place {
    let mentions = graph.mentionsOfMessage[message].map { catalog.mentions[Int($0)] }
    return mentions.first { $0.service == service && !$0.verb.isOutgoing }?.place ?? catalog.messages[message].place
  }

  private func link(
    _ emission: Int, _ message: Name, to receiver: Name, at place: Place, isTimer: Bool, isPossible: Bool
  ) -> Chain.Link {
    let sender = service(emission)
    let sentAt = causality.isEmission(emission) ? catalog.mentions[Int(graph.emissions[emission])].place : place
    let isEvent = catalog.message(message)?.kind == .event
    return Chain.Link(
      message: message, sender: sender, receiver: receiver, place: place, sentAt: sentAt,
      isHandover: isEvent && !isTimer && sender != receiver, isPossible: isPossible)
  }
}
