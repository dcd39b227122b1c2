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
  /// Sagas, not yet turned into reactions.
  package var sagas: [Saga] = []
  /// What follows a request that succeeded or failed, not yet turned into reactions.
  package var outcomes: [Outcome] = []
  /// Rarely used keys of messages, by the place of the definition: two definitions of one name never share any.
  package var messageTraits: [Place: MessageTraits] = [:]
  /// Rarely used keys of reactions, by the place of the reaction.
  package var reactionTraits: [Place: ReactionTraits] = [:]
  /// The schemas of payloads, by the place of the payload.
  package var schemas: [Place: SchemaOrigin] = [:]
  /// The version that a mention names, by its place, where several versions of the message are kept: empty for the
  /// current one.
  package var versionsRead: [Place: String] = [:]
  /// Messages that documents describe and no operation mentions.
  package var spares: [SpareMessage] = []
  /// The versions of messages that have pages of their own; empty unless states are compared.
  package var versions: [MessageVersion] = []
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
  package mutating func list(_ name: NamePlace?) -> NameList {
    guard let name else { return NameList() }
    lists.append(name)
    return NameList(start: lists.count - 1, count: 1)
  }
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
    sagas += other.sagas
    outcomes += other.outcomes
    messageTraits.merge(other.messageTraits) { first, _ in first }
    reactionTraits.merge(other.reactionTraits) { first, _ in first }
    spares += other.spares
    versions += other.versions
    schemas.merge(other.schemas) { first, _ in first }
    processes += other.processes
    problems += other.problems
    isPartial = isPartial || other.isPartial
  }

  /// Moves the payloads of messages, interfaces, pages and traits to this reading, together with interfaces and pages.
  private mutating func movePayloads(of other: inout PartialCatalog, _ map: [Name]) {
    var ranges = other.messages.compactMap(\.fields)
    for index in other.interfaces.indices {
      other.interfaces[index].forEachMessage { ranges += [$0.fields, $0.headers].compactMap { $0 } }
    }
    ranges += other.pages.messages.compactMap(\.fields)
    let headed = other.messageTraits.filter { $0.value.headers != nil }.keys.sorted()
    // Defaults of a file give many messages the same headers, which are moved once.
    let headers = Set(headed.compactMap { other.messageTraits[$0]?.headers }).sorted { $0.start < $1.start }
    ranges += headers
    let copies = other.reactionTraits.filter { $0.value.copy != nil }.keys.sorted()
    ranges += copies.compactMap { other.reactionTraits[$0]?.copy }
    var moved = fields.append(other.fields, map, ranges: ranges).makeIterator()
    for index in other.messages.indices where other.messages[index].fields != nil {
      other.messages[index].fields = moved.next()
    }
    for index in other.interfaces.indices {
      other.interfaces[index].forEachMessage {
        if $0.fields != nil { $0.fields = moved.next() }
        if $0.headers != nil { $0.headers = moved.next() }
      }
    }
    other.fields = PackedFields()
    for index in other.pages.messages.indices where other.pages.messages[index].fields != nil {
      other.pages.messages[index].fields = moved.next()
    }
    let movedHeaders = Dictionary(uniqueKeysWithValues: headers.map { ($0, moved.next()) })
    for place in headed {
      if let headers = other.messageTraits[place]?.headers {
        other.messageTraits[place]?.headers = movedHeaders[headers] ?? nil
      }
    }
    for place in copies { other.reactionTraits[place]?.copy = moved.next() }
    interfaces += other.interfaces
    pages.append(other.pages)
  }

  /// Renames everything to the table of another reading and shifts positions by its counts.
  private mutating func move(behind other: PartialCatalog, _ map: [Name]) {
    let new = Renaming(
      map, lists: other.lists.count, mentions: other.mentions.count, reactions: other.reactions.count)
    for index in lists.indices { new(&lists[index]) }
    for index in messages.indices { messages[index].rename(new) }
    for index in mentions.indices { mentions[index].rename(new) }
    for index in reactions.indices { reactions[index].rename(new) }
    new(&services)
    new(&channels)
    new(&contexts)
    new(&entities)
    new(&flows)
    new(&sagas)
    new(&outcomes)
    new(&processes)
    new(&spares)
    new(&versions)
    for place in messageTraits.keys { messageTraits[place]?.rename(new) }
    for place in reactionTraits.keys { reactionTraits[place]?.rename(new) }
  }
}
