import Catalog
import Graph

extension View {
  /// What goes where: services, messages, stores and triggers in their contexts.
  package static let flow = View(
    name: "flow", summary: "arrows follow the messages", options: .filters, build: { FlowBuilder($0).network })
}

/// The network of the flow view.
private struct FlowBuilder {
  private let scene: Scene
  private let catalog: Catalog
  private let graph: ReactionGraph
  private let producers: [Name: [Mention]]
  private let consumers: [Name: [Mention]]
  /// Steps from an entry point, by service.
  private let ranks: [Name: Int]
  private let channels: [Name: Channel]
  /// The services that observe every message, in order.
  private let onlookers: [Name]

  init(_ scene: Scene) {
    self.scene = scene
    catalog = scene.catalog
    graph = scene.graph
    var producers: [Name: [Mention]] = [:]
    var consumers: [Name: [Mention]] = [:]
    for message in catalog.messages {
      producers[message.name] = graph.producers(of: message.name)
      var seen: Set<Name> = []
      consumers[message.name] = graph.mentions(of: message.name).filter {
        !$0.verb.isOutgoing && seen.insert($0.service).inserted
      }
    }
    self.producers = producers
    self.consumers = consumers
    channels = Dictionary(catalog.channels.map { ($0.name, $0) }) { first, _ in first }
    onlookers = catalog.services.filter { $0.observesAll != nil }.map(\.name)
    ranks = Self.ranks(catalog, producers: producers, consumers: consumers)
  }

  var network: Network {
    var network = Network(title: scene.title, view: View.flow.name, rule: "an arrow follows the message")
    network.nodes = Network.services(catalog)
    for message in catalog.messages { add(message, to: &network) }
    addStores(to: &network)
    addTriggers(to: &network)
    addCalls(to: &network)
    network.sort()
    return network
  }

  private func context(_ service: Name) -> String? {
    catalog.service(service).flatMap { $0.context == nil ? nil : catalog.contextTitle(of: $0) }
  }

  private func context(_ mentions: [Mention]) -> String? {
    mentions.map(\.service).min(by: catalog.names.areInOrder).flatMap(context)
  }

  // MARK: Messages

  private func add(_ message: Message, to network: inout Network) {
    let name = catalog[message.name]
    let senders = producers[message.name] ?? []
    let takers = consumers[message.name] ?? []
    var node = Network.Node(id: NodeIDs.message(name), kind: Network.Kind(message.kind), name: name)
    // A message is written in the model of its owner: an event's producer, a command's or query's receiver.
    node.context = context(message.kind.isOwnedBySender ? senders : graph.consumers(of: message.name)) ?? ""
    node.name = catalog.shown(message.name, inside: node.context)
    let receivers = takers.filter { $0.verb != .observes }
    let (owners, others) = message.kind.isOwnedBySender ? (senders, receivers) : (receivers, senders)
    node.frame = context(owners.isEmpty ? others : owners) ?? ""
    node.team = message.team.map { catalog[$0] } ?? ""
    node.tags = catalog[message.tags].map { catalog[$0.name] }
    node.version = message.version.map { "\($0)" } ?? ""
    describe(&node, message)
    network.nodes.append(node)
    network.note(message, catalog)

    let start = senders.compactMap { ranks[$0.service] }.min() ?? -1
    let functional = takers.filter { !isObserver($0) }
    let goesBack = !functional.isEmpty && !senders.isEmpty && functional.allSatisfy { isBack($0.service, start) }
    for sender in senders {
      var edge = Network.Edge(from: NodeIDs.service(catalog[sender.service]), to: node.id, label: sender.verb.name)
      (edge.messages, edge.kinds, edge.isTurned) = ([name], [message.kind], goesBack)
      edge.certainty = catalog.certainty(of: sender)
      edge.isSingleWriter = message.kind == .event && senders.count == 1
      network.edges.append(edge)
    }
    for taker in takers {
      let isObserver = isObserver(taker)
      var edge = Network.Edge(
        from: node.id, to: NodeIDs.service(catalog[taker.service]), label: isObserver ? "observes" : taker.verb.name)
      (edge.messages, edge.kinds) = ([name], [message.kind])
      (edge.certainty, edge.looksOn) = (catalog.certainty(of: taker), isObserver)
      edge.isTurned = !senders.isEmpty && !isObserver && isBack(taker.service, start)
      network.edges.append(edge)
    }
    // A service that consumes every message is drawn only where it is the sole consumer.
    guard takers.isEmpty else { return }
    for onlooker in onlookers {
      var edge = Network.Edge(from: node.id, to: NodeIDs.service(catalog[onlooker]), label: "observes")
      (edge.messages, edge.kinds, edge.looksOn) = ([name], [message.kind], true)
      network.taps.append(edge)
    }
  }

  private func isObserver(_ mention: Mention) -> Bool { !graph.isFunctional(mention) }

  private func isBack(_ service: Name, _ start: Int) -> Bool { (ranks[service] ?? 0) <= start }

  // MARK: Stores and triggers

  /// What the talk calls the writer's side of a message: its reach, its key and the channel that keeps it.
  private func describe(_ node: inout Network.Node, _ message: Message) {
    node.visibility = message.visibility
    node.key = catalog.first(message.key).map { catalog[$0.name] } ?? ""
    guard let name = catalog.first(message.channel)?.name else { return }
    node.channel = catalog[name]
    (node.channelRole, node.partitions) = (channels[name]?.role, channels[name]?.partitions)
  }

  /// A service and a store that it uses.
  private struct StoreUse {
    var service: Service
    var store: Service.Store

    var isWriting: Bool { store.role == .write || store.role == .eventStore }
  }

  private func addStores(to network: inout Network) {
    var stores: [Name] = []
    var uses: [Name: [StoreUse]] = [:]
    for service in catalog.services {
      for store in service.stores {
        if uses[store.name.name] == nil { stores.append(store.name.name) }
        uses[store.name.name, default: []].append(StoreUse(service: service, store: store))
      }
    }
    for store in stores {
      let all = uses[store] ?? []
      guard let owner = all.first(where: \.isWriting) ?? all.first else { continue }
      network.nodes.append(node(store, all, owner: owner))
      let writers = all.count(where: \.isWriting)
      for use in all {
        var edge = Network.Edge(
          from: NodeIDs.service(catalog[use.service.name]), to: NodeIDs.store(catalog[store]), label: "stores in")
        edge.isSingleWriter = all.count == 1 || writers == 1 && use.isWriting
        network.edges.append(edge)
      }
    }
  }

  private func node(_ store: Name, _ uses: [StoreUse], owner: StoreUse) -> Network.Node {
    var node = Network.Node(id: NodeIDs.store(catalog[store]), kind: .store, name: catalog[store])
    // The first statement counts; a reader need not repeat what the owner says.
    node.storeKind = uses.lazy.compactMap(\.store.kind).first
    node.storeRole = owner.store.role
    node.consistency = uses.lazy.compactMap(\.store.consistency).first
    node.staleness = uses.lazy.compactMap(\.store.staleness).first.map { catalog[$0] } ?? ""
    node.detail = [node.storeKind?.rawValue, node.storeRole?.rawValue].compactMap { $0 }.joined(separator: ", ")
    node.context = catalog.contextTitle(of: owner.service)
    let isPublished =
      owner.store.isSharedForReading
      && uses.allSatisfy { $0.service.name == owner.service.name || $0.store.role != .write }
    node.isShared = !isPublished && catalog.spanContexts(uses.map(\.service.name))
    return node
  }

  private func addTriggers(to network: inout Network) {
    for reaction in catalog.reactions {
      guard case .outside(let label, let kind, let after) = reaction.trigger else { continue }
      var node = Network.Node(
        id: NodeIDs.trigger(catalog[label], of: catalog[reaction.service]), kind: .trigger, name: catalog[label])
      node.detail = kind.rawValue
      node.frame = context(reaction.service)
      network.nodes.append(node)
      var edge = Network.Edge(from: node.id, to: NodeIDs.service(catalog[reaction.service]), label: "starts")
      edge.certainty = reaction.certainty
      network.edges.append(edge)
      if let after = catalog.first(after), catalog.message(after.name) != nil {
        network.edges.append(Network.Edge(from: NodeIDs.message(catalog[after.name]), to: node.id, label: "after"))
      }
    }
  }

  private func addCalls(to network: inout Network) {
    for dependency in graph.dependencies where dependency.isCall {
      var edge = Network.Edge(
        from: NodeIDs.service(catalog[dependency.from]), to: NodeIDs.service(catalog[dependency.to]), label: "calls")
      edge.isCall = true
      // With messages between the same services, the dependency's certainty may be theirs.
      if dependency.messages.isEmpty { edge.certainty = dependency.certainty }
      network.edges.append(edge)
    }
  }

  // MARK: Ranks

  /// A breadth-first walk from the services that something outside sets off, then from whoever is left, by name.
  private static func ranks(
    _ catalog: Catalog, producers: [Name: [Mention]], consumers: [Name: [Mention]]
  ) -> [Name: Int] {
    // Messages between, so that many producers and many consumers of one cost their sum and not their product.
    var sends: [Name: [Int]] = [:]
    var takersOf: [[Name]] = []
    var hasInput: Set<Name> = []
    for (position, message) in catalog.messages.enumerated() {
      let takers = (consumers[message.name] ?? []).map(\.service).filter { !catalog.isObserver($0) }
      takersOf.append(takers)
      if !takers.isEmpty {
        for producer in producers[message.name] ?? [] { sends[producer.service, default: []].append(position) }
      }
      hasInput.formUnion(takers)
    }
    var isFollowed = [Bool](repeating: false, count: takersOf.count)
    let triggered = Set(
      catalog.reactions.filter { if case .outside(_, _, let after) = $0.trigger { after.isEmpty } else { false } }.map(
        \.service))
    let services = catalog.services.map(\.name).sorted(by: catalog.names.areInOrder)
    let entries = services.filter { !hasInput.contains($0) || triggered.contains($0) && sends[$0] != nil }
    var ranks: [Name: Int] = [:]
    for start in [entries.filter { !hasInput.contains($0) }, entries] + services.map({ [$0] }) {
      var pending = start.filter { ranks[$0] == nil }
      for service in pending { ranks[service] = 0 }
      var index = 0
      while index < pending.count {
        let service = pending[index]
        index += 1
        for message in sends[service] ?? [] where !isFollowed[message] {
          isFollowed[message] = true
          for taker in takersOf[message] where ranks[taker] == nil {
            ranks[taker] = (ranks[service] ?? 0) + 1
            pending.append(taker)
          }
        }
      }
    }
    return ranks
  }
}
