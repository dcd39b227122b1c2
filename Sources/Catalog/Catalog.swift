package import Findings

/// The whole system: the model of all inputs, linked by name. Built once by `Catalog.linking`, then only read.
package struct Catalog: Sendable {
  /// The table of all names that occur in the input.
  package internal(set) var names: Names
  /// Every message that is defined or mentioned: definitions in the order of the readings, then messages that are only
  /// mentioned.
  package internal(set) var messages: ContiguousArray<Message> = []
  /// Every service that is defined or named by a message, in the order of the readings.
  package internal(set) var services: [Service] = []
  /// Every mention of a message by a service; `Mention.reaction` and `Reaction.outputs` are positions in the arrays of
  /// the catalog.
  package internal(set) var mentions: ContiguousArray<Mention> = []
  /// Every reaction of a service, in the order of the readings.
  package internal(set) var reactions: ContiguousArray<Reaction> = []
  /// Topics, queues and streams, one for each name.
  package internal(set) var channels: [Channel] = []
  /// The bounded contexts that are defined; services may name others.
  package internal(set) var contexts: [Context] = []
  /// The entities that are defined; services may own others.
  package internal(set) var entities: [Entity] = []
  /// The named flows, one for each name.
  package internal(set) var flows: [Flow] = []
  /// Whether each service is an observer, by position: asked for every mention, where copying a service would cost
  /// most.
  var observing: [Bool] = []
  /// Rarely used keys of messages, by the place of the message; see `traits(of:)`.
  package internal(set) var messageTraits: [Place: MessageTraits] = [:]
  /// Rarely used keys of reactions, by the place of the reaction; see `traits(of:)`.
  package internal(set) var reactionTraits: [Place: ReactionTraits] = [:]
  /// The AsyncAPI documents as they were read.
  package internal(set) var interfaces: [Interface] = []
  /// The reasons for which AsyncAPI documents were joined, by message and service.
  package internal(set) var joins: [Join] = []
  /// The processes of workflow files, by service.
  package internal(set) var processes: [ProcessModel] = []
  /// Positions in `interfaces` of documents that share no channel or message with another service and whose service no
  /// catalog defines; empty if there is only one service.
  package internal(set) var unjoined: [Int] = []
  /// Problems that readers and linker detected, reported by the rules of their names.
  package internal(set) var problems: [Problem] = []
  /// The system is larger than the input, so a missing definition proves nothing.
  package internal(set) var isPartial = false

  var fields = PackedFields()
  var lists: ContiguousArray<NamePlace> = []
  var messageIndex: NameIndex
  var serviceIndex: NameIndex

  /// The message of a name, in constant time; nil if it is neither defined nor mentioned.
  package func message(_ name: Name) -> Message? {
    messageIndex[name].map { messages[$0] }
  }

  /// The position in `messages`; nil for a name that is not a message.
  package func position(ofMessage name: Name) -> Int? { messageIndex[name] }

  /// The position in `services`; nil for a name that is not a service.
  package func position(ofService name: Name) -> Int? { serviceIndex[name] }

  /// The service of a name, in constant time; nil if it is neither defined nor mentioned.
  package func service(_ name: Name) -> Service? {
    serviceIndex[name].map { services[$0] }
  }

  /// The bounded context of a service; a service without one counts as a context of its own.
  package func context(of service: Name) -> Name {
    serviceIndex[service].flatMap { services[$0].context?.name } ?? service
  }

  /// Whether a service is an observer or a tracker, in constant time; false for an unknown name.
  package func isObserver(_ service: Name) -> Bool {
    serviceIndex[service].map { observing.isEmpty ? services[$0].isObserver : observing[$0] } ?? false
  }

  /// The text of a name.
  package subscript(_ name: Name) -> String { names[name] }

  /// The names of a list with their places, in the order of writing.
  package subscript(_ list: NameList) -> ArraySlice<NamePlace> { ArraySlice(lists[list.range]) }

  /// The only name of a list with at most one name.
  package func first(_ list: NameList) -> NamePlace? { list.isEmpty ? nil : lists[Int(list.start)] }

  /// The payload of a message; nil if it is not documented.
  package func shape(of message: Message) -> Shape? { message.fields.map { fields.shape(of: $0) } }

  /// A payload with its shared parts expanded, up to `Shape.expanded` fields.
  package func shape(of range: FieldRange) -> Shape { fields.shape(of: range) }

  /// The fields of a payload one by one, without those of shared parts.
  package func fields(of range: FieldRange) -> Fields { fields.fields(of: range) }

  /// The name of the first field, at any depth, that is in a set; nil if there is none. Linear in the fields.
  package func firstField(of message: Message, among names: NameSet) -> Name? {
    guard !names.isEmpty, let range = message.fields else { return nil }
    for field in fields.fields(of: range) where names.contains(field.name) { return field.name }
    return nil
  }
}

/// Positions by name: a plain array, since names are small numbers.
struct NameIndex: Sendable {
  private var positions: ContiguousArray<Int32>

  init(names: Int) {
    positions = ContiguousArray(repeating: -1, count: names)
  }

  subscript(_ name: Name) -> Int? {
    get {
      let position = positions[Int(name.index)]
      return position < 0 ? nil : Int(position)
    }
    set { positions[Int(name.index)] = newValue.map { Int32($0) } ?? -1 }
  }
}
