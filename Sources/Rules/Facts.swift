import Catalog
import Graph
import Naming

/// What several rules want to know of a whole catalog, computed once before they run.
package struct Facts: Sendable {
  /// More than half of the events are named by bare verbs (`orders/create`): there a noun-verb homograph says nothing.
  package let eventsAreBareVerbs: Bool
  /// Whether any service says what it takes in: only then is it telling that nobody takes a message.
  package let knowsConsumers: Bool
  /// Entities by name, and by name in lower case as the first word of a message has it.
  let entities: [Name: Entity]
  let entitiesByWord: [String: Entity]
  let channels: [Name: Channel]
  /// The services that own an entity.
  let owners: [Name: [Name]]
  /// The fields that a service keeps from the messages it takes in.
  let replicas: [Name: [(message: Name?, field: Name)]]

  init(_ graph: ReactionGraph) {
    let events = graph.catalog.messages.filter { $0.kind == .event }
    // Names are looked at only as long as the answer is open.
    var left = events.count
    var bare = 0
    for event in events {
      guard bare * 2 <= events.count, (bare + left) * 2 > events.count else { break }
      if Words(graph.catalog.names.bytes(event.name)).mood == .baseOperation { bare += 1 }
      left -= 1
    }
    eventsAreBareVerbs = bare * 2 > events.count
    let catalog = graph.catalog
    knowsConsumers = catalog.mentions.contains { !$0.verb.isOutgoing }
    entities = Dictionary(catalog.entities.map { ($0.name, $0) }) { first, _ in first }
    entitiesByWord = Dictionary(catalog.entities.map { (catalog[$0.name].lowercased(), $0) }) { first, _ in first }
    channels = Dictionary(catalog.channels.map { ($0.name, $0) }) { first, _ in first }
    var owners: [Name: [Name]] = [:]
    for service in catalog.services {
      for entity in service.owns { owners[entity.name, default: []].append(service.name) }
    }
    self.owners = owners
    var replicas: [Name: [(message: Name?, field: Name)]] = [:]
    for reaction in catalog.reactions {
      for field in reaction.replicates { replicas[reaction.service, default: []].append((reaction.message, field.name)) }
    }
    self.replicas = replicas
  }
}

extension Words {
  init(_ bytes: ArraySlice<UInt8>) { self.init(Array(bytes)) }
}
