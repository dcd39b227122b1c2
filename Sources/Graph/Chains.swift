package import Catalog
package import Findings

/// A chain of reactions, each caused by the message that the previous one sent.
package struct Chain: Sendable {
  /// A link of the chain: a service reacts to a message of another service or of its own.
  package struct Link: Sendable {
    /// The message that is passed on.
    package var message: Name
    /// The service that sends it.
    package var sender: Name
    /// The service that receives it.
    package var receiver: Name
    /// The place of the receiver's reaction or, without one, of its mention of the message.
    package var place: Place
    /// The place of the sender's emission.
    package var sentAt: Place
    /// Whether the receiver is another service and the message is an event: the unit in which chains are measured.
    package var isHandover: Bool
    /// Whether the link is inferred, because the receiver's reaction is not documented.
    package var isPossible: Bool
  }

  /// The links in the order in which they happen.
  package var links: [Link]
  /// The number of the emission with which the chain starts; it identifies the flow.
  package var startEmission: Int
  /// The messages that the last service of the chain sends.
  package var ends: [Name]

  /// The links that count for the length of the chain.
  package var handovers: [Link] { links.filter(\.isHandover) }

  /// The messages of the links, followed by the first of `ends`.
  package var messages: [Name] { links.map(\.message) + ends.prefix(1) }

  /// Each service of the chain once, in order of appearance.
  package var services: [Name] {
    (links.prefix(1).map(\.sender) + links.map(\.receiver)).unique
  }
}

extension ReactionGraph {
  /// The longest chains, longest first, chains of equal length by name.
  ///
  /// A handover is a reaction to another service's event; a command or query restarts the count, since its sender
  /// requests the next step; a timer neither counts nor restarts. A chain whose end shares its path with a longer one
  /// is omitted unless more than `limit` of its handovers are its own. Cycles are traversed once. Linear in reactions,
  /// except for sorting the ends.
  package func chains(longerThan limit: Int, includingPossible: Bool = false) -> [Chain] {
    chainSearch(includingPossible: includingPossible).chains(longerThan: limit)
  }

  /// The search for chains, to be used with several limits: the longest paths are computed once.
  package func chainSearch(includingPossible: Bool = false) -> ChainSearch {
    ChainSearch(self, Causality(self, CausalityOptions(includesPossible: includingPossible), hasCauses: true))
  }
}

/// The longest paths over the condensation of a causality graph.
package struct ChainSearch: Sendable {
  let graph: ReactionGraph
  let catalog: Catalog
  private(set) var causality: Causality
  /// The number of handovers of the longest chain that ends at each vertex: the emission, or the arrival at a service.
  /// Those of messages are not used; they stand before those of services, and so are left out where there are none.
  var length: ContiguousArray<Int32>
  /// The previous emission (or service vertex) and the reaction that links them; -1 where a chain starts.
  var previous: ContiguousArray<Int32>
  var cause: ContiguousArray<Int32>
  /// For each message, the emission with the longest chain, and the one of another service with the longest.
  var best: ContiguousArray<Int32>
  var second: ContiguousArray<Int32>

  init(_ graph: ReactionGraph, _ causality: Causality) {
    self.graph = graph
    catalog = graph.catalog
    self.causality = causality
    let hasServices = causality.edges.count > causality.vertex(service: 0)
    let vertices = hasServices ? causality.edges.count : causality.emissionCount
    length = ContiguousArray(repeating: 0, count: vertices)
    previous = ContiguousArray(repeating: -1, count: vertices)
    cause = previous
    best = ContiguousArray(repeating: -1, count: causality.messageCount)
    second = best
    let components = Components(causality.edges)
    let members = components.members
    // Components are numbered in reverse topological order, so the last one is a source.
    for component in stride(from: components.count - 1, through: 0, by: -1) {
      let range = members.range(component)
      if range.count == 1 {
        relax(from: Int(members.item(range.lowerBound)))
      } else {
        walkCycle(members[component].map(Int.init), components.component, number: Int32(component))
      }
    }
    // Every rule may ask for chains, so the search is kept, but its edges have served their purpose.
    self.causality.forgetEdges()
  }

  /// The message that follows a previous vertex; -1 for a service vertex, and for -1.
  private func message(after previous: Int32) -> Int32 {
    previous >= 0 && causality.isEmission(Int(previous)) ? graph.messageOfEmission[Int(previous)] : -1
  }

  private func service(_ vertex: Int) -> Name {
    causality.isEmission(vertex)
      ? catalog.mentions[Int(graph.emissions[vertex])].service
      : catalog.services[vertex - causality.emissionCount - causality.messageCount].name
  }

  /// Propagates a vertex's length to its successors.
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

  /// Records an emission at its message: the two longest of different services are kept.
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

  /// The arrival at a service through a message: the previous emission and the number of handovers so far.
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
    update(next, length: arrival.length, previous: arrival.emission, cause: reaction)
  }

  private mutating func pass(_ service: Int, to emission: Int) {
    update(emission, length: length[service], previous: Int32(service), cause: -1)
  }

  private mutating func update(
    _ vertex: Int, length new: Int32, previous emission: Int32, cause reaction: Int32
  ) {
    guard emission >= 0 else { return }
    let isLonger = new > length[vertex] || previous[vertex] < 0
    let isFirst =
      new == length[vertex] && previous[vertex] >= 0
      && isEarlier(message(after: emission), message(after: previous[vertex]))
    guard isLonger || isFirst else { return }
    length[vertex] = new
    previous[vertex] = emission
    cause[vertex] = reaction
  }

  private func isEarlier(_ left: Int32, _ right: Int32) -> Bool {
    guard left >= 0, right >= 0, left != right else { return false }
    return catalog.names.areInOrder(catalog.messages[Int(left)].name, catalog.messages[Int(right)].name)
  }

  /// Traverses a cycle breadth first, from the vertex at which the longest chain enters it.
  private mutating func walkCycle(_ members: [Int], _ component: ContiguousArray<Int32>, number: Int32) {
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
      // Only edges to vertices not visited yet, so that no chain runs through a cycle repeatedly.
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

  /// A possible end of a chain: an emission without successors, or a message that a service receives without sending
  /// another.
  private struct End {
    var length: Int32
    var vertex: Int
    /// The mention that receives the last message, if the chain ends with one; else -1.
    var taker: Int32
  }

  /// The number of handovers of the longest chain; 0 without one.
  package var longest: Int { Int(ends(longerThan: 0).map(\.length).max() ?? 0) }

  /// The longest chains, see `ReactionGraph.chains(longerThan:)`.
  package func chains(longerThan limit: Int) -> [Chain] {
    let ends = ends(longerThan: limit).sorted(by: isBefore)
    var isCovered = [Bool](repeating: false, count: previous.count)
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

  private func ends(longerThan limit: Int) -> [End] {
    // The receiver of the last message adds one.
    guard let longest = length.max(), Int(longest) + 1 > limit else { return [] }
    var isContinued = [Bool](repeating: false, count: previous.count)
    for vertex in previous where vertex >= 0 { isContinued[Int(vertex)] = true }
    var ends = terminalEnds()
    for vertex in 0..<causality.emissionCount where !isContinued[vertex] {
      ends.append(End(length: length[vertex], vertex: vertex, taker: -1))
    }
    return ends.filter { $0.length > Int32(limit) }
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

  /// One end for each event that a functional consumer receives without sending another message: the longest, of equal
  /// ones the first consumer by name.
  private func terminalEnds() -> [End] {
    var ends: [End] = []
    let none = catalog.names.find("none")
    for position in catalog.messages.indices where best[position] >= 0 && catalog.messages[position].kind == .event {
      var chosen: (arrival: (length: Int32, emission: Int32), mention: Mention, index: Int32)?
      graph.mentionsOfMessage.forEach(in: position) { index in
        let mention = catalog.mentions[Int(index)]
        guard graph.isFunctional(mention) else { return }
        guard mention.reaction < 0 || catalog.reactions[Int(mention.reaction)].outputs.isEmpty else { return }
        if mention.reaction >= 0, let effect = catalog.reactions[Int(mention.reaction)].effect, effect == none {
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
      let message = Int(message(after: previous[vertex]))
      if message < 0 {
        // The edge from a service vertex to its emission is part of the guess that the previous link represents.
        vertex = before
        continue
      }
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
