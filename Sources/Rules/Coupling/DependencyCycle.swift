import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A cycle of contexts that depend on each other.
  static let dependencyCycle = Rule(.dependencyCycle, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let allowed = Set(inspection[DependencyCycleOptions.allow].map { Set($0.split(separator: " ").map(String.init)) })
  let contexts = ContextGraph(inspection.graph, hasGuesses: !inspection.facts.guesses.isEmpty)
  for (ring, others) in contexts.cycles {
    let names = ring.map { catalog[$0.from] }
    guard !(names.count == 2 && allowed.contains(Set(names))), let first = ring.first else { continue }
    let teams = Set(ring.flatMap { [$0.dependent.service, $0.owner.service] }.map { catalog.service($0)?.team })
    let isOneTeam = teams.count == 1 && teams.first != .some(nil)
    var disguised: String?
    for arc in ring where disguised == nil { disguised = disguise(arc, inspection) }
    let through = others.joined().map(\.from).filter { !ring.map(\.from).contains($0) }.unique.map { catalog[$0] }
    let more = others.isEmpty ? "" : ", with \(counted(others.count, "more cycle")) through \(listed(through))"
    inspection.report(
      "\(Paths.arrows(names + [names[0]])) is a dependency cycle\(more)", at: first.dependent.place,
      about: ring.map(\.from), ids: ring.map { inspection.facts.ids.context($0.from) }, loweredBy: isOneTeam ? 1 : 0,
      notes: others.prefix(8).compactMap { other in
        other.first.map {
          let names = other.map { catalog[$0.from] }
          return Note(
            "\(Paths.arrows(names + [names[0]])) is a cycle, too", at: $0.dependent.place,
            refs: other.map { inspection.facts.ids.context($0.from) })
        }
      },
      path: ring.map {
        Note(
          "\(catalog[$0.dependent.service]) \($0.isCall ? "calls" : $0.dependent.verb.name) "
            + "\(catalog[$0.dependent.message]), so it depends on \(catalog[$0.owner.service])",
          at: $0.dependent.place,
          refs: catalog.refs(
            service: $0.dependent.service, message: $0.isCall ? nil : $0.dependent.message, other: $0.owner.service))
      },
      help: disguised.map { "\($0) is a command in disguise; as a command, it would invert its dependency" }
        ?? "let one side command the other, so that the other does not depend on it")
  }
}

/// The event behind a dependency, if the evidence shows that it is really a command.
private func disguise(_ arc: ContextGraph.Arc, _ inspection: Inspection) -> String? {
  guard !arc.isCall, let position = inspection.catalog.position(ofMessage: arc.dependent.message) else { return nil }
  let message = inspection.catalog.messages[position]
  guard message.kind == .event, !message.isKindGuessed, !message.isIntentFact else { return nil }
  let evidence = CommandEvidence(
    message, inspection.facts.names[position], graph: inspection.graph, facts: inspection.facts, enough: 60)
  return evidence.isClear(at: 60) ? inspection.catalog[message.name] : nil
}

/// The dependencies between contexts and the cycles among them.
///
/// Each message is a vertex of its own between its contexts, so that many producers and consumers cost their sum, not
/// their product.
private struct ContextGraph {
  /// A dependency of one context on another, with the mentions on both sides of its message.
  struct Arc {
    var from: Name
    var dependent: Mention
    var owner: Mention
    /// Whether it is a synchronous call of a service; the mentions then name that service.
    var isCall: Bool
  }

  /// A part of a cycle: a context, and both sides of the message by which it depends on the next one.
  private struct Step {
    var from: Int
    var dependent: Side
    var owner: Side
  }

  /// A context on one side of a message.
  private struct Side {
    var message: Int
    var context: Int
    var isOwner: Bool

    /// All three as one number.
    var key: UInt64 { UInt64(message) << 33 | (isOwner ? 1 : 0) << 32 | UInt64(context) }
  }

  /// The cycles of each group of contexts that depend on one another: the shortest, and for each context that is not in
  /// it one through that context.
  private(set) var cycles: [(shortest: [Arc], others: [[Arc]])] = []

  /// - Parameter hasGuesses: whether any mention is only possible.
  init(_ graph: ReactionGraph, hasGuesses: Bool) {
    let catalog = graph.catalog
    var numbers: [Name: Int] = [:]
    var contexts: [Name] = []
    // By the position of a service: the number of its context.
    let ofService = catalog.services.map { service in
      let context = catalog.context(of: service.name)
      if let known = numbers[context] { return known }
      numbers[context] = contexts.count
      contexts.append(context)
      return contexts.count - 1
    }
    func number(of service: Name) -> Int? { catalog.position(ofService: service).map { ofService[$0] } }
    // Iterated again instead of stored: there are many sides, and few are part of a cycle.
    func forEachSide(_ body: (Side, Mention) -> Void) {
      for mention in catalog.mentions where mention.verb != .replies {
        guard let position = catalog.position(ofMessage: mention.message),
          mention.verb.isOutgoing || graph.isFunctional(mention),
          let context = number(of: mention.service)
        else { continue }
        // What is only possible closes no cycle.
        guard !catalog.messages[position].isUnknown, !hasGuesses || !catalog.isPossible(mention) else { continue }
        let isOwner =
          catalog.messages[position].kind.isOwnedBySender ? mention.verb.isOutgoing : !mention.verb.isOutgoing
        body(Side(message: position, context: context, isOwner: isOwner), mention)
      }
      // A call is a message of its own kind, numbered behind all messages by the service that is called.
      for reaction in catalog.reactions where !reaction.calls.isEmpty && !catalog.isObserver(reaction.service) {
        guard let context = number(of: reaction.service) else { continue }
        for call in catalog[reaction.calls] {
          guard let callee = graph.callee(of: call.name), let position = catalog.position(ofService: callee),
            let other = number(of: callee)
          else { continue }
          let number = catalog.messages.count + position
          body(
            Side(message: number, context: context, isOwner: false),
            Mention(service: reaction.service, message: callee, verb: .asks, place: call.place))
          body(
            Side(message: number, context: other, isOwner: true),
            Mention(service: callee, message: callee, verb: .answers, place: catalog.services[position].place))
        }
      }
    }
    let base = contexts.count
    let rows = Rows(rows: base + catalog.messages.count + catalog.services.count) { add in
      forEachSide { side, _ in
        if side.isOwner {
          add(base + side.message, Int32(side.context))
        } else {
          add(side.context, Int32(base + side.message))
        }
      }
    }
    let components = Components(rows)
    var search = RingSearch(rows, components)
    let members = components.members
    var found: [[[Step]]] = []
    var isCovered = [Bool](repeating: false, count: base)
    for number in 0..<components.count where members.range(number).count > 1 {
      let inside = members[number].map(Int.init).filter { $0 < base }
      // A context that consumes its own messages is not a cycle.
      guard inside.count > 1 else { continue }
      // Each search costs the whole group, so of a large one only some contexts are asked.
      let starts = inside.sorted { catalog.names.areInOrder(contexts[$0], contexts[$1]) }.prefix(Self.maximumSearches)
      var paths: [[Int]] = []
      for start in starts {
        paths.append(search.shortestRing(from: start))
        // No cycle is shorter than one of two contexts.
        if paths[paths.count - 1].count == 4 { break }
      }
      guard let shortest = paths.min(by: { $0.count < $1.count }) else { continue }
      var chosen: [[Int]] = []
      func choose(_ path: [Int]) {
        for vertex in path where vertex < base { isCovered[vertex] = true }
        chosen.append(path)
      }
      choose(shortest)
      for (index, start) in starts.enumerated() where !isCovered[start] {
        choose(index < paths.count ? paths[index] : search.shortestRing(from: start))
      }
      found.append(
        chosen.map { path in
          stride(from: 0, to: path.count, by: 2).map { position in
            let (from, message, to) = (path[position], path[position + 1] - base, path[(position + 2) % path.count])
            return Step(
              from: from, dependent: Side(message: message, context: from, isOwner: false),
              owner: Side(message: message, context: to, isOwner: true))
          }
        })
    }
    guard !found.isEmpty else { return }
    var isWanted = [Bool](repeating: false, count: rows.count - base)
    for step in found.joined().joined() { isWanted[step.dependent.message] = true }
    var sides: [UInt64: Mention] = [:]
    forEachSide { side, mention in
      if isWanted[side.message], sides[side.key] == nil { sides[side.key] = mention }
    }
    for group in found {
      let rings = group.map { ring in
        ring.compactMap { step in
          guard let dependent = sides[step.dependent.key], let owner = sides[step.owner.key] else { return nil as Arc? }
          return Arc(
            from: contexts[step.from], dependent: dependent, owner: owner,
            isCall: step.dependent.message >= catalog.messages.count)
        }
      }.filter { ring in
        // A service of several contexts is at home in each of them.
        ring.count > 1 && !ring.contains { catalog.shareContext($0.dependent.service, $0.owner.service) }
      }
      if let first = rings.first { cycles.append((first, Array(rings.dropFirst()))) }
    }
  }

  /// The number of contexts of one group whose cycles are looked for.
  private static let maximumSearches = 64
}

/// A search for cycles from many starts; each costs only what it visits.
private struct RingSearch {
  private let rows: Rows
  private let component: ContiguousArray<Int32>
  /// The vertex from which each vertex was reached; -1 for those that were not.
  private var before: ContiguousArray<Int32>
  /// The vertices that a search has reached, in their order; kept, so that not each search allocates them.
  private var reached: ContiguousArray<Int32> = []

  init(_ rows: Rows, _ components: Components) {
    self.rows = rows
    component = components.component
    before = ContiguousArray(repeating: -1, count: rows.count)
  }

  /// The shortest cycle from a context through at least one other, as alternating contexts and messages; breadth first.
  mutating func shortestRing(from start: Int) -> [Int] {
    reached.append(Int32(start))
    defer {
      for vertex in reached { before[Int(vertex)] = -1 }
      reached.removeAll(keepingCapacity: true)
    }
    var index = 0
    while index < reached.count {
      let vertex = Int(reached[index])
      index += 1
      for edge in rows.range(vertex) {
        let next = Int(rows.item(edge))
        guard component[next] == component[start] else { continue }
        if next == start, before[vertex] != Int32(start) {
          var path = [vertex]
          while before[path[path.count - 1]] >= 0 { path.append(Int(before[path[path.count - 1]])) }
          return path.reversed()
        }
        guard next != start, before[next] < 0 else { continue }
        before[next] = Int32(vertex)
        reached.append(Int32(next))
      }
    }
    return []
  }
}
