package import Catalog
package import Findings

/// The part of the catalog that one reader read from its files. Names belong to the reader's own table and positions
/// count from its own first element, until `Catalog.linking` merges all readings.
///
/// ```swift
/// // payment.yaml: services: {payment: {publishes: PaymentReceived}}
/// var reading = PartialCatalog()
/// let payment = reading.names.intern("payment")
/// let received = reading.names.intern("PaymentReceived")
/// reading.services.append(Service(name: payment, place: servicePlace, isDefined: true))
/// reading.mentions.append(Mention(service: payment, message: received, verb: .publishes, place: messagePlace))
/// let catalog = Catalog.linking([reading])
/// // catalog.messages: the event PaymentReceived, defined by its producer
/// ```
package struct PartialCatalog: Sendable {
  /// The table of names that this reader met; `Name` values below refer to it.
  package var names = Names()
  /// Messages that are defined, in the order of reading.
  package var messages: ContiguousArray<Message> = []
  /// The packed payloads of messages, interfaces, pages and traits.
  package var fields = PackedFields()
  /// Services that are defined or named, in the order of reading.
  package var services: [Service] = []
  /// Mentions of messages by services.
  package var mentions: ContiguousArray<Mention> = []
  /// Reactions, which refer to `mentions` by position.
  package var reactions: ContiguousArray<Reaction> = []
  /// The names of all `NameList` values.
  package var lists: ContiguousArray<NamePlace> = []
  /// Channels that are defined.
  package var channels: [Channel] = []
  /// Bounded contexts that are defined.
  package var contexts: [Context] = []
  /// Entities that are defined.
  package var entities: [Entity] = []
  /// Flows that are defined.
  package var flows: [Flow] = []
  /// Rarely used keys of messages, by the place of the definition: two definitions of one name never share any.
  package var messageTraits: [Place: MessageTraits] = [:]
  /// Rarely used keys of reactions, by the place of the reaction.
  package var reactionTraits: [Place: ReactionTraits] = [:]
  /// AsyncAPI documents, not yet joined.
  package var interfaces: [Interface] = []
  /// EventCatalog pages, not yet resolved.
  package var pages = Pages()
  /// Processes of workflow files, not yet converted to reactions.
  package var processes: [ProcessModel] = []
  /// Problems that the reader detected, in the order of reading.
  package var problems: [Problem] = []
  /// Whether the system may be larger than what was read: a file sets `partial: true`, or reading stopped early.
  package var isPartial = false

  /// The reading of no files.
  package init() {}

  /// Stores names as a list.
  package mutating func list(_ names: [NamePlace]) -> NameList {
    guard !names.isEmpty else { return NameList() }
    lists.append(contentsOf: names)
    return NameList(start: lists.count - names.count, count: names.count)
  }

  /// The only name of a list with at most one name.
  package func first(_ list: NameList) -> NamePlace? { list.isEmpty ? nil : lists[Int(list.start)] }

  /// Stores a name as a list of one; an empty list for nil.
  package mutating func list(_ name: NamePlace?) -> NameList { name.map { list([$0]) } ?? NameList() }
}

extension PartialCatalog {
  /// The numbers of elements of the large arrays, to reserve space.
  package struct Counts {
    var messages = 0
    /// The number of files for whose payloads space is reserved.
    var payloads = 0
    var mentions = 0
    var reactions = 0
    var lists = 0

    /// An estimate for files of one definition each. Reserved pages that stay unused cost no memory.
    package init(files: Int) {
      messages = files
      payloads = files
      mentions = 6 * files
      reactions = 3 * files
      lists = 8 * files
    }

    init(_ readings: [PartialCatalog]) {
      for reading in readings {
        messages += reading.messages.count
        mentions += reading.mentions.count
        reactions += reading.reactions.count
        lists += reading.lists.count
      }
    }
  }

  /// Reserves space for all elements at once: growing step by step would need the old and the new storage together.
  package mutating func reserve(_ counts: Counts) {
    messages.reserveCapacity(counts.messages)
    if counts.payloads > 0 { fields.reserve(payloadsOf: counts.payloads) }
    mentions.reserveCapacity(counts.mentions)
    reactions.reserveCapacity(counts.reactions)
    lists.reserveCapacity(counts.lists)
  }

  /// Appends the reading of another reader. Linear in the other reading.
  mutating func append(_ other: consuming PartialCatalog) {
    var other = other
    var own = Names()
    swap(&own, &other.names)
    let map = (0..<own.count).map { names.intern(own.bytes(Name(index: UInt32($0)))) }
    other.move(behind: self, map)
    movePayloads(of: &other, map)
    // Each array is released as soon as it is appended.
    messages += other.messages
    other.messages = []
    services += other.services
    other.services = []
    mentions += other.mentions
    other.mentions = []
    reactions += other.reactions
    other.reactions = []
    lists += other.lists
    other.lists = []
    channels += other.channels
    contexts += other.contexts
    entities += other.entities
    flows += other.flows
    messageTraits.merge(other.messageTraits) { first, _ in first }
    reactionTraits.merge(other.reactionTraits) { first, _ in first }
    processes += other.processes
    problems += other.problems
    isPartial = isPartial || other.isPartial
  }

  /// Moves the payloads of messages, interfaces, pages and traits to this reading, together with interfaces and pages.
  private mutating func movePayloads(of other: inout PartialCatalog, _ map: [Name]) {
    var ranges = other.messages.compactMap(\.fields)
    for index in other.interfaces.indices {
      other.interfaces[index].forEachMessage { if let range = $0.fields { ranges.append(range) } }
    }
    ranges += other.pages.messages.compactMap(\.fields)
    let copies = other.reactionTraits.filter { $0.value.copy != nil }.keys.sorted()
    ranges += copies.compactMap { other.reactionTraits[$0]?.copy }
    var moved = fields.append(other.fields, map, ranges: ranges).makeIterator()
    for index in other.messages.indices where other.messages[index].fields != nil {
      other.messages[index].fields = moved.next()
    }
    for index in other.interfaces.indices {
      other.interfaces[index].forEachMessage { if $0.fields != nil { $0.fields = moved.next() } }
    }
    other.fields = PackedFields()
    for index in other.pages.messages.indices where other.pages.messages[index].fields != nil {
      other.pages.messages[index].fields = moved.next()
    }
    for place in copies { other.reactionTraits[place]?.copy = moved.next() }
    interfaces += other.interfaces
    pages.append(other.pages)
  }

  /// Renames everything to the table of another reading and shifts positions by its counts.
  private mutating func move(behind other: PartialCatalog, _ map: [Name]) {
    let listOffset = UInt32(other.lists.count)
    let (mentionOffset, reactionOffset) = (Int32(other.mentions.count), Int32(other.reactions.count))
    func new(_ name: Name) -> Name { map[Int(name.index)] }
    func new(_ name: Name?) -> Name? { name.map { map[Int($0.index)] } }
    func shift(_ list: inout NameList) { if list.count > 0 { list.start += listOffset } }

    for index in lists.indices { lists[index].name = new(lists[index].name) }
    for index in processes.indices { processes[index].service = new(processes[index].service) }
    for index in messages.indices {
      messages[index].name = new(messages[index].name)
      messages[index].context = new(messages[index].context)
      messages[index].team = new(messages[index].team)
      messages[index].reason = new(messages[index].reason)
      messages[index].inferredFrom = new(messages[index].inferredFrom)
      shift(&messages[index].subject)
      shift(&messages[index].key)
      shift(&messages[index].channel)
      shift(&messages[index].schema)
      shift(&messages[index].correlation)
      shift(&messages[index].personal)
      shift(&messages[index].tags)
    }
    for index in mentions.indices {
      mentions[index].service = new(mentions[index].service)
      mentions[index].message = new(mentions[index].message)
      if mentions[index].reaction >= 0 { mentions[index].reaction += reactionOffset }
    }
    for index in reactions.indices {
      reactions[index].service = new(reactions[index].service)
      switch reactions[index].trigger {
      case .message(let name):
        reactions[index].trigger = .message(new(name))
      case .outside(let name, let kind, var after):
        shift(&after)
        reactions[index].trigger = .outside(new(name), kind: kind, after: after)
      }
      let outputs = reactions[index].outputs
      reactions[index].outputs = outputs.lowerBound + mentionOffset..<outputs.upperBound + mentionOffset
      if case .byField(let name) = reactions[index].idempotence { reactions[index].idempotence = .byField(new(name)) }
      reactions[index].effect = new(reactions[index].effect)
      if var needs = reactions[index].needs {
        shift(&needs)
        reactions[index].needs = needs
      }
      shift(&reactions[index].calls)
      shift(&reactions[index].replicates)
      shift(&reactions[index].compensation)
      shift(&reactions[index].handler)
    }
    renameServices(map)
    renameOthers(map)
    for place in messageTraits.keys { messageTraits[place]?.rename(map) }
    for place in reactionTraits.keys { reactionTraits[place]?.rename(map) }
  }

  private mutating func renameServices(_ map: [Name]) {
    func new(_ name: Name) -> Name { map[Int(name.index)] }
    func newPlace(_ name: NamePlace) -> NamePlace { NamePlace(new(name.name), at: name.place) }
    for index in services.indices {
      services[index].name = new(services[index].name)
      services[index].context = services[index].context.map(newPlace)
      services[index].team = services[index].team.map(new)
      services[index].processes = services[index].processes.map(newPlace)
      services[index].jobs = services[index].jobs.map {
        Service.Job(type: newPlace($0.type), message: $0.message.map(newPlace))
      }
      services[index].owns = services[index].owns.map(newPlace)
      services[index].vocabulary = services[index].vocabulary.map(new)
      services[index].tags = services[index].tags.map(new)
      for store in services[index].stores.indices {
        services[index].stores[store].rename(map)
      }
      services[index].expectations = services[index].expectations.map {
        Service.Expectation(
          message: newPlace($0.message), replies: $0.replies.map(newPlace), isTimed: $0.isTimed,
          otherwise: $0.otherwise.map(newPlace))
      }
    }
  }

  private mutating func renameOthers(_ map: [Name]) {
    func new(_ name: Name) -> Name { map[Int(name.index)] }
    func newPlace(_ name: NamePlace) -> NamePlace { NamePlace(new(name.name), at: name.place) }
    for index in channels.indices {
      channels[index].name = new(channels[index].name)
      channels[index].transport = channels[index].transport.map(new)
      channels[index].orderedBy = channels[index].orderedBy.map(new)
      channels[index].retention = channels[index].retention.map(new)
      channels[index].archive = channels[index].archive.map(new)
    }
    for index in contexts.indices { contexts[index].name = new(contexts[index].name) }
    for index in entities.indices {
      entities[index].name = new(entities[index].name)
      entities[index].context = entities[index].context.map(newPlace)
      entities[index].fields = entities[index].fields.map(new)
    }
    for index in flows.indices {
      flows[index].name = new(flows[index].name)
      flows[index].starts = flows[index].starts.map(newPlace)
      flows[index].ends = flows[index].ends.map(newPlace)
      flows[index].owner = flows[index].owner.map(newPlace)
      flows[index].reason = flows[index].reason.map(new)
      flows[index].trackers = flows[index].trackers.map(newPlace)
      flows[index].joins = flows[index].joins.map {
        Flow.Join(outcome: newPlace($0.outcome), prerequisites: $0.prerequisites.map(newPlace))
      }
      flows[index].duties = flows[index].duties.map {
        Flow.Duty(outcome: newPlace($0.outcome), service: newPlace($0.service))
      }
      flows[index].visibility = flows[index].visibility.map(new)
    }
  }
}
