import Catalog
import Findings
import RuleBook

extension Rule {
  /// A transaction across stores of several owners, or across a store and a broker.
  static let distributedTransaction = Rule(.distributedTransaction, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.reactionTraits.isEmpty else { return }
  for reaction in catalog.reactions {
    guard let parts = catalog.traits(of: reaction)?.transaction, Set(parts.map(\.name)).count > 1,
      let second = parts.dropFirst().first
    else { continue }
    let own = Set((catalog.service(reaction.service)?.stores ?? []).map(\.name.name))
    // A transaction across tables of one database, such as the outbox, is fine.
    guard let foreign = parts.first(where: { !own.contains($0.name) }) else { continue }
    inspection.report(
      "\(catalog[reaction.service]) runs one transaction across \(joined(parts.map { catalog[$0.name] }))",
      at: foreign.name == parts[0].name ? second.place : foreign.place,
      about: [reaction.service], help: "commit in one place, and let an outbox, retries or a flow handle the rest")
  }
}
