import Catalog
import Graph

/// What goes where: services, messages and stores in their contexts; an arrow follows the message.
struct FlowView {
  private let canvas: Canvas
  private let catalog: Catalog
  private let graph: ReactionGraph
  /// Steps from an entry point, by service; what leads back is drawn turned round, so that Graphviz need not break cycles.
  private let ranks: [Name: Int]
  private let producers: [Name: [Mention]]
  private let consumers: [Name: [Mention]]
  /// What lies in each context, by name; the key nil stands for none.
  private let services: [Name?: [Service]]
  private let messages: [Name?: [Message]]
  private let triggers: [Name?: [Int]]

  init(_ canvas: Canvas) {
    self.canvas = canvas
    catalog = canvas.catalog
    graph = canvas.graph
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
    ranks = Self.ranks(catalog, producers, consumers)
    let catalog = canvas.catalog
    services = Dictionary(grouping: catalog.services.sorted { catalog.names.areInOrder($0.name, $1.name) }) {
      $0.context?.name
    }
    messages = Dictionary(grouping: catalog.messages.sorted { catalog.names.areInOrder($0.name, $1.name) }) { message in
      Self.ownerContext(message, catalog, producers[message.name] ?? [], consumers[message.name] ?? [])
    }
    triggers = Dictionary(
      grouping: catalog.reactions.indices.filter {
        if case .outside = catalog.reactions[$0].trigger { true } else { false }
      }
    ) { index in
      catalog.service(catalog.reactions[index].service)?.context?.name
    }
  }

  /// A breadth-first walk from the services that something outside sets off, then from whoever is left, by name.
  private static func ranks(_ catalog: Catalog, _ producers: [Name: [Mention]], _ consumers: [Name: [Mention]])
    -> [Name: Int]
  {
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

  func drawn() -> (dot: [UInt8], edgeCount: Int) {
    var writer = DOTWriter()
    canvas.begin(
      &writer, direction: "LR", nodeGap: "0.22", rankGap: "0.55", rule: "data flow: an arrow follows the message")
    let edges = edges
    let busy = busySides(edges)
    let contexts = Set(catalog.services.compactMap(\.context?.name)).sorted(by: catalog.names.areInOrder)
    for context in contexts where holdsAnything(context) { writeContext(context, busy, to: &writer) }
    writeNodes(in: nil, busy, to: &writer)
    for edge in edges { writer.edge(edge.from, edge.to, edge.attributes) }
    writer.close()
    return (writer.bytes, edges.count)
  }

  private func holdsAnything(_ context: Name) -> Bool {
    canvas.request.kept == nil || (services[context] ?? []).contains { canvas.isKept(canvas.id(service: $0.name)) }
      || (messages[context] ?? []).contains { canvas.isKept(canvas.id(message: $0.name)) }
  }

  // MARK: Nodes

  private func writeContext(_ context: Name, _ busy: [String: Int], to writer: inout DOTWriter) {
    let name = catalog[context]
    writer.cluster("ctx:\(name)") { writer in
      canvas.contextDefaults(name, &writer)
      writeNodes(in: context, busy, to: &writer)
    }
  }

  private func writeNodes(in context: Name?, _ busy: [String: Int], to writer: inout DOTWriter) {
    let services = (services[context] ?? []).filter { canvas.isKept(canvas.id(service: $0.name)) }
    for service in services {
      let count = busy[canvas.id(service: service.name)] ?? 0
      canvas.service(service, detail: detail(service), size: count > 2 ? ("height", height(count)) : nil, to: &writer)
    }
    for message in messages[context] ?? [] where canvas.isKept(canvas.id(message: message.name)) {
      canvas.message(message, to: &writer)
    }
    for service in services {
      for store in service.stores where canvas.isKept("db:\(catalog[store.name.name])") {
        writeStore(store, to: &writer)
      }
    }
    for index in triggers[context] ?? [] {
      guard case .outside(let label, _, _) = catalog.reactions[index].trigger, canvas.isKept(trigger(index, label))
      else { continue }
      writeTrigger(catalog.reactions[index], index, to: &writer)
    }
  }

  private func detail(_ service: Service) -> String? {
    let team = service.team.map { "team \(DOTWriter.escaped(catalog[$0]))" }
    let role: String? =
      switch service.role {
      case .orchestrator: "&#9670; orchestrator"
      case .tracker: "&#9671; tracker\(service.observesAll == nil ? "" : ", taps *")"
      case .observer: "&#9671; observer\(service.observesAll == nil ? "" : ", taps *")"
      case .external: "external"
      case .gateway: "gateway"
      case .generic, .domain, nil: nil
      }
    let parts = [role, team].compactMap { $0 }
    return parts.isEmpty ? nil : parts.joined(separator: ", ")
  }

  /// Edges spread along a tall node instead of meeting in a point: 0.3 inches for each beyond two.
  private func height(_ edges: Int) -> String {
    let hundredths = 45 + 30 * (edges - 2)
    return "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)"
  }

  /// The context whose model a message is written in: an event's producer's, a command's or query's receiver's.
  private static func ownerContext(
    _ message: Message, _ catalog: Catalog, _ producers: [Mention], _ consumers: [Mention]
  ) -> Name? {
    let receivers = consumers.filter { $0.verb != .observes }
    let (owners, others) = message.kind == .event ? (producers, receivers) : (receivers, producers)
    let owner = (owners.isEmpty ? others : owners).map(\.service).min(by: catalog.names.areInOrder)
    return owner.flatMap { catalog.service($0)?.context?.name }
  }

  private func writeStore(_ store: Service.Store, to writer: inout DOTWriter) {
    let name = catalog[store.name.name]
    let paint = canvas.theme.store
    let kind = [store.kind?.rawValue, store.role?.rawValue].compactMap { $0 }.joined(separator: ", ")
    let small = kind.isEmpty ? "" : "<BR/><FONT POINT-SIZE=\"8\">\(kind)</FONT>"
    writer.node(
      "db:\(name)",
      [
        ("id", .text("db-\(name)")), ("class", .text("store")), ("shape", .text("cylinder")),
        ("fillcolor", .text(paint.fill)),
        ("color", .text(paint.line)), ("fontcolor", .text(paint.text)),
        ("label", .html("\(DOTWriter.escaped(name))\(small)")),
        ("tooltip", .text("store \(name)")),
      ])
  }

  /// What starts something from outside: words on the ground, no box.
  private func writeTrigger(_ reaction: Reaction, _ index: Int, to writer: inout DOTWriter) {
    guard case .outside(let label, let kind, _) = reaction.trigger else { return }
    let name = catalog[label]
    writer.node(
      trigger(index, label),
      [
        ("id", .text("trg-\(catalog[reaction.service])-\(name)")), ("class", .text("trigger \(kind.rawValue)")),
        ("shape", .text("plaintext")),
        ("style", .text("")), ("margin", .text("0.06,0.03")), ("fontcolor", .text(canvas.theme.faint)),
        ("label", .html("<I>\(DOTWriter.escaped(name))</I><BR/><FONT POINT-SIZE=\"8\">\(kind.rawValue)</FONT>")),
        ("tooltip", .text("\(kind.rawValue): \(name)")),
      ])
  }

  private func trigger(_ index: Int, _ label: Name) -> String {
    "trg:\(catalog[catalog.reactions[index].service]):\(catalog[label])"
  }

  // MARK: Edges

  private struct Edge {
    var from: String
    var to: String
    var attributes: DOTWriter.Attributes
  }

  private var edges: [Edge] {
    var edges: [Edge] = []
    for message in catalog.messages { edges += self.edges(of: message) }
    for service in catalog.services {
      for store in service.stores {
        let words = "\(catalog[service.name]) stores in \(catalog[store.name.name])"
        edges.append(
          Edge(
            from: canvas.id(service: service.name), to: "db:\(catalog[store.name.name])",
            attributes: [("arrowhead", .text("none")), ("tooltip", .text(words))]))
      }
    }
    for (index, reaction) in catalog.reactions.enumerated() {
      guard case .outside(let label, let kind, let after) = reaction.trigger else { continue }
      edges.append(
        Edge(
          from: trigger(index, label), to: canvas.id(service: reaction.service),
          attributes: [("tooltip", .text("\(catalog[label]) (\(kind.rawValue))"))]))
      if let after = catalog.first(after), catalog.message(after.name) != nil {
        edges.append(
          Edge(
            from: canvas.id(message: after.name), to: trigger(index, label),
            attributes: [
              ("label", .text("after")), ("tooltip", .text("\(catalog[label]) counts from \(catalog[after.name])")),
            ]))
      }
    }
    return edges.filter { canvas.isKept($0.from) && canvas.isKept($0.to) }.sorted {
      ($0.from, $0.to) < ($1.from, $1.to)
    }
  }

  private func edges(of message: Message) -> [Edge] {
    let takers = consumers[message.name] ?? []
    let senders = producers[message.name] ?? []
    let color = canvas.theme.paint(message.kind).line
    let lineColor = message.kind == .command ? commandLine : color
    let name = catalog[message.name]
    let start = senders.compactMap { ranks[$0.service] }.min() ?? -1
    let functional = takers.filter { $0.verb != .observes && !catalog.isObserver($0.service) }
    let goesBack = !functional.isEmpty && !senders.isEmpty && functional.allSatisfy { isBack($0.service, start) }
    var edges: [Edge] = []
    for sender in senders {
      let words = "\(catalog[sender.service]) \(sender.verb.name) \(name)"
      let service = canvas.id(service: sender.service)
      let ends = goesBack ? (canvas.id(message: message.name), service) : (service, canvas.id(message: message.name))
      edges.append(
        Edge(
          from: ends.0, to: ends.1,
          attributes: [("color", .text(lineColor)), ("arrowhead", .text("none")), ("tooltip", .text(words))]))
    }
    for taker in takers {
      let isObserver = taker.verb == .observes || catalog.isObserver(taker.service)
      let words = "\(catalog[taker.service]) \(isObserver ? "observes" : taker.verb.name) \(name)"
      var attributes: DOTWriter.Attributes = [("color", .text(lineColor))]
      let isTurned = !senders.isEmpty && !isObserver && isBack(taker.service, start)
      let service = canvas.id(service: taker.service)
      if isTurned {
        attributes.append(("dir", .text(message.kind == .query ? "both" : "back")))
        if message.kind == .query { attributes.append(("arrowhead", .text("odot"))) }
      } else if message.kind == .query {
        attributes += [("dir", .text("both")), ("arrowtail", .text("odot"))]
      }
      if isObserver { attributes.append(("style", .text("dashed"))) }
      attributes.append(("tooltip", .text(words)))
      edges.append(
        isTurned
          ? Edge(from: service, to: canvas.id(message: message.name), attributes: attributes)
          : Edge(from: canvas.id(message: message.name), to: service, attributes: attributes))
    }
    // A service that consumes every message is drawn only where it is the sole consumer.
    if takers.isEmpty {
      for service in canvas.tapping {
        edges.append(
          Edge(
            from: canvas.id(message: message.name), to: canvas.id(service: service),
            attributes: [
              ("color", .text(lineColor)), ("style", .text("dashed")),
              ("tooltip", .text("\(catalog[service]) observes \(name)")),
            ]))
      }
    }
    return edges
  }

  private var commandLine: String { canvas.theme.command.fill }

  private func isBack(_ service: Name, _ start: Int) -> Bool { (ranks[service] ?? 0) <= start }

  /// The number of edges on the busier side of each node.
  private func busySides(_ edges: [Edge]) -> [String: Int] {
    var sides: [String: (left: Int, right: Int)] = [:]
    for edge in edges {
      sides[edge.from, default: (0, 0)].right += 1
      sides[edge.to, default: (0, 0)].left += 1
    }
    return sides.mapValues { max($0.left, $0.right) }
  }
}
