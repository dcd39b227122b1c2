import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction that repeats its effect when the message is redelivered.
  static let nonIdempotentReaction = Rule(.nonIdempotentReaction, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let effects = inspection.facts.effects
  for reaction in catalog.reactions {
    // What happens inside one transaction is not delivered again.
    if let name = reaction.message, catalog.isInProcess(name) { continue }
    guard let name = reaction.message, let effect = reaction.effect, !effects.nothing.contains(effect) else {
      claimsExactlyOnce(reaction, &inspection)
      continue
    }
    switch reaction.idempotence {
    case .byField, .byWords, .naturally: continue
    case .no:
      inspection.report(
        "\(catalog[reaction.service]) is declared not idempotent for \(catalog[name])", at: reaction.place,
        about: [name, reaction.service],
        help: "record processed messages by a key, and declare it: `idempotent: by …`")
    case nil:
      guard effects.outward.contains(effect) || catalog[effect] == "reserve", catalog.message(name)?.kind != .query
      else { continue }
      inspection.report(
        "\(catalog[reaction.service]) is not declared idempotent for \(catalog[name]); "
          + "a redelivery would \(catalog[effect]) twice",
        at: reaction.place,
        about: [name, reaction.service], loweredBy: 1, help: "set `idempotent: by …`, `naturally` or `no`")
    }
  }
}

/// Reports reliance on exactly-once delivery, which no broker guarantees across services.
private func claimsExactlyOnce(_ reaction: Reaction, _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.messageTraits.isEmpty, reaction.idempotence == nil,
    let message = reaction.message.flatMap(catalog.message)
  else { return }
  guard let traits = catalog.traits(of: message), traits.delivery == .exactlyOnce, let place = traits.deliveryPlace,
    !reaction.outputs.isEmpty
  else { return }
  inspection.report(
    "\(catalog[reaction.service]) relies on exactly-once delivery of \(catalog[message.name])", at: place,
    about: [message.name, reaction.service],
    notes: [Note("\(catalog[reaction.service]) reacts to it", at: reaction.place)],
    help: "expect redeliveries: declare how the reaction is idempotent")
}
