import Catalog

/// The plain top-level fields that all events of a catalog have: the envelope of a framework, which no event states by
/// itself. Objects are none of it: they are what services hand on to one another.
struct CommonFields {
  private var names: Set<Name> = []

  /// The common fields of at least five events. Linear in the fields.
  init(_ catalog: Catalog) {
    var counts: [Name: Int] = [:]
    var events = 0
    for message in catalog.messages where message.kind == .event {
      guard let range = message.fields, range.count > 0 else { continue }
      events += 1
      for field in catalog.fields(of: range) where field.parent < 0 && field.kind != .object {
        counts[field.name, default: 0] += 1
      }
    }
    guard events >= 5 else { return }
    names = Set(counts.filter { $0.value == events }.keys)
  }

  func contains(_ name: Name) -> Bool { names.contains(name) }

  func contains(_ word: String, _ catalog: Catalog) -> Bool { catalog.names.find(word).map(names.contains) ?? false }
}
