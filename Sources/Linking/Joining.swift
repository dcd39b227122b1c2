package import Catalog
import Findings

/// The kind of a message as inferred from its name alone.
package struct NameIntent: Sendable {
  /// The kind that the name suggests; nil if it suggests none.
  package var kind: Message.Kind?
  /// The reason, as a clause that fits after "it is taken for an event: ".
  package var reason: String
  /// Whether a suffix determines the kind, which weighs more than grammar.
  package var isSuffix: Bool

  /// An inferred kind with its reason.
  package init(kind: Message.Kind?, reason: String, isSuffix: Bool = false) {
    self.kind = kind
    self.reason = reason
    self.isSuffix = isSuffix
  }
}

/// The join of AsyncAPI documents into one system: which channels are one channel and which messages are one message.
/// Each join keeps its reason.
///
/// Message objects are nodes of a union-find forest. They are united within a document by name, then on channels of
/// one address by name, `messageId`, CloudEvents type or schema, and finally across channels by a name of at least two
/// words.
///
/// ```yaml
/// # checkout.yaml sends, payment.yaml receives: one message OrderPlaced, joined because of
/// # "same channel orders and same name OrderPlaced"
/// channels: {orders: {address: orders, messages: {OrderPlaced: {}}}}
/// operations: {publish: {action: send, channel: {$ref: '#/channels/orders'}}}
/// ---
/// channels: {in: {address: orders, messages: {OrderPlaced: {}}}}
/// operations: {consume: {action: receive, channel: {$ref: '#/channels/in'}}}
/// ```
///
/// Cost: nearly linear in the messages of the documents (union-find with path halving).
package struct Joining {
  /// A message object of one document, or several that were united.
  private struct Node {
    var parent: Int
    var use: Interface.MessageUse
    var senders: [Int] = []
    var receivers: [Int] = []
    /// Whether a document that sends it describes it, regardless of later unions.
    var isSenders = false
    /// Whether a receiver's operation replies to it.
    var isAnswered = false
    var isReply = false
  }

  private struct Record {
    var node: Int
    var interface: Int
    var place: Place
    var reason: String
  }

  private let interfaces: [Interface]
  private var nodes: [Node] = []
  private var byOrigin: [Place: Int] = [:]
  private var records: [Record] = []
  /// The nodes by interface, operation and message; those of replies are kept apart.
  private var numbers: [[[Int]]] = []
  private var replyNumbers: [[[Int]]] = []

  init(_ interfaces: [Interface]) {
    self.interfaces = interfaces
    makeNodes()
    joinWithinDocuments()
    joinOnChannels()
    joinAcrossChannels()
  }

  // MARK: Nodes

  private mutating func makeNodes() {
    for (index, interface) in interfaces.enumerated() {
      var own: [[Int]] = []
      var replies: [[Int]] = []
      for operation in interface.operations {
        own.append(
          operation.messages.map {
            add($0, index, isSent: operation.isSending, isAnswered: !operation.reply.isEmpty, isReply: false)
          })
        replies.append(
          operation.reply.map { add($0, index, isSent: !operation.isSending, isAnswered: false, isReply: true) })
      }
      numbers.append(own)
      replyNumbers.append(replies)
    }
  }

  private mutating func add(
    _ use: Interface.MessageUse, _ interface: Int, isSent: Bool, isAnswered: Bool, isReply: Bool
  ) -> Int {
    let number: Int
    if let known = byOrigin[use.origin] {
      number = known
      let others = nodes[number].senders + nodes[number].receivers
      if let first = others.first, interfaces[first].service != interfaces[interface].service {
        records.append(
          Record(
            node: number, interface: interface, place: use.place,
            reason: "it uses the same message object as \(interfaces[first].service)"))
      }
    } else {
      number = nodes.count
      byOrigin[use.origin] = number
      nodes.append(Node(parent: number, use: use))
    }
    if isSent {
      Self.append(interface, to: &nodes[number].senders)
    } else {
      Self.append(interface, to: &nodes[number].receivers)
    }
    nodes[number].isSenders = nodes[number].isSenders || isSent
    nodes[number].isAnswered = nodes[number].isAnswered || isAnswered
    nodes[number].isReply = nodes[number].isReply || isReply
    return number
  }

  private static func append(_ number: Int, to list: inout [Int]) { if list.last != number { list.append(number) } }

  private mutating func root(_ number: Int) -> Int {
    var number = number
    while nodes[number].parent != number {
      nodes[number].parent = nodes[nodes[number].parent].parent
      number = nodes[number].parent
    }
    return number
  }

  /// Unites two nodes; the earlier one becomes the root.
  private mutating func unite(_ left: Int, _ right: Int, by interface: Int?, reason: String) {
    let (first, second) = (min(root(left), root(right)), max(root(left), root(right)))
    guard first != second else { return }
    nodes[second].parent = first
    for sender in nodes[second].senders where !nodes[first].senders.contains(sender) {
      nodes[first].senders.append(sender)
    }
    for receiver in nodes[second].receivers where !nodes[first].receivers.contains(receiver) {
      nodes[first].receivers.append(receiver)
    }
    nodes[first].isAnswered = nodes[first].isAnswered || nodes[second].isAnswered
    nodes[first].isReply = nodes[first].isReply || nodes[second].isReply
    if let interface {
      records.append(Record(node: first, interface: interface, place: nodes[right].use.place, reason: reason))
    }
  }

  // MARK: Joining

  /// Unites the messages of one document that have the same name.
  private mutating func joinWithinDocuments() {
    for index in interfaces.indices {
      var byName: [String: Int] = [:]
      for number in (numbers[index] + replyNumbers[index]).joined() where !nodes[number].use.isNameless {
        if let first = byName[nodes[number].use.name] {
          unite(first, number, by: nil, reason: "")
        } else {
          byName[nodes[number].use.name] = number
        }
      }
    }
  }

  /// A node on a channel, from the perspective of one document.
  private struct Side {
    var interface: Int
    var node: Int
    var isSent: Bool
    var channel: Interface.ChannelUse
  }

  private mutating func joinOnChannels() {
    var order: [String] = []
    var channels: [String: [Side]] = [:]
    for (index, interface) in interfaces.enumerated() {
      for (position, operation) in interface.operations.enumerated() {
        let key = operation.channel.key
        if channels[key] == nil { order.append(key) }
        channels[key, default: []] += numbers[index][position].map {
          Side(interface: index, node: $0, isSent: operation.isSending, channel: operation.channel)
        }
      }
    }
    for key in order { joinChannel(key, channels[key] ?? []) }
  }

  private mutating func joinChannel(_ key: String, _ sides: [Side]) {
    // Channels with another transport or another exchange are different channels.
    let groups = Self.grouped(sides, by: \.channel.transport).flatMap { Self.grouped($0, by: \.channel.exchange) }
    for group in groups where Set(group.map { interfaces[$0.interface].service }).count > 1 {
      for (identity, words) in Self.identities {
        var first: [String: Int] = [:]
        for side in group {
          guard let value = identity(nodes[side.node].use) else { continue }
          if let known = first[value] {
            unite(
              known, side.node, by: side.interface,
              reason: "same channel \(key) and same \(words)\(value.hasPrefix("#") ? "" : " \(value)")")
          } else {
            first[value] = side.node
          }
        }
      }
      joinOnlyMessages(key, group)
    }
  }

  /// Sides grouped by a word, in the order of words; a side without the word belongs to every group.
  private static func grouped(_ sides: [Side], by word: (Side) -> String?) -> [[Side]] {
    let words = Set(sides.compactMap(word)).sorted()
    guard words.count > 1 else { return [sides] }
    var groups: [String: [Side]] = [:]
    for side in sides { for word in word(side).map({ [$0] }) ?? words { groups[word, default: []].append(side) } }
    return words.compactMap { groups[$0] }
  }

  private static let identities: [(@Sendable (Interface.MessageUse) -> String?, String)] = [
    ({ $0.isNameless ? nil : $0.name }, "name"),
    ({ $0.messageID }, "messageId"),
    ({ $0.cloudType }, "CloudEvents type"),
    ({ $0.schema.map { "#\($0.file.rawValue):\($0.start)" } }, "schema"),
  ]

  /// Unites the only sent with the only received message of a channel.
  private mutating func joinOnlyMessages(_ key: String, _ group: [Side]) {
    var sent: Set<Int> = []
    var received: Set<Int> = []
    for side in group {
      let number = root(side.node)
      if side.isSent { sent.insert(number) } else { received.insert(number) }
    }
    guard sent.count == 1, received.count == 1, let one = sent.first, let other = received.first, one != other else {
      return
    }
    guard let side = group.first(where: { !$0.isSent }) else { return }
    guard Set(group.filter(\.isSent).map(\.interface)).isDisjoint(with: group.filter { !$0.isSent }.map(\.interface))
    else { return }
    unite(one, other, by: side.interface, reason: "it is the only message on channel \(key)")
  }

  /// Unites a message that one document sends with a message of the same name that another receives on another
  /// channel: behind a bridge, or with a prefix of the environment. The name needs at least two words, and schema
  /// or number of fields must match.
  private mutating func joinAcrossChannels() {
    var first: [String: Int] = [:]
    for index in interfaces.indices {
      for number in numbers[index].joined() {
        let use = nodes[number].use
        guard !use.isNameless, Self.isTelling(use.name) else { continue }
        let key = use.cloudType ?? use.name
        guard let known = first[key] else {
          first[key] = number
          continue
        }
        let (left, right) = (root(known), root(number))
        guard left != right, isComplementary(left, right) else { continue }
        guard
          (nodes[left].use.schema == nodes[right].use.schema)
            || nodes[left].use.fields?.count == nodes[right].use.fields?.count
        else { continue }
        unite(left, right, by: index, reason: "same name \(use.name) and number of fields, on another channel")
      }
    }
  }

  /// Whether a name has at least two words, so that it is specific: `OrderPlaced`, not `event`.
  private static func isTelling(_ name: String) -> Bool {
    var words = 0
    var wasLower = false
    for scalar in name.unicodeScalars {
      let isUpper = scalar.properties.isUppercase
      if words == 0 || wasLower && isUpper || !scalar.properties.isAlphabetic && wasLower { words += 1 }
      wasLower = scalar.properties.isLowercase
    }
    return words >= 2
  }

  private func isComplementary(_ left: Int, _ right: Int) -> Bool {
    func services(_ list: [Int]) -> Set<String> { Set(list.map { interfaces[$0].service }) }
    let (sentLeft, sentRight) = (services(nodes[left].senders), services(nodes[right].senders))
    let (takenLeft, takenRight) = (services(nodes[left].receivers), services(nodes[right].receivers))
    return !sentLeft.isEmpty && !takenRight.isEmpty && sentLeft != takenRight && sentRight.isEmpty
      || !sentRight.isEmpty && !takenLeft.isEmpty && sentRight != takenLeft && sentLeft.isEmpty
  }

  // MARK: Result

  /// A message of the joined system.
  struct JoinedMessage {
    var name: String
    var place: Place
    /// Whether no document names it, so that its name is derived from a channel.
    var isNameless: Bool
    var senders: [Int]
    var receivers: [Int]
    var isAnswered: Bool
    var isReply: Bool
    var kind: Message.Kind?
    /// The payload of the sender, else of a receiver; nil if no document has one.
    var fields: FieldRange?
    var payloadPlace: Place?
    /// The correlation id of the sender, else of a receiver, and the message that states it.
    var correlation: (location: String, place: Place)?
    var isKeyed = false
    var channels: [Interface.ChannelUse] = []
    /// The reasons for which documents were joined at it.
    var reasons: [(interface: Int, place: Place, reason: String)] = []
  }

  /// The joined messages, and functions from (interface, operation, message) to the position of its joined message.
  mutating func result() -> (
    messages: [JoinedMessage], numberOfUse: (Int, Int, Int) -> Int, numberOfReply: (Int, Int, Int) -> Int
  ) {
    var messages: [JoinedMessage] = []
    var position: [Int: Int] = [:]
    for number in nodes.indices where root(number) == number {
      position[number] = messages.count
      let node = nodes[number]
      messages.append(
        JoinedMessage(
          name: node.use.name, place: node.use.place, isNameless: node.use.isNameless, senders: node.senders,
          receivers: node.receivers, isAnswered: node.isAnswered, isReply: node.isReply, kind: node.use.kind))
    }
    // The sender's name precedes a receiver's, and any stated name precedes one derived from a channel.
    var isNamed = [Bool](repeating: false, count: messages.count)
    for number in nodes.indices {
      guard let index = position[root(number)] else { continue }
      let use = nodes[number].use
      messages[index].kind = messages[index].kind ?? use.kind
      let isSenders = nodes[number].isSenders && !isNamed[index]
      if !use.isNameless, isSenders || messages[index].isNameless {
        messages[index].name = use.name
        messages[index].isNameless = false
        isNamed[index] = isNamed[index] || isSenders
      }
    }
    // The sender knows what it sends; a receiver's word counts where the sender says nothing.
    for isSenders in [true, false] {
      for number in nodes.indices where nodes[number].isSenders == isSenders {
        guard let index = position[root(number)] else { continue }
        messages[index].complete(by: nodes[number].use)
      }
    }
    for record in records {
      guard let index = position[root(record.node)] else { continue }
      messages[index].reasons.append((record.interface, record.place, record.reason))
    }
    // The positions of each message's channels by key.
    var channels = [[String: Int]](repeating: [:], count: messages.count)
    for (index, interface) in interfaces.enumerated() {
      for (number, operation) in interface.operations.enumerated() {
        let key = operation.channel.key
        for node in numbers[index][number] {
          guard let message = position[root(node)] else { continue }
          if let known = channels[message][key] {
            messages[message].channels[known].complete(by: operation.channel)
          } else {
            channels[message][key] = messages[message].channels.count
            messages[message].channels.append(operation.channel)
          }
        }
      }
    }
    makeNamesUnique(&messages)
    let own = numbers.map { $0.map { $0.map { position[root($0)] ?? 0 } } }
    let replies = replyNumbers.map { $0.map { $0.map { position[root($0)] ?? 0 } } }
    return (messages, { own[$0][$1][$2] }, { replies[$0][$1][$2] })
  }

  /// Renames messages that share a name but were not united: later ones get their service in parentheses.
  private func makeNamesUnique(_ messages: inout [JoinedMessage]) {
    var taken: Set<String> = []
    // Counters continue across messages: many messages may share a name and an owner.
    var counts: [String: Int] = [:]
    for index in messages.indices {
      guard !taken.insert(messages[index].name).inserted else { continue }
      let owner = (messages[index].senders + messages[index].receivers).first.map { interfaces[$0].service } ?? ""
      let base = "\(messages[index].name) (\(owner))"
      var name = base
      var count = counts[base] ?? 1
      defer { counts[base] = count }
      while !taken.insert(name).inserted {
        count += 1
        name = "\(base.dropLast()) \(count))"
      }
      messages[index].name = name
    }
  }
}

extension Joining.JoinedMessage {
  /// Adds what another document states of the message and none before it did.
  fileprivate mutating func complete(by use: Interface.MessageUse) {
    if fields == nil, let stated = use.fields {
      (fields, payloadPlace) = (stated, use.payloadPlace)
    } else {
      payloadPlace = payloadPlace ?? use.payloadPlace
    }
    if correlation == nil { correlation = use.correlation.map { (location: $0, place: use.place) } }
    isKeyed = isKeyed || use.isKeyed
  }
}

extension Interface.ChannelUse {
  /// Adds what another document states of the channel and none before it did.
  fileprivate mutating func complete(by other: Interface.ChannelUse) {
    guard transport == nil || other.transport == nil || transport == other.transport else { return }
    transport = transport ?? other.transport
    partitions = partitions ?? other.partitions
    retention = retention ?? other.retention
    isQueue = isQueue || other.isQueue
  }
}
