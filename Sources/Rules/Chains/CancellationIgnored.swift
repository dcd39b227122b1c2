import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A consumer that acts on the beginning of an entity and does not hear that it was taken back.
  static let cancellationIgnored = Rule(.cancellationIgnored, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  let lives = Lifecycles(inspection.graph, inspection.facts).lives
  guard lives.count > 0 else { return }
  var hearing = Hearing(inspection.graph, inspection.facts)
  let acts = Acts(catalog)
  for life in 0..<lives.count {
    // Many services miss the same ends, so the texts about these are made once.
    var notes: [Name: Note] = [:]
    let events = lives.range(life).map { Int(lives.item($0)) }
    hearing.begin(events)
    var judged: Set<Name> = []
    for position in events {
      guard case .beginning(let isAccepted) = inspection.facts.names[position].step else { continue }
      let beginning = catalog.messages[position].name
      for reaction in inspection.graph.reactions(to: beginning)
      where reaction.certainty != .possible && acts.contains(reaction, inspection.graph) {
        // What a declared compensation takes back needs no event.
        guard !judged.contains(reaction.service), reaction.compensation.isEmpty else { continue }
        let ends = hearing.ends(missedBy: reaction.service, after: beginning, isAccepted: isAccepted)
        guard !ends.isEmpty else { continue }
        judged.insert(reaction.service)
        for end in ends.prefix(shownEnds) where notes[end] == nil {
          notes[end] = inspection.graph.firstProducer(of: end).map {
            Note("\(catalog[$0.service]) publishes \(catalog[end])", at: $0.place)
          }
        }
        inspection.report(
          "\(catalog[reaction.service]) acts on \(catalog[beginning]) and does not consume "
            + listed(ends, of: catalog, isCut: hearing.isCut),
          at: reaction.place, about: [beginning, reaction.service], confidence: .medium,
          notes: ends.prefix(shownEnds).compactMap { notes[$0] },
          help: "consume it and take back what was done; "
            + "if there is nothing to take back, consume it with `effect: none`")
      }
    }
  }
}

/// The number of missed ends whose producers are shown.
private let shownEnds = 8

/// The reactions that leave something to be taken back: they write, reserve, charge or ship, or send a command.
private struct Acts {
  private let effects: NameSet
  /// The services whose only stores are read models, which `stale-read-model` judges.
  private let views: Set<Name>

  init(_ catalog: Catalog) {
    effects = catalog.names.set(of: ["write", "reserve", "charge", "pay", "ship"])
    views = Set(
      catalog.services.filter { !$0.stores.isEmpty && $0.stores.allSatisfy { $0.role == .readModel } }.map(\.name))
  }

  func contains(_ reaction: Reaction, _ graph: ReactionGraph) -> Bool {
    if graph.outputs(of: reaction).contains(where: { $0.verb == .sends }) { return true }
    return !views.contains(reaction.service) && reaction.effect.map(effects.contains) ?? false
  }
}

/// What services hear of the ends of one entity: the event itself, what follows from it, or a message of a like word.
private struct Hearing {
  private let graph: ReactionGraph
  private let catalog: Catalog
  private let facts: Facts
  private var reachability: ReactionGraph.Reachability?
  /// The mentions of each service, by its position.
  private let mentions: Rows
  /// What the messages that a service receives speak of, by its position; nil until it is asked for.
  private var spoken: [NameMarks?]

  /// The ends of the current entity, at most one for each bit of a number.
  private var ends: [(message: Name, ending: Lifecycles.Ending)] = []
  /// Whether the entity has further ends, which are not looked at.
  private(set) var isCut = false
  /// By the position of a message, a bit for each end that it is, and for each that it follows from.
  private var isEnd: ContiguousArray<UInt64>
  private var follows: ContiguousArray<UInt64>
  /// The positions of the messages with bits.
  private var marked: [Int] = []
  /// The ends whose consequences have been followed.
  private var followed: UInt64 = 0
  /// The ends that each service hears of, as far as it was asked for.
  private var heard: [Name: UInt64] = [:]

  init(_ graph: ReactionGraph, _ facts: Facts) {
    let catalog = graph.catalog
    (self.graph, self.catalog, self.facts) = (graph, catalog, facts)
    spoken = Array(repeating: nil, count: catalog.services.count)
    isEnd = ContiguousArray(repeating: 0, count: catalog.messages.count)
    follows = isEnd
    mentions = Rows(rows: catalog.services.count) { add in
      for index in catalog.mentions.indices {
        if let position = catalog.position(ofService: catalog.mentions[index].service) { add(position, Int32(index)) }
      }
    }
  }

  /// Begins with another entity.
  ///
  /// - Parameter life: the positions of its events.
  mutating func begin(_ life: [Int]) {
    for position in marked { (isEnd[position], follows[position]) = (0, 0) }
    marked = []
    followed = 0
    heard = [:]
    ends = []
    for position in life {
      guard case .end(let ending) = facts.names[position].step else { continue }
      isCut = ends.count == UInt64.bitWidth
      guard !isCut else { return }
      isEnd[position] |= 1 << UInt64(ends.count)
      marked.append(position)
      ends.append((catalog.messages[position].name, ending))
    }
  }

  /// The ends that a service which acts on a beginning does not hear of.
  ///
  /// - Parameter isAccepted: whether the beginning is such that the entity can only be withdrawn afterwards.
  mutating func ends(missedBy service: Name, after beginning: Name, isAccepted: Bool) -> [Name] {
    let heard = heard[service] ?? ends(heardBy: service)
    self.heard[service] = heard
    return ends.indices.compactMap { index in
      let (end, ending) = ends[index]
      let isMissed = heard >> UInt64(index) & 1 == 0 && (!isAccepted || ending == .cancelled)
      return isMissed && !isDecidedElse(end, than: beginning) ? end : nil
    }
  }

  /// Whether the end and the beginning are alternatives of one decision, so that the one never follows the other.
  private func isDecidedElse(_ end: Name, than beginning: Name) -> Bool {
    graph.hasProducer(of: end) { producer in
      guard producer.reaction >= 0 else { return false }
      let outputs = graph.outputs(of: catalog.reactions[Int(producer.reaction)])
      return outputs.contains { one in
        one.message == end && outputs.contains { $0.message == beginning && $0.excludes(one) }
      }
    }
  }

  private mutating func ends(heardBy service: Name) -> UInt64 {
    guard let position = catalog.position(ofService: service) else { return 0 }
    if catalog.services[position].consumesAll != nil { return .max }
    let marks = marks(receivedAt: position)
    var heard: UInt64 = 0
    for (index, end) in ends.enumerated() where marks.contains(end.ending.mark) { heard |= 1 << UInt64(index) }
    // Who publishes the end, or causes it, knows of it.
    for index in mentions.range(position) { if let message = message(index) { heard |= isEnd[message] } }
    for index in ends.indices where (heard | followed) >> UInt64(index) & 1 == 0 { follow(index) }
    for index in mentions.range(position) where !catalog.mentions[Int(mentions.item(index))].verb.isOutgoing {
      if let message = message(index) { heard |= follows[message] }
    }
    return heard
  }

  /// The position of the message that a mention of a service is about.
  private func message(_ index: Int) -> Int? {
    catalog.position(ofMessage: catalog.mentions[Int(mentions.item(index))].message)
  }

  /// What the messages that a service receives speak of.
  private mutating func marks(receivedAt position: Int) -> NameMarks {
    if let known = spoken[position] { return known }
    var marks: NameMarks = []
    for index in mentions.range(position) {
      let mention = catalog.mentions[Int(mentions.item(index))]
      guard !mention.verb.isOutgoing, let message = catalog.position(ofMessage: mention.message),
        catalog.messages[message].kind != .reply
      else { continue }
      marks.formUnion(facts.names[message].marks)
    }
    spoken[position] = marks
    return marks
  }

  /// The number of messages that are followed from an end: what comes later tells a service too late.
  private static let maximumMessages = 256

  /// Marks the messages that follow from an end.
  private mutating func follow(_ index: Int) {
    followed |= 1 << UInt64(index)
    let end = ends[index].message
    if reachability == nil { reachability = ReactionGraph.Reachability(graph, includingPossible: true) }
    let starts = [end] + siblings(of: end)
    for name in reachability?.messages(from: starts, atMost: Self.maximumMessages) ?? [] {
      guard let position = catalog.position(ofMessage: name) else { continue }
      follows[position] |= 1 << UInt64(index)
      marked.append(position)
    }
  }

  /// What is sent together with an end: the command that takes a step back, for example.
  private func siblings(of end: Name) -> [Name] {
    graph.producers(of: end).flatMap { producer -> [Name] in
      guard producer.reaction >= 0 else { return [] }
      let outputs = graph.outputs(of: catalog.reactions[Int(producer.reaction)])
      let own = outputs.filter { $0.message == end }
      return outputs.filter { output in !own.contains { output.excludes($0) } }.map(\.message)
    }
  }
}
