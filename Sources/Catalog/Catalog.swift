package import Findings

/// The whole system: what all inputs together say, names brought together. Built once by `Catalog.linking`, then only read.
package struct Catalog: Sendable {
  package internal(set) var names: Names
  /// Every message that is defined or mentioned, in the order of places.
  package internal(set) var messages: ContiguousArray<Message> = []
  package internal(set) var services: [Service] = []
  package internal(set) var mentions: ContiguousArray<Mention> = []
  package internal(set) var reactions: ContiguousArray<Reaction> = []
  package internal(set) var channels: [Channel] = []
  package internal(set) var contexts: [Context] = []
  package internal(set) var entities: [Entity] = []
  package internal(set) var flows: [Flow] = []
  /// What few messages say, by name; what few reactions say, by their place.
  /// Which services are observers, by position: asked for each mention, where copying a service would cost most.
  var observing: [Bool] = []
  package internal(set) var messageTraits: [Place: MessageTraits] = [:]
  package internal(set) var reactionTraits: [Place: ReactionTraits] = [:]
  /// The documents of services' interfaces, as they were read.
  package internal(set) var interfaces: [Interface] = []
  /// Why such documents were joined.
  package internal(set) var joins: [Join] = []
  /// Positions in `interfaces` of those that nobody else shares a channel or message with, when there are others.
  /// What workflow files say, by service.
  package internal(set) var processes: [ProcessModel] = []
  package internal(set) var unjoined: [Int] = []
  /// What readers and linker noticed, for the rules of those names.
  package internal(set) var problems: [Problem] = []
  /// More exists than is written here, so that what is missing proves nothing.
  package internal(set) var isPartial = false

  var fields = PackedFields()
  var lists: ContiguousArray<NamePlace> = []
  var messageIndex: NameIndex
  var serviceIndex: NameIndex

  package func message(_ name: Name) -> Message? {
    messageIndex[name].map { messages[$0] }
  }

  /// Position in `messages`.
  package func position(ofMessage name: Name) -> Int? { messageIndex[name] }

  /// Position in `services`.
  package func position(ofService name: Name) -> Int? { serviceIndex[name] }

  package func service(_ name: Name) -> Service? {
    serviceIndex[name].map { services[$0] }
  }

  /// The bounded context a service belongs to; a service without one is its own.
  package func context(of service: Name) -> Name {
    serviceIndex[service].flatMap { services[$0].context?.name } ?? service
  }

  package func isObserver(_ service: Name) -> Bool {
    serviceIndex[service].map { observing.isEmpty ? services[$0].isObserver : observing[$0] } ?? false
  }

  package subscript(_ name: Name) -> String { names[name] }

  /// The names of a list, with their places.
  package subscript(_ list: NameList) -> ArraySlice<NamePlace> { ArraySlice(lists[list.range]) }

  /// The only name of a list that holds one or none.
  package func first(_ list: NameList) -> NamePlace? { list.isEmpty ? nil : lists[Int(list.start)] }

  /// The payload of a message; nil when nobody wrote it down.
  package func shape(of message: Message) -> Shape? { message.fields.map { fields.shape(of: $0) } }

  /// A payload with its shared parts in their places.
  package func shape(of range: FieldRange) -> Shape { fields.shape(of: range) }

  /// The fields of a payload one by one, shared parts left out.
  package func fields(of range: FieldRange) -> Fields { fields.fields(of: range) }

  /// The first field of a message, at any depth, whose name is one of these.
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
