import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// Contexts that depend on one another.
  static let dependencyCycle = Rule(.dependencyCycle, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let allowed = Set(inspection[DependencyCycleOptions.allow].map { Set($0.split(separator: " ").map(String.init)) })
  let contexts = ContextGraph(inspection.graph)
  for ring in contexts.rings {
    let names = ring.map { catalog[$0.from] }
    guard !(names.count == 2 && allowed.contains(Set(names))), let first = ring.first else { continue }
    let teams = Set(ring.flatMap { [$0.dependent.service, $0.owner.service] }.map { catalog.service($0)?.team })
    let isOneTeam = teams.count == 1 && teams.first != .some(nil)
    var disguised: String?
    for arc in ring where disguised == nil { disguised = disguise(arc, inspection) }
    inspection.report(
      "\(Paths.arrows(names + [names[0]])) depend on one another", at: first.dependent.place, about: ring.map(\.from), loweredBy: isOneTeam ? 1 : 0,
      path: ring.map { Note("\(catalog[$0.dependent.service]) \($0.dependent.verb.name) \(catalog[$0.dependent.message]), so it depends on \(catalog[$0.owner.service])", at: $0.dependent.place) },
      help: disguised.map { "\($0) is a command in disguise; as a command its arrow turns round" }
        ?? "let one side command the other, so that the other need know nobody")
  }
}

/// An event of the ring that is really a command.
private func disguise(_ arc: ContextGraph.Arc, _ inspection: Inspection) -> String? {
  guard let position = inspection.catalog.position(ofMessage: arc.dependent.message) else { return nil }
  let message = inspection.catalog.messages[position]
  guard message.kind == .event else { return nil }
  let evidence = CommandEvidence(message, inspection.facts.names[position], inspection.graph, inspection.facts, enough: 60)
  return evidence.score >= 60 ? inspection.catalog[message.name] : nil
}

/// Which context depends on which, through which message. A message stands between its contexts as a vertex of its own, so many
/// producers and many consumers cost their sum.
private struct ContextGraph {
  /// One context depends on another.
  struct Arc {
    var from: Name
    var dependent: Mention
    var owner: Mention
  }

  /// A context on one side of a message.
  private struct Side: Hashable {
    var message: Int
    var context: Int
    var isOwner: Bool
  }

  private(set) var rings: [[Arc]] = []

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    var index: [Name: Int] = [:]
    var contexts: [Name] = []
    func vertex(_ service: Name) -> Int {
      let context = catalog.context(of: service)
      if let known = index[context] { return known }
      index[context] = contexts.count
      contexts.append(context)
      return contexts.count - 1
    }
    var mentions: [(message: Int, context: Int, mention: Mention, isOwner: Bool)] = []
    for mention in catalog.mentions where mention.verb != .replies {
      guard let position = catalog.position(ofMessage: mention.message), mention.verb.isOutgoing || graph.isFunctional(mention) else { continue }
      let message = catalog.messages[position]
      guard !message.isUnknown else { continue }
      let isOwner = message.kind == .event ? mention.verb.isOutgoing : !mention.verb.isOutgoing
      mentions.append((position, vertex(mention.service), mention, isOwner))
    }
    let base = contexts.count
    let rows = Rows(rows: base + catalog.messages.count) { add in
      for entry in mentions {
        if entry.isOwner { add(base + entry.message, Int32(entry.context)) } else { add(entry.context, Int32(base + entry.message)) }
      }
    }
    let components = Components(rows)
    let members = components.members
    var sides: [Side: Mention] = [:]
    for number in 0..<components.count where members.range(number).count > 1 {
      let inside = members[number].map(Int.init).filter { $0 < base }
      // A context that takes in what it publishes itself is no ring.
      guard inside.count > 1, let start = inside.min(by: { catalog.names.areInOrder(contexts[$0], contexts[$1]) }) else { continue }
      if sides.isEmpty {
        sides = Dictionary(mentions.map { (Side(message: $0.message, context: $0.context, isOwner: $0.isOwner), $0.mention) }) { first, _ in first }
      }
      let path = Self.shortestRing(from: start, rows, components.component, base)
      let arcs = stride(from: 0, to: path.count, by: 2).compactMap { position -> Arc? in
        let (from, message, to) = (path[position], path[position + 1] - base, path[(position + 2) % path.count])
        let dependent = sides[Side(message: message, context: from, isOwner: false)]
        let owner = sides[Side(message: message, context: to, isOwner: true)]
        guard let dependent, let owner else { return nil }
        return Arc(from: contexts[from], dependent: dependent, owner: owner)
      }
      if arcs.count > 1 { rings.append(arcs) }
    }
  }

  /// Contexts and messages by turns, from a context back to itself through at least one other; breadth first.
  private static func shortestRing(from start: Int, _ rows: Rows, _ component: ContiguousArray<Int32>, _ base: Int) -> [Int] {
    var before: [Int: Int] = [:]
    var pending = [start]
    var index = 0
    while index < pending.count {
      let vertex = pending[index]
      index += 1
      for edge in rows.range(vertex) {
        let next = Int(rows.item(edge))
        guard component[next] == component[start] else { continue }
        if next == start, before[vertex] != start {
          var path = [vertex]
          while let previous = before[path[path.count - 1]] { path.append(previous) }
          return path.reversed()
        }
        guard next != start, before[next] == nil else { continue }
        before[next] = vertex
        pending.append(next)
      }
    }
    return []
  }
}
