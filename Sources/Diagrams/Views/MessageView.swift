import Catalog
import Graph

extension View {
  /// Who reads which field of a message.
  package static let message = View(
    name: "message", summary: "fields and their readers, with --focus NAME", subject: .message, options: [.focus],
    hasNetwork: false, hasFields: true, build: { MessageBuilder($0).network })
}

/// The network of the message view: the message as a table of its fields, its senders left, its readers right.
private struct MessageBuilder {
  private let scene: Scene
  private let catalog: Catalog

  init(_ scene: Scene) {
    self.scene = scene
    catalog = scene.catalog
  }

  var network: Network {
    var network = Network(title: scene.title, view: View.message.name, rule: "senders, and readers of each field")
    guard let message = scene.subjects.first.flatMap({ catalog.message($0) }) else { return network }
    let id = NodeIDs.message(catalog[message.name])
    let readers = readers(of: message)
    let fields = fields(of: message, readers: readers)
    let numbers = Dictionary(fields.enumerated().map { ($1.path, $0) }) { first, _ in first }

    for sender in scene.graph.producers(of: message.name) {
      network.nodes.append(service(sender.service, detail: "producer"))
      var edge = Network.Edge(from: NodeIDs.service(catalog[sender.service]), to: id, label: sender.verb.name)
      (edge.kinds, edge.fields) = ([message.kind], Network.FieldEnds())
      network.edges.append(edge)
    }
    network.nodes.append(node(message, id: id, fields: fields))
    for reader in readers {
      var node = service(reader.service, detail: reader.isObserver ? "observes" : "")
      node.fields = reader.needs.map { path in
        var field = Network.Field(path: path)
        field.isMissing = !fields.isEmpty && numbers[path] == nil
        return field
      }
      network.nodes.append(node)
      var edge = Network.Edge(from: id, to: node.id, label: reader.verb)
      (edge.kinds, edge.looksOn, edge.fields) = ([message.kind], reader.isObserver, Network.FieldEnds())
      if reader.needs.isEmpty { network.edges.append(edge) }
      for (index, field) in node.fields.enumerated() {
        edge.label = "reads \(field.path)\(field.isMissing ? ", which does not exist" : "")"
        edge.fields = Network.FieldEnds(from: numbers[field.path], to: index)
        network.edges.append(edge)
      }
    }
    return network
  }

  /// A service that receives the message, with all fields that its reactions need.
  private struct Reader {
    var service: Name
    var verb: String
    var isObserver: Bool
    var needs: [String] = []
  }

  private func readers(of message: Message) -> [Reader] {
    var readers: [Reader] = []
    var positions: [Name: Int] = [:]
    for mention in scene.graph.mentions(of: message.name) where !mention.verb.isOutgoing {
      let position = positions[mention.service] ?? readers.count
      if position == readers.count {
        positions[mention.service] = position
        readers.append(
          Reader(
            service: mention.service, verb: mention.verb.name,
            isObserver: !scene.graph.isFunctional(mention)))
      }
      guard mention.reaction >= 0 else { continue }
      let needs = catalog.reactions[Int(mention.reaction)].needs.map { catalog[$0].map { catalog[$0.name] } } ?? []
      for need in needs where !readers[position].needs.contains(need) { readers[position].needs.append(need) }
    }
    return readers
  }

  private func fields(of message: Message, readers: [Reader]) -> [Network.Field] {
    guard let shape = catalog.shape(of: message) else { return [] }
    let needs = Needs(readers.map { (catalog[$0.service], $0.needs) })
    return shape.fields.indices.map { index in
      var shown = Network.Field(index, of: shape, in: catalog)
      shown.readers = needs.readers(of: shown.path)
      shown.isUnread = !needs.isEmpty && shown.readers.isEmpty
      return shown
    }
  }

  private func node(_ message: Message, id: String, fields: [Network.Field]) -> Network.Node {
    var node = Network.Node(id: id, kind: Network.Kind(message.kind), name: catalog.shown(message.name))
    node.version = message.version.map { "\($0)" } ?? ""
    node.detail = [
      message.kind.name, message.pattern?.rawValue,
      catalog.first(message.channel).map { "channel \(catalog[$0.name])" },
    ].compactMap { $0 }.joined(separator: ", ")
    node.fields = fields
    return node
  }

  private func service(_ name: Name, detail: String) -> Network.Node {
    var node = Network.Node(id: NodeIDs.service(catalog[name]), kind: .service, name: catalog[name])
    node.detail = detail
    return node
  }
}

/// The readers of each field. Who needs a field needs what contains it and what it contains.
private struct Needs {
  /// The readers that name a path itself.
  private var exact: [String: [String]] = [:]
  /// The readers that name something below a path.
  private var below: [String: [String]] = [:]

  var isEmpty: Bool { exact.isEmpty }

  init(_ readers: [(name: String, needs: [String])]) {
    for reader in readers {
      for need in reader.needs {
        exact[need, default: []].append(reader.name)
        for path in Self.containers(of: need) { below[path, default: []].append(reader.name) }
      }
    }
  }

  func readers(of path: String) -> [String] {
    let all = [path] + Self.containers(of: path)
    return (all.flatMap { exact[$0] ?? [] } + (below[path] ?? [])).unique
  }

  /// Of `order.customer.name` the paths `order` and `order.customer`.
  private static func containers(of path: String) -> [String] {
    path.indices.filter { path[$0] == "." }.map { String(path[..<$0]) }
  }
}
