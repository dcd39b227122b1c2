import Catalog

/// The reactions of each service, in the order of the catalog.
struct ReactionsOfServices {
  private let positions: [Name: [Int]]
  private let catalog: Catalog

  /// The reactions of all services. Linear in reactions.
  init(_ catalog: Catalog) {
    self.catalog = catalog
    positions = Dictionary(grouping: catalog.reactions.indices) { catalog.reactions[$0].service }
  }

  subscript(_ service: Name) -> [Reaction] { (positions[service] ?? []).map { catalog.reactions[$0] } }
}
