import Graph

/// Filters of a network. Removed nodes are counted, so that a diagram can state what it hides.
extension Network {
  /// The nodes at most `depth` steps from the centres along edges in either direction; 0 means no limit. Linear in
  /// edges.
  package func around(_ centres: Set<String>, depth: Int) -> Set<String> {
    let (next, before) = neighbours
    var near = centres
    var edge = Array(centres)
    var step = 0
    while !edge.isEmpty, depth == 0 || step < depth {
      edge = edge.flatMap { (next[$0] ?? []) + (before[$0] ?? []) }.filter { near.insert($0).inserted }
      step += 1
    }
    return near
  }

  /// The depth in edges for a depth in services: doubled if messages are nodes between services.
  package func stepsOfServices(_ depth: Int) -> Int {
    nodes.contains { $0.isMessage } ? min(max(depth, 0), nodes.count) * 2 : depth
  }

  /// All nodes that can be reached from the given ones (`forwards`) or that lead to them, including themselves. Linear
  /// in edges.
  package func reaching(_ ends: Set<String>, forwards: Bool) -> Set<String> {
    let (next, before) = neighbours
    let links = forwards ? next : before
    var found = ends
    var pending = Array(ends)
    while let node = pending.popLast() {
      for other in links[node] ?? [] where found.insert(other).inserted { pending.append(other) }
    }
    return found
  }

  /// The nodes on paths from the start nodes to the end nodes.
  package func between(_ start: Set<String>, _ end: Set<String>) -> Set<String> {
    reaching(start, forwards: true).intersection(reaching(end, forwards: false))
  }

  private var neighbours: (next: [String: [String]], before: [String: [String]]) {
    var next: [String: [String]] = [:]
    var before: [String: [String]] = [:]
    for edge in edges {
      next[edge.from, default: []].append(edge.to)
      before[edge.to, default: []].append(edge.from)
    }
    return (next, before)
  }

  /// The network reduced to some nodes and the edges between them.
  package func keeping(_ kept: Set<String>) -> Network {
    var network = self
    network.nodes = nodes.filter { kept.contains($0.id) }
    network.edges = edges.filter { kept.contains($0.from) && kept.contains($0.to) }
    network.taps = taps.filter { kept.contains($0.from) && kept.contains($0.to) }
    network.hidden = hidden + nodes.count - network.nodes.count
    return network
  }

  /// The network with nodes merged into groups. Edges between two groups become one with all their messages; edges
  /// inside a group are removed.
  ///
  /// - Parameters:
  ///   - noun: what a group is called.
  ///   - group: the group of a node; nil for a node that is not merged.
  package func collapsed(into noun: String, by group: (Node) -> String?) -> Network {
    var network = Network(title: title, view: view, rule: rule)
    network.groupNoun = noun
    (network.hidden, network.messageKinds, network.shownNames) = (hidden, messageKinds, shownNames)
    network.showsCoupling = showsCoupling
    if case .matrix = layout { network.layout = .matrix }
    var target: [String: String] = [:]
    var members: [String: [Node]] = [:]
    for node in nodes {
      // Messages become edges; stores and triggers are dropped.
      guard node.kind == .service || node.kind == .group else { continue }
      if let name = group(node) {
        target[node.id] = "grp:\(name)"
        members[name, default: []].append(node)
      } else {
        target[node.id] = node.id
        network.nodes.append(node)
      }
    }
    for (name, nodes) in members {
      var node = Node(id: "grp:\(name)", kind: .group, name: name)
      let shown = nodes.map(\.name).sorted()
      node.detail = shown.count <= 4 ? shown.joined(separator: ", ") : "\(shown.count) services"
      network.nodes.append(node)
    }
    var joined: [String: Edge] = [:]
    for edge in serviceEdges {
      guard let from = target[edge.from], let to = target[edge.to], from != to else { continue }
      guard var sum = joined["\(from)\n\(to)"] else {
        var first = edge
        (first.from, first.to, first.isCycle, first.isSingleWriter) = (from, to, false, false)
        joined["\(from)\n\(to)"] = first
        continue
      }
      sum.messages += edge.messages
      sum.kinds.formUnion(edge.kinds)
      sum.certainty = max(sum.certainty, edge.certainty)
      (sum.looksOn, sum.isCall) = (sum.looksOn && edge.looksOn, sum.isCall || edge.isCall)
      joined["\(from)\n\(to)"] = sum
    }
    joined = joined.mapValues { edge in
      var edge = edge
      edge.messages = Set(edge.messages).sorted()
      return edge
    }
    network.edges = Array(joined.values)
    if showsCoupling { network.markCycles() }
    network.sort()
    return network
  }

  /// Marks the edges that are part of a cycle. Linear in nodes and edges.
  mutating func markCycles() {
    let numbers = Dictionary(nodes.enumerated().map { ($1.id, $0) }) { first, _ in first }
    let components = Components(
      Rows(rows: nodes.count) { add in
        for edge in edges { if let from = numbers[edge.from], let to = numbers[edge.to] { add(from, Int32(to)) } }
      })
    let members = components.members
    for index in edges.indices {
      guard let from = numbers[edges[index].from], let to = numbers[edges[index].to] else { continue }
      let component = components.component[from]
      edges[index].isCycle = component == components.component[to] && members.range(Int(component)).count > 1
    }
  }

  /// The edges from service to service, across the messages between them.
  private var serviceEdges: [Edge] {
    let kinds = Dictionary(nodes.map { ($0.id, $0.kind) }) { first, _ in first }
    let messages = Set(nodes.lazy.filter(\.isMessage).map(\.id))
    func isMessage(_ id: String) -> Bool { messages.contains(id) }
    var senders: [String: [Edge]] = [:]
    for edge in edges where isMessage(edge.to) { senders[edge.to, default: []].append(edge) }
    var result = edges.filter {
      !isMessage($0.from) && !isMessage($0.to) && kinds[$0.from] != .trigger && kinds[$0.to] != .store
    }
    for edge in edges where isMessage(edge.from) {
      for sent in senders[edge.from] ?? [] where sent.from != edge.to {
        var whole = edge
        (whole.from, whole.label, whole.isTurned) = (sent.from, "sends to", false)
        whole.certainty = min(whole.certainty, sent.certainty)
        result.append(whole)
      }
    }
    return result
  }

  /// The union of two states; nodes and edges of only one of them are marked as added or removed.
  package static func comparing(_ before: Network, _ now: Network) -> Network {
    var network = now
    let oldNodes = Set(before.nodes.map(\.id))
    let newNodes = Set(now.nodes.map(\.id))
    for index in network.nodes.indices where !oldNodes.contains(network.nodes[index].id) {
      network.nodes[index].change = .added
    }
    for node in before.nodes where !newNodes.contains(node.id) {
      var node = node
      node.change = .removed
      network.nodes.append(node)
    }
    func key(_ edge: Edge) -> String {
      "\(edge.from)\n\(edge.to)\n\(edge.label)\n\(edge.messages.joined(separator: "\n"))"
    }
    let oldEdges = Set(before.edges.map(key))
    let newEdges = Set(now.edges.map(key))
    for index in network.edges.indices where !oldEdges.contains(key(network.edges[index])) {
      network.edges[index].change = .added
    }
    for edge in before.edges where !newEdges.contains(key(edge)) {
      var edge = edge
      edge.change = .removed
      network.edges.append(edge)
    }
    network.sort()
    func count(_ change: Change) -> Int {
      network.nodes.count { $0.change == change } + network.edges.count { $0.change == change }
    }
    network.rule += ".  changes: \(count(.added)) elements added (+), \(count(.removed)) removed (\u{2212})"
    return network
  }
}
