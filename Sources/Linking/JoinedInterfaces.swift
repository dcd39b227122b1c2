import Catalog
import Findings

/// The parts of joined documents that the catalog keeps in addition to messages and services.
struct JoinedInterfaces {
  /// The reasons for which documents were joined.
  var joins: [Join] = []
  /// The payloads of documents that do not own their messages.
  var copies: [PayloadCopy] = []
  /// The positions of documents that were joined with no other.
  var unjoined: [Int] = []
}

extension PartialCatalog {
  /// Converts AsyncAPI documents to messages, services, mentions and reactions of the native model.
  ///
  /// - Parameter intent: infers a message's kind from its name.
  /// - Returns: why documents were joined, and what else the catalog keeps of them.
  mutating func joinInterfaces(intent: (String) -> NameIntent) -> JoinedInterfaces {
    guard !interfaces.isEmpty else { return JoinedInterfaces() }
    var joining = Joining(interfaces, defined: Set(self.messages.map { self.names[$0.name] }))
    var (joined, ownNumber, replyNumber) = joining.result()
    var result = JoinedInterfaces()
    let kinds = joined.map { kind(of: $0, intent) }
    joining.settle(&joined, as: kinds.map(\.kind))
    let names = joined.map { self.names.intern($0.name) }
    let services = interfaces.map { self.names.intern($0.service) }
    let firstMessage = self.messages.count
    for (number, message) in joined.enumerated() {
      add(message, names[number], kind: kinds[number])
      for reason in message.reasons {
        result.joins.append(
          Join(message: names[number], service: services[reason.interface], place: reason.place, reason: reason.reason))
      }
      result.copies += message.copies.map {
        PayloadCopy(
          service: services[$0.interface], message: names[number], isSent: $0.isSent, fields: $0.fields,
          place: $0.place)
      }
    }
    let described = Set(self.services.map(\.name))
    let positions = addServices(services)
    // A mention in a catalog carries more detail, so it precedes one of a document.
    var seen = Set(mentions.map { Seen(service: $0.service, message: $0.message, verb: $0.verb) })
    // A wait is told by documents alone, also where the catalog mentions the message.
    var awaited: Set<Seen> = []
    for (index, interface) in interfaces.enumerated() {
      for (position, operation) in interface.operations.enumerated() {
        let messages = operation.messages.indices.map { ownNumber(index, position, $0) }
        let replies = operation.reply.indices.map { replyNumber(index, position, $0) }
        for (number, use) in zip(messages, operation.messages) {
          let verb = operation.isSending ? kinds[number].kind.sendingVerb : kinds[number].kind.receivingVerb
          let mention = Seen(service: services[index], message: names[number], verb: verb)
          let place = operation.place(of: use)
          if operation.isSending, !replies.isEmpty, awaited.insert(mention).inserted {
            expect(
              replies.map { NamePlace(names[$0], at: operation.place) }, after: NamePlace(names[number], at: place),
              at: positions[index])
          }
          guard seen.insert(mention).inserted else { continue }
          if operation.isSending {
            mentions.append(Mention(service: services[index], message: names[number], verb: verb, place: place))
          } else {
            receive(
              names[number], verb, at: place, by: services[index], replies: replies.map { names[$0] },
              operation: operation)
          }
        }
        guard operation.isSending else { continue }
        for (number, use) in zip(replies, operation.reply) {
          let verb = kinds[number].kind.receivingVerb
          guard seen.insert(Seen(service: services[index], message: names[number], verb: verb)).inserted else {
            continue
          }
          let place = operation.place(of: use)
          mentions.append(Mention(service: services[index], message: names[number], verb: verb, place: place))
        }
      }
    }
    result.unjoined = unjoined(joined).filter { !described.contains(services[$0]) }
    // The other end of a lone document's messages is outside of the input.
    let lone = Set(result.unjoined.map { services[$0] }).union(Set(services).count == 1 ? services : [])
    for (number, message) in joined.enumerated()
    where (message.senders + message.receivers).allSatisfy({ lone.contains(services[$0]) }) {
      messages[firstMessage + number].isExternal = true
    }
    return result
  }

  private struct Seen: Hashable {
    var service: Name
    var message: Name
    var verb: Mention.Verb
  }

  // MARK: Messages

  private typealias KindReading = (kind: Message.Kind, reason: String?, isGuessed: Bool)

  /// The kind that a document states, else what suffix, reply, grammar and topology suggest, in this order; otherwise
  /// an event, the most frequent kind in AsyncAPI documents.
  private func kind(of message: Joining.JoinedMessage, _ intent: (String) -> NameIntent) -> KindReading {
    if let kind = message.kind { return (kind, nil, false) }
    let named = message.isNameless ? NameIntent(kind: nil, reason: "") : intent(message.name)
    if let kind = named.kind, named.isSuffix { return (kind, named.reason, false) }
    if message.isAnswered {
      return named.kind == .query ? (.query, named.reason, true) : (.command, "it gets a reply", true)
    }
    if message.isReply { return (.reply, "it is a reply", true) }
    if let kind = named.kind { return (kind, named.reason, true) }
    let receivers = Set(message.receivers.map { interfaces[$0].service }).count
    if receivers > 1 { return (.event, "\(receivers) services receive it", true) }
    return (.event, "no other indication", true)
  }

  private mutating func add(_ joined: Joining.JoinedMessage, _ name: Name, kind: KindReading) {
    var message = Message(name: name, place: joined.place, kind: kind.kind, isDefined: true)
    message.hasContent = true
    message.isFromInterface = true
    message.isKindGuessed = kind.isGuessed
    message.inferredFrom = kind.reason.map { names.intern($0) }
    message.fields = joined.fields
    if let headers = joined.headers { messageTraits[message.place, default: MessageTraits()].headers = headers }
    message.payloadPlace = joined.payloadPlace
    if let channel = joined.channels.first {
      message.channel = list(NamePlace(names.intern(channel.address), at: channel.place))
    }
    if let correlation = joined.correlation {
      message.correlation = list(NamePlace(names.intern(correlation.location), at: correlation.place))
    }
    messages.append(message)
    for channel in joined.channels {
      var known = Channel(name: names.intern(channel.address), place: channel.place)
      known.transport = channel.transport.map { names.intern($0) }
      known.isQueue = channel.isQueue
      known.partitions = channel.partitions
      known.retention = channel.retention.map { names.intern($0) }
      if joined.isKeyed { known.orderedBy = names.intern("key") }
      known.isFromInterface = true
      channels.append(known)
    }
  }

  // MARK: Services

  /// Adds the services of documents, each once, and returns the position of each document's service.
  private mutating func addServices(_ names: [Name]) -> [Int] {
    var known: [Name: Int] = [:]
    var positions: [Int] = []
    for (name, interface) in zip(names, interfaces) {
      let position = known[name] ?? services.count
      if position == services.count {
        known[name] = position
        services.append(Service(name: name, place: interface.place, isDefined: true))
      }
      if services[position].team == nil { services[position].team = interface.team.map { self.names.intern($0) } }
      positions.append(position)
    }
    return positions
  }

  private mutating func receive(
    _ message: Name, _ verb: Mention.Verb, at place: Place, by service: Name, replies: [Name],
    operation: Interface.Operation
  ) {
    guard !replies.isEmpty else {
      return mentions.append(Mention(service: service, message: message, verb: verb, place: place))
    }
    let number = Int32(reactions.count)
    mentions.append(Mention(service: service, message: message, verb: verb, place: place, reaction: number))
    var reaction = Reaction(service: service, trigger: .message(message), place: place, certainty: .declared)
    let start = Int32(mentions.count)
    for (reply, use) in zip(replies, operation.reply) {
      let place = operation.place(of: use)
      mentions.append(Mention(service: service, message: reply, verb: .replies, place: place, reaction: number))
    }
    reaction.outputs = start..<Int32(mentions.count)
    reactions.append(reaction)
  }

  private mutating func expect(_ replies: [NamePlace], after message: NamePlace, at service: Int) {
    var expectation = Service.Expectation(message: message, replies: replies, isTimed: false, otherwise: [])
    expectation.isFromInterface = true
    services[service].expectations.append(expectation)
  }

  /// The positions of documents that share no channel or message with another service; empty if there is only one
  /// service.
  private func unjoined(_ joined: [Joining.JoinedMessage]) -> [Int] {
    guard Set(self.services.map(\.name)).count > 1 else { return [] }
    var users: [String: Set<String>] = [:]
    for interface in interfaces {
      for operation in interface.operations { users[operation.channel.key, default: []].insert(interface.service) }
    }
    var together: Set<String> = []
    for message in joined {
      let services = Set((message.senders + message.receivers).map { interfaces[$0].service })
      if services.count > 1 { together.formUnion(services) }
    }
    for services in users.values where services.count > 1 { together.formUnion(services) }
    return interfaces.indices.filter { !together.contains(interfaces[$0].service) }
  }
}

extension Message.Kind {
  /// The verb for sending a message of this kind.
  var sendingVerb: Mention.Verb {
    switch self {
    case .event: .publishes
    case .command: .sends
    case .query: .asks
    case .reply: .replies
    }
  }

  /// The verb for receiving a message of this kind.
  var receivingVerb: Mention.Verb {
    switch self {
    case .event: .consumes
    case .command: .handles
    case .query: .answers
    case .reply: .consumes
    }
  }
}
