/// A key of a mapping with its value. Both may be aliases.
package struct Entry: Sendable {
  package var key: NodeID
  package var value: NodeID
  /// Whether the pair came in through a merge key.
  package var isMerged: Bool
}

/// How many pairs merge keys may bring into the mappings of one file. Without a limit, n mappings that merge one another
/// would cost n².
package struct MergeBudget: Sendable {
  package private(set) var left: Int
  /// Whether something was left out because the budget ran dry.
  package private(set) var isExhausted = false

  /// Generous: four times the file's nodes and then some.
  package init(tree: Tree) {
    left = 4 * tree.nodes.count + 10_000
  }

  /// Pays for one step of expansion.
  package mutating func spend() -> Bool {
    guard left > 0 else {
      isExhausted = true
      return false
    }
    left -= 1
    return true
  }
}

/// The pairs of a mapping, one by one.
package struct Entries: Sequence, IteratorProtocol {
  fileprivate var children: Tree.Children
  fileprivate var merged: IndexingIterator<[Entry]>?

  package mutating func next() -> Entry? {
    if merged != nil { return merged?.next() }
    guard let key = children.next(), let value = children.next() else { return nil }
    return Entry(key: key, value: value, isMerged: false)
  }
}

extension Tree {
  /// The pairs of a mapping, with `<<` resolved: own keys first, then those of the merged mappings that are not there yet, in
  /// the order of YAML's merge key type (https://yaml.org/type/merge.html). Of two equal own keys the first counts.
  package func entries(_ id: NodeID, budget: inout MergeBudget) -> Entries {
    let id = resolved(id)
    let node = self[id]
    // Without a merge key the children are the entries, and no list is made.
    guard case .mapping = node.kind, node.hasMerge else {
      return Entries(children: Children(nodes: nodes, parent: node.kind == .mapping ? id : nil), merged: nil)
    }
    return Entries(
      children: Children(nodes: nodes, parent: nil), merged: mergedEntries(id, budget: &budget).makeIterator())
  }

  /// The entries of nothing.
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

  /// The value of a key in a mapping, merge keys included.
  package func value(of key: StaticString, in id: NodeID) -> NodeID? {
    let id = resolved(id)
    guard self[id].kind == .mapping else { return nil }
    var iterator = children(id)
    while let keyNode = iterator.next(), let value = iterator.next() {
      if matches(keyNode, key) { return value }
    }
    return nil
  }

  /// Whether a scalar's text is exactly this word.
  package func matches(_ id: NodeID, _ word: StaticString) -> Bool {
    let node = self[id]
    guard case .scalar = node.kind, Int(node.length) == word.utf8CodeUnitCount else { return false }
    let start = Int(node.payload)
    let count = word.utf8CodeUnitCount
    return (node.flags.contains(.textInArena) ? arena : bytes).withUnsafeBufferPointer { buffer in
      guard let base = buffer.baseAddress, start + count <= buffer.count else { return count == 0 }
      return ByteSearch.areEqual(base + start, word.utf8Start, count)
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
      case .scalar, .alias: break
      }
    }
    return sources
  }

  func isMergeKey(_ id: NodeID) -> Bool {
    let node = self[id]
    return node.flags.contains(.plain) && matches(id, "<<")
  }
}
