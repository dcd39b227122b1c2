import Findings

/// Finds keys that stand twice in one mapping, in time linear in the mapping. Two scalars are the same key when their text
/// is the same, quoted or not.
struct DuplicateKeys {
  /// Pairs of nodes: a key, and the same key before it.
  private var pairs: [(key: NodeID, first: NodeID)] = []
  private var keys: [NodeID] = []
  private var table: [Int32] = []

  /// Also notes whether the mapping has a merge key, since it looks at every key anyway.
  mutating func check(mapping index: Int, in tree: inout Tree) {
    keys.removeAll(keepingCapacity: true)
    var iterator = tree.children(NodeID(index))
    var hasMerge = false
    while let key = iterator.next(), iterator.next() != nil {
      guard tree[key].kind == .scalar else { continue }
      if tree[key].length == 2, tree.isMergeKey(key) { hasMerge = true } else { keys.append(key) }
    }
    if hasMerge { tree.nodes[index].flags.insert(.hasMerge) }
    keys.count <= 8 ? comparePairs(tree) : compareHashed(tree)
  }

  /// Turns the pairs into problems, in document order, the first `limit` of them.
  mutating func note(in tree: inout Tree, limit: Int) {
    pairs.sort { $0.key < $1.key }
    for pair in pairs.prefix(limit) {
      let key = tree[pair.key]
      let first = tree[pair.first]
      tree.problems.append(
        YAMLProblem(
          kind: .duplicateKey, message: tree.string(pair.key), start: key.start, end: key.end,
          related: ("first written here", first.start, first.end)))
    }
    pairs.removeAll()
  }

  private mutating func comparePairs(_ tree: Tree) {
    guard keys.count > 1 else { return }
    for later in 1..<keys.count {
      for earlier in 0..<later where isSame(keys[later], keys[earlier], tree) {
        pairs.append((keys[later], keys[earlier]))
        break
      }
    }
  }

  private mutating func compareHashed(_ tree: Tree) {
    var capacity = 16
    while capacity < keys.count * 2 { capacity *= 2 }
    if table.count < capacity {
      table = Array(repeating: -1, count: capacity)
    } else {
      for slot in 0..<capacity { table[slot] = -1 }
    }
    let mask = capacity - 1
    for (position, key) in keys.enumerated() {
      var slot = tree.text(key).withUnsafeBufferPointer { Int(truncatingIfNeeded: ByteHash.hash($0)) } & mask
      while table[slot] >= 0 {
        let other = keys[Int(table[slot])]
        if isSame(key, other, tree) {
          pairs.append((key, other))
          break
        }
        slot = (slot + 1) & mask
      }
      if table[slot] < 0 { table[slot] = Int32(position) }
    }
  }

  private func isSame(_ left: NodeID, _ right: NodeID, _ tree: Tree) -> Bool {
    guard tree[left].length == tree[right].length else { return false }
    return tree.text(left).withUnsafeBufferPointer { left in
      tree.text(right).withUnsafeBufferPointer { right in
        guard let first = left.baseAddress, let second = right.baseAddress else { return true }
        return ByteSearch.areEqual(first, second, left.count)
      }
    }
  }
}
