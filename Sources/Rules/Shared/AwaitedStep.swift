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

  /// The first reaction with a reply to each command that one of the services sends, in the order of messages.
  static func all(_ waits: Waits, _ catalog: Catalog, at services: Set<Name>) -> [AwaitedStep] {
    waits.all.compactMap { wait in
      // A service does not wait for itself.
      guard services.contains(wait.service), catalog.message(wait.request)?.kind == .command, let reply = wait.answer,
        let reaction = wait.reaction.map({ catalog.reactions[Int($0)] }), reaction.service != wait.service
      else { return nil }
      let command = Mention(service: wait.service, message: wait.request, verb: .sends, place: wait.place)
      return AwaitedStep(command: command, reply: reply, reaction: reaction)
    }
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
