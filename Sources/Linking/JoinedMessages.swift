import Catalog
import Findings

extension Joining {
  /// A message of the joined system.
  struct JoinedMessage {
    /// The sender's name of it, else a receiver's.
    var name: String
    /// The place of the name.
    var place: Place
    /// Whether no document names it, so that its name is derived from a channel.
    var isNameless: Bool
    /// The documents that send it, by position.
    var senders: [Int] = []
    /// The documents that receive it, by position.
    var receivers: [Int] = []
    /// Whether a receiver replies to it.
    var isAnswered = false
    /// Whether it is a reply.
    var isReply = false
    /// The kind that a document states; nil if none does.
    var kind: Message.Kind?
    /// The payload of the contract's owner, else of another document; nil if no document has one.
    var fields: FieldRange?
    /// The headers of the sender, else of a receiver; nil if no document has them.
    var headers: FieldRange?
    /// The place of the payload; nil if there is none.
    var payloadPlace: Place?
    /// The correlation id that a document states, the owner's first, and the message that states it.
    var correlation: NamedLocation?
    /// Whether it has a key, by which a channel orders it.
    var isKeyed = false
    /// Its channels, as the documents describe them together.
    var channels: [Interface.ChannelUse] = []
    /// The payloads of documents that do not own the contract, where the owner states another.
    var copies: [Copy] = []
    /// The reasons for which documents were joined at it.
    var reasons: [(interface: Int, place: Place, reason: String)] = []
    /// The nodes that were united to it.
    fileprivate var uses: [Int] = []
  }

  /// A location of a correlation id in a message, and the place of the message.
  struct NamedLocation {
    /// The last part of the location.
    var location: String
    /// The place of the message.
    var place: Place
  }

  /// The payload of a message in a document that does not own the message.
  struct Copy {
    /// The document, by position.
    var interface: Int
    /// Whether it sends the message.
    var isSent: Bool
    /// The packed fields.
    var fields: FieldRange
    /// The place of the payload.
    var place: Place
  }

  /// The joined messages, and functions from (interface, operation, message) to the position of its joined message.
  ///
  /// `settle` completes them once their kinds are known: the kind decides who owns a payload.
  mutating func result() -> (
    messages: [JoinedMessage], numberOfUse: (Int, Int, Int) -> Int, numberOfReply: (Int, Int, Int) -> Int
  ) {
    var messages: [JoinedMessage] = []
    var position: [Int: Int] = [:]
    for number in nodes.indices {
      let (node, root) = (nodes[number], root(number))
      if root == number {
        position[number] = messages.count
        messages.append(JoinedMessage(name: node.use.name, place: node.use.place, isNameless: node.use.isNameless))
      }
      guard let index = position[root] else { continue }
      messages[index].uses.append(number)
      messages[index].senders += node.senders
      messages[index].receivers += node.receivers
      messages[index].isAnswered = messages[index].isAnswered || node.isAnswered
      messages[index].isReply = messages[index].isReply || node.isReply
    }
    for index in messages.indices { describe(&messages[index]) }
    for record in records where root(record.node) == root(record.other) {
      guard let index = position[root(record.node)] else { continue }
      messages[index].reasons.append((record.interface, nodes[record.node].use.place, record.reason))
    }
    addChannels(to: &messages) { position[$0] }
    let own = numbers.map { $0.map { $0.map { position[root($0)] ?? 0 } } }
    let replies = replyNumbers.map { $0.map { $0.map { position[root($0)] ?? 0 } } }
    return (messages, { own[$0][$1][$2] }, { replies[$0][$1][$2] })
  }

  /// Removes repeated documents and chooses name and kind: a name that a catalog defines precedes others, a sender's
  /// word a receiver's, a stated name one that is derived from a channel; of several the first service by name counts.
  private func describe(_ message: inout JoinedMessage) {
    message.senders = message.senders.unique
    message.receivers = message.receivers.unique
    let uses = ordered(message.uses) { !$0.senders.isEmpty }
    let named = uses.filter { !nodes[$0].use.isNameless }
    if let named = named.first(where: { defined.contains(nodes[$0].use.name) }) ?? named.first {
      message.name = nodes[named].use.name
      message.place = nodes[named].use.place
      message.isNameless = false
    }
    message.kind = uses.lazy.compactMap { self.nodes[$0].use.kind }.first
  }

  /// Nodes in an order that does not depend on the files: those of one side first, then by service.
  private func ordered(_ uses: [Int], first isFirst: (Node) -> Bool) -> [Int] {
    func service(_ number: Int) -> String {
      let node = nodes[number]
      return (isFirst(node) && !node.senders.isEmpty ? node.senders : node.receivers + node.senders)
        .map { interfaces[$0].service }.min() ?? ""
    }
    guard uses.count > 1 else { return uses }
    return uses.map { (isLater: !isFirst(nodes[$0]), service: service($0), number: $0) }
      .sorted { ($0.isLater ? 1 : 0, $0.service, $0.number) < ($1.isLater ? 1 : 0, $1.service, $1.number) }
      .map(\.number)
  }

  private mutating func addChannels(to messages: inout [JoinedMessage], at position: (Int) -> Int?) {
    // The positions of each message's channels by key.
    var channels = [[String: Int]](repeating: [:], count: messages.count)
    for (index, interface) in interfaces.enumerated() {
      for (number, operation) in interface.operations.enumerated() {
        let key = operation.channel.key
        for node in numbers[index][number] {
          guard let message = position(root(node)) else { continue }
          if let known = channels[message][key] {
            messages[message].channels[known].complete(by: operation.channel)
          } else {
            channels[message][key] = messages[message].channels.count
            messages[message].channels.append(operation.channel)
          }
        }
      }
    }
  }

  // MARK: Payloads

  /// Completes messages of known kinds: payloads, correlation and copies, and names that no other message has.
  ///
  /// The payload is the contract's, so its owner states it: an event's sender, a command's or query's receiver. Only
  /// if no owner has one does another document's stand in. Of several owners, the first by service counts.
  func settle(_ messages: inout [JoinedMessage], as kinds: [Message.Kind]) {
    for index in messages.indices {
      settle(&messages[index], isReceivers: kinds[index] == .command || kinds[index] == .query)
    }
    makeNamesUnique(&messages)
  }

  private func settle(_ message: inout JoinedMessage, isReceivers: Bool) {
    func isOwners(_ node: Node) -> Bool { !(isReceivers ? node.receivers : node.senders).isEmpty }
    let uses = ordered(message.uses, first: isOwners)
    for number in uses { message.complete(by: nodes[number].use) }
    if let owner = uses.first(where: { isOwners(nodes[$0]) }), nodes[owner].use.name == message.name {
      message.place = nodes[owner].use.place
    }
    guard let contract = uses.first(where: { nodes[$0].use.fields != nil }), isOwners(nodes[contract]) else { return }
    let owners = Set((isReceivers ? nodes[contract].receivers : nodes[contract].senders).map { interfaces[$0].service })
    for number in uses where nodes[number].use.schema != nodes[contract].use.schema {
      let node = nodes[number]
      guard let fields = node.use.fields, let place = node.use.payloadPlace else { continue }
      for (documents, isSent) in [(node.senders, true), (node.receivers, false)] {
        message.copies += documents.filter { !owners.contains(interfaces[$0].service) }.map {
          Copy(interface: $0, isSent: isSent, fields: fields, place: place)
        }
      }
    }
  }

  // MARK: Names

  /// Renames messages that share a name but were not united: the first by channel keeps it, the others get their
  /// channel in parentheses, or their service if the channel is the same.
  private func makeNamesUnique(_ messages: inout [JoinedMessage]) {
    var taken = Set(messages.map(\.name))
    guard taken.count < messages.count else { return }
    let sharing = Dictionary(grouping: messages.indices) { messages[$0].name }.filter { $0.value.count > 1 }
    // Counters continue across messages: many messages may share a name and a channel.
    var counts: [String: Int] = [:]
    for name in sharing.keys.sorted() {
      let ordered = (sharing[name] ?? []).sorted {
        (address(of: messages[$0]), service(of: messages[$0]), $0)
          < (address(of: messages[$1]), service(of: messages[$1]), $1)
      }
      var channels: Set<String> = []
      for (position, index) in ordered.enumerated() {
        let channel = address(of: messages[index])
        let isNew = channels.insert(channel).inserted
        guard position > 0 else { continue }
        let base = "\(name) (\(isNew ? channel : service(of: messages[index])))"
        var unique = base
        while !taken.insert(unique).inserted {
          counts[base, default: 1] += 1
          unique = "\(base.dropLast()) \(counts[base] ?? 0))"
        }
        messages[index].name = unique
      }
    }
  }

  private func service(of message: JoinedMessage) -> String {
    (message.senders + message.receivers).map { interfaces[$0].service }.min() ?? ""
  }

  /// The first address of a message's channels.
  private func address(of message: JoinedMessage) -> String {
    message.channels.map(\.address).min() ?? message.uses.map { nodes[$0].channel }.min() ?? ""
  }
}

extension Joining.JoinedMessage {
  /// Adds what another document states of the message and none before it did.
  fileprivate mutating func complete(by use: Interface.MessageUse) {
    headers = headers ?? use.headers
    if fields == nil, let stated = use.fields {
      (fields, payloadPlace) = (stated, use.payloadPlace)
    } else {
      payloadPlace = payloadPlace ?? use.payloadPlace
    }
    if correlation == nil {
      correlation = use.correlation.map { Joining.NamedLocation(location: $0, place: use.place) }
    }
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
