import Catalog

/// Stores that several services name, in the order of their first mention.
struct SharedStores {
  /// A service with a store it names.
  struct Use {
    var service: Service
    var store: Service.Store
  }

  struct Uses {
    var all: [Use]

    /// It holds events, not state.
    var isLog: Bool { all.contains { $0.store.kind == .log || $0.store.role == .eventStore } }

    /// Whose it is: the one who writes it, of several the first; else the first who names it.
    var owner: Use? { all.first { $0.store.role == .write || $0.store.role == .eventStore } ?? all.first }
  }

  private(set) var stores: [(name: Name, uses: Uses)] = []

  init(_ catalog: Catalog) {
    var index: [Name: Int] = [:]
    for service in catalog.services {
      for store in service.stores {
        let use = Use(service: service, store: store)
        if let known = index[store.name.name] {
          stores[known].uses.all.append(use)
        } else {
          index[store.name.name] = stores.count
          stores.append((store.name.name, Uses(all: [use])))
        }
      }
    }
    stores.removeAll { entry in Set(entry.uses.all.map { catalog.context(of: $0.service.name) }).count < 2 }
  }
}
