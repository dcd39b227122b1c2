package import Catalog
import Findings

/// The selection of causal links that a graph of causality contains.
struct CausalityOptions {
  /// Also assume that a service's inputs without a documented reaction may cause its outputs without a documented
  /// cause.
  var includesPossible = false
  /// Omit reactions with a condition, and timers.
  var onlyUnguarded = false
  /// Omit outputs that are one of several alternatives.
  var onlyAlways = false
  /// The positions of mentions to omit.
  var omitted: Set<Int32> = []
  /// Omit paths through commands and queries.
  var onlyEvents = false
}

/// The graph of cause and effect, in compressed rows: vertices are emissions, then messages, then one vertex for each
/// service that links its unexplained inputs and outputs.
struct Causality {
  private(set) var edges: Rows
  /// For each edge from a message to an emission the reaction that causes it, and -1 for all other edges; without
  /// items unless asked for.
  private(set) var causes: Rows
  let emissionCount: Int
  let messageCount: Int

  func vertex(message position: Int) -> Int { emissionCount + position }
  func vertex(service position: Int) -> Int { emissionCount + messageCount + position }
  func isEmission(_ vertex: Int) -> Bool { vertex < emissionCount }
  func isMessage(_ vertex: Int) -> Bool { vertex >= emissionCount && vertex < emissionCount + messageCount }

  /// Frees everything but the numbers of vertices.
  mutating func forgetEdges() { (edges, causes) = (Rows(), Rows()) }

  /// The graph of cause and effect. Linear in mentions and reactions.
  ///
  /// - Parameter hasCauses: whether `causes` are wanted.
  init(_ graph: ReactionGraph, _ options: CausalityOptions = CausalityOptions(), hasCauses: Bool = false) {
    let catalog = graph.catalog
    let emissions = graph.emissions.count
    let messages = catalog.messages.count
    emissionCount = emissions
    messageCount = messages
    let services = options.includesPossible ? catalog.services.count : 0
    func each(_ add: (Int, Int32, Int32) -> Void) {
      for emission in 0..<emissions {
        let message = Int(graph.messageOfEmission[emission])
        if options.onlyEvents && catalog.messages[message].kind != .event { continue }
        add(emission, Int32(emissions + message), -1)
      }
      for index in catalog.reactions.indices where !catalog.reactions[index].outputs.isEmpty {
        let reaction = catalog.reactions[index]
        if reaction.certainty == .possible && !options.includesPossible { continue }
        if options.onlyUnguarded && (reaction.isConditional || reaction.message == nil) { continue }
        guard let message = ReactionGraph.triggerPosition(reaction, catalog), !catalog.isObserver(reaction.service)
        else { continue }
        if options.onlyEvents && catalog.messages[message].kind != .event { continue }
        for output in reaction.outputs {
          if options.onlyAlways && catalog.mentions[Int(output)].alternative > 0 { continue }
          if !options.omitted.isEmpty && options.omitted.contains(output) { continue }
          add(emissions + message, graph.emissionOfMention[Int(output)], Int32(index))
        }
      }
      guard options.includesPossible else { return }
      for index in catalog.mentions.indices where catalog.mentions[index].reaction < 0 {
        let mention = catalog.mentions[index]
        guard let service = catalog.position(ofService: mention.service), !catalog.isObserver(mention.service),
          let message = catalog.position(ofMessage: mention.message)
        else { continue }
        if mention.verb.isOutgoing {
          add(emissions + messages + service, graph.emissionOfMention[index], -1)
        } else if mention.verb != .observes {
          add(emissions + message, Int32(emissions + messages + service), -1)
        }
      }
    }
    let vertices = emissions + messages + services
    if hasCauses {
      (edges, causes) = Rows.pair(rows: vertices, each: each)
    } else {
      edges = Rows(rows: vertices) { add in each { row, item, _ in add(row, item) } }
      causes = Rows()
    }
  }
}

extension ReactionGraph {
  /// The messages with which a flow of a start begins: the message of that name, or the messages that the outside
  /// trigger of that name sends.
  package func messages(startedBy start: Name) -> [Name] {
    if catalog.position(ofMessage: start) != nil { return [start] }
    return (reactionsOfLabel[start] ?? []).flatMap { outputs(of: catalog.reactions[Int($0)]).map(\.message) }
  }

  /// For each message, by position, whether a message that it causes, directly or transitively, has a property. Linear
  /// in the graph.
  package func messages(leadingTo hasProperty: (Int) -> Bool) -> [Bool] {
    let causality = Causality(self)
    let edges = causality.edges
    let backwards = Rows(rows: edges.count) { add in
      for vertex in 0..<edges.count { edges.forEach(in: vertex) { add(Int($0), Int32(vertex)) } }
    }
    var leads = [Bool](repeating: false, count: edges.count)
    var pending = (0..<causality.messageCount).filter(hasProperty).map(causality.vertex(message:))
    while let vertex = pending.popLast() {
      backwards.forEach(in: vertex) { before in
        guard !leads[Int(before)] else { return }
        leads[Int(before)] = true
        pending.append(Int(before))
      }
    }
    return (0..<causality.messageCount).map { leads[causality.vertex(message: $0)] }
  }

  /// For each emission, by number, whether it sends a start or is caused by one, directly or transitively. The search
  /// does not continue after `ends`. Linear in the graph.
  package func emissions(reachableFrom starts: [Name], until ends: [Name] = [], includingPossible: Bool = false)
    -> [Bool]
  {
    var search = Reachability(self, includingPossible: includingPossible)
    var isReached = [Bool](repeating: false, count: emissions.count)
    for emission in search.emissions(from: starts, until: ends) { isReached[emission] = true }
    return isReached
  }

  /// A reusable search for what some messages cause, for many starts: each search costs only what it visits.
  package struct Reachability {
    private let graph: ReactionGraph
    private let causality: Causality
    /// The number of the search that visited a vertex last.
    private var met: [Int32]
    /// The number of the search that ended at a vertex last; empty until a search has ends.
    private var ended: [Int32] = []
    private var search: Int32 = 0

    /// A search over the causality of a graph; building it is linear in mentions and reactions.
    package init(_ graph: ReactionGraph, includingPossible: Bool = false) {
      self.graph = graph
      causality = Causality(graph, CausalityOptions(includesPossible: includingPossible))
      met = [Int32](repeating: 0, count: causality.edges.count)
    }

    /// The messages that are sent because of others, including those themselves. Linear in the visited part of the
    /// graph.
    ///
    /// - Parameter limit: the number of messages after which the search ends.
    package mutating func messages(from starts: [Name], atMost limit: Int = .max) -> Set<Name> {
      var found = Set(starts)
      guard found.count < limit else { return found }
      let graph = graph
      visit(from: starts, until: []) { emission in
        found.insert(graph.catalog.mentions[Int(graph.emissions[emission])].message)
        return found.count < limit
      }
      return found
    }

    /// The emissions, by number, that send one of some messages or are caused by one, directly or transitively, the
    /// nearest first. The search does not continue after `ends`. Linear in the visited part of the graph.
    package mutating func emissions(from starts: [Name], until ends: [Name]) -> [Int] {
      var found: [Int] = []
      visit(from: starts, until: ends) { emission in
        found.append(emission)
        return true
      }
      return found
    }

    /// The emissions of a flow, up to its declared ends.
    package mutating func emissions(of flow: Flow) -> [Int] {
      emissions(from: flow.starts.map { graph.messages(startedBy: $0.name) } ?? [], until: flow.ends.map(\.name))
    }

    /// Visits emissions breadth first.
    ///
    /// - Parameter body: takes the number of an emission; false ends the search.
    private mutating func visit(from starts: [Name], until ends: [Name], _ body: (Int) -> Bool) {
      search += 1
      if ended.isEmpty, !ends.isEmpty { ended = [Int32](repeating: 0, count: met.count) }
      for position in ends.compactMap({ graph.catalog.position(ofMessage: $0) }) {
        ended[causality.vertex(message: position)] = search
      }
      var pending: [Int] = []
      var goesOn = true
      func meet(_ vertex: Int) {
        guard met[vertex] != search else { return }
        met[vertex] = search
        pending.append(vertex)
        if causality.isEmission(vertex), !body(vertex) { goesOn = false }
      }
      for position in starts.compactMap({ graph.catalog.position(ofMessage: $0) }) {
        graph.emissionsOfMessage.forEach(in: position) { meet(Int($0)) }
        meet(causality.vertex(message: position))
      }
      var next = 0
      while goesOn, next < pending.count {
        let vertex = pending[next]
        next += 1
        guard ends.isEmpty || ended[vertex] != search else { continue }
        causality.edges.forEach(in: vertex) { meet(Int($0)) }
      }
    }
  }
}

/// The messages that are sent because of others, for up to 64 sets of messages together.
package struct CausedMessages {
  /// The maximum number of sets.
  package static let maximumSets = UInt64.bitWidth

  private let graph: ReactionGraph
  private let causality: Causality
  private let components: Components
  private let members: Rows
  /// For each message, by position, a bit for each set that contains or causes it.
  package private(set) var sets: ContiguousArray<UInt64>

  /// No sets yet. Linear in mentions and reactions.
  package init(_ graph: ReactionGraph, includingPossible: Bool) {
    self.graph = graph
    causality = Causality(graph, CausalityOptions(includesPossible: includingPossible))
    components = Components(causality.edges)
    members = components.members
    sets = ContiguousArray(repeating: 0, count: graph.catalog.messages.count)
  }

  /// Replaces the sets. Linear in the graph, whatever their number.
  ///
  /// - Parameter starts: the sets, at most `maximumSets`; further ones are ignored.
  package mutating func follow(_ starts: [[Name]]) {
    var bits = ContiguousArray<UInt64>(repeating: 0, count: components.count)
    for position in sets.indices { sets[position] = 0 }
    for (number, names) in starts.prefix(Self.maximumSets).enumerated() {
      for position in names.compactMap({ graph.catalog.position(ofMessage: $0) }) {
        sets[position] |= 1 << UInt64(number)
        bits[component(causality.vertex(message: position))] |= 1 << UInt64(number)
        graph.emissionsOfMessage.forEach(in: position) { bits[component(Int($0))] |= 1 << UInt64(number) }
      }
    }
    // Causes have higher numbers than what they lead to.
    for number in bits.indices.reversed() where bits[number] != 0 {
      members.forEach(in: number) { vertex in
        causality.edges.forEach(in: Int(vertex)) { bits[component(Int($0))] |= bits[number] }
      }
    }
    for emission in graph.emissions.indices {
      sets[Int(graph.messageOfEmission[emission])] |= bits[component(emission)]
    }
  }

  private func component(_ vertex: Int) -> Int { Int(components.component[vertex]) }
}
