import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A deprecated message that still has consumers.
  static let deprecatedStillUsed = Rule(.deprecatedStillUsed, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  reportFields(&inspection)
  guard !catalog.messageTraits.isEmpty else { return }
  for message in catalog.messages {
    guard let deprecation = catalog.traits(of: message)?.deprecation else { continue }
    // ISO 8601 dates sort as strings.
    if let since = deprecation.since, catalog[since.name] > inspection.today { continue }
    let sunset = deprecation.sunset.map { catalog[$0.name] }
    let isGone = sunset.map { $0 < inspection.today } ?? false
    let reactions = Dictionary(inspection.graph.reactions(to: message.name).map { ($0.service, $0) }) { first, _ in
      first
    }
    // The owner of the contract deprecates it; who uses it must change.
    for consumer in inspection.graph.users(of: message) {
      let until = reactions[consumer.service].flatMap { catalog.traits(of: $0)?.migratingUntil }.map {
        catalog[$0.name]
      }
      guard !(until.map { $0 >= inspection.today } ?? false) else { continue }
      let end =
        sunset.map { isGone ? " (sunset was \($0))" : " (sunset is \($0))" }
        ?? deprecation.since.map { " (since \(catalog[$0.name]))" } ?? ""
      inspection.report(
        "\(catalog[consumer.service]) still \(consumer.verb.name) \(catalog[message.name]), which is deprecated\(end)",
        at: consumer.place,
        about: [message.name, consumer.service], loweredBy: isGone ? 0 : 1,
        notes: [Note("deprecated here", at: deprecation.place)],
        help: deprecation.replacement.map { "use `\(catalog[$0.name])` instead, or set `migrating-until: …`" }
          ?? "switch to its successor, or set `migrating-until: …`")
    }
  }
}

/// Reports needs of fields that the message's schema deprecates.
private func reportFields(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for message in catalog.messages {
    guard let range = message.fields, range.mayHaveDeprecatedFields else { continue }
    let reactions = inspection.graph.reactions(to: message.name).filter { $0.needs != nil }
    guard !reactions.isEmpty else { continue }
    let shape = catalog.shape(of: range)
    guard shape.fields.contains(where: \.isDeprecated) else { continue }
    let paths = FieldPaths(shape, names: catalog.names)
    for reaction in reactions {
      let until = catalog.traits(of: reaction)?.migratingUntil.map { catalog[$0.name] }
      guard !(until.map { $0 >= inspection.today } ?? false) else { continue }
      for need in reaction.needs.map({ catalog[$0] }) ?? [] {
        guard let index = paths.field(at: catalog.names.bytes(need.name)), shape.fields[index].isDeprecated else {
          continue
        }
        inspection.report(
          "\(catalog[reaction.service]) still needs \(catalog[need.name]) of \(catalog[message.name]), "
            + "which is deprecated",
          at: need.place, about: [message.name, reaction.service, need.name], loweredBy: 1,
          notes: [Note("deprecated here", at: shape.fields[index].place)],
          help: "use the field that replaces it, or set `migrating-until: …`")
      }
    }
  }
}
