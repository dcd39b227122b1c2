import Catalog
import Findings

/// What services do because of time or of their stores, without a key of a reaction.
extension PartialCatalog {
  /// The kinds of all messages: of their definitions, else of the verbs with which services mention them.
  func kinds() -> [Name: Message.Kind] {
    var kinds: [Name: Message.Kind] = [:]
    for message in messages { kinds[message.name] = message.kind }
    for mention in mentions where kinds[mention.message] == nil {
      kinds[mention.message] = mention.verb.kind ?? .event
    }
    return kinds
  }

  /// Makes `otherwise` of `expects` an emission: what a service sends when no reply came in time. A message that it
  /// sends for another documented cause needs none.
  mutating func lowerWaits() {
    guard services.contains(where: { $0.expectations.contains { !$0.otherwise.isEmpty && !$0.isFromInterface } }) else {
      return
    }
    let kinds = kinds()
    var explained: Set<[UInt32]> = []
    for mention in mentions where mention.verb.isOutgoing && mention.reaction >= 0 {
      explained.insert([mention.service.index, mention.message.index])
    }
    for service in services {
      for expectation in service.expectations where !expectation.isFromInterface {
        // Sending the request again is a retry.
        let late = expectation.otherwise.filter {
          $0.name != expectation.message.name && explained.insert([service.name.index, $0.name.index]).inserted
        }
        guard !late.isEmpty else { continue }
        let label = names.intern("no reply to \(names[expectation.message.name])")
        let trigger = Reaction.Trigger.outside(
          label, kind: expectation.isTimed ? .timer : .state, after: list(expectation.message))
        var reaction = Reaction(
          service: service.name, trigger: trigger, place: expectation.message.place, certainty: .declared)
        let first = Int32(mentions.count)
        for message in late {
          mentions.append(
            Mention(
              service: service.name, message: message.name, verb: (kinds[message.name] ?? .event).sendingVerb,
              place: message.place, reaction: Int32(reactions.count), alternative: late.count > 1 ? 1 : 0,
              branch: late.count > 1 ? UInt8(min(Int(Int32(mentions.count) - first) + 1, 255)) : 0))
        }
        reaction.outputs = first..<Int32(mentions.count)
        reactions.append(reaction)
      }
    }
  }

  /// Makes `fed-by` of a store a consumption: the service writes what the event says.
  mutating func lowerStores() {
    guard services.contains(where: { $0.stores.contains { !$0.fedBy.isEmpty } }) else { return }
    var known: Set<[UInt32]> = []
    for mention in mentions where !mention.verb.isOutgoing {
      known.insert([mention.service.index, mention.message.index])
    }
    let write = names.intern("write")
    for service in services where service.consumesAll == nil {
      for event in service.stores.flatMap(\.fedBy) where known.insert([service.name.index, event.name.index]).inserted {
        mentions.append(
          Mention(
            service: service.name, message: event.name, verb: .consumes, place: event.place,
            reaction: Int32(reactions.count)))
        var reaction = Reaction(
          service: service.name, trigger: .message(event.name), place: event.place, certainty: .declared)
        reaction.effect = write
        reactions.append(reaction)
      }
    }
  }
}
