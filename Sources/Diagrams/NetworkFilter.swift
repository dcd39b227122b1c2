/// Parts of a network. Whatever is taken out is counted, so that a picture never hides in silence.
extension Network {
  /// Nodes around some, so many steps away along arrows in either direction; 0 follows them to the end.
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

  /// A node counts a message between two services as part of the arrow: one step is from service to service.
  package func stepsOfServices(_ depth: Int) -> Int {
    nodes.contains { [.event, .command, .query].contains($0.kind) } ? min(max(depth, 0), nodes.count) * 2 : depth
  }

  /// All that leads to some nodes, themselves included; or that they lead to.
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

  /// The nodes on paths from one to another.
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

  /// What is left of the network.
  package func keeping(_ kept: Set<String>) -> Network {
    var network = self
    network.nodes = nodes.filter { kept.contains($0.id) }
    network.edges = edges.filter { kept.contains($0.from) && kept.contains($0.to) }
    network.hidden = hidden + nodes.count - network.nodes.count
    return network
  }

  /// Folds nodes into groups: arrows between two groups become one, with the number of messages; those inside of one go.
  ///
  /// - Parameter group: the group of a node, nil for one that stays as it is.
  package func collapsed(by group: (Node) -> String?) -> Network {
    var network = Network(title: title, rule: rule)
    network.hidden = hidden
    var target: [String: String] = [:]
    var members: [String: [Node]] = [:]
    for node in nodes {
      // Messages are what passes between; stores and triggers belong to their services.
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
      var sum = joined["\(from)\n\(to)"] ?? Edge(from: from, to: to, label: edge.label)
      sum.messages = Array(Set(sum.messages + edge.messages)).sorted()
      sum.kinds.formUnion(edge.kinds)
      sum.isDashed = joined["\(from)\n\(to)"] == nil ? edge.isDashed : sum.isDashed && edge.isDashed
      joined["\(from)\n\(to)"] = sum
    }
    network.edges = Array(joined.values)
    network.sort()
    return network
  }

  /// Arrows from service to service, over the messages between them.
  private var serviceEdges: [Edge] {
    let kinds = Dictionary(nodes.map { ($0.id, $0.kind) }) { first, _ in first }
    func isMessage(_ id: String) -> Bool { [.event, .command, .query].contains(kinds[id] ?? .service) }
    var senders: [String: [Edge]] = [:]
    for edge in edges where isMessage(edge.to) { senders[edge.to, default: []].append(edge) }
    var result = edges.filter {
      !isMessage($0.from) && !isMessage($0.to) && kinds[$0.from] != .trigger && kinds[$0.to] != .store
    }
    for edge in edges where isMessage(edge.from) {
      for sent in senders[edge.from] ?? [] where sent.from != edge.to {
        var whole = edge
        (whole.from, whole.label) = (sent.from, "sends to")
        result.append(whole)
      }
    }
    return result
  }

  /// The union of two states: what only one of them has is marked.
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
    network.rule += ".  change: \(count(.added)) parts added (+), \(count(.removed)) removed (\u{2212})"
    return network
  }
}
