package import Findings

/// The content of one AsyncAPI document about one service, as written; the linker joins such documents into one
/// system.
package struct Interface: Sendable {
  /// The name of the service: the `id` or title of the document.
  package var service: String
  /// The place of that name.
  package var place: Place
  /// The path of the document, by which EventCatalog pages assign it to a service.
  package var path: String
  /// The operations of the document, in the order of writing.
  package var operations: [Operation] = []
  /// The side from which the document is written, as configured; nil for the meaning of the specification.
  package var perspective: Perspective?
  /// The team that owns the service; nil if the document does not state it.
  package var team: String?
  /// The document's title where its `id` names the service: another name of the service; nil otherwise.
  package var title: WrittenText?

  /// The side from which a document is written.
  package enum Perspective: String, Sendable, CaseIterable {
    /// The application's own side, as the specification defines it.
    case application
    /// The side of its client, so that every direction is inverted.
    case client
  }

  /// An interface without operations.
  package init(service: String, place: Place, path: String) {
    self.service = service
    self.place = place
    self.path = path
  }

  /// An operation of a document: the service sends messages to a channel or receives them from it.
  package struct Operation: Sendable {
    /// The `operationId`, or the operation's key; nil if there is neither.
    package var id: String?
    /// The place of the operation's name or direction.
    package var place: Place
    /// Whether the service sends the messages; otherwise it receives them.
    package var isSending: Bool
    /// The channel of the operation.
    package var channel: ChannelUse
    /// The messages of the operation, of which each occurrence carries one.
    package var messages: [MessageUse]
    /// The messages of the reply; empty if there is none.
    package var reply: [MessageUse] = []
    /// The channel of the reply; nil if there is none, or if each request gives the address of its reply.
    package var replyChannel: ChannelUse?
    /// The consumer group, or the queue that a receiver reads: members of one group share its messages.
    package var group: String?

    /// An operation without reply and group.
    package init(id: String?, place: Place, isSending: Bool, channel: ChannelUse, messages: [MessageUse]) {
      self.id = id
      self.place = place
      self.isSending = isSending
      self.channel = channel
      self.messages = messages
    }

    /// The channel of the reply for comparison: its key, or what stands for the address that a request gives.
    package var replyAddress: String { replyChannel?.key ?? "reply to \(channel.key)" }

    /// The place at which the operation mentions a message: the message's name if it is in the same file, else the
    /// operation.
    package func place(of message: MessageUse) -> Place { message.place.file == place.file ? message.place : place }
  }

  /// A channel as a document describes it.
  package struct ChannelUse: Sendable {
    /// The address as written; a channel without one (`address: null`) uses its name.
    package var address: String
    /// The place of the address.
    package var place: Place
    /// The transport that servers or bindings state: `kafka`, `amqp`, `mqtt`, …; nil if none.
    package var transport: String?
    /// The exchange that routes the messages; nil if the address itself identifies the channel.
    package var exchange: String?
    /// Whether each message is delivered to one receiver only.
    package var isQueue = false
    /// The number of partitions; nil if not stated.
    package var partitions: Int?
    /// The retention as written: `604800000ms`, `compact`; nil if not stated.
    package var retention: String?

    /// A channel of which only the address is known.
    package init(address: String, place: Place) {
      self.address = address
      self.place = place
    }

    /// The address with the names of parameters removed (`orders/{}/placed`), by which channels are compared.
    package var key: String {
      guard address.utf8.contains(UInt8(ascii: "{")) else { return address }
      var key: [UInt8] = []
      var isInside = false
      for byte in address.utf8 {
        if byte == UInt8(ascii: "{") {
          isInside = true
          key += "{}".utf8
        }
        if !isInside { key.append(byte) }
        if byte == UInt8(ascii: "}") { isInside = false }
      }
      return String(decoding: key, as: UTF8.self)
    }
  }

  /// A message as a document describes it.
  package struct MessageUse: Sendable {
    /// The name of the message, else one derived from the channel (`isNameless`).
    package var name: String
    /// The place of that name, or of the message.
    package var place: Place
    /// The place of the message object: uses of one object are one message.
    package var origin: Place
    /// The `messageId` of AsyncAPI 2; nil if not stated.
    package var messageID: String?
    /// The CloudEvents `type`; nil if not stated.
    package var cloudType: String?
    /// The place of the payload's schema; nil if there is none.
    package var schema: Place?
    /// The packed fields of the payload; nil if it is not documented.
    package var fields: FieldRange?
    /// The packed fields of the headers; nil if they are not documented.
    package var headers: FieldRange?
    /// The place of the payload; nil if it is not documented.
    package var payloadPlace: Place?
    /// The kind that the document states; nil if none.
    package var kind: Message.Kind?
    /// The location of the correlation id, as written; nil if not stated.
    package var correlation: String?
    /// Whether it has a key, by which a channel orders it.
    package var isKeyed = false
    /// Whether the name is derived from the channel, because the document gives none.
    package var isNameless = false

    /// A message use of which only name and places are known.
    package init(name: String, place: Place, origin: Place) {
      self.name = name
      self.place = place
      self.origin = origin
    }
  }

  /// Calls a function for every message of the operations, replies included.
  package mutating func forEachMessage(_ body: (inout MessageUse) -> Void) {
    for operation in operations.indices {
      for message in operations[operation].messages.indices { body(&operations[operation].messages[message]) }
      for message in operations[operation].reply.indices { body(&operations[operation].reply[message]) }
    }
  }
}

/// The reason for which two documents are considered to describe one message.
package struct Join: Sendable {
  /// The message at which documents were joined.
  package var message: Name
  /// The service whose document was joined with an earlier one.
  package var service: Name
  /// The place of the message in the service's document.
  package var place: Place
  /// The reason as a clause: `it is the only message on channel orders`.
  package var reason: String

  /// A join of a message's documents at a service, with its reason.
  package init(message: Name, service: Name, place: Place, reason: String) {
    self.message = message
    self.service = service
    self.place = place
    self.reason = reason
  }
}

/// The payload of a message as a document describes it whose service does not own the contract: a consumer's copy of an
/// event, a sender's of a command.
package struct PayloadCopy: Sendable {
  /// The service whose document contains the copy.
  package var service: Name
  /// The message.
  package var message: Name
  /// Whether the service sends the message; otherwise it receives it.
  package var isSent: Bool
  /// The packed fields of the copy.
  package var fields: FieldRange
  /// The place of the copy.
  package var place: Place

  /// A copy of a message's payload.
  package init(service: Name, message: Name, isSent: Bool, fields: FieldRange, place: Place) {
    self.service = service
    self.message = message
    self.isSent = isSent
    self.fields = fields
    self.place = place
  }
}
