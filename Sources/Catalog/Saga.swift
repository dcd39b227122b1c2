import Findings

/// A saga as its author writes it: steps in their order, each with the command that takes it back. The linker turns it
/// into reactions, replies, compensations and a flow with an owner (Garcia-Molina and Salem, "Sagas", 1987;
/// Richardson, "Microservices Patterns", 2018, for orchestration and the pivot).
package struct Saga: Renamable, Sendable {
  /// A step of a saga.
  package struct Step: Renamable, Sendable {
    /// The command that carries it out, for whose reply the saga waits; nil for a local step.
    package var action: NamePlace?
    /// The command that takes it back if a later step fails; nil if nothing does.
    package var undo: NamePlace?
    /// Whether the saga only goes forward once the step is done.
    package var isPivot = false
    /// How long it waits for the reply, as written; nil if not set.
    package var within: Name?

    /// Gives its names and lists their new numbers.
    package mutating func rename(_ new: Renaming) {
      new(&action)
      new(&undo)
      new(&within)
    }

    /// A step with its commands.
    package init(action: NamePlace?, undo: NamePlace?) {
      self.action = action
      self.undo = undo
    }
  }

  /// The name of the saga, which its flow gets.
  package var name: NamePlace
  /// The service that runs it.
  package var service: Name
  /// The message, or the trigger of the service, that starts it; nil if not set.
  package var starts: NamePlace?
  /// How long the whole may take, as written; nil if not set.
  package var within: Name?
  /// The steps in their order.
  package var steps: [Step] = []
  /// The messages with which it ends: the first if all went well, the others if it was taken back.
  package var ends: [NamePlace] = []

  /// Gives its names and lists their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&name)
    new(&service)
    new(&starts)
    new(&within)
    new(&steps)
    new(&ends)
  }

  /// A saga without steps.
  package init(name: NamePlace, service: Name) {
    self.name = name
    self.service = service
  }
}

/// What a service does when a request succeeded or failed (`on-success`, `on-failure`); the linker turns it into
/// reactions to the replies.
package struct Outcome: Renamable, Sendable {
  /// The service that sent the request.
  package var service: Name
  /// The request.
  package var request: NamePlace
  /// Whether it is about failure.
  package var isFailure: Bool
  /// The messages that the service then sends.
  package var outputs: [Mention]

  /// Gives its names their new numbers.
  package mutating func rename(_ new: Renaming) {
    new(&service)
    new(&request)
    for index in outputs.indices { outputs[index].rename(new) }
  }

  /// An outcome with what follows.
  package init(service: Name, request: NamePlace, isFailure: Bool, outputs: [Mention]) {
    self.service = service
    self.request = request
    self.isFailure = isFailure
    self.outputs = outputs
  }
}
