package import Catalog

/// What leads to a message: who sends it, on what, and so on upwards. Each message is followed once.
package struct Backtrace: Sendable {
  package struct Cause: Sendable {
    package var service: Name
    /// The message or the trigger that makes the service send; nil when nobody says.
    package var trigger: Name?
    package var isOutside = false
    /// What leads to the trigger; empty where it was followed before.
    package var causes: [Cause] = []
    package var isSeen = false
  }

  package var message: Name
  package var causes: [Cause]
}

extension ReactionGraph {
  package func backtrace(_ message: Name, depth: Int = 12) -> Backtrace {
    var seen: Set<Name> = [message]
    return Backtrace(message: message, causes: causes(of: message, min(max(depth, 0), 100), &seen))
  }

  private func causes(of message: Name, _ depth: Int, _ seen: inout Set<Name>) -> [Backtrace.Cause] {
    var causes: [Backtrace.Cause] = []
    var known: Set<[UInt32]> = []
    for mention in mentions(of: message) where mention.verb.isOutgoing {
      var cause = Backtrace.Cause(service: mention.service)
      if mention.reaction >= 0 {
        switch catalog.reactions[Int(mention.reaction)].trigger {
        case .message(let name): cause.trigger = name
        case .outside(let label, _, let after):
          cause.trigger = catalog.first(after)?.name ?? label
          cause.isOutside = catalog.first(after) == nil
        }
      }
      guard known.insert([cause.service.index, cause.trigger.map { $0.index + 1 } ?? 0]).inserted else { continue }
      if let trigger = cause.trigger, !cause.isOutside {
        if !seen.insert(trigger).inserted {
          cause.isSeen = true
        } else if depth > 0 {
          cause.causes = self.causes(of: trigger, depth - 1, &seen)
        }
      }
      causes.append(cause)
    }
    return causes
  }
}
