import Catalog
import Graph

/// The timers that start with a message, by service and message.
struct Timers {
  private var starts: Set<Pair> = []

  init(_ catalog: Catalog) {
    for reaction in catalog.reactions {
      guard case .outside(_, let kind, let after) = reaction.trigger, kind == .timer, let message = catalog.first(after)
      else { continue }
      starts.insert(Pair(service: reaction.service, message: message.name))
    }
  }

  /// Whether a service has a timer that starts with a message.
  func runs(after message: Name, at service: Name) -> Bool { starts.contains(Pair(service: service, message: message)) }
}

/// A command of a service and the event that the service receives in reply.
struct AwaitedStep {
  /// The sending of the command.
  var command: Mention
  /// The sending of the reply by the receiver.
  var reply: Mention
  /// The receiver's reaction to the command.
  var reaction: Reaction

  /// The first reaction with a reply to each command that one of the services sends, in the order of mentions.
  static func all(_ graph: ReactionGraph, at services: Set<Name>) -> [AwaitedStep] {
    guard !services.isEmpty else { return [] }
    let own = graph.catalog.mentions.filter { services.contains($0.service) }
    let received = Set(own.filter { $0.verb == .consumes }.map { Pair(service: $0.service, message: $0.message) })
    var steps: [AwaitedStep] = []
    var seen: Set<Pair> = []
    for command in own
    where command.verb == .sends && seen.insert(Pair(service: command.service, message: command.message)).inserted {
      // A service does not wait for itself.
      for reaction in graph.reactions(to: command.message) where reaction.service != command.service {
        let reply = graph.outputs(of: reaction).first {
          received.contains(Pair(service: command.service, message: $0.message))
        }
        guard let reply else { continue }
        steps.append(AwaitedStep(command: command, reply: reply, reaction: reaction))
        break
      }
    }
    return steps
  }
}

/// The services that own a flow or have the role of an orchestrator.
func orchestrators(_ catalog: Catalog) -> Set<Name> {
  Set(catalog.flows.compactMap { $0.owner?.name } + catalog.services.filter { $0.role == .orchestrator }.map(\.name))
}

private struct Pair: Hashable {
  var service: Name
  var message: Name
}
