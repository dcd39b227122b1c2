package import Findings

/// What one AsyncAPI document says of one service, as it stands there: the linker joins such documents into one system.
package struct Interface: Sendable {
  /// The service, by its `id` or title.
  package var service: String
  /// Where that name is written.
  package var place: Place
  /// The document's path, as catalogs name it that tie documents to their services.
  package var path: String
  package var operations: [Operation] = []
  /// The configuration says from whose side it is written; nil takes the specification's word.
  package var perspective: Perspective?
  package var team: String?

  /// From whose side a document is written.
  package enum Perspective: String, Sendable, CaseIterable {
    /// The application's own, as the specification wants it.
    case application
    /// Its client's, so that every direction is turned round.
    case client
  }

  package init(service: String, place: Place, path: String) {
    self.service = service
    self.place = place
    self.path = path
  }

  /// An operation on a channel.
  package struct Operation: Sendable {
    /// `operationId`, or its key.
    package var id: String?
    /// Where the operation's name or direction is written.
    package var place: Place
    package var isSending: Bool
    package var channel: ChannelUse
    package var messages: [MessageUse]
    /// What comes back.
    package var reply: [MessageUse] = []
    /// The consumer group, or the queue that a receiver reads: who shares it shares the messages.
    package var group: String?

    package init(id: String?, place: Place, isSending: Bool, channel: ChannelUse, messages: [MessageUse]) {
      self.id = id
      self.place = place
      self.isSending = isSending
      self.channel = channel
      self.messages = messages
    }

    /// Where it speaks of a message: at the message's name, if that stands in the same file.
    package func place(of message: MessageUse) -> Place { message.place.file == place.file ? message.place : place }
  }

  /// A channel as a document speaks of it.
  package struct ChannelUse: Sendable {
    /// The address as written; a channel without one (`address: null`) has its name.
    package var address: String
    package var place: Place
    /// The transport, when its servers or bindings say it: `kafka`, `amqp`, `mqtt`, …
    package var transport: String?
    /// Where it is no address of its own: the exchange that messages are routed by.
    package var exchange: String?
    /// Each message goes to one receiver.
    package var isQueue = false
    package var partitions: Int?
    /// How long messages are kept, as written: `604800000ms`, `compact`.
    package var retention: String?

    package init(address: String, place: Place) {
      self.address = address
      self.place = place
    }

    /// What addresses are compared by: parameters count, their names do not.
    package var key: String {
      var key = ""
      var isInside = false
      for character in address {
        if character == "{" {
          isInside = true
          key += "{}"
        }
        if !isInside { key.append(character) }
        if character == "}" { isInside = false }
      }
      return key
    }
  }

  /// A message as a document speaks of it.
  package struct MessageUse: Sendable {
    package var name: String
    /// Where that name, or the message, is written.
    package var place: Place
    /// Where the message object stands: uses of one object are one message.
    package var origin: Place
    package var messageID: String?
    /// The CloudEvents `type`.
    package var cloudType: String?
    /// Where the payload's schema stands.
    package var schema: Place?
    package var fields: FieldRange?
    package var payloadPlace: Place?
    /// Its kind, when the document says it.
    package var kind: Message.Kind?
    package var correlation: String?
    /// It has a key, by which a channel orders it.
    package var isKeyed = false
    /// The name was not given, but taken from the channel.
    package var isNameless = false

    package init(name: String, place: Place, origin: Place) {
      self.name = name
      self.place = place
      self.origin = origin
    }
  }

  /// Calls a function for every message that it speaks of.
  mutating func forEachMessage(_ body: (inout MessageUse) -> Void) {
    for operation in operations.indices {
      for message in operations[operation].messages.indices { body(&operations[operation].messages[message]) }
      for message in operations[operation].reply.indices { body(&operations[operation].reply[message]) }
    }
  }
}

/// Why two documents are thought to speak of one message.
package struct Join: Sendable {
  package var message: Name
  package var service: Name
  package var place: Place
  package var reason: String
}
