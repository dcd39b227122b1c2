package import Findings

/// The whole system: the model of all inputs, linked by name. Built once by `Catalog.linking`, then only read.
@usableFromInline package struct Catalog: Sendable {
  /// The table of all names that occur in the input.
  package var names: Names
  /// Every message that is defined or mentioned: definitions in the order of the readings, then messages that are only
  /// mentioned.
  @usableFromInline package var messages: ContiguousArray<Message> = []
  /// Every service that is defined or named by a message, in the order of the readings.
  @usableFromInline package var services: [Service] = []
  /// Every mention of a message by a service; `Mention.reaction` and `Reaction.outputs` are positions in the arrays of
  /// the catalog.
  package var mentions: ContiguousArray<Mention> = []
  /// Every reaction of a service, in the order of the readings.
  package var reactions: ContiguousArray<Reaction> = []
  /// Topics, queues and streams, one for each name.
  package var channels: [Channel] = []
  /// The bounded contexts that are defined; services may name others.
  package var contexts: [Context] = []
  /// The entities that are defined; services may own others.
  package var entities: [Entity] = []
  /// The named flows, one for each name.
  package var flows: [Flow] = []
  /// Whether each service is an observer, by position: asked for every mention, where copying a service would cost
  /// most.
  @usableFromInline package var observing: [Bool] = []
  /// The channels inside a process whose senders wait.
  package var synchronousChannels: Set<Name> = []
  /// Rarely used keys of messages, by the place of the message; see `traits(of:)`.
  package var messageTraits: [Place: MessageTraits] = [:]
  /// Rarely used keys of reactions, by the place of the reaction; see `traits(of:)`.
  package var reactionTraits: [Place: ReactionTraits] = [:]
  /// The schemas of payloads, by the place of the payload; see `schema(of:)`.
  package var schemas: [Place: SchemaOrigin] = [:]
  /// The version that a mention reads, by its place, where several versions of the message are kept: empty for the
  /// current one.
  package var versionsRead: [Place: String] = [:]
  /// Messages that documents describe and no operation mentions, which may no longer be sent or received.
  package var spares: [SpareMessage] = []
  /// The versions of messages that have pages of their own; empty unless states are compared.
  package var versions: [MessageVersion] = []
  /// The AsyncAPI documents as they were read.
  package var interfaces: [Interface] = []
  /// The reasons for which AsyncAPI documents were joined, by message and service.
  package var joins: [Join] = []
  /// The payloads that AsyncAPI documents repeat without owning them, in the order of the messages.
  package var copies: [PayloadCopy] = []
  /// The processes of workflow files, by service.
  package var processes: [ProcessModel] = []
  /// Positions in `interfaces` of documents that share no channel or message with another service and whose service no
  /// catalog defines; empty if there is only one service.
  package var unjoined: [Int] = []
  /// Problems that readers and linker detected, reported by the rules of their names.
  package var problems: [Problem] = []
  /// The system is larger than the input, so a missing definition proves nothing.
  package var isPartial = false

  /// The fields of all payloads.
  package var fields = PackedFields()
  /// The names of all name lists, one list after another; a `NameList` is a range of them.
  package var lists: ContiguousArray<NamePlace> = []
  /// The messages that are shown by their local names; see `shown(_:)`.
  package var shownNames: ShownNames
  /// The positions in `messages` by name.
  @usableFromInline package var messageIndex: NameIndex
  /// The positions in `services` by name.
  @usableFromInline package var serviceIndex: NameIndex

  /// A catalog without content, for a table of names that no longer grows.
  package init(names: Names) {
    self.names = names
    shownNames = ShownNames(names: names.count)
    messageIndex = NameIndex(names: names.count)
    serviceIndex = NameIndex(names: names.count)
  }

  /// The message of a name, in constant time; nil if it is neither defined nor mentioned.
  @inlinable @inline(__always) package func message(_ name: Name) -> Message? {
    messageIndex[name].map { messages[$0] }
  }

  /// The message that triggers a reaction; nil for an outside trigger.
  package func trigger(of reaction: Reaction) -> Message? {
    guard case .message(let name) = reaction.trigger else { return nil }
    return message(name)
  }

  /// The position in `messages`; nil for a name that is not a message.
  @inlinable @inline(__always) package func position(ofMessage name: Name) -> Int? { messageIndex[name] }

  /// The position in `services`; nil for a name that is not a service.
  @inlinable @inline(__always) package func position(ofService name: Name) -> Int? { serviceIndex[name] }

  /// The service of a name, in constant time; nil if it is neither defined nor mentioned.
  package func service(_ name: Name) -> Service? {
    serviceIndex[name].map { services[$0] }
  }

  /// The declared role of a service, in constant time; nil if it has none, or is neither defined nor mentioned.
  package func role(of service: Name) -> Service.Role? { serviceIndex[service].flatMap { services[$0].role } }

  /// The flow of a name; nil if none is named like this. Linear in the flows.
  package func flow(_ name: Name) -> Flow? { flows.first { $0.name == name } }

  /// The bounded context of a service; a service without one counts as a context of its own.
  @inlinable @inline(__always) package func context(of service: Name) -> Name {
    serviceIndex[service].flatMap { services[$0].context?.name } ?? service
  }

  /// All bounded contexts of a service, first the one that `context(of:)` returns.
  package func contexts(of service: Name) -> [Name] {
    guard let position = serviceIndex[service], let first = services[position].context else { return [service] }
    return [first.name] + services[position].furtherContexts.map(\.name)
  }

  /// Whether two services have a bounded context in common.
  package func shareContext(_ one: Name, _ other: Name) -> Bool {
    if context(of: one) == context(of: other) { return true }
    guard let first = serviceIndex[one], let second = serviceIndex[other],
      !services[first].furtherContexts.isEmpty || !services[second].furtherContexts.isEmpty
    else { return false }
    let known = contexts(of: one)
    return contexts(of: other).contains { known.contains($0) }
  }

  /// Whether services have no bounded context that all of them share.
  package func spanContexts(_ services: some Sequence<Name>) -> Bool {
    var common: [Name]?
    for service in services {
      let own = contexts(of: service)
      common = common?.filter { own.contains($0) } ?? own
    }
    return common?.isEmpty ?? false
  }

  /// Whether a service is an observer or a tracker, in constant time; false for an unknown name.
  @inlinable @inline(__always) package func isObserver(_ service: Name) -> Bool {
    serviceIndex[service].map { observing.isEmpty ? isObserver(at: $0) : observing[$0] } ?? false
  }

  @usableFromInline func isObserver(at position: Int) -> Bool { services[position].isObserver }

  /// The certainty of the reaction to which a mention belongs, as trigger or output.
  package func certainty(of mention: Mention) -> Certainty {
    mention.reaction < 0 ? .declared : reactions[Int(mention.reaction)].certainty
  }

  /// Whether a mention, as trigger or output, belongs to a reaction that is only possible.
  package func isPossible(_ mention: Mention) -> Bool { certainty(of: mention) == .possible }

  /// Whether a message travels inside one process, synchronously: its sender waits, and all happens in one transaction.
  package func isInProcess(_ message: Name) -> Bool {
    guard !synchronousChannels.isEmpty, let message = self.message(message), let channel = first(message.channel) else {
      return false
    }
    return synchronousChannels.contains(channel.name)
  }

  /// The message with which a flow starts: as stated, else that of its first step with a known message; or an outside
  /// trigger. nil if there is none.
  package func start(of flow: Flow) -> Name? {
    if let starts = flow.starts { return starts.name }
    return flow.steps.lazy.compactMap { step -> Name? in
      guard case .message(let word) = step.subject else { return nil }
      return names.find(word).flatMap { message($0)?.name }
    }.first
  }

  /// The text of a name.
  package subscript(_ name: Name) -> String { names[name] }

  /// The names of a list with their places, in the order of writing.
  package subscript(_ list: NameList) -> ArraySlice<NamePlace> { ArraySlice(lists[list.range]) }

  /// The only name of a list with at most one name.
  package func first(_ list: NameList) -> NamePlace? { list.isEmpty ? nil : lists[Int(list.start)] }

  /// The payload of a message; nil if it is not documented.
  package func shape(of message: Message) -> Shape? { message.fields.map { fields.shape(of: $0) } }

  /// The bounded contexts of a service as a title: `sales`, or `sales, billing` if it belongs to both; empty without
  /// one.
  package func contextTitle(of service: Service) -> String {
    ([service.context].compactMap { $0 } + service.furtherContexts).map { names[$0.name] }.joined(separator: ", ")
  }

  /// The schema of a message's payload as its file has it; nil if the catalog itself writes the payload out, or none is
  /// documented.
  package func schema(of message: Message) -> SchemaOrigin? { message.payloadPlace.flatMap { schemas[$0] } }

  /// A payload with its shared parts expanded, up to `Shape.expanded` fields.
  package func shape(of range: FieldRange) -> Shape { fields.shape(of: range) }

  /// The fields of a payload, decoded, without those of shared parts. Linear in the fields.
  package func fields(of range: FieldRange) -> [Field] { fields.fields(of: range) }

  /// The heads of a payload's fields, without those of shared parts and without decoding.
  package func heads(of range: FieldRange) -> ArraySlice<FieldHead> { fields.heads(of: range) }

  /// Whether a payload has a field of a name at its top level. Linear in the fields, without decoding.
  package func hasTopField(_ name: Name, in range: FieldRange) -> Bool {
    for head in fields.heads(of: range) where head.name == name && head.isTopLevel { return true }
    return false
  }

  /// Whether a payload has a field, at any depth, whose name is not in a set. Linear in the fields, without decoding.
  package func hasField(in range: FieldRange, otherThan names: NameSet) -> Bool {
    for head in fields.heads(of: range) where !names.contains(head.name) { return true }
    return false
  }

  /// The name of the first field, at any depth, that is in a set; nil if there is none. Linear in the fields, without
  /// decoding.
  package func firstField(of range: FieldRange?, among names: NameSet) -> Name? {
    guard !names.isEmpty, let range else { return nil }
    for head in fields.heads(of: range) where names.contains(head.name) { return head.name }
    return nil
  }

  /// Whether a message has fields that are not listed one by one, see `FieldRange.hasUnseenFields`.
  package func hasUnseenFields(_ message: Message) -> Bool { message.fields?.hasUnseenFields ?? false }
}

/// Positions by name: a plain array, since names are small numbers.
@usableFromInline package struct NameIndex: Sendable {
  @usableFromInline var positions: ContiguousArray<Int32>

  /// An empty index for names with the numbers 0 up to `names`, exclusive.
  package init(names: Int) {
    positions = ContiguousArray(repeating: -1, count: names)
  }

  /// The position of a name, in constant time; nil if it has none.
  @inlinable package subscript(_ name: Name) -> Int? {
    @inline(__always) get {
      let position = positions[Int(name.index)]
      return position < 0 ? nil : Int(position)
    }
    set { positions[Int(name.index)] = newValue.map { Int32($0) } ?? -1 }
  }
}
