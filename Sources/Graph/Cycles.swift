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
  /// Conditional reactions and timers count as guards that end a loop. In loops through commands an output that is one
  /// of several alternatives counts as one, too: the service decides there. Linear except for the search inside each
  /// group.
  package var cycles: [Cycle] {
    var events = CausalityOptions()
    events.onlyUnguarded = true
    events.onlyEvents = true
    var all = events
    all.onlyEvents = false
    all.onlyAlways = true
    var isReported = [Bool](repeating: false, count: emissions.count)
    return cycles(events, &isReported) + cycles(all, &isReported)
  }

  private func cycles(_ options: CausalityOptions, _ isReported: inout [Bool]) -> [Cycle] {
    let causality = Causality(self, options)
    let components = Components(causality.edges)
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
