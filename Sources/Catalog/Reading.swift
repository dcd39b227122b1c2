package import Findings

/// What one reader understood of one file: names belong to the reader's own table until the linker brings them together.
package struct Reading: Sendable {
  package var file: FileID
  package var messages: [Message] = []
  package var services: [Service] = []
  package var mentions: [Mention] = []
  package var reactions: [Reaction] = []
  package var channels: [Channel] = []
  package var contexts: [Context] = []
  package var entities: [Entity] = []
  package var flows: [Flow] = []
  package var problems: [Problem] = []
  /// More may be written than was read: the file says `partial: true`, or reading stopped early.
  package var isPartial = false

  package init(file: FileID) {
    self.file = file
  }
}

extension Reading {
  /// Replaces every name by its number in another table.
  mutating func rename(_ map: [Name]) {
    func new(_ name: Name) -> Name { map[Int(name.index)] }
    func new(_ name: Name?) -> Name? { name.map { map[Int($0.index)] } }
    func new(_ name: NamePlace) -> NamePlace { NamePlace(new(name.name), at: name.place) }
    func new(_ name: NamePlace?) -> NamePlace? { name.map { NamePlace(new($0.name), at: $0.place) } }

    for index in messages.indices {
      messages[index].name = new(messages[index].name)
      messages[index].context = new(messages[index].context)
      messages[index].team = new(messages[index].team)
      messages[index].subject = new(messages[index].subject)
      messages[index].key = new(messages[index].key)
      messages[index].channel = new(messages[index].channel)
      messages[index].schema = new(messages[index].schema)
      messages[index].reason = new(messages[index].reason)
      messages[index].correlation = messages[index].correlation.map(new)
      messages[index].personal = messages[index].personal.map(new)
      guard var shape = messages[index].shape else { continue }
      messages[index].shape = nil
      for field in shape.fields.indices {
        shape.fields[field].name = new(shape.fields[field].name)
        shape.fields[field].typeName = new(shape.fields[field].typeName)
      }
      messages[index].shape = shape
    }
    for index in mentions.indices {
      mentions[index].service = new(mentions[index].service)
      mentions[index].message = new(mentions[index].message)
    }
    for index in services.indices {
      services[index].name = new(services[index].name)
      services[index].context = new(services[index].context)
      services[index].team = new(services[index].team)
      services[index].process = new(services[index].process)
      services[index].owns = services[index].owns.map(new)
      services[index].vocabulary = services[index].vocabulary.map(new)
      for store in services[index].stores.indices {
        services[index].stores[store].name = new(services[index].stores[store].name)
      }
      services[index].expectations = services[index].expectations.map {
        Service.Expectation(
          message: new($0.message), replies: $0.replies.map(new), isTimed: $0.isTimed, otherwise: $0.otherwise.map(new))
      }
    }
    for index in reactions.indices {
      reactions[index].service = new(reactions[index].service)
      switch reactions[index].trigger {
      case .message(let name): reactions[index].trigger = .message(new(name))
      case .outside(let name, let kind, let after):
        reactions[index].trigger = .outside(new(name), kind: kind, after: new(after))
      }
      reactions[index].needs = reactions[index].needs?.map(new)
      if case .byField(let name) = reactions[index].idempotence { reactions[index].idempotence = .byField(new(name)) }
      reactions[index].effect = new(reactions[index].effect)
      reactions[index].calls = reactions[index].calls.map(new)
      reactions[index].replicates = reactions[index].replicates.map(new)
      reactions[index].compensation = new(reactions[index].compensation)
      reactions[index].handler = new(reactions[index].handler)
    }
    for index in channels.indices {
      channels[index].name = new(channels[index].name)
      channels[index].transport = new(channels[index].transport)
      channels[index].orderedBy = new(channels[index].orderedBy)
      channels[index].retention = new(channels[index].retention)
    }
    for index in contexts.indices { contexts[index].name = new(contexts[index].name) }
    for index in entities.indices {
      entities[index].name = new(entities[index].name)
      entities[index].context = new(entities[index].context)
      entities[index].fields = entities[index].fields.map(new)
    }
    for index in flows.indices {
      flows[index].name = new(flows[index].name)
      flows[index].starts = new(flows[index].starts)
      flows[index].ends = flows[index].ends.map(new)
      flows[index].owner = new(flows[index].owner)
      flows[index].trackers = flows[index].trackers.map(new)
      flows[index].visibility = flows[index].visibility.map(new)
    }
  }
}
