/// A key of a mapping with its value. Both may be aliases.
package struct Entry: Sendable {
  /// The key node.
  package var key: NodeID
  /// The value node.
  package var value: NodeID
  /// Whether the entry comes from another mapping through a merge key.
  package var isMerged: Bool
}

/// A limit on the entries that merge keys add to the mappings of one file. Without it, n mappings that merge each other
/// would cost n².
package struct MergeBudget: Sendable {
  /// The number of steps left.
  package private(set) var left: Int
  /// Whether entries were omitted because the budget was exhausted.
  package private(set) var isExhausted = false

  /// A budget of four times the nodes of the file plus 10,000.
  package init(tree: Tree) {
    left = 4 * tree.nodes.count + 10_000
  }

  /// Spends one step of expansion; false if none is left.
  package mutating func spend(_ count: Int = 1) -> Bool {
    guard left >= count else {
      isExhausted = true
      return false
    }
    left -= count
    return true
  }
}

/// An iterator over the entries of a mapping.
package struct Entries: Sequence, IteratorProtocol {
  fileprivate var children: Tree.Children
  fileprivate var merged: IndexingIterator<[Entry]>?

  /// The next entry; nil at the end.
  package mutating func next() -> Entry? {
    if merged != nil { return merged?.next() }
    guard let key = children.next(), let value = children.next() else { return nil }
    return Entry(key: key, value: value, isMerged: false)
  }
}

extension Tree {
  /// The entries of a mapping with `<<` resolved: own keys first, then new keys of the merged mappings.
  ///
  /// Merge order follows YAML's merge key type (https://yaml.org/type/merge.html). Of two equal own keys the first is
  /// used. Without merge keys, no list is allocated and duplicates are included.
  package func entries(_ id: NodeID, budget: inout MergeBudget) -> Entries {
    let id = resolved(id)
    let node = self[id]
    // Without a merge key the children are the entries, and no list is allocated.
    guard case .mapping = node.kind, node.hasMerge else {
      return Entries(children: Children(nodes: nodes, parent: node.kind == .mapping ? id : nil), merged: nil)
    }
    return Entries(
      children: Children(nodes: nodes, parent: nil), merged: mergedEntries(id, budget: &budget).makeIterator())
  }

  /// No entries.
  package var noEntries: Entries { Entries(children: Children(nodes: nodes, parent: nil), merged: nil) }

  private func mergedEntries(_ id: NodeID, budget: inout MergeBudget) -> [Entry] {
    var entries: [Entry] = []
    var seen: Set<[UInt8]> = []
    var visited: Set<NodeID> = []
    var pending = [id]
    while let mapping = pending.popLast() {
      guard visited.insert(mapping).inserted else { continue }
      appendOwn(of: mapping, to: &entries, isMerged: mapping != id) { key in
        budget.spend() && seen.insert(Array(text(key))).inserted
      }
      // Depth first, earlier sources before later ones.
      pending.append(contentsOf: mergeSources(of: mapping).reversed())
    }
    return entries
  }

  /// The value of the first key with this text in a mapping; merge keys are not resolved. Linear in its keys.
  package func value(of key: StaticString, in id: NodeID) -> NodeID? {
    let id = resolved(id)
    guard self[id].kind == .mapping else { return nil }
    var iterator = children(id)
    while let keyNode = iterator.next(), let value = iterator.next() {
      if matches(keyNode, key) { return value }
    }
    return nil
  }

  /// Whether a node is a scalar with exactly this text.
  package func matches(_ id: NodeID, _ word: StaticString) -> Bool {
    let node = self[id]
    guard case .scalar = node.kind, Int(node.length) == word.utf8CodeUnitCount else { return false }
    let start = Int(node.payload)
    let count = word.utf8CodeUnitCount
    return (node.flags.contains(.textInArena) ? arena : bytes).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, start + count <= buffer.count else { return count == 0 }
      return ByteSearch.areEqual(base + start, word.utf8Start, count: count)
    }
  }

  private func appendOwn(
    of id: NodeID, to entries: inout [Entry], isMerged: Bool, where accept: (NodeID) -> Bool
  ) {
    let hasMerge = self[id].flags.contains(.hasMerge)
    var iterator = children(id)
    while let key = iterator.next(), let value = iterator.next() {
      if hasMerge, isMergeKey(key) { continue }
      if accept(resolved(key)) { entries.append(Entry(key: key, value: value, isMerged: isMerged)) }
    }
  }

  private func mergeSources(of id: NodeID) -> [NodeID] {
    guard self[id].flags.contains(.hasMerge) else { return [] }
    var sources: [NodeID] = []
    var iterator = children(id)
    while let key = iterator.next(), let value = iterator.next() {
      guard isMergeKey(key) else { continue }
      let target = resolved(value)
      switch self[target].kind {
      case .mapping: sources.append(target)
      case .sequence: sources += children(target).map(resolved).filter { self[$0].kind == .mapping }
      case .scalar, .alias, .tagged: break
      }
    }
    return sources
  }

  /// Whether a key is a plain `<<`.
  func isMergeKey(_ id: NodeID) -> Bool {
    let node = self[id]
    return node.flags.contains(.plain) && matches(id, "<<")
  }
}
