package import Catalog

/// The causes of a message: the services that send it, the triggers that make them send, and so on upstream. Each
/// message is followed once.
package struct Backtrace: Sendable {
  /// A service that sends the message, with the trigger that makes it send.
  package struct Cause: Sendable {
    /// The service that sends.
    package var service: Name
    /// The message or outside trigger that makes the service send; nil if not documented.
    package var trigger: Name?
    /// Whether the trigger is an outside trigger instead of a message.
    package var isOutside = false
    /// The causes of the trigger; empty if it was followed before.
    package var causes: [Cause] = []
    /// Whether the trigger's causes are listed earlier in the backtrace.
    package var isSeen = false
  }

  /// The message whose causes are listed.
  package var message: Name
  /// The causes of the message, one for each pair of service and trigger.
  package var causes: [Cause]
}

extension ReactionGraph {
  /// The causes of a message, followed upstream up to a depth of at most 100. Each message is followed once, so the
  /// cost is linear in the mentions met.
  package func backtrace(_ message: Name, depth: Int = 12) -> Backtrace {
    var seen: Set<Name> = [message]
    return Backtrace(message: message, causes: causes(of: message, min(max(depth, 0), 100), seen: &seen))
  }

  private func causes(of message: Name, _ depth: Int, seen: inout Set<Name>) -> [Backtrace.Cause] {
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
          cause.causes = self.causes(of: trigger, depth - 1, seen: &seen)
        }
      }
      causes.append(cause)
    }
    return causes
  }
}
