import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message that a service consumes but does not use.
  static let ignoredSubscription = Rule(.ignoredSubscription, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let none = catalog.names.find("none")
  for reaction in catalog.reactions
  where reaction.outputs.isEmpty && reaction.certainty == .declared && !reaction.isOpen {
    guard let name = reaction.message, let message = catalog.message(name), message.kind == .event, !message.isPlanned,
      doesNothing(reaction, none: none, catalog: catalog)
    else { continue }
    guard let service = catalog.service(reaction.service), !service.isObserver, !service.isOutside else { continue }
    // Who consumes an end with `effect: none` says that there is nothing to take back.
    if reaction.effect != nil, inspection.facts.saysFailure(name, catalog) { continue }
    let hasCode = !reaction.handler.isEmpty
    inspection.report(
      "\(catalog[reaction.service]) consumes \(catalog[name]) but does nothing with it", at: reaction.place,
      about: [name, reaction.service], loweredBy: hasCode ? 1 : 0,
      help: "drop the subscription, or declare what follows")
  }
}

/// - Parameter none: the word for no effect; nil if the input does not contain it.
private func doesNothing(_ reaction: Reaction, none: Name?, catalog: Catalog) -> Bool {
  guard reaction.needs == nil, reaction.replicates.isEmpty, reaction.calls.isEmpty,
    !reaction.canReject
  else { return false }
  return reaction.effect.map { $0 == none }
    ?? (reaction.handler.isEmpty && reaction.idempotence == nil && catalog.traits(of: reaction) == nil)
}
