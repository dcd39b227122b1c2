import Catalog
import Findings
import Graph
import Naming

/// The evidence for and against an event being a command in disguise, in points.
///
/// Evidence, weights and caps come from the project's domain research, after Ruecker ("commands in disguise"), Fowler
/// (2017) and Dudycz ("passive-aggressive events"): the strongest evidence of the name, the two strongest of the
/// wording, and the sum of the topology, capped at 60.
struct CommandEvidence {
  /// The evidence in the order of name, wording, topology and mitigations; empty below the requested score.
  private(set) var lines: [Evidence] = []
  /// The places of the topology evidence.
  private(set) var notes: [Note] = []
  /// The points of the name, 0 to 60.
  private(set) var namePoints = 0
  /// The sum of all points, limited to 0 to 100.
  private(set) var score = 0
  /// The number of families with points: name, wording and topology.
  private(set) var families = 0
  /// The functional consumers, without observers.
  private(set) var receivers: [Name] = []
  /// A suggested name for the command; nil without a suggestion.
  private(set) var commandName: String?

  private let message: Message
  private let name: NameFacts
  private let graph: ReactionGraph
  private let facts: Facts
  private let catalog: Catalog
  private let producers: [Name]
  /// The reactions to the message.
  private let reactions: [Reaction]
  /// The words of the name, split only when evidence needs them.
  private lazy var words = Words(catalog.names.localBytes(message.name))

  private var mood: Mood { name.mood }
  /// Whether the name asks for something whatever else it may mean.
  private var asks: Bool { mood.isDirective || mood == .weakObligation || mood == .requested }
  /// Whether the score is worth an info: a name that may be an order is none without a second sign.
  var isNotable: Bool { families >= 2 || namePoints >= 60 || mood != .homograph && mood != .baseOperation }

  /// - Parameter enough: the score below which the evidence is not needed; `lines` and `commandName` then stay empty.
  init(_ message: Message, _ name: NameFacts, graph: ReactionGraph, facts: Facts, enough: Int) {
    self.message = message
    self.name = name
    self.graph = graph
    self.facts = facts
    catalog = graph.catalog
    let consumers = graph.consumers(of: message.name)
    receivers = consumers.map(\.service)
    guard name.mood != .past || name.isOpenEnded || !receivers.isEmpty else {
      producers = []
      reactions = []
      return
    }
    reactions = graph.reactions(to: message.name)
    producers = graph.producers(of: message.name).map(\.service)
    guard asks || !isAnswer, mood != .past || name.isOpenEnded || isDecided else { return }
    let nameLine = nameEvidence()
    namePoints = nameLine?.points ?? 0
    let topology = Self.capped(topologyEvidence(consumers), at: 60)
    let topologyPoints = topology.reduce(0) { $0 + $1.points }
    let wording = Self.strongest(wordingEvidence())
    let against = mitigations()
    let wordingPoints = wording.reduce(0) { $0 + $1.points }
    families = [namePoints, wordingPoints, topologyPoints].filter { $0 > 0 }.count
    let sum = namePoints + wordingPoints + topologyPoints + against.reduce(0) { $0 + $1.points }
    score = max(0, min(sum, 100))
    guard score >= enough else { return }
    lines = [nameLine].compactMap { $0 } + wording + topology + against
    commandName = CommandName(words, mood: mood)?.text
  }

  /// Whether the score reaches a limit by more than one kind of evidence, or by a name that gives an order.
  func isClear(at limit: Int) -> Bool { score >= limit && (families >= 2 || namePoints >= 60) }

  /// Whether the evidence can reach a score, by an upper bound: most events are facts without a reply and need no
  /// closer look.
  static func canReach(_ enough: Int, _ message: Message, name: NameFacts, graph: ReactionGraph, facts: Facts)
    -> Bool
  {
    guard name.mood == .past, !name.isOpenEnded, !facts.expected.contains(message.name) else { return true }
    guard graph.hasConsumer(message.name) else { return false }
    // A single consumer on a queue gives 25 points, an instruction field 25 together with a second sign.
    var bound = message.channel.isEmpty ? 15 : 25
    if graph.catalog.firstField(of: message.fields, among: facts.instructions) != nil { bound += 25 }
    if bound >= enough { return true }
    return graph.hasReaction(to: message.name) { reaction in
      !reaction.outputs.isEmpty || !reaction.handler.isEmpty || !reaction.compensation.isEmpty || reaction.canReject
        || reaction.needs?.count ?? 0 >= 3
    }
  }

  /// The two strongest lines: the first with its full points, the second with ten, so that the shown points add up.
  private static func strongest(_ evidence: [Evidence]) -> [Evidence] {
    let sorted = evidence.sorted { $0.points > $1.points }
    return sorted.prefix(2).enumerated().map { index, line in index == 0 ? line : Evidence(line.reason, points: 10) }
  }

  /// The lines with points beyond the limit of a family deducted from the last ones.
  private static func capped(_ evidence: [Evidence], at limit: Int) -> [Evidence] {
    var left = limit
    return evidence.map { line in
      let points = min(line.points, left)
      left -= points
      return Evidence(line.reason, points: points)
    }
  }

  // MARK: Name

  private mutating func nameEvidence() -> Evidence? {
    let habit = facts.habits[name]
    switch mood {
    case .imperative where habit.style != .verbs: return Evidence("the name gives an order", points: 60)
    // `payment.action_required` may be the state of a thing.
    case .obligation where Self.needs.contains(words.strings.last ?? ""):
      return Evidence("the name says what is needed", points: 40)
    case .obligation: return Evidence("the name says what must be done", points: 60)
    case .weakObligation: return Evidence("the name expresses a need", points: 30)
    case .requested: return Evidence("the name asks for something", points: 25)
    case .future: return Evidence("the name is in the future tense", points: 10)
    default: break
    }
    if mood != .past, let fact = facts.habits.fact(orderedBy: name) {
      return Evidence("\(catalog[catalog.messages[fact].name]) says that it was done", points: 45)
    }
    switch mood {
    case .homograph where habit.style != .verbs && name.reading != .noun:
      return Evidence("the name can be read as an order", points: name.reading == .order ? 45 : 25)
    case .baseOperation where habit.style != .verbs && name.reading != .noun:
      guard habit.statesFacts || !habit.isSettled else { return nil }
      guard habit.statesFacts, name.reading == .order else {
        return Evidence("the name has a bare verb", points: 25)
      }
      return Evidence("the name has a bare verb, while most others state facts", points: 45)
    default:
      guard name.isOpenEnded else { return nil }
      return Evidence("the name refers to pending work", points: 15)
    }
  }

  private static let needs: Set<String> = ["required", "needed", "wanted"]

  // MARK: Wording

  private mutating func wordingEvidence() -> [Evidence] {
    var evidence: [Evidence] = []
    if let owner = speaksOfReceiver() {
      evidence.append(Evidence("the name speaks the language of \(catalog[owner])", points: 20))
    }
    if let handler = commandHandler {
      evidence.append(Evidence("its handler is called \(catalog[handler])", points: 20))
    }
    if let receiver = namedReceiver() {
      evidence.append(Evidence("the name contains \(catalog[receiver])", points: 20))
    }
    if let field = instructionField {
      evidence.append(Evidence("its payload has the instruction `\(field)`", points: 15))
    }
    return evidence
  }

  /// The words of the name that may refer to a receiver; empty for a fact (`OrderPlaced`), whose words are its subject.
  private mutating func receiverWords() -> Set<String> { mood == .past ? [] : Set(words.strings) }

  private mutating func speaksOfReceiver() -> Name? {
    let words = receiverWords()
    guard !words.isEmpty else { return nil }
    let names = ReceiverNames(graph, facts.habits)
    let open = words.subtracting(producers.flatMap { names.vocabulary(of: $0) })
    return receivers.first { !names.vocabulary(of: $0).isDisjoint(with: open) }
  }

  /// A handler of the event that is named like a command, such as `shipGoodsCommandReceived` or `DeleteBasket`.
  private var commandHandler: Name? {
    reactions.compactMap { catalog.first($0.handler)?.name }.first { handler in
      let words = Words(catalog.names.bytes(handler))
      // `handleOrderPlaced` names the input, `DeleteBasket` the work to do.
      return words.strings.contains("command")
        || words.mood == .imperative && !Self.handlingVerbs.contains(words.strings[0])
    }
  }

  private static let handlingVerbs: Set<String> = [
    "handle", "process", "receive", "consume", "listen", "accept", "on", "when", "react", "execute",
  ]

  private mutating func namedReceiver() -> Name? {
    guard mood != .past else { return nil }
    var names = ReceiverNames(graph, facts.habits)
    return names.first(among: receivers, in: words.words[...], of: name, beside: producers)
  }

  private var instructionField: String? {
    catalog.firstField(of: message.fields, among: facts.instructions).map { catalog[$0] }
  }

  // MARK: Topology

  private mutating func topologyEvidence(_ consumers: [Mention]) -> [Evidence] {
    guard !consumers.isEmpty || facts.expected.contains(message.name) else { return [] }
    var evidence: [Evidence] = []
    let isOpenToOthers = message.audience == .partner || message.audience == .public
    // A document of one service knows its own side only.
    let isKnown = !producers.isEmpty && !isOpenToOthers
    if consumers.count == 1, let only = consumers.first, isKnown, !producers.contains(only.service) {
      evidence.append(Evidence("\(catalog[only.service]) is the only consumer", points: 15))
      notes.append(Note("\(catalog[only.service]) is the only consumer", at: only.place))
    }
    if let answer = awaitedAnswer {
      notes.append(
        Note("\(catalog[answer.service]) answers with \(joined(answer.messages.map { catalog[$0] }))", at: answer.place)
      )
      let words = joined(answer.messages.map { catalog[$0] })
      evidence.append(
        answer.isPair
          ? Evidence("the producer waits for one of \(words)", points: 35)
          : Evidence("the producer waits for \(words)", points: 25))
    }
    if let expectation = expectation {
      evidence.append(Evidence("the producer expects an answer", points: 40))
      notes.append(Note("the producer expects an answer", at: expectation))
    }
    if let cancel = compensation { evidence.append(Evidence("\(catalog[cancel]) takes it back", points: 15)) }
    if consumers.count == 1, isOnQueue {
      evidence.append(Evidence("it travels on a queue with one receiver", points: 10))
    }
    // For a payload of one or two fields this is weak evidence.
    if consumers.count == 1, let fields = tailoredFields {
      evidence.append(Evidence("its payload is just what the consumer needs", points: fields >= 3 ? 15 : 5))
    }
    if reactions.contains(where: \.canReject) {
      evidence.append(Evidence("the consumer may reject it", points: 20))
    }
    return evidence
  }

  private struct Answer {
    var service: Name
    var messages: [Name]
    var isPair: Bool
    var place: Place
  }

  /// The facts that a consumer states in its reaction and that the producer receives. A command that it sends back does
  /// not answer.
  private var awaitedAnswer: Answer? {
    var found: Answer?
    let (senders, takers) = (Set(producers), Set(receivers))
    // Cached, since many reactions may send the same message.
    var comesBack: [Name: Bool] = [:]
    for reaction in reactions
    where !reaction.outputs.isEmpty && takers.contains(reaction.service) && !senders.contains(reaction.service) {
      let answers = graph.outputs(of: reaction).filter { output in
        guard output.verb == .publishes || output.verb == .replies, catalog.message(output.message)?.kind != .command
        else { return false }
        let known =
          comesBack[output.message] ?? graph.consumers(of: output.message).contains { senders.contains($0.service) }
        comesBack[output.message] = known
        return known
      }
      guard let first = answers.first else { continue }
      let names = answers.map(\.message)
      let isPair = isOutcomePair(names)
      if found == nil || isPair && found?.isPair == false {
        found = Answer(service: reaction.service, messages: names, isPair: isPair, place: first.place)
      }
    }
    return found
  }

  private func isOutcomePair(_ messages: [Name]) -> Bool {
    let ends = Set(messages.flatMap { Words(catalog.names.localBytes($0)).strings })
    return !ends.isDisjoint(with: Self.successes) && !ends.isDisjoint(with: Self.failures)
  }

  private static let successes: Set<String> = [
    "succeeded", "confirmed", "accepted", "passed", "approved", "received", "completed", "granted", "verified",
    "authorized",
  ]
  private static let failures: Set<String> = [
    "failed", "rejected", "declined", "denied", "refused", "expired", "cancelled", "canceled", "unavailable",
  ]

  private var expectation: Place? {
    guard facts.expected.contains(message.name) else { return nil }
    return producers.lazy.compactMap { catalog.service($0) }.flatMap(\.expectations).first {
      $0.message.name == message.name
    }?.message.place
  }

  /// A declared compensation that the producer sends.
  private var compensation: Name? {
    let declared = reactions.compactMap { catalog.first($0.compensation)?.name }
    return declared.first { candidate in
      graph.producers(of: candidate).contains { producers.contains($0.service) }
    }
  }

  private var isOnQueue: Bool {
    guard let channel = catalog.first(message.channel).flatMap({ facts.channels[$0.name] }) else { return false }
    return channel.isQueue || channel.transport.map { ["queue", "sqs"].contains(catalog[$0].lowercased()) } ?? false
  }

  /// The number of state fields of a payload whose consumer needs all of it; nil otherwise.
  private var tailoredFields: Int? {
    let needs = reactions.compactMap(\.needs).flatMap { catalog[$0] }
    guard !needs.isEmpty, let shape = catalog.shape(of: message), !shape.fields.isEmpty else { return nil }
    let paths = FieldPaths(shape, names: catalog.names)
    let used = Set(needs.compactMap { paths.field(at: catalog.names.bytes($0.name)) })
    let parents = Set(shape.fields.map(\.parent))
    let leaves = shape.fields.indices.filter { !parents.contains($0) }
    let state = leaves.filter { !PayloadClass.isKey(catalog[shape.fields[$0].name]) }
    guard (state.count >= 3 ? state : leaves).allSatisfy({ isUsed($0, shape, used: used) }) else { return nil }
    return state.count
  }

  private func isUsed(_ index: Int, _ shape: Shape, used: Set<Int>) -> Bool {
    var index = index
    while !used.contains(index) {
      guard shape.fields[index].parent >= 0 else { return false }
      index = shape.fields[index].parent
    }
    return true
  }

  /// Whether every consumer receives the event in return for a message of its own.
  private var isAnswer: Bool {
    guard !receivers.isEmpty else { return false }
    var asking: Set<Name> = []
    for output in graph.producers(of: message.name) {
      guard output.reaction >= 0, let trigger = catalog.reactions[Int(output.reaction)].message else { return false }
      asking.formUnion(graph.producers(of: trigger).map(\.service))
    }
    return receivers.allSatisfy(asking.contains)
  }

  /// Whether the consumer decides: it may refuse, or states one of two outcomes. A fact cannot be refused.
  private var isDecided: Bool { reactions.contains(where: \.canReject) || awaitedAnswer?.isPair ?? false }

  // MARK: Mitigations

  private mutating func mitigations() -> [Evidence] {
    var against: [Evidence] = []
    if mood == .past { against.append(Evidence("the name states a fact", points: -10)) }
    let asksOnly = mood == .requested || name.isOpenEnded
    if hasDifferentReactions { against.append(Evidence("several services react, each in its own way", points: -25)) }
    if asksOnly, isStoredRequest() { against.append(Evidence("the request itself is stored", points: -20)) }
    if asksOnly, isFromOutside { against.append(Evidence("it was requested from outside", points: -15)) }
    if message.audience == .partner || message.audience == .public, mood != .imperative, mood != .past {
      against.append(Evidence("its audience is outside, where consumers are unknown", points: -25))
    }
    if message.visibility == .inside { against.append(Evidence("it stays inside its context", points: -30)) }
    return against
  }

  private var hasDifferentReactions: Bool {
    guard receivers.count >= 2 else { return false }
    let written = reactions.filter { receivers.contains($0.service) }
    let outputs = written.map { Set(graph.outputs(of: $0).map(\.message)) }
    // Undeclared reactions are assumed to differ; two that reply with the same message do not.
    return Set(written.map(\.service)).count < 2 || outputs.contains(where: \.isEmpty) || Set(outputs).count > 1
  }

  private mutating func isStoredRequest() -> Bool {
    if message.pattern == .sourced { return true }
    let subject = words.strings.filter { $0 != "requested" && $0 != "request" }.joined()
    let owned = producers.compactMap { catalog.service($0) }.flatMap(\.owns).map { catalog[$0.name].lowercased() }
    if owned.contains(subject + "request") { return true }
    guard let key = (catalog.first(message.key)?.name ?? firstField).map({ catalog[$0] }) else { return false }
    return key.lowercased().filter { $0 != "_" } == subject + "requestid"
  }

  private var firstField: Name? { message.fields.flatMap { catalog.heads(of: $0).first?.name } }

  private var isFromOutside: Bool {
    graph.producers(of: message.name).contains { mention in
      guard mention.reaction >= 0 else { return false }
      switch catalog.reactions[Int(mention.reaction)].trigger {
      case .outside(_, let kind, _): return kind == .person || kind == .http || kind == .external
      case .message(let trigger): return catalog.message(trigger)?.kind == .command
      }
    }
  }
}
