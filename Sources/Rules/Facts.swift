import Catalog
package import Findings
package import Graph
import Naming
import Synchronization

/// Facts about a whole catalog that several rules need, computed once before the rules run.
///
/// A class only because every rule receives it: copying a struct would retain two dozen tables each time.
package final class Facts: Sendable {
  /// The ids of names.
  let ids: NodeIDs
  /// The facts of each message's name, by the position of the message.
  let names: ContiguousArray<NameFacts>
  /// How the events are named.
  let habits: NameHabits
  /// Whether each message has a functional consumer in another context, by its position; observers do not count.
  let reaches: [Bool]
  /// The chains of declared reactions.
  let chains: ChainSearch
  /// Whether a service receives a message without a declared reaction.
  let hasUnexplainedInput: Bool
  /// The positions of commands.
  let commands: [Int]
  /// The positions of queries.
  let queries: [Int]
  /// The positions of messages that declare a pattern.
  let patterned: [Int]
  /// Whether the name of any message contains a word for a transport.
  let hasTransportWords: Bool
  /// Whether any service declares what it receives; only then is a message without consumers worth a finding.
  let knowsConsumers: Bool
  /// The entities by name.
  let entities: [Name: Entity]
  /// The entities by name in lower case, to compare with the first word of a message's name.
  let entitiesByWord: [String: Entity]
  /// The channels by name.
  let channels: [Name: Channel]
  /// The services that own an entity, by the name of the entity.
  let owners: [Name: [Name]]
  /// The fields of the entities that a service owns, by the name of the service.
  let ownedFields: [Name: [Name]]
  /// The fields that a service replicates from received messages, by the name of the service.
  let replicas: [Name: [(message: Name?, field: Name)]]
  /// The messages to which a service expects a reply.
  let expected: NameSet
  /// The messages that flows end with.
  let ends: NameSet
  /// The words for effects of reactions.
  let effects: Effects
  /// The waits for answers, declared or not.
  let waits: Waits
  /// The chains that belong to declared flows with an owner, a tracker or a name.
  let flows: FlowCover
  /// The places of mentions and reactions that are only possible.
  let guesses: Set<Place>
  /// The field names that instruct or address a receiver.
  let instructions: NameSet
  /// The fields that all events have.
  let commonFields: NameSet

  /// The facts about the catalog of a graph.
  package init(_ graph: ReactionGraph, sideBySide: SideBySide) {
    let catalog = graph.catalog
    ids = NodeIDs(catalog)
    var names = Self.names(catalog, sideBySide)
    var (commands, queries, patterned): ([Int], [Int], [Int]) = ([], [], [])
    var events: [Int] = []
    for position in catalog.messages.indices {
      switch catalog.messages[position].kind {
      case .event: if !catalog.messages[position].isUnknown { events.append(position) }
      case .command: commands.append(position)
      case .query: queries.append(position)
      case .reply: break
      }
      if catalog.messages[position].pattern != nil { patterned.append(position) }
    }
    (self.commands, self.queries, self.patterned) = (commands, queries, patterned)
    let subjects = NameHabits.subjects(names, of: events)
    var reader = NameReader()
    for position in events where names[position].mood != .past && subjects.contains(names[position].firstWord) {
      let name = catalog.names.localBytes(catalog.messages[position].name)
      names[position] = reader.facts(of: name, afterSubject: true)
    }
    self.names = names
    habits = NameHabits(names, of: events)
    reaches = Self.reaches(graph)
    guesses =
      catalog.reactions.contains { $0.certainty == .possible }
      ? Set(catalog.mentions.filter(catalog.isPossible).map(\.place)) : []
    chains = graph.chainSearch()
    hasUnexplainedInput = catalog.mentions.contains { $0.reaction < 0 && !$0.verb.isOutgoing && $0.verb != .observes }
    hasTransportWords = names.contains { $0.marks.contains(.transport) }
    knowsConsumers = catalog.mentions.contains { !$0.verb.isOutgoing }
    entities = Dictionary(catalog.entities.map { ($0.name, $0) }) { first, _ in first }
    entitiesByWord = Dictionary(catalog.entities.map { (catalog[$0.name].lowercased(), $0) }) { first, _ in first }
    channels = Dictionary(catalog.channels.map { ($0.name, $0) }) { first, _ in first }
    var owners: [Name: [Name]] = [:]
    for service in catalog.services {
      for entity in service.owns { owners[entity.name, default: []].append(service.name) }
    }
    self.owners = owners
    var ownedFields: [Name: [Name]] = [:]
    for (entity, services) in owners {
      for service in services { ownedFields[service, default: []] += entities[entity]?.fields ?? [] }
    }
    self.ownedFields = ownedFields
    var replicas: [Name: [(message: Name?, field: Name)]] = [:]
    for reaction in catalog.reactions where !reaction.replicates.isEmpty {
      for field in catalog[reaction.replicates] {
        replicas[reaction.service, default: []].append((reaction.message, field.name))
      }
    }
    self.replicas = replicas
    var expected = NameSet(count: catalog.names.count)
    for index in catalog.services.indices {
      for expectation in catalog.services[index].expectations { expected.insert(expectation.message.name) }
    }
    self.expected = expected
    var ends = NameSet(count: catalog.names.count)
    for end in catalog.flows.flatMap(\.ends) { ends.insert(end.name) }
    self.ends = ends
    effects = Effects(catalog.names)
    flows = FlowCover(graph)
    waits = Waits(graph)
    instructions = NameVariants.set(Self.instructionFields, in: catalog.names)
    commonFields = catalog.commonFields()
  }

  /// Whether a message says by its name that something failed or was taken back.
  func saysFailure(_ message: Name, _ catalog: Catalog) -> Bool {
    catalog.position(ofMessage: message).map { !names[$0].marks.isDisjoint(with: [.failure, .cancellation]) } ?? false
  }

  /// Whether a message is a contract with other contexts: by its declared visibility, else by its consumers and
  /// audience.
  func isOutside(_ message: Message, _ position: Int) -> Bool {
    if let visibility = message.visibility { return visibility == .outside }
    return reaches[position] || message.audience.map { $0 != .context } ?? false
  }

  private static func reaches(_ graph: ReactionGraph) -> [Bool] {
    let catalog = graph.catalog
    var first = [Name?](repeating: nil, count: catalog.messages.count)
    var reaches = [Bool](repeating: false, count: catalog.messages.count)
    var isTaken = reaches
    var isMixed = reaches
    for mention in catalog.mentions {
      guard let position = catalog.position(ofMessage: mention.message),
        mention.verb.isOutgoing || graph.isFunctional(mention)
      else { continue }
      if let known = first[position] {
        if !catalog.shareContext(known, mention.service) { isMixed[position] = true }
      } else {
        first[position] = mention.service
      }
      if !mention.verb.isOutgoing { isTaken[position] = true }
    }
    for position in reaches.indices { reaches[position] = isMixed[position] && isTaken[position] }
    return reaches
  }

  /// The facts of all names. Splitting names dominates the cost of the facts, so some 32 pieces run in parallel.
  private static func names(_ catalog: Catalog, _ sideBySide: SideBySide) -> ContiguousArray<NameFacts> {
    let piece = max(1024, catalog.messages.count / 32)
    let count = (catalog.messages.count + piece - 1) / piece
    let pieces = Mutex([ContiguousArray<NameFacts>](repeating: [], count: count))
    withoutActuallyEscaping(
      { (number: Int) in
        let positions = number * piece..<min((number + 1) * piece, catalog.messages.count)
        var reader = NameReader()
        var facts: ContiguousArray<NameFacts> = []
        facts.reserveCapacity(positions.count)
        for position in positions {
          let name = catalog.names.localBytes(catalog.messages[position].name)
          facts.append(reader.facts(of: name, afterSubject: false))
        }
        pieces.withLock { $0[number] = facts }
      } as @Sendable (Int) -> Void
    ) { sideBySide(count, $0) }
    return pieces.withLock { pieces in
      var all: ContiguousArray<NameFacts> = []
      all.reserveCapacity(catalog.messages.count)
      for index in pieces.indices {
        all += pieces[index]
        pieces[index] = []
      }
      return all
    }
  }

  private static let instructionFields = [
    "reply to", "recipient service", "target service", "action", "instruction", "instructions", "template", "deadline",
    "command id",
    "request id", "callback", "callback url", "callback uri", "callback topic", "callback queue", "callback address",
    "callback channel",
  ]
}
