import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction that does its work again when the message comes again.
  static let nonIdempotentReaction = Rule(.nonIdempotentReaction, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let effects = inspection.facts.effects
  for reaction in catalog.reactions {
    guard let name = reaction.message, let effect = reaction.effect, !effects.nothing.contains(effect) else {
      claimsExactlyOnce(reaction, &inspection)
      continue
    }
    switch reaction.idempotence {
    case .byField, .naturally: continue
    case .no:
      inspection.report(
        "\(catalog[reaction.service]) does its work twice when \(catalog[name]) comes twice", at: reaction.place,
        about: [name, reaction.service],
        help: "remember what was done by a key of the message: `idempotent: by …`")
    case nil:
      guard effects.outward.contains(effect), catalog.message(name)?.kind != .query else { continue }
      inspection.report(
        "nobody says what \(catalog[reaction.service]) does when \(catalog[name]) comes twice: \(catalog[effect]) again?",
        at: reaction.place,
        about: [name, reaction.service], loweredBy: 1, help: "say `idempotent: by …`, `naturally` or `no`")
    }
  }
}

/// No broker delivers exactly once across services; who relies on it has not thought of repetitions.
private func claimsExactlyOnce(_ reaction: Reaction, _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.messageTraits.isEmpty, reaction.idempotence == nil,
    let message = reaction.message.flatMap(catalog.message)
  else { return }
  guard let traits = catalog.traits(of: message), traits.delivery == .exactlyOnce, let place = traits.deliveryPlace,
    !reaction.outputs.isEmpty
  else { return }
  inspection.report(
    "\(catalog[reaction.service]) relies on \(catalog[message.name]) coming exactly once", at: place,
    about: [message.name, reaction.service],
    notes: [Note("\(catalog[reaction.service]) reacts to it", at: reaction.place)],
    help: "expect repetitions: say how the reaction is idempotent")
}
