import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service that consumes events of many contexts and does the same for each.
  static let knowsEveryonesEvents = Rule(.knowsEveryonesEvents, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  let limit = inspection[KnowsEveryonesEventsOptions.contexts]
  var groups = Grouped<Deed, (reaction: Reaction, context: Name)>()
  let write = catalog.names.find("write")
  for reaction in catalog.reactions where reaction.effect != nil || !reaction.outputs.isEmpty {
    // A plain write is not a common effect, except in a generic service.
    var effect = reaction.effect
    if let word = effect,
      inspection.facts.effects.nothing.contains(word)
        || word == write && catalog.role(of: reaction.service) != .generic
    {
      effect = nil
    }
    guard effect != nil || !reaction.outputs.isEmpty, !catalog.isObserver(reaction.service) else { continue }
    guard let name = reaction.message, catalog.message(name)?.kind == .event,
      let producer = graph.firstProducer(of: name)?.service
    else { continue }
    let context = catalog.context(of: producer)
    guard !catalog.shareContext(producer, reaction.service) else { continue }
    let outputs = Set(graph.outputs(of: reaction).map(\.message))
    let deed = Deed(service: reaction.service, outputs: outputs, effect: effect)
    groups.add((reaction, context), to: deed)
  }
  reportPlainLists(&inspection)
  for group in groups {
    let (deed, reactions) = (group.key, group.all)
    guard Set(reactions.map(\.context)).count >= limit, let service = catalog.service(deed.service),
      !service.isResponsible
    else { continue }
    let what =
      deed.outputs.isEmpty ? deed.effect.map { catalog[$0] } ?? "" : joined(deed.outputs.map { catalog[$0] }.sorted())
    inspection.report(
      "\(catalog[service.name]) consumes events of \(Set(reactions.map(\.context)).count) contexts "
        + "and does the same for each: \(what)",
      at: service.place, about: [service.name], confidence: .medium, loweredBy: service.role == .generic ? 0 : 1,
      notes: reactions.prefix(6).map {
        Note("reacts to \($0.reaction.message.map { catalog[$0] } ?? "")", at: $0.reaction.place)
      },
      help: "offer one command that the others send, or declare it responsible for the outcome: `responsible: true`")
  }
}

/// Reports generic services that list events of many contexts and do not say what they do with them.
private func reportPlainLists(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[KnowsEveryonesEventsOptions.contexts]
  let generic = Set(catalog.services.filter { $0.role == .generic && !$0.isResponsible }.map(\.name))
  guard !generic.isEmpty else { return }
  var taken: [Name: [(mention: Mention, context: Name)]] = [:]
  for mention in catalog.mentions where mention.verb == .consumes && generic.contains(mention.service) {
    // A reaction with an effect or an output is compared with others by what it does.
    if mention.reaction >= 0 {
      let reaction = catalog.reactions[Int(mention.reaction)]
      guard reaction.effect == nil, reaction.outputs.isEmpty else { continue }
    }
    guard catalog.message(mention.message)?.kind == .event,
      let producer = inspection.graph.firstProducer(of: mention.message)?.service,
      !catalog.shareContext(producer, mention.service)
    else { continue }
    taken[mention.service, default: []].append((mention, catalog.context(of: producer)))
  }
  for service in catalog.services {
    guard let mentions = taken[service.name] else { continue }
    let contexts = Set(mentions.map(\.context)).count
    guard contexts >= limit else { continue }
    inspection.report(
      "\(catalog[service.name]) is generic and depends on events of \(contexts) contexts", at: service.place,
      about: [service.name], confidence: .medium,
      notes: mentions.prefix(6).map { Note("consumes \(catalog[$0.mention.message])", at: $0.mention.place) },
      help: "offer one command that the others send, or declare it responsible for the outcome: `responsible: true`")
  }
}

/// What a service does, independent of the trigger.
private struct Deed: Hashable {
  var service: Name
  var outputs: Set<Name>
  var effect: Name?
}
