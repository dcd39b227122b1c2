import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event log that several contexts use as their store.
  static let sharedEventStore = Rule(.sharedEventStore, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for (name, uses) in SharedStores(catalog).stores where uses.isLog {
    guard let owner = uses.owner else { continue }
    guard let stranger = uses.all.first(where: { !catalog.shareContext($0.service.name, owner.service.name) }) else {
      continue
    }
    inspection.report(
      "\(catalog[stranger.service.name]) and \(catalog[owner.service.name]) share the event store \(catalog[name])",
      at: stranger.store.name.place,
      about: [name], notes: [Note("\(catalog[owner.service.name]) stores its events here", at: owner.store.name.place)],
      help: "give each context its own log, and publish what others need to know")
  }
}
