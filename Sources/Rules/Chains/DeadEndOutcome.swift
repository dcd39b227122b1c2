import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A failure that nobody takes notice of.
  static let deadEndOutcome = Rule(.deadEndOutcome, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  checkAwaited(&inspection)
  let silences = Silences(inspection.graph, inspection.facts.effects)
  for (position, message) in catalog.messages.enumerated() where message.kind == .event {
    let marks = inspection.facts.names[position].marks
    guard !marks.isDisjoint(with: [.failure, .cancellation]), isOwed(message, catalog),
      !inspection.facts.ends.contains(message.name)
    else { continue }
    guard inspection.graph.hasConsumer(message.name) else {
      // A cancellation is an end as good as any, unless the other outcome is waited for.
      guard let producer = inspection.graph.producers(of: message.name).first else { continue }
      let other = silences.consumedAlternative(to: message.name)
      guard marks.contains(.failure) || other != nil else { continue }
      inspection.report(
        "\(catalog[producer.service]) publishes \(catalog[message.name]) and nobody takes notice", at: message.place,
        about: [message.name],
        notes: other.map { [Note("\(catalog[$0.service]) waits for \(catalog[$0.message])", at: $0.place)] } ?? [],
        help: "let whoever waits for the outcome react to it, or say `final: true`")
      continue
    }
    for silence in silences.reactions(to: message.name) {
      inspection.report(
        "\(catalog[silence.reaction.service]) reacts to \(catalog[message.name]) and tells nobody",
        at: silence.reaction.place,
        about: [message.name, silence.reaction.service],
        notes: [Note("on \(catalog[silence.other.message]) it does", at: silence.other.place)],
        help: "publish what follows from the failure as well, or say `final: true` at the message")
    }
  }
}

/// Steps that a service waits for, which nobody lets fail or end in time. Only where the catalog knows failures or limits of other steps is
/// that an omission; what orchestrators wait for is the business of `missing-timeout`.
private func checkAwaited(_ inspection: inout Inspection) {
  let (catalog, graph, names) = (inspection.catalog, inspection.graph, inspection.facts.names)
  func isFailure(_ output: Mention) -> Bool {
    catalog.position(ofMessage: output.message).map { !names[$0].marks.isDisjoint(with: [.failure, .cancellation]) }
      ?? false
  }
  guard !inspection.facts.commands.isEmpty else { return }
  let steps = AwaitedStep.all(graph, at: Set(catalog.services.map(\.name)).subtracting(orchestrators(catalog)))
  guard !steps.isEmpty else { return }
  let failing = steps.map { step in
    graph.outputs(of: step.reaction).contains(where: isFailure) || step.reaction.canReject
  }
  guard failing.contains(true) else { return }
  let timers = Timers(catalog)
  for (step, canFail) in zip(steps, failing)
  where !canFail && !timers.runs(after: step.command.message, at: step.command.service) {
    guard
      !(catalog.service(step.command.service)?.expectations.contains { $0.message.name == step.command.message }
        ?? false)
    else { continue }
    inspection.report(
      "\(catalog[step.command.service]) waits for \(catalog[step.reply.message]), which \(catalog[step.command.message]) can only bring about or never",
      at: step.command.place, about: [step.command.message, step.command.service], confidence: .medium, loweredBy: 1,
      notes: [Note("\(catalog[step.reply.service]) knows no other outcome", at: step.reply.place)],
      help: "write down what happens when it fails, or how long it is waited for (`expects`)")
  }
}

private func isOwed(_ message: Message, _ catalog: Catalog) -> Bool {
  message.audience != .partner && message.audience != .public && !message.isExternal && !message.isPlanned
    && !message.isUnknown
    && catalog.traits(of: message)?.isFinal != true
}

/// Outcomes that come as alternatives, and what is made of each. Of each choice only the first two are kept that answer a question, since
/// one of them is another than the one asked about: linear in the alternatives.
private struct Silences {
  private let graph: ReactionGraph
  private let effects: Effects
  /// `audit` is no more than looking on.
  private let audit: Name?
  private var choices: [Choice] = []
  /// The choices that each message belongs to.
  private var choicesOfMessage: [Name: [Int]] = [:]

  /// One of several outputs of a reaction.
  private struct Choice {
    /// Who takes an outcome in, by the outcomes' names.
    var consumers: [Mention] = []
    /// Which outcomes a service says something on, and where.
    var speaking: [Name: [(message: Name, place: Place)]] = [:]
  }

  init(_ graph: ReactionGraph, _ effects: Effects) {
    self.graph = graph
    self.effects = effects
    audit = graph.catalog.names.find("audit")
    for reaction in graph.catalog.reactions where reaction.outputs.count > 1 {
      let outputs = graph.outputs(of: reaction).filter { $0.alternative > 0 }
      for group in Dictionary(grouping: outputs, by: \.alternative).sorted(by: { $0.key < $1.key }) {
        add(Set(group.value.map(\.message)).sorted(by: graph.catalog.names.areInOrder))
      }
    }
  }

  private mutating func add(_ messages: [Name]) {
    var choice = Choice()
    for message in messages {
      choicesOfMessage[message, default: []].append(choices.count)
      if choice.consumers.count < 2, let consumer = graph.consumers(of: message).first {
        choice.consumers.append(consumer)
      }
      for reaction in graph.reactions(to: message) where !reaction.outputs.isEmpty {
        let known = choice.speaking[reaction.service, default: []]
        if known.count < 2, known.last?.message != message {
          choice.speaking[reaction.service] = known + [(message, reaction.place)]
        }
      }
    }
    choices.append(choice)
  }

  /// Somebody who takes another outcome in; of several the first by the outcome's name.
  func consumedAlternative(to message: Name) -> Mention? {
    (choicesOfMessage[message] ?? []).compactMap { choices[$0].consumers.first { $0.message != message } }
      .min { graph.catalog.names.areInOrder($0.message, $1.message) }
  }

  /// Reactions that change something and say nothing, where the same service says something on another outcome.
  func reactions(to message: Name) -> [(reaction: Reaction, other: (message: Name, place: Place))] {
    guard let own = choicesOfMessage[message] else { return [] }
    return graph.reactions(to: message).compactMap { reaction in
      guard reaction.outputs.isEmpty, let effect = reaction.effect, !effects.nothing.contains(effect), effect != audit
      else { return nil }
      let others = own.compactMap { choices[$0].speaking[reaction.service]?.first { $0.message != message } }
      return others.min { graph.catalog.names.areInOrder($0.message, $1.message) }.map { (reaction, $0) }
    }
  }
}
