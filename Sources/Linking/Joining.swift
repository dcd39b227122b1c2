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
/// The uses of messages are nodes of a union-find forest; a use is a message object on one channel. Uses are united on
/// channels of one address by name, `messageId`, CloudEvents type, schema, or by a name that is only spelt in another
/// way. Messages without a name are one message on a channel. Replies meet at their request.
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
/// On several channels, one rule holds: **the uses of one message on different channels are one message, unless other
/// services send it there, or a service receives it on one of them and sends it on another.** A document that sends
/// `OrderPlaced` to two topics has one message; a pipeline of services that pass on one payload type has a message for
/// each of its channels. See `joinAcrossChannels`.
///
/// Cost: nearly linear in the messages of the documents (union-find with path halving).
package struct Joining {
  /// A message object on one channel.
  struct Node {
    /// The message as its document describes it.
    let use: Interface.MessageUse
    /// The channel by its key.
    let channel: String
    /// The documents that send it there, by position.
    var senders: [Int] = []
    /// The documents that receive it there, by position.
    var receivers: [Int] = []
    /// Whether a receiver's operation replies to it.
    var isAnswered = false
    /// Whether it is a reply.
    var isReply = false
  }

  /// A message object on a channel, which several operations may use.
  private struct Origin: Hashable {
    var object: Place
    var channel: String
  }

  /// The reason for which a document is considered to use the message of another; it holds if the nodes are united.
  struct Record {
    /// A node of the document.
    var node: Int
    /// The node with which it was united.
    var other: Int
    /// The document, by position.
    var interface: Int
    /// The reason as a clause.
    var reason: String
  }

  /// The documents, in the order of their files.
  let interfaces: [Interface]
  /// The names of messages that a catalog or page defines; they precede other names of the same message.
  let defined: Set<String>
  /// The uses of messages.
  private(set) var nodes: [Node] = []
  private var forest = Forest()
  private var byOrigin: [Origin: Int] = [:]
  private var byObject: [Place: Int] = [:]
  /// The reasons, in the order of joining.
  private(set) var records: [Record] = []
  /// The nodes by interface, operation and message.
  private(set) var numbers: [[[Int]]] = []
  /// The nodes of replies, likewise.
  private(set) var replyNumbers: [[[Int]]] = []

  init(_ interfaces: [Interface], defined: Set<String> = []) {
    self.interfaces = interfaces
    self.defined = defined
    makeNodes()
    joinWithinDocuments()
    joinOnChannels()
    joinReplies()
    joinAcrossChannels()
    // Requests that met only across channels bring their replies together.
    joinReplies()
  }

  // MARK: Nodes

  private mutating func makeNodes() {
    for (index, interface) in interfaces.enumerated() {
      var own: [[Int]] = []
      var replies: [[Int]] = []
      for operation in interface.operations {
        let (channel, back) = (operation.channel.key, operation.replyAddress)
        own.append(
          operation.messages.map {
            add(
              $0, channel, by: index, isSent: operation.isSending, isAnswered: !operation.reply.isEmpty, isReply: false)
          })
        replies.append(
          operation.reply.map {
            add($0, back, by: index, isSent: !operation.isSending, isAnswered: false, isReply: true)
          })
      }
      numbers.append(own)
      replyNumbers.append(replies)
    }
  }

  private mutating func add(
    _ use: Interface.MessageUse, _ channel: String, by interface: Int, isSent: Bool, isAnswered: Bool, isReply: Bool
  ) -> Int {
    let number: Int
    let origin = Origin(object: use.origin, channel: channel)
    if let known = byOrigin[origin] {
      number = known
    } else {
      number = forest.add()
      byOrigin[origin] = number
      nodes.append(Node(use: use, channel: channel))
    }
    if let first = byObject[use.origin] {
      let user = nodes[first].senders.first ?? nodes[first].receivers.first
      if let other = user, interfaces[other].service != interfaces[interface].service {
        records.append(
          Record(
            node: number, other: first, interface: interface,
            reason: "it uses the same message object as \(interfaces[other].service)"))
      }
    } else {
      byObject[use.origin] = number
    }
    if isSent {
      Self.append(interface, to: &nodes[number].senders)
    } else {
      Self.append(interface, to: &nodes[number].receivers)
    }
    nodes[number].isAnswered = nodes[number].isAnswered || isAnswered
    nodes[number].isReply = nodes[number].isReply || isReply
    return number
  }

  private static func append(_ number: Int, to list: inout [Int]) { if list.last != number { list.append(number) } }

  /// The node that stands for all nodes of one message.
  mutating func root(_ number: Int) -> Int { forest.root(number) }

  /// Unites two nodes; the earlier one becomes the root.
  mutating func unite(_ left: Int, _ right: Int, by interface: Int?, reason: String) {
    guard forest.unite(left, right), let interface else { return }
    records.append(Record(node: right, other: left, interface: interface, reason: reason))
  }

  // MARK: Joining

  /// Unites the messages of one document that have the same name on the same channel.
  private mutating func joinWithinDocuments() {
    struct Named: Hashable {
      var name: String
      var channel: String
    }
    for (index, interface) in interfaces.enumerated() {
      var first: [Named: Int] = [:]
      for (position, operation) in interface.operations.enumerated() {
        let uses =
          numbers[index][position].map { ($0, operation.channel.key) }
          + replyNumbers[index][position].map { ($0, operation.replyAddress) }
        for (number, channel) in uses where !nodes[number].use.isNameless {
          let named = Named(name: nodes[number].use.name, channel: channel)
          if let known = first[named] {
            unite(known, number, by: nil, reason: "")
          } else {
            first[named] = number
          }
        }
      }
    }
  }

  /// A node at a meeting, from the perspective of one document.
  private struct Side {
    var interface: Int
    var node: Int
    var isSent: Bool
    var channel: Interface.ChannelUse
    /// Whether its operation has no other message.
    var isAlone: Bool
  }

  /// A place at which messages of several documents meet.
  private enum Meeting {
    case channel(String)
    /// The replies to a request.
    case request(String)

    var words: String {
      switch self {
      case .channel(let key): "same channel \(key)"
      case .request(let name): "same request \(name)"
      }
    }

    var only: String {
      switch self {
      case .channel(let key): "it is the only message on channel \(key)"
      case .request(let name): "it is the only reply to \(name)"
      }
    }
  }

  private func sides(
    _ nodes: [Int], _ interface: Int, on channel: Interface.ChannelUse, isSent: Bool
  ) -> [Side] {
    nodes.map {
      Side(interface: interface, node: $0, isSent: isSent, channel: channel, isAlone: nodes.count == 1)
    }
  }

  private mutating func joinOnChannels() {
    var channels = Grouped<String, [Side]>()
    for (index, interface) in interfaces.enumerated() {
      for (position, operation) in interface.operations.enumerated() {
        let channel = operation.channel
        channels.add(
          sides(numbers[index][position], index, on: channel, isSent: operation.isSending), to: channel.key)
        guard let back = operation.replyChannel else { continue }
        channels.add(
          sides(replyNumbers[index][position], index, on: back, isSent: !operation.isSending), to: back.key)
      }
    }
    for group in channels { join(group.all.flatMap(\.self), at: .channel(group.key)) }
  }

  /// Unites the replies of both sides to a request, whatever channels the documents name for them: the requester may
  /// give the address of the reply with each request.
  private mutating func joinReplies() {
    var requests = Forest(count: nodes.count)
    for (index, interface) in interfaces.enumerated() {
      for position in interface.operations.indices where !replyNumbers[index][position].isEmpty {
        let own = numbers[index][position]
        for number in own {
          _ = requests.unite(own[0], number)
          _ = requests.unite(root(number), number)
        }
      }
    }
    var replies = Grouped<Int, [Side]>()
    for (index, interface) in interfaces.enumerated() {
      for (position, operation) in interface.operations.enumerated() where !replyNumbers[index][position].isEmpty {
        guard let first = numbers[index][position].first else { continue }
        replies.add(
          sides(replyNumbers[index][position], index, on: operation.channel, isSent: !operation.isSending),
          to: requests.root(first))
      }
    }
    for group in replies { join(group.all.flatMap(\.self), at: .request(nodes[group.key].use.name)) }
  }

  private mutating func join(_ sides: [Side], at meeting: Meeting) {
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
              reason: "\(meeting.words) and same \(words)\(value.hasPrefix("#") ? "" : " \(value)")")
          } else {
            first[value] = side.node
          }
        }
      }
      joinSpellings(group, at: meeting)
      joinNameless(group, at: meeting)
      joinOnlyMessages(group, at: meeting)
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

  /// Unites messages whose names differ only in case, separators or the suffix of their kind. A service that keeps two
  /// such names apart means two messages, and so do suffixes of two kinds, or a catalog that defines both.
  private mutating func joinSpellings(_ group: [Side], at meeting: Meeting) {
    guard Set(group.map { root($0.node) }).count > 1 else { return }
    var spellings = Grouped<String, Side>()
    for side in group where !nodes[side.node].use.isNameless {
      spellings.add(side, to: PlainName.of(nodes[side.node].use.name))
    }
    for spelling in spellings where !spelling.key.isEmpty {
      let (sides, first) = (spelling.all, spelling.first)
      guard isOneMessage(sides) else { continue }
      for side in sides {
        let name = nodes[side.node].use.name
        unite(
          first.node, side.node, by: side.interface,
          reason: "\(meeting.words) and same name \(name) in another spelling")
      }
    }
  }

  private mutating func isOneMessage(_ spellings: [Side]) -> Bool {
    let names = Set(spellings.map { nodes[$0.node].use.name })
    guard Set(names.compactMap(PlainName.kind)).count < 2, names.intersection(defined).count < 2 else { return false }
    var first: [String: Int] = [:]
    for side in spellings {
      let (service, message) = (interfaces[side.interface].service, root(side.node))
      if let known = first.updateValue(message, forKey: service), known != message { return false }
    }
    return true
  }

  /// Unites the messages without a name, of which a channel has one: several services may send and receive it. An
  /// operation with several nameless messages, or a service that sends and receives, leaves open which is which.
  private mutating func joinNameless(_ group: [Side], at meeting: Meeting) {
    let nameless = group.filter { $0.isAlone && nodes[$0.node].use.isNameless }
    guard let first = nameless.first, areApart(nameless) else { return }
    for side in nameless {
      unite(first.node, side.node, by: side.interface, reason: "\(meeting.words) and neither has a name")
    }
  }

  /// Whether no service both sends and receives.
  private func areApart(_ sides: [Side]) -> Bool {
    Set(sides.filter(\.isSent).map { interfaces[$0.interface].service })
      .isDisjoint(with: sides.filter { !$0.isSent }.map { interfaces[$0.interface].service })
  }

  /// Unites the only sent with the only received message, or the only message with a name with the only one without.
  private mutating func joinOnlyMessages(_ group: [Side], at meeting: Meeting) {
    let roots = group.map { root($0.node) }
    guard let one = roots.min(), let other = roots.max(), one != other, Set(roots).count == 2 else { return }
    let sent = Set(zip(group, roots).filter(\.0.isSent).map(\.1))
    let received = Set(zip(group, roots).filter { !$0.0.isSent }.map(\.1))
    let named = Set(zip(group, roots).filter { !nodes[$0.0.node].use.isNameless }.map(\.1))
    guard sent.isDisjoint(with: received) && !sent.isEmpty && !received.isEmpty || named.count == 1, areApart(group)
    else { return }
    guard let later = zip(group, roots).first(where: { $0.1 == other })?.0 else { return }
    unite(one, later.node, by: later.interface, reason: meeting.only)
  }
}

/// A union-find forest with path halving; the smallest number of a tree is its root.
struct Forest {
  private var parents: [Int]

  /// A forest of single nodes.
  init(count: Int = 0) { parents = Array(0..<count) }

  /// Adds a node and returns its number.
  mutating func add() -> Int {
    parents.append(parents.count)
    return parents.count - 1
  }

  /// The root of a node's tree.
  mutating func root(_ number: Int) -> Int {
    var number = number
    while parents[number] != number {
      parents[number] = parents[parents[number]]
      number = parents[number]
    }
    return number
  }

  /// Unites two trees, and returns whether they were two.
  mutating func unite(_ left: Int, _ right: Int) -> Bool {
    let (first, second) = (min(root(left), root(right)), max(root(left), root(right)))
    guard first != second else { return false }
    parents[second] = first
    return true
  }
}
