/// A key of a mapping with its value. Both may be aliases.
@usableFromInline package struct Entry: Sendable {
  /// The key node.
  @usableFromInline package var key: NodeID
  /// The value node.
  @usableFromInline package var value: NodeID
  /// Whether the entry comes from another mapping through a merge key.
  @usableFromInline package var isMerged: Bool

  @inlinable init(key: NodeID, value: NodeID, isMerged: Bool) {
    self.key = key
    self.value = value
    self.isMerged = isMerged
  }
}

/// A limit on the entries that merge keys add to the mappings of one file. Without it, n mappings that merge each other
/// would cost n².
@usableFromInline package struct MergeBudget: Sendable {
  /// The number of steps left.
  @usableFromInline package internal(set) var left: Int
  /// Whether entries were omitted because the budget was exhausted.
  @usableFromInline package internal(set) var isExhausted = false

  /// A budget of four times the nodes of the file plus 10,000.
  @inlinable package init(tree: Tree) {
    left = 4 * tree.nodes.count + 10_000
  }

  /// Spends steps of expansion; false if too few are left.
  @inlinable @inline(__always)
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
@usableFromInline package struct Entries: Sequence, IteratorProtocol {
  @usableFromInline var children: Tree.Children
  @usableFromInline var merged: IndexingIterator<[Entry]>?

  /// The next entry; nil at the end.
  @inlinable @inline(__always)
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
    guard isMapping(id) else { return noEntries }
    // Without a merge key the children are the entries, and no list is allocated.
    guard self[id].hasMerge else { return Entries(children: children(id)) }
    return Entries(
      children: Children(nodes: nodes, parent: nil), merged: mergedEntries(id, budget: &budget).makeIterator())
  }

  /// No entries.
  package var noEntries: Entries { Entries(children: Children(nodes: nodes, parent: nil)) }

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

  /// The first entry of a key in a mapping, by the text that the key, or what it is an alias of, has; a collection has
  /// none. Merge keys are not resolved. Linear in the keys.
  package func entry(of key: UnsafeBufferPointer<UInt8>, in id: NodeID) -> Entry? {
    var iterator = children(id)
    while let keyNode = iterator.next(), let value = iterator.next() {
      let written = resolved(keyNode)
      let isKey = isScalar(written) ? length(written) == key.count && starts(written, with: key) : key.isEmpty
      if isKey { return Entry(key: keyNode, value: value, isMerged: false) }
    }
    return nil
  }

  /// Whether a node is a scalar with exactly this text.
  package func matches(_ id: NodeID, _ word: StaticString) -> Bool {
    isScalar(id) && length(id) == word.utf8CodeUnitCount && starts(id, with: word)
  }

  /// Whether a node is a scalar whose text starts with a word.
  package func starts(_ id: NodeID, with word: StaticString) -> Bool {
    starts(id, with: UnsafeBufferPointer(start: word.utf8Start, count: word.utf8CodeUnitCount))
  }

  @inline(__always)
  private func starts(_ id: NodeID, with word: UnsafeBufferPointer<UInt8>) -> Bool {
    guard isScalar(id) else { return false }
    let start = textRange(id)
    guard start.count >= word.count else { return false }
    let range = start.lowerBound..<start.lowerBound + word.count
    return isInArena(id) ? ByteSearch.isWord(word, at: range, in: arena) : ByteSearch.isWord(word, at: range, in: bytes)
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
