import Catalog
import Findings
import Linking
import YAMLTree

/// The keys that a file sets for all its messages and services.
struct Defaults {
  /// A message of each kind in which only they are set, and its rarely used keys.
  fileprivate var messages: [Message.Kind: (message: Message, traits: MessageTraits?)] = [:]
  /// A service in which only they are set.
  fileprivate var service: Service?
}

extension DocumentReader {
  /// `defaults`: read once, so that a mistake is reported once however many messages it concerns.
  mutating func readDefaults(_ id: NodeID) {
    let own = entries(id).compactMap { entry in (key(entry) as DefaultsKey?).map { ($0, entry.value) } }
    let none = place(id)
    var base = Message(name: Name(index: 0), place: none, kind: .event, isDefined: true)
    for (key, value) in own where key == .messages { readMessage(value, into: &base) }
    let traits = reading.messageTraits.removeValue(forKey: none)
    for kind in Message.Kind.allCases {
      var message = base
      message.kind = kind
      reading.messageTraits[none] = traits
      for (key, value) in own where key.kind == kind { readMessage(value, into: &message) }
      defaults.messages[kind] = (message, reading.messageTraits.removeValue(forKey: none))
    }
    for (key, value) in own where key == .services { readServiceDefaults(value, at: none) }
    if kind(id) != .mapping, !isNull(id) { wrongType("defaults", "a mapping", at: id) }
  }

  private mutating func readServiceDefaults(_ id: NodeID, at place: Place) {
    var service = Service(name: Name(index: 0), place: place, isDefined: true)
    for entry in mapping("services", id) {
      guard let key: ServiceKey = key(entry) else { continue }
      switch key {
      case .context, .team, .role, .vocabulary, .outbox, .idempotent, .inbox, .responsible, .tags, .summary:
        readService(key, entry, into: &service)
      case .owns, .stores, .process, .jobs, .triggers, .consumes, .handles, .answers, .observes, .publishes, .sends,
        .asks, .expects, .sagas, .from:
        report(
          .invalidValue, "`\(key.rawValue)` belongs to one service and cannot be a default", at: self.place(entry.key),
          subjects: ["defaults", key.rawValue])
      }
    }
    defaults.service = service
  }

  /// A message with nothing but the defaults.
  mutating func message(_ name: NamePlace, kind: Message.Kind) -> Message {
    guard let known = defaults.messages[kind] else {
      return Message(name: name.name, place: name.place, kind: kind, isDefined: true)
    }
    var message = known.message
    (message.name, message.place) = (name.name, name.place)
    if let traits = known.traits { reading.messageTraits[name.place] = traits }
    return message
  }

  /// A service with nothing but the defaults.
  func service(_ name: NamePlace) -> Service {
    guard var service = defaults.service else { return Service(name: name.name, place: name.place, isDefined: true) }
    (service.name, service.place) = (name.name, name.place)
    return service
  }
}

extension DefaultsKey {
  /// The kind of the messages that a key is about; nil for all kinds and for services.
  fileprivate var kind: Message.Kind? {
    switch self {
    case .events: .event
    case .commands: .command
    case .queries: .query
    case .replies: .reply
    case .messages, .services: nil
    }
  }
}
