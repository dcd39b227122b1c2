package import Catalog
package import Graph

/// The nodes and arrows of a picture, independent of layout; the source of every format that is not drawn by a view.
package struct Network: Sendable {
  /// The kinds of nodes; a group stands for merged services.
  package enum Kind: String, Sendable, CaseIterable {
    case service, event, command, query, store, trigger, group
  }

  /// A node: a service, message, store, trigger or group.
  package struct Node: Sendable {
    /// Stable and readable: `svc:order`, `msg:OrderPlaced`, `db:orders`, `trg:shop:customer orders`, `grp:sales`.
    package var id: String
    /// The kind of the node, which determines its shape and colour.
    package var kind: Kind
    /// The name that is shown.
    package var name: String
    /// The small words below: a role, a team, counts.
    package var detail = ""
    /// The bounded context; empty if unknown.
    package var context = ""
    /// The team that owns it; empty if unknown.
    package var team = ""
    /// The role of a service, such as `orchestrator`; empty if it has none.
    package var role = ""
    /// The tags of a service or message.
    package var tags: [String] = []
    /// The result of a comparison with an older state; `none` without one.
    package var change = Change.none

    /// A node without details.
    package init(id: String, kind: Kind, name: String) {
      self.id = id
      self.kind = kind
      self.name = name
    }
  }

  /// An arrow from one node to another.
  package struct Edge: Sendable {
    /// The id of the node at which the arrow starts.
    package var from: String
    /// The id of the node at which the arrow ends.
    package var to: String
    /// `publishes`, `consumes`, `depends on` and so on.
    package var label: String
    /// What it is about; several for arrows that stand for many messages.
    package var messages: [String] = []
    /// The text on the arrow in addition to its label.
    package var words = ""
    /// Of which kind these are; nil for no messages.
    package var kinds: Set<Message.Kind> = []
    /// Seen or guessed only.
    package var isDashed = false
    /// Part of a circle of dependencies.
    package var isCycle = false
    /// The result of a comparison with an older state; `none` without one.
    package var change = Change.none

    /// A solid arrow without messages.
    package init(from: String, to: String, label: String) {
      self.from = from
      self.to = to
      self.label = label
    }
  }

  /// What a comparison says of a node or an edge.
  package enum Change: String, Sendable {
    case none, added, removed, changed
  }

  /// The title above the picture.
  package var title: String
  /// How the arrows are to be read.
  package var rule: String
  /// The nodes in the order in which they are written.
  package var nodes: [Node] = []
  /// The arrows between the nodes, by their ids.
  package var edges: [Edge] = []
  /// Parts that a filter has taken out.
  package var hidden = 0
  /// The contexts are drawn side by side, each from top to bottom, and nodes in the order given.
  package var isInColumns = false

  /// A network without nodes.
  package init(title: String, rule: String) {
    self.title = title
    self.rule = rule
  }
}

extension Network.Change {
  /// What stands before a name, for readers who see no colours.
  var sign: String {
    switch self {
    case .none: ""
    case .added: "+"
    case .removed: "\u{2212}"
    case .changed: "~"
    }
  }
}

extension Network {
  /// Their names, in the order that they are drawn in.
  var contexts: [String] {
    guard isInColumns else { return Set(nodes.map(\.context)).filter { !$0.isEmpty }.sorted() }
    var seen: Set<String> = []
    return nodes.map(\.context).filter { !$0.isEmpty && seen.insert($0).inserted }
  }

  static let flowRule = "data flow: an arrow follows the message"
  static let dependencyRule = "dependencies: A \u{2192} B: a change of B's contract can break A"
  static let contextRule = "context map: an arrow points upstream, to the model that is followed"

  /// What goes where: services, messages, stores and triggers.
  package static func flow(_ graph: ReactionGraph, title: String) -> Network {
    let catalog = graph.catalog
    var network = Network(title: title, rule: flowRule)
    network.nodes = services(catalog)
    for message in catalog.messages {
      var node = Node(id: "msg:\(catalog[message.name])", kind: Kind(message.kind), name: catalog[message.name])
      let owners = message.kind == .event ? graph.producers(of: message.name) : graph.consumers(of: message.name)
      node.context =
        owners.map(\.service).min(by: catalog.names.areInOrder).flatMap { catalog.service($0)?.context }.map {
          catalog[$0.name]
        } ?? ""
      node.team = message.team.map { catalog[$0] } ?? ""
      node.tags = catalog[message.tags].map { catalog[$0.name] }
      network.nodes.append(node)
      var seen: Set<[UInt32]> = []
      for mention in graph.mentions(of: message.name) {
        guard seen.insert([mention.service.index, mention.verb.isOutgoing ? 1 : 0]).inserted else { continue }
        let service = "svc:\(catalog[mention.service])"
        let isObserver = mention.verb == .observes || !mention.verb.isOutgoing && catalog.isObserver(mention.service)
        var edge = Edge(
          from: mention.verb.isOutgoing ? service : node.id, to: mention.verb.isOutgoing ? node.id : service,
          label: isObserver ? "observes" : mention.verb.name)
        (edge.messages, edge.kinds, edge.isDashed) = ([node.name], [message.kind], isObserver)
        network.edges.append(edge)
      }
    }
    var stores: Set<String> = []
    for service in catalog.services {
      for store in service.stores {
        let name = catalog[store.name.name]
        if stores.insert(name).inserted {
          var node = Node(id: "db:\(name)", kind: .store, name: name)
          node.detail = [store.kind?.rawValue, store.role?.rawValue].compactMap { $0 }.joined(separator: ", ")
          node.context = service.context.map { catalog[$0.name] } ?? ""
          network.nodes.append(node)
        }
        network.edges.append(Edge(from: "svc:\(catalog[service.name])", to: "db:\(name)", label: "stores in"))
      }
    }
    for reaction in catalog.reactions {
      guard case .outside(let label, let kind, let after) = reaction.trigger else { continue }
      var node = Node(id: "trg:\(catalog[reaction.service]):\(catalog[label])", kind: .trigger, name: catalog[label])
      node.detail = kind.rawValue
      network.nodes.append(node)
      network.edges.append(Edge(from: node.id, to: "svc:\(catalog[reaction.service])", label: "starts"))
      if let after = catalog.first(after), catalog.message(after.name) != nil {
        network.edges.append(Edge(from: "msg:\(catalog[after.name])", to: node.id, label: "after"))
      }
    }
    network.sort()
    return network
  }

  /// Who depends on whom.
  package static func dependency(_ graph: ReactionGraph, title: String) -> Network {
    let catalog = graph.catalog
    var network = Network(title: title, rule: dependencyRule)
    let dependencies = graph.dependencies
    let connected = Set(dependencies.flatMap { [$0.from, $0.to] })
    // Who only looks on has no contract that others rest on.
    network.nodes = services(catalog, where: { connected.contains($0.name) || !$0.isObserver })
    let cycles = graph.serviceCycles(dependencies)
    for dependency in dependencies {
      var edge = Edge(from: "svc:\(catalog[dependency.from])", to: "svc:\(catalog[dependency.to])", label: "depends on")
      edge.messages = dependency.messages.map { catalog[$0] }
      edge.kinds = Set(dependency.messages.compactMap { catalog.message($0)?.kind })
      edge.isCycle = cycles[dependency.from] != nil && cycles[dependency.from] == cycles[dependency.to]
      network.edges.append(edge)
    }
    network.sort()
    return network
  }

  private static func services(_ catalog: Catalog, where isWanted: (Service) -> Bool = { _ in true }) -> [Node] {
    catalog.services.filter(isWanted).map { service in
      var node = Node(id: "svc:\(catalog[service.name])", kind: .service, name: catalog[service.name])
      node.context = service.context.map { catalog[$0.name] } ?? ""
      node.team = service.team.map { catalog[$0] } ?? ""
      node.role = service.role?.rawValue ?? ""
      node.tags = service.tags.map { catalog[$0] }
      node.detail = [node.role, node.team.isEmpty ? "" : "team \(node.team)"].filter { !$0.isEmpty }.joined(
        separator: ", ")
      return node
    }
  }

  mutating func sort() {
    nodes.sort { $0.id < $1.id }
    edges.sort { ($0.from, $0.to, $0.label) < ($1.from, $1.to, $1.label) }
  }
}

extension Network.Kind {
  init(_ kind: Message.Kind) {
    switch kind {
    case .event: self = .event
    case .command: self = .command
    case .query: self = .query
    }
  }
}

extension ReactionGraph {
  /// For each service on a circle of dependencies the number of its circle; others have none.
  package func serviceCycles(_ dependencies: [Dependency]) -> [Name: Int32] {
    var numbers: [Name: Int] = [:]
    for service in catalog.services { numbers[service.name] = numbers.count }
    let components = Components(
      Rows(rows: numbers.count) { add in
        for dependency in dependencies {
          if let from = numbers[dependency.from], let to = numbers[dependency.to] { add(from, Int32(to)) }
        }
      })
    let members = components.members
    return numbers.compactMapValues { number in
      let component = components.component[number]
      return members.range(Int(component)).count > 1 ? component : nil
    }
  }
}
