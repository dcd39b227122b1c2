import Catalog

/// The stores named by services of several contexts, in the order of their first mention.
struct SharedStores {
  /// A service and a store that it names.
  struct Use {
    var service: Service
    var store: Service.Store
  }

  /// The uses of one store.
  struct Uses {
    /// All uses in the order of the services.
    var all: [Use]

    /// Whether the store holds events rather than state.
    var isLog: Bool { all.contains { $0.store.kind == .log || $0.store.role == .eventStore } }

    /// The owner: the first service that writes the store, else the first that names it.
    var owner: Use? { all.first { $0.store.role == .write || $0.store.role == .eventStore } ?? all.first }
  }

  /// The shared stores, each with its uses.
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
    stores.removeAll { entry in !catalog.spanContexts(entry.uses.all.map(\.service.name)) }
  }
}
