import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A failure without a consumer, or whose consumer publishes and sends nothing.
  static let deadEndOutcome = Rule(.deadEndOutcome, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial, inspection.facts.knowsConsumers else { return }
  checkAwaited(&inspection)
  let silences = Silences(inspection.graph, inspection.facts.effects)
  var unheard: [Name: [Message]] = [:]
  for (position, message) in catalog.messages.enumerated() where message.kind == .event {
    let marks = inspection.facts.names[position].marks
    guard !marks.isDisjoint(with: [.failure, .cancellation]), isOwed(message, catalog),
      !inspection.facts.ends.contains(message.name)
    else { continue }
    guard inspection.graph.hasConsumer(message.name) else {
      guard
        let producer = inspection.graph.producers(of: message.name).min(by: {
          catalog.names.areInOrder($0.service, $1.service)
        })
      else { continue }
      if let waiting = silences.waiting(otherThan: message.name) {
        inspection.report(
          "\(catalog[producer.service]) publishes \(catalog[message.name]), which has no consumer, "
            + "although \(catalog[waiting.service]) waits for \(catalog[waiting.message])",
          at: message.place,
          about: [message.name],
          notes: [Note("\(catalog[waiting.service]) waits for \(catalog[waiting.message])", at: waiting.place)],
          help: "let \(catalog[waiting.service]) react to it as well, or set `final: true`")
        // A cancellation that no service waits for is a valid end; so is a refusal that is at least observed.
      } else if marks.contains(.failure), inspection.graph.observers(of: message.name).isEmpty {
        unheard[producer.service, default: []].append(message)
      }
      continue
    }
    for silence in silences.reactions(to: message.name) {
      inspection.report(
        "\(catalog[silence.reaction.service]) reacts to \(catalog[message.name]) "
          + "without publishing or sending anything",
        at: silence.reaction.place,
        about: [message.name, silence.reaction.service],
        notes: [
          Note(
            "its reaction to \(catalog[silence.other.message]) publishes or sends a message", at: silence.other.place)
        ],
        help: "publish what follows from the failure as well, or set `final: true` on the message")
    }
  }
  for (service, messages) in unheard.sorted(by: { catalog.names.areInOrder($0.key, $1.key) }) {
    guard let first = messages.first else { continue }
    let names = listed(messages.map { catalog[$0.name] })
    inspection.report(
      messages.count == 1
        ? "\(catalog[service]) publishes \(names), which has no consumer"
        : "\(catalog[service]) publishes \(messages.count) failures without a consumer: \(names)",
      at: first.place, about: messages.count == 1 ? [first.name] : [service], confidence: .medium, loweredBy: 1,
      notes: messages.dropFirst().prefix(20).map { Note("\(catalog[$0.name]) is another", at: $0.place) },
      help: "let whoever has to know consume it, or set `final: true`")
  }
}

/// Reports awaited steps without a failure outcome and without a time limit.
///
/// That is an omission only if the catalog declares a failure for another awaited step. Steps that orchestrators wait
/// for are left to `missing-timeout`.
private func checkAwaited(_ inspection: inout Inspection) {
  let (catalog, graph, facts) = (inspection.catalog, inspection.graph, inspection.facts)
  guard !inspection.facts.commands.isEmpty else { return }
  let others = Set(catalog.services.map(\.name)).subtracting(orchestrators(catalog))
  let steps = AwaitedStep.all(inspection.facts.waits, catalog, at: others)
  guard !steps.isEmpty else { return }
  let failing = steps.map { step in
    graph.outputs(of: step.reaction).contains { facts.saysFailure($0.message, catalog) } || step.reaction.canReject
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
      "\(catalog[step.command.service]) waits for \(catalog[step.reply.message]), "
        + "but \(catalog[step.command.message]) has no failure outcome and no time limit",
      at: step.command.place, about: [step.command.message, step.command.service], confidence: .medium, loweredBy: 1,
      notes: [Note("\(catalog[step.reply.service]) declares no failure outcome", at: step.reply.place)],
      help: "declare what happens when it fails, or set a time limit under `expects`")
  }
}

private func isOwed(_ message: Message, _ catalog: Catalog) -> Bool {
  message.audience != .partner && message.audience != .public && !message.isExternal && !message.isPlanned
    && !message.isUnknown
    && catalog.traits(of: message)?.isFinal != true
}

/// Alternative outcomes of reactions, with their consumers and the reactions to them.
///
/// Per choice only the first two candidates are kept, since at least one of them differs from the outcome in question:
/// linear in the alternatives.
private struct Silences {
  private let graph: ReactionGraph
  private let effects: Effects
  /// The effect `audit`, which counts as observing only.
  private let audit: Name?
  private var choices: [Choice] = []
  /// Positions in `choices` by message.
  private var choicesOfMessage: [Name: [Int]] = [:]

  /// A group of alternative outputs of a reaction.
  private struct Choice {
    /// The first consumers that wait for one of the outcomes, since they sent what it answers; in the order of the
    /// outcomes' names, at most two.
    var waiting: [Mention] = []
    /// The outcomes to which each service reacts with an output, with the places of the reactions, at most two.
    var speaking: [Name: [(message: Name, place: Place)]] = [:]
  }

  init(_ graph: ReactionGraph, _ effects: Effects) {
    self.graph = graph
    self.effects = effects
    audit = graph.catalog.names.find("audit")
    for reaction in graph.catalog.reactions where reaction.outputs.count > 1 {
      let outputs = graph.outputs(of: reaction).filter { $0.alternative > 0 }
      for group in Dictionary(grouping: outputs, by: \.alternative).sorted(by: { $0.key < $1.key }) {
        add(
          Set(group.value.map(\.message)).sorted(by: graph.catalog.names.areInOrder),
          askedBy: Set(reaction.message.map { graph.producers(of: $0).map(\.service) } ?? []))
      }
    }
  }

  private mutating func add(_ messages: [Name], askedBy askers: Set<Name>) {
    var choice = Choice()
    for message in messages {
      choicesOfMessage[message, default: []].append(choices.count)
      if choice.waiting.count < 2,
        let consumer = graph.consumers(of: message).first(where: { askers.contains($0.service) })
      {
        choice.waiting.append(consumer)
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

  /// A service that waits for an alternative outcome; of several, the first by the outcome's name.
  func waiting(otherThan message: Name) -> Mention? {
    (choicesOfMessage[message] ?? []).compactMap { choices[$0].waiting.first { $0.message != message } }
      .min { graph.catalog.names.areInOrder($0.message, $1.message) }
  }

  /// Reactions with an effect but no output, where the same service reacts to another outcome with an output.
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
