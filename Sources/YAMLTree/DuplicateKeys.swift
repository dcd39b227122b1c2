import Findings

/// A detector of keys that occur twice in one mapping, in time linear in the mapping. Two scalars are the same key if
/// their text is equal, quoted or not.
struct DuplicateKeys {
  /// The keys of one open mapping.
  struct Keys {
    /// The position of its first key in the list of all keys of open mappings.
    var first: Int32
    /// One bit for each key, chosen by its mark: while all bits differ, so do the keys.
    var bits: UInt64 = 0
    /// Whether two keys have the same bit.
    var mayRepeat = false
  }

  /// Pairs of a key and its earlier occurrence.
  private var pairs: [(key: NodeID, first: NodeID)] = []
  /// The keys of all open mappings, outermost first, each with a number made of its length and last bytes: keys with
  /// different numbers differ.
  private var keys: ContiguousArray<(mark: UInt64, node: NodeID)> = []
  /// The number of keys; the list may have more elements, which are to be overwritten.
  private var count = 0
  private var table: ContiguousArray<Int32> = []

  /// A mapping without keys, inside of all other open mappings.
  @inline(__always)
  func start() -> Keys { Keys(first: Int32(truncatingIfNeeded: count)) }

  /// Adds a key of the innermost mapping; a scalar.
  @inline(__always)
  mutating func add(_ node: Node, at index: Int, to mapping: inout Keys, in tree: Tree) {
    let mark = node.flags.contains(.textInArena) ? mark(node, in: tree.arena) : mark(node, in: tree.bytes)
    let bit = (1 as UInt64) &<< ((mark &* 0x9E37_79B9_7F4A_7C15) &>> 58)
    mapping.mayRepeat = mapping.mayRepeat || mapping.bits & bit != 0
    mapping.bits |= bit
    if count < keys.count { keys[count] = (mark, NodeID(index)) } else { keys.append((mark, NodeID(index))) }
    count &+= 1
  }

  /// Ends the innermost mapping and collects its duplicate keys.
  @inline(__always)
  mutating func end(_ mapping: Keys, in tree: Tree) {
    let first = Int(mapping.first)
    if mapping.mayRepeat { count - first <= 16 ? comparePairs(from: first, tree) : compareHashed(from: first, tree) }
    count = first
  }

  @inline(__always)
  private func mark(_ node: Node, in bytes: [UInt8]) -> UInt64 {
    let (end, length) = (Int(node.payload) &+ Int(node.length), UInt64(node.length))
    // The last eight bytes if there are that many, since keys of one mapping often have a common prefix.
    return length < 8
      ? ByteSearch.number(Int(node.payload)..<end, in: bytes) | length &<< 56
      : ByteSearch.number(end &- 8..<end, in: bytes) &+ length
  }

  /// Records the first `limit` pairs as problems, in document order.
  mutating func note(in tree: inout Tree, limit: Int) {
    pairs.sort { $0.key < $1.key }
    for pair in pairs.prefix(limit) {
      let key = tree[pair.key]
      let first = tree[pair.first]
      tree.problems.append(
        YAMLProblem(
          kind: .duplicateKey, message: tree.string(pair.key), start: key.start, end: key.end,
          related: YAMLProblem.Related(message: "first written here", start: first.start, end: first.end)))
    }
    pairs.removeAll()
  }

  private mutating func comparePairs(from first: Int, _ tree: Tree) {
    for later in first + 1..<count {
      let mark = keys[later].mark
      for earlier in first..<later
      where keys[earlier].mark == mark && isSame(keys[later].node, keys[earlier].node, tree: tree) {
        pairs.append((keys[later].node, keys[earlier].node))
        break
      }
    }
  }

  private mutating func compareHashed(from first: Int, _ tree: Tree) {
    var capacity = 32
    while capacity < (count - first) * 2 { capacity *= 2 }
    if table.count < capacity {
      table = ContiguousArray(repeating: -1, count: capacity)
    } else {
      for slot in 0..<capacity { table[slot] = -1 }
    }
    let mask = capacity - 1
    // The marks are good enough as a hash for a few keys; for many, a seeded hash prevents collision attacks.
    let isFew = count - first <= 256
    let seed = ByteHash.seed
    for position in first..<count {
      let key = keys[position]
      let hash =
        isFew
        ? ByteHash.hash(key.mark, seed) : tree.text(key.node).withUnsafeBufferPointer { ByteHash.hash($0, seed) }
      var slot = Int(truncatingIfNeeded: hash) & mask
      while table[slot] >= 0 {
        let other = keys[Int(table[slot])]
        if key.mark == other.mark, isSame(key.node, other.node, tree: tree) {
          pairs.append((key.node, other.node))
          break
        }
        slot = (slot + 1) & mask
      }
      if table[slot] < 0 { table[slot] = Int32(position) }
    }
  }

  private func isSame(_ left: NodeID, _ right: NodeID, tree: Tree) -> Bool {
    guard tree[left].length == tree[right].length else { return false }
    return tree.text(left).withUnsafeBufferPointer { left in
      tree.text(right).withUnsafeBufferPointer { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return ByteSearch.areEqual(first, second, count: left.count)
      }
    }
  }
}
