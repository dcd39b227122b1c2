import Catalog

/// A cycle of reactions: the output of the last service triggers the first one again.
package struct Cycle: Sendable {
  /// The links in order; the last one leads to the first.
  package var links: [Chain.Link]
}

extension ReactionGraph {
  /// One cycle for each group of reactions that can trigger one another endlessly: the shortest through the group's
  /// first service by name.
  ///
  /// Conditional reactions and timers count as guards that end a loop. So does an output that is one of several
  /// alternatives if another one leads out of the loop: the service decides there. Linear except for the search inside
  /// each group.
  package var cycles: [Cycle] {
    var events = CausalityOptions()
    events.onlyUnguarded = true
    events.onlyEvents = true
    var all = events
    all.onlyEvents = false
    // Most systems have no loop at all, which one look at all links tells.
    let causality = Causality(self, all)
    guard Components(causality.edges).count < causality.edges.count else { return [] }
    var isReported = [Bool](repeating: false, count: emissions.count)
    return cycles(events, &isReported) + cycles(all, &isReported)
  }

  private func cycles(_ options: CausalityOptions, _ isReported: inout [Bool]) -> [Cycle] {
    var options = options
    var causality = Causality(self, options, hasCauses: true)
    var components = Components(causality.edges)
    // Without an alternative that is a guard, others may lead out as well.
    var rounds = 0
    while true {
      let exits = exits(causality, components.component).subtracting(options.omitted)
      guard !exits.isEmpty else { break }
      rounds += 1
      options.omitted.formUnion(exits)
      options.onlyAlways = rounds > Self.maximumRounds
      causality = Causality(self, options, hasCauses: true)
      components = Components(causality.edges)
    }
    let members = components.members
    var found: [Cycle] = []
    for number in 0..<components.count where members.range(number).count > 1 {
      let inside = members[number].map(Int.init).filter { causality.isEmission($0) }
      guard !inside.contains(where: { isReported[$0] }) else { continue }
      for emission in inside { isReported[emission] = true }
      guard let start = inside.min(by: isBefore) else { continue }
      found.append(ring(from: start, causality, component: components.component))
    }
    return found
  }

  /// The number of times that guards are looked for again; after it each alternative counts as one.
  private static let maximumRounds = 16

  /// The outputs inside of loops that are no part of them for certain: another alternative leads out, or nothing is
  /// sent instead.
  private func exits(_ causality: Causality, _ component: ContiguousArray<Int32>) -> Set<Int32> {
    var exits: Set<Int32> = []
    for reaction in catalog.reactions where !reaction.outputs.isEmpty {
      guard let message = Self.triggerPosition(reaction, catalog) else { continue }
      let loop = component[causality.vertex(message: message)]
      func isInside(_ output: Int32) -> Bool { component[Int(emissionOfMention[Int(output)])] == loop }
      var groups: [UInt16: [Int32]] = [:]
      for output in reaction.outputs where catalog.mentions[Int(output)].alternative > 0 {
        groups[catalog.mentions[Int(output)].alternative, default: []].append(output)
      }
      for group in groups.values {
        let inside = group.filter(isInside)
        guard !inside.isEmpty else { continue }
        let ways = Set(group.map(branch))
        if ways.count == 1 || ways != Set(inside.map(branch)) { exits.formUnion(inside) }
      }
    }
    return exits
  }

  /// The branch of an alternative; each is one of its own where none is stated.
  private func branch(_ output: Int32) -> Int32 {
    let branch = catalog.mentions[Int(output)].branch
    return branch > 0 ? Int32(branch) : -1 - output
  }

  private func isBefore(_ left: Int, _ right: Int) -> Bool {
    let (first, second) = (catalog.mentions[Int(emissions[left])], catalog.mentions[Int(emissions[right])])
    if first.service != second.service { return catalog.names.areInOrder(first.service, second.service) }
    return first.message != second.message && catalog.names.areInOrder(first.message, second.message)
  }

  /// The shortest cycle through an emission, breadth first.
  private func ring(from start: Int, _ causality: Causality, component: ContiguousArray<Int32>) -> Cycle {
    var before: [Int: (vertex: Int, cause: Int32)] = [:]
    var pending = [start]
    var index = 0
    search: while index < pending.count {
      let vertex = pending[index]
      index += 1
      for edge in causality.edges.range(vertex) {
        let next = Int(causality.edges.item(edge))
        guard component[next] == component[start], before[next] == nil else { continue }
        before[next] = (vertex, causality.causes.item(edge))
        if next == start { break search }
        pending.append(next)
      }
    }
    var links: [Chain.Link] = []
    var vertex = start
    repeat {
      guard let (message, cause) = before[vertex], let (emission, _) = before[message], cause >= 0 else { break }
      let reaction = catalog.reactions[Int(cause)]
      let sent = catalog.mentions[Int(emissions[emission])]
      links.append(
        Chain.Link(
          message: sent.message, sender: sent.service, receiver: reaction.service, place: reaction.place,
          sentAt: sent.place, isHandover: sent.service != reaction.service, isPossible: false))
      vertex = emission
    } while vertex != start
    return Cycle(links: links.reversed())
  }
}
