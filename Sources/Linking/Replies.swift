import Catalog
import Findings

extension Linker {
  /// Makes messages replies with which handlers answer their callers and which no service publishes, wherever they are
  /// defined: replies are point to point, so every receiver must send a request that is answered with it.
  mutating func recognizeReplies() {
    var requests: [Name: Set<Name>] = [:]
    for mention in catalog.mentions where mention.verb == .replies && mention.reaction >= 0 {
      guard let request = catalog.reactions[Int(mention.reaction)].message else { continue }
      requests[mention.message, default: []].insert(request)
    }
    guard !requests.isEmpty else { return }
    var senders: [Name: Set<Name>] = [:]
    for mention in catalog.mentions where mention.verb.isOutgoing {
      senders[mention.message, default: []].insert(mention.service)
    }
    for mention in catalog.mentions {
      switch mention.verb {
      case .publishes, .sends, .asks, .handles, .answers: requests[mention.message] = nil
      case .consumes:
        guard let answered = requests[mention.message], !catalog.isObserver(mention.service) else { continue }
        let isCaller = answered.contains { senders[$0]?.contains(mention.service) ?? false }
        if !isCaller { requests[mention.message] = nil }
      case .replies, .observes: continue
      }
    }
    for reply in requests.keys {
      guard let index = catalog.messageIndex[reply], catalog.messages[index].kind == .event else { continue }
      catalog.messages[index].kind = .reply
    }
  }

  /// Gives the reactions of a service its `idempotent` and `inbox`, where they state nothing themselves.
  mutating func spreadIdempotence() {
    guard catalog.services.contains(where: { $0.idempotence != nil || $0.inbox != nil }) else { return }
    for index in catalog.reactions.indices where catalog.reactions[index].idempotence == nil {
      guard let service = catalog.service(catalog.reactions[index].service) else { continue }
      catalog.reactions[index].idempotence = service.idempotence ?? service.inbox.map { .byWords($0.name) }
    }
  }
}
