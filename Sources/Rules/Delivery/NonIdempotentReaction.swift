import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A reaction that repeats its effect when the message is redelivered.
  static let nonIdempotentReaction = Rule(.nonIdempotentReaction, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let effects = inspection.facts.effects
  let reserve = catalog.names.find("reserve")
  reportMissingFields(&inspection)
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
      guard effects.outward.contains(effect) || effect == reserve, catalog.message(name)?.kind != .query
      else { continue }
      inspection.report(
        "\(catalog[reaction.service]) is not declared idempotent for \(catalog[name]); "
          + "a redelivery would \(catalog[effect]) twice",
        at: reaction.place,
        about: [name, reaction.service], loweredBy: 1, help: "set `idempotent: by …`, `naturally` or `no`")
    }
  }
}

/// Reports fields by which duplicates are recognized and that messages do not carry: once for a service and a field.
private func reportMissingFields(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  /// A service and the field by which it recognizes duplicates.
  struct Claim: Hashable {
    let service: Name
    let field: Name
  }
  var found = Grouped<Claim, (place: Place, message: Message)>()
  func add(_ idempotence: Reaction.Idempotence?, _ service: Name, of message: Name?, at place: Place) {
    guard case .byField(let field)? = idempotence, let message = message.flatMap({ catalog.message($0) }),
      lacks(message, field, catalog: catalog)
    else { return }
    found.add((place, message), to: Claim(service: service, field: field))
  }
  for reaction in catalog.reactions {
    add(reaction.idempotence, reaction.service, of: reaction.message, at: reaction.place)
  }
  // What a service says of all its reactions holds for messages of which only the name is listed.
  if catalog.services.contains(where: { $0.idempotence != nil }) {
    for mention in catalog.mentions where mention.reaction < 0 && !mention.verb.isOutgoing {
      add(
        catalog.service(mention.service)?.idempotence, mention.service, of: mention.message, at: mention.place)
    }
  }
  for group in found {
    let (claim, first, others) = (group.key, group.first, group.others)
    let field = catalog[claim.field]
    inspection.report(
      "\(catalog[claim.service]) recognizes duplicates by \(field), which \(catalog[first.message.name]) "
        + (others.isEmpty ? "does not carry" : "and \(counted(others.count, "other message")) do not carry"),
      at: first.place, about: [first.message.name, claim.service, claim.field],
      notes: [
        Note("its payload has no \(field)", at: first.message.payloadPlace ?? first.message.place)
      ] + others.prefix(6).map { Note("\(catalog[$0.message.name]) has none either", at: $0.place) },
      help: "name a field that arrives with the message, or say how in other words: `idempotent: by event id`")
  }
}

/// Whether a message surely does not carry a field: its payload is known, and no envelope brings it.
private func lacks(_ message: Message, _ field: Name, catalog: Catalog) -> Bool {
  guard let range = message.fields, !range.hasUnseenFields else { return false }
  if catalog.heads(of: range).contains(where: { $0.name == field }) { return false }
  let word = catalog[field]
  guard !PayloadClass.isEnvelope(word), !means.contains(word.lowercased().filter { $0 != "_" && $0 != "-" }),
    !catalog.carriesOutsidePayload(field, message)
  else { return false }
  // A plain name never leads to a field inside another.
  guard catalog.names.bytes(field).contains(where: { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: "]") }) else {
    return true
  }
  return FieldPaths(catalog.shape(of: range), names: catalog.names).presence(of: catalog.names.bytes(field)) == .absent
}

/// Words that may follow `by` and say how duplicates are recognized, or name what transports carry beside the payload.
private let means: Set<String> = [
  "inbox", "upsert", "merge", "overwrite", "design", "nature", "lock", "locking", "constraint", "database", "table",
  "broker", "offset", "hash", "checksum", "fingerprint", "content", "payload", "comparison", "state", "status",
  "engine",
  "workflow", "key", "id", "uuid", "idempotencykey", "deduplicationid",
]

/// Reports reliance on exactly-once delivery, which no broker guarantees across services.
private func claimsExactlyOnce(_ reaction: Reaction, _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.messageTraits.isEmpty, reaction.idempotence == nil,
    let message = catalog.trigger(of: reaction)
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
