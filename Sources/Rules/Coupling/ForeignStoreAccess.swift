import Catalog
import Findings
import RuleBook

extension Rule {
  /// A service that reads or writes a store of another context.
  static let foreignStoreAccess = Rule(.foreignStoreAccess, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for (name, uses) in SharedStores(catalog).stores where !uses.isLog {
    guard let owner = uses.owner else { continue }
    for use in uses.all where !catalog.shareContext(use.service.name, owner.service.name) {
      guard !(owner.store.isSharedForReading && use.store.role != .write) else { continue }
      inspection.report(
        "\(catalog[use.service.name]) uses \(catalog[name]), a store of \(catalog[owner.service.name])",
        at: use.store.name.place, about: [use.service.name, name],
        notes: [Note("\(catalog[owner.service.name]) owns it", at: owner.store.name.place)],
        help:
          "let \(catalog[owner.service.name]) publish events or answer queries; "
          + "or, for reading, set `shared-for-reading: true` on its store"
      )
    }
  }
}
