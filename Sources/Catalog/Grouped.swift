/// Values by key, in the order in which the keys were met.
///
/// ```swift
/// var byService = Grouped<Name, Mention>()
/// for mention in catalog.mentions { byService.add(mention, to: mention.service) }
/// for group in byService { print(group.key, group.first, group.others.count) }
/// ```
package struct Grouped<Key: Hashable, Value>: Sequence {
  /// The values of one key: one at least.
  package struct Group {
    /// What the values have in common.
    package let key: Key
    /// The value that was added first.
    package let first: Value
    /// The values that were added after it.
    package fileprivate(set) var others: [Value] = []

    /// All values, in the order in which they were added.
    package var all: [Value] { [first] + others }

    /// The number of values.
    package var count: Int { 1 + others.count }
  }

  private var groups: [Group] = []
  private var positions: [Key: Int] = [:]

  /// No groups.
  package init() {}

  /// Adds a value to the group of its key. Constant time.
  package mutating func add(_ value: Value, to key: Key) {
    if let position = positions[key] {
      groups[position].others.append(value)
    } else {
      positions[key] = groups.count
      groups.append(Group(key: key, first: value))
    }
  }

  /// The groups, in the order in which their keys were met.
  package func makeIterator() -> IndexingIterator<[Group]> { groups.makeIterator() }
}

extension Sequence where Element: Hashable {
  /// The elements in their order, each once.
  package var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
