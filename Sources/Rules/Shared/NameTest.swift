import Catalog

/// A property of names that is costly to find, asked once for each name: a catalog has few field names and many fields.
struct NameTest {
  private var known: NameSet
  private var found: NameSet
  private let test: (ArraySlice<UInt8>) -> Bool

  /// A test of names by their bytes.
  init(_ catalog: Catalog, _ test: @escaping (ArraySlice<UInt8>) -> Bool) {
    known = NameSet(count: catalog.names.count)
    found = known
    self.test = test
  }

  /// Whether a name has the property.
  mutating func holds(for name: Name, in names: Names) -> Bool {
    if known.contains(name) { return found.contains(name) }
    known.insert(name)
    guard test(names.bytes(name)) else { return false }
    found.insert(name)
    return true
  }
}
