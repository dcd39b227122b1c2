import Findings

/// A detector of keys that occur twice in one mapping, in time linear in the mapping. Two scalars are the same key if
/// their text is equal, quoted or not.
struct DuplicateKeys {
  /// Pairs of a key and its earlier occurrence.
  private var pairs: [(key: NodeID, first: NodeID)] = []
  /// The keys of the current mapping, each with a number made of its length and last bytes: keys with different numbers
  /// differ.
  private var keys: ContiguousArray<(mark: UInt64, node: NodeID)> = []
  private var table: ContiguousArray<Int32> = []

  /// Collects the duplicate keys of a mapping, and sets its `hasMerge` flag, since it visits every key anyway.
  mutating func check(mapping index: Int, in tree: inout Tree) {
    keys.removeAll(keepingCapacity: true)
    var hasMerge = false
    var key = tree.nodes[index].length > 0 ? Int32(index + 1) : -1
    while key >= 0 {
      let node = tree.nodes[Int(key)]
      if node.kind == .scalar {
        let id = NodeID(Int(key))
        if node.length == 2, tree.isMergeKey(id) { hasMerge = true } else { keys.append((mark(node, tree), id)) }
      }
      guard node.next >= 0 else { break }
      key = tree.nodes[Int(node.next)].next
    }
    if hasMerge { tree.nodes[index].flags.insert(.hasMerge) }
    keys.count <= 16 ? comparePairs(tree) : compareHashed(tree)
  }

  private func mark(_ node: Node, _ tree: Tree) -> UInt64 {
    node.flags.contains(.textInArena) ? mark(node, in: tree.arena) : mark(node, in: tree.bytes)
  }

  private func mark(_ node: Node, in bytes: [UInt8]) -> UInt64 {
    bytes.withUnsafeBytes { buffer in
      let start = Int(node.payload)
      let length = Int(node.length)
      // The last eight bytes if there are that many, since keys of one mapping often have a common prefix.
      if length >= 8 {
        return buffer.loadUnaligned(fromByteOffset: start + length - 8, as: UInt64.self) &+ UInt64(length)
      }
      var mark = UInt64(truncatingIfNeeded: length)
      for offset in 0..<length { mark = mark << 8 | UInt64(buffer[start + offset]) }
      return mark
    }
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

  private mutating func comparePairs(_ tree: Tree) {
    guard keys.count > 1 else { return }
    for later in 1..<keys.count {
      let mark = keys[later].mark
      for earlier in 0..<later
      where keys[earlier].mark == mark && isSame(keys[later].node, keys[earlier].node, tree: tree) {
        pairs.append((keys[later].node, keys[earlier].node))
        break
      }
    }
  }

  private mutating func compareHashed(_ tree: Tree) {
    var capacity = 32
    while capacity < keys.count * 2 { capacity *= 2 }
    if table.count < capacity {
      table = ContiguousArray(repeating: -1, count: capacity)
    } else {
      for slot in 0..<capacity { table[slot] = -1 }
    }
    let mask = capacity - 1
    // The marks are good enough as a hash for a few keys; for many, a seeded hash prevents collision attacks.
    let isFew = keys.count <= 256
    for (position, key) in keys.enumerated() {
      let hash = isFew ? ByteHash.hash(key.mark) : tree.text(key.node).withUnsafeBufferPointer { ByteHash.hash($0) }
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
