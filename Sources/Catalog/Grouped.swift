/// Values by key, in the order in which the keys were met.
///
/// ```swift
/// var byService = Grouped<Name, Mention>()
/// for mention in catalog.mentions { byService.add(mention, to: mention.service) }
/// for group in byService { print(group.key, group.first, group.others.count) }
/// ```
@usableFromInline package struct Grouped<Key: Hashable, Value>: Sequence {
  /// The values of one key: one at least.
  @usableFromInline package struct Group {
    /// What the values have in common.
    @usableFromInline package let key: Key
    /// The value that was added first.
    @usableFromInline package let first: Value
    /// The values that were added after it.
    @usableFromInline package internal(set) var others: [Value] = []

    /// All values, in the order in which they were added.
    @inlinable package var all: [Value] { [first] + others }

    /// The number of values.
    @inlinable package var count: Int { 1 + others.count }

    @inlinable init(key: Key, first: Value) {
      self.key = key
      self.first = first
    }
  }

  @usableFromInline var groups: [Group] = []
  @usableFromInline var positions: [Key: Int] = [:]

  /// No groups.
  @inlinable package init() {}

  /// Adds a value to the group of its key. Constant time.
  @inlinable package mutating func add(_ value: Value, to key: Key) {
    if let position = positions[key] {
      groups[position].others.append(value)
    } else {
      positions[key] = groups.count
      groups.append(Group(key: key, first: value))
    }
  }

  /// The groups, in the order in which their keys were met.
  @inlinable package func makeIterator() -> IndexingIterator<[Group]> { groups.makeIterator() }
}

extension Sequence where Element: Hashable {
  /// The elements in their order, each once.
  @inlinable package var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
