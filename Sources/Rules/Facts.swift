import Catalog
import Findings
import Graph
import Naming
import Synchronization

/// What several rules want to know of a whole catalog, computed once before they run.
package struct Facts: Sendable {
  /// What each message's name says, by the message's position.
  let names: ContiguousArray<NameFacts>
  /// How most events are named, where that is not in the past: then a name of that style says nothing of its author.
  let houseStyle: HouseStyle?
  /// Most events are named in the past: there a word that could be a verb, in front or alone, is more likely meant as one.
  let eventsAreFacts: Bool
  /// Whether each message reaches another context, by its position: what somebody there takes in, observers left out.
  let reaches: [Bool]
  /// Chains of declared reactions, which several rules look at.
  let chains: ChainSearch
  /// Some service takes something in and does not say what follows.
  let hasUnexplainedInput: Bool
  /// Positions of commands, of queries, and of events that declare a pattern.
  let commands: [Int]
  let queries: [Int]
  let patterned: [Int]
  /// Whether any message's name has a word for its transport.
  let hasTransportWords: Bool
  /// Whether any service says what it takes in: only then is it telling that nobody takes a message.
  let knowsConsumers: Bool
  /// Entities by name, and by name in lower case as the first word of a message has it.
  let entities: [Name: Entity]
  let entitiesByWord: [String: Entity]
  let channels: [Name: Channel]
  /// The services that own an entity.
  let owners: [Name: [Name]]
  /// The fields of the entities that a service owns.
  let ownedFields: [Name: [Name]]
  /// The fields that a service keeps from the messages it takes in.
  let replicas: [Name: [(message: Name?, field: Name)]]
  /// Messages that somebody expects an answer to.
  let expected: NameSet
  /// Messages that flows end with.
  let ends: NameSet
  let effects: Effects
  /// Which chains somebody owns, watches or has named.
  let flows: FlowCover
  /// Field names that instruct or address a receiver.
  let instructions: NameSet

  init(_ graph: ReactionGraph, sideBySide: Runner.SideBySide) {
    let catalog = graph.catalog
    names = Self.names(catalog, sideBySide)
    var (commands, queries, patterned): ([Int], [Int], [Int]) = ([], [], [])
    var moods: [Mood] = []
    for position in catalog.messages.indices {
      switch catalog.messages[position].kind {
      case .event: if !catalog.messages[position].isUnknown { moods.append(names[position].mood) }
      case .command: commands.append(position)
      case .query: queries.append(position)
      }
      if catalog.messages[position].pattern != nil { patterned.append(position) }
    }
    (self.commands, self.queries, self.patterned) = (commands, queries, patterned)
    eventsAreFacts = moods.count { $0 == .past } * 2 > moods.count
    houseStyle = HouseStyle(moods)
    reaches = Self.reaches(graph)
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
    instructions = NameVariants.set(Self.instructionFields, in: catalog.names)
  }

  /// Whether a message is a contract with others: by its author's word, else by who takes it in.
  func isOutside(_ message: Message, _ position: Int) -> Bool {
    if let visibility = message.visibility { return visibility == .outside }
    return reaches[position] || message.audience.map { $0 != .context } ?? false
  }

  private static func reaches(_ graph: ReactionGraph) -> [Bool] {
    let catalog = graph.catalog
    var first = [Int32](repeating: -1, count: catalog.messages.count)
    var reaches = [Bool](repeating: false, count: catalog.messages.count)
    var isTaken = reaches
    var isMixed = reaches
    for mention in catalog.mentions {
      guard let position = catalog.position(ofMessage: mention.message),
        mention.verb.isOutgoing || graph.isFunctional(mention)
      else { continue }
      let context = Int32(truncatingIfNeeded: catalog.context(of: mention.service).index)
      if first[position] < 0 {
        first[position] = context
      } else if first[position] != context {
        isMixed[position] = true
      }
      if !mention.verb.isOutgoing { isTaken[position] = true }
    }
    for position in reaches.indices { reaches[position] = isMixed[position] && isTaken[position] }
    return reaches
  }

  /// Taking names apart is most of what facts cost, so it is done piece by piece side by side.
  private static func names(_ catalog: Catalog, _ sideBySide: Runner.SideBySide) -> ContiguousArray<NameFacts> {
    let piece = 1024
    let count = (catalog.messages.count + piece - 1) / piece
    let pieces = Mutex([ContiguousArray<NameFacts>](repeating: [], count: count))
    withoutActuallyEscaping(
      { (number: Int) in
        let messages = catalog.messages[number * piece..<min((number + 1) * piece, catalog.messages.count)]
        let facts = ContiguousArray(messages.map { NameFacts(catalog.names.bytes($0.name)) })
        pieces.withLock { $0[number] = facts }
      } as @Sendable (Int) -> Void
    ) { sideBySide(count, $0) }
    return pieces.withLock { ContiguousArray($0.joined()) }
  }

  private static let instructionFields = [
    "reply to", "recipient service", "target service", "action", "instruction", "instructions", "template", "deadline",
    "command id",
    "request id", "callback", "callback url", "callback uri", "callback topic", "callback queue", "callback address",
    "callback channel",
  ]
}

/// What a message's name says by its grammar.
struct NameFacts: Sendable {
  let mood: Mood
  let suffix: Words.Kind?
  /// It ends in a word for something that waits to be done: `OrderInitiated`.
  let isOpenEnded: Bool
  let marks: NameMarks
  /// The same for names of the same words in any order, and in spellings such as cancelled and canceled.
  let wordsHash: UInt64

  init(_ name: ArraySlice<UInt8>) {
    let words = Words(name)
    mood = words.mood
    suffix = words.suffix
    let last = words.words.last ?? []
    isOpenEnded = Self.openEnds.contains(last) || words.words.suffix(2).elementsEqual(Self.readyFor)
    marks = NameMarks(words.words)
    wordsHash = words.words.reduce(0) { $0 &+ Self.hash($1) }
  }

  /// The hash of a word with letters that stand double taken once, and `s` for `z`.
  private static func hash(_ word: [UInt8]) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count) { plain in
      var count = 0
      var last: UInt8 = 0
      for byte in word where byte != last {
        last = byte
        plain[count] = byte == UInt8(ascii: "z") ? UInt8(ascii: "s") : byte
        count += 1
      }
      return ByteHash.hash(UnsafeBufferPointer(rebasing: plain[..<count]))
    }
  }

  private static let openEnds = Set(
    ["initiated", "triggered", "queued", "pending", "awaiting", "due"].map { Array($0.utf8) })
  private static let readyFor = [Array("ready".utf8), Array("for".utf8)]
}

extension Words {
  init(_ bytes: ArraySlice<UInt8>) { self.init(Array(bytes)) }
}
