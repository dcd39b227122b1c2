import Catalog
import Findings
import Graph

/// What a catalog says of the nodes of a picture beyond the picture itself, by their ids. Linear in the catalog.
struct PageFacts: Sendable {
  /// What a service needs of a message.
  struct Need: Sendable {
    var service: String
    var paths: [String] = []
    var effect: String?
  }

  /// An answer that a service waits for.
  struct Wait: Sendable {
    var message: String
    var replies: [String]
    /// The time limit as written; empty for none, nil for an unknown one.
    var limit: String?
    var otherwise: [String]
  }

  /// Further properties of a node, as terms and values.
  private(set) var properties: [String: [(term: String, value: String)]] = [:]
  /// The places of definitions.
  private(set) var places: [String: Place] = [:]
  /// The services and messages that something is written about at a place.
  private(set) var parts: [Place: [String]] = [:]
  /// The needs of readers, by message.
  private(set) var needs: [String: [Need]] = [:]
  /// The waits of services.
  private(set) var waits: [String: [Wait]] = [:]
  private let catalog: Catalog
  /// More fields of a payload are counted.
  private let limit = 200

  init(_ graph: ReactionGraph) {
    catalog = graph.catalog
    for service in catalog.services { add(service) }
    for message in catalog.messages {
      let id = NodeIDs.message(catalog[message.name])
      places[id] = message.place
      parts[message.place] = [id]
      add(
        id,
        [
          ("pattern", message.pattern?.rawValue), ("visibility", message.visibility?.rawValue),
          ("audience", message.audience?.rawValue), ("key", catalog.first(message.key).map { catalog[$0.name] }),
          ("channel", catalog.first(message.channel).map { catalog[$0.name] }),
          ("state", message.isPlanned ? "planned" : nil),
        ])
      addNeeds(of: message, graph)
    }
    for mention in catalog.mentions { add(mention) }
    for reaction in catalog.reactions {
      guard case .outside(let label, _, _) = reaction.trigger else { continue }
      let service = NodeIDs.service(catalog[reaction.service])
      let id = NodeIDs.trigger(catalog[label], of: catalog[reaction.service])
      places[id] = reaction.place
      if parts[reaction.place] == nil { parts[reaction.place] = [service] }
    }
  }

  /// The fields of a message; nil if its payload is not documented.
  func payload(of message: String) -> [Network.Field]? {
    guard let message = catalog.names.find(message).flatMap(catalog.message), let shape = catalog.shape(of: message)
    else { return nil }
    var fields = shape.fields.indices.prefix(limit).map { Network.Field($0, of: shape, in: catalog) }
    if shape.fields.count > limit { fields.append(Network.Field(path: "and \(shape.fields.count - limit) more")) }
    return fields
  }

  private mutating func add(_ id: String, _ properties: [(String, String?)]) {
    let known = properties.compactMap { term, value in value.map { (term: term, value: $0) } }
    if !known.isEmpty { self.properties[id] = known }
  }

  private mutating func add(_ service: Service) {
    let id = NodeIDs.service(catalog[service.name])
    add(
      id,
      [
        ("outbox", service.outbox?.rawValue), ("inbox", service.inbox.map { catalog[$0.name] }),
        ("observes", service.isObserverOfAll ? "every message" : nil),
      ])
    places[id] = service.place
    parts[service.place] = [id]
    for store in service.stores {
      add(
        NodeIDs.store(catalog[store.name.name]),
        [
          ("consistency", store.consistency?.rawValue), ("staleness", store.staleness.map { catalog[$0] }),
          ("shared", store.isSharedForReading ? "for reading" : nil),
        ])
      let store = (id: NodeIDs.store(catalog[store.name.name]), place: store.name.place)
      if places[store.id] == nil { places[store.id] = store.place }
      parts[store.place] = [id, store.id]
    }
    guard !service.expectations.isEmpty else { return }
    func messages(_ names: [NamePlace]) -> [String] { names.map { NodeIDs.message(catalog[$0.name]) } }
    waits[id] = service.expectations.map { wait in
      let isUnknown = wait.isTimed || wait.isFromInterface
      return Wait(
        message: NodeIDs.message(catalog[wait.message.name]), replies: messages(wait.replies),
        limit: wait.isTimed ? wait.within.map { catalog[$0] } : isUnknown ? nil : "",
        otherwise: messages(wait.otherwise))
    }
  }

  private mutating func add(_ mention: Mention) {
    let (service, message) = (NodeIDs.service(catalog[mention.service]), NodeIDs.message(catalog[mention.message]))
    if parts[mention.place] == nil { parts[mention.place] = [service, message] }
  }

  private mutating func addNeeds(of message: Message, _ graph: ReactionGraph) {
    var found: [Need] = []
    var positions: [Name: Int] = [:]
    for mention in graph.mentions(of: message.name) where !mention.verb.isOutgoing && mention.reaction >= 0 {
      let reaction = catalog.reactions[Int(mention.reaction)]
      let paths = reaction.needs.map { catalog[$0].map { catalog[$0.name] } } ?? []
      guard !paths.isEmpty || reaction.effect != nil else { continue }
      let position = positions[mention.service] ?? found.count
      if position == found.count {
        positions[mention.service] = position
        found.append(Need(service: NodeIDs.service(catalog[mention.service])))
      }
      found[position].paths = (found[position].paths + paths).unique
      found[position].effect = found[position].effect ?? reaction.effect.map { catalog[$0] }
    }
    if !found.isEmpty { needs[NodeIDs.message(catalog[message.name])] = found }
  }
}
