import Catalog
import Contracts
import Findings
import Graph

/// A graph with its channels by name.
struct ContractState: Sendable {
  let graph: ReactionGraph
  let channels: [Name: Channel]

  init(_ graph: ReactionGraph) {
    self.graph = graph
    channels = Dictionary(graph.catalog.channels.map { ($0.name, $0) }) { first, _ in first }
  }
}

/// The services at the other end of a message: those that read an event or reply, or send a command or query.
struct ContractEnds: Sendable {
  /// A service at the other end, as the current state has it.
  struct End: Sendable {
    var service: Name
    /// The place where it names the message.
    var place: Place
    /// The fields that it uses; nil if it does not say.
    var needs: [Need]?
    /// How it reads, where it says so.
    var reader: ReactionTraits.Reader?
  }

  /// A field that a service uses.
  struct Need: Sendable {
    var path: String
    var place: Place
    /// Whether it copes with the field missing.
    var isOptional: Bool
    /// The values of it that the service handles; nil if it does not say.
    var values: [String]?
    /// Whether the service has an answer for any other value.
    var copesWithOthers = false
  }

  /// The services that are still there, in the order of mentions.
  var all: [End] = []
  /// Whether readers outside of the catalog are meant.
  var hasOutside = false
  /// Whether old messages are read again: kept as the source of truth or without end, or replayed.
  var isKept = false

  /// The other ends of a message in the current state.
  ///
  /// - Parameters:
  ///   - old: the message, with names of the earlier state.
  ///   - earlier: the earlier state.
  ///   - graph: the current state.
  init(of old: Message, _ earlier: ContractState, now: ContractState) {
    let graph = now.graph
    let (before, catalog) = (earlier.graph.catalog, graph.catalog)
    hasOutside =
      old.visibility == .outside || old.audience == .partner || old.audience == .public || old.audience == .company
    isKept = Self.isKept(old, earlier)
    if Self.services(of: old, earlier.graph).isEmpty { hasOutside = true }
    guard let name = catalog.names.find(before[old.name]), let message = catalog.message(name) else {
      return
    }
    isKept = isKept || Self.isKept(message, now)
    // Of a message that its owner no longer mentions the kind is unknown; the earlier one counts.
    var known = message
    known.kind = old.kind
    let services = Self.services(of: known, graph)
    if services.isEmpty { hasOutside = true }
    let foreign = Self.foreign(services, to: known, in: graph)
    guard !foreign.isEmpty else { return }
    let places = Dictionary(graph.mentions(of: name).map { ($0.service, $0.place) }) { first, _ in first }
    var needs: [Name: [Need]] = [:]
    var readers: [Name: ReactionTraits.Reader] = [:]
    for reaction in graph.reactions(to: name) {
      let traits = catalog.traits(of: reaction)
      if let reader = traits?.reader { readers[reaction.service] = reader }
      guard let written = reaction.needs else { continue }
      needs[reaction.service, default: []] += catalog[written].map { field in
        let handled = traits?.handled.first { $0.field == field.name }
        return Need(
          path: catalog[field.name], place: field.place,
          isOptional: traits?.optionalNeeds.contains(field.name) ?? false,
          values: handled?.values.map { catalog[$0] }, copesWithOthers: handled?.copesWithOthers ?? false)
      }
    }
    all = foreign.map {
      End(service: $0, place: places[$0] ?? message.place, needs: needs[$0], reader: readers[$0])
    }
  }

  /// The services without a context in common with the owners of a message.
  static func foreign(_ services: [Name], to message: Message, in graph: ReactionGraph) -> [Name] {
    let contexts = Set(graph.owners(of: message).flatMap { graph.catalog.contexts(of: $0.service) })
    return services.filter { contexts.isDisjoint(with: graph.catalog.contexts(of: $0)) }
  }

  /// The services at the other end of a message, each once.
  static func services(of message: Message, _ graph: ReactionGraph) -> [Name] {
    var services = graph.users(of: message).map(\.service)
    guard message.kind.isOwnedBySender else { return services.unique }
    // Who sent the request gets the reply.
    for mention in graph.mentions(of: message.name) where mention.verb == .replies && mention.reaction >= 0 {
      guard let request = graph.catalog.reactions[Int(mention.reaction)].message else { continue }
      services += graph.producers(of: request).map(\.service)
    }
    return services.unique
  }

  private static func isKept(_ message: Message, _ state: ContractState) -> Bool {
    let (graph, catalog) = (state.graph, state.graph.catalog)
    guard message.kind == .event else { return false }
    if message.pattern == .sourced { return true }
    if graph.hasReaction(to: message.name, where: { catalog.traits(of: $0)?.isReplayable == true }) { return true }
    guard let channel = catalog.first(message.channel).flatMap({ state.channels[$0.name] }) else { return false }
    if channel.role == .sourceOfTruth || channel.archive != nil { return true }
    return channel.retention.map { ["forever", "unlimited"].contains(catalog[$0]) } ?? false
  }
}
