package import Findings

/// An error in the YAML of a file, with its byte range.
package struct YAMLProblem: Sendable {
  /// The kind of error.
  package enum Kind: Sendable {
    /// The text is not valid YAML; parsing stopped here.
    case syntax
    /// One of `Limits` was exceeded; parsing stopped here.
    case limit
    /// A key occurs twice in one mapping.
    case duplicateKey
  }

  /// The kind of error.
  package var kind: Kind
  /// The error message; for a duplicate key, the text of the key.
  package var message: String
  /// The byte offset of the error.
  package var start: UInt32
  /// The byte offset just past the error.
  package var end: UInt32
  /// A related place with its message: the first of two equal keys, or the start of an unclosed construct.
  package var related: Related?

  /// The error as one line: `duplicate key 'version'`.
  package var words: String { kind == .duplicateKey ? "duplicate key '\(message)'" : message }

  /// A place that explains an error.
  package struct Related: Sendable {
    /// What is there.
    package var message: String
    /// The byte offset of the place.
    package var start: UInt32
    /// The byte offset just past the place.
    package var end: UInt32

    /// A place with its message.
    package init(message: String, start: UInt32, end: UInt32) {
      self.message = message
      self.start = start
      self.end = end
    }
  }
}

/// The nodes of one file as a flat array over its bytes.
///
/// A value without references; a worker reuses one for all its files.
@usableFromInline package struct Tree: Sendable {
  /// The text of the file as UTF-8, including its byte-order mark; UTF-16 input is transcoded.
  @usableFromInline package internal(set) var bytes: [UInt8] = []
  /// The nodes in document order.
  @usableFromInline package internal(set) var nodes = Nodes()
  /// The root nodes of the YAML documents in the file, in order; empty documents have none.
  @usableFromInline package internal(set) var roots: [NodeID] = []
  /// The errors: first the one that stopped parsing, then duplicate keys in document order.
  package internal(set) var problems: [YAMLProblem] = []
  /// The nodes with tags outside of the core schema, in document order.
  package internal(set) var tagged: [NodeID] = []
  /// Whether parsing stopped early, so that the tree may lack nodes of the file.
  package internal(set) var isPartial = false
  @usableFromInline package internal(set) var arena: [UInt8] = []
  /// Storage for the builder of the next tree.
  var outer = TreeBuilder.Outer()

  /// An empty tree.
  package init() {}

  /// The node at an index; traps if it is out of range.
  @inlinable @inline(__always)
  package subscript(_ id: NodeID) -> Node { nodes[Int(id.index)] }

  /// The structure of a node.
  @inlinable @inline(__always)
  package func kind(_ id: NodeID) -> Node.Kind { nodes.entries[Int(id.index)].kind }

  /// Whether a node is a scalar.
  @inlinable @inline(__always)
  package func isScalar(_ id: NodeID) -> Bool { if case .scalar = kind(id) { true } else { false } }

  /// Whether a node is a mapping.
  @inlinable @inline(__always)
  package func isMapping(_ id: NodeID) -> Bool { if case .mapping = kind(id) { true } else { false } }

  /// The node itself, or the anchored node that an alias refers to.
  @inlinable @inline(__always)
  package func resolved(_ id: NodeID) -> NodeID {
    guard case .alias = kind(id) else { return id }
    return NodeID(Int(self[id].payload))
  }

  /// The text of a scalar, unescaped and unfolded; empty for other nodes. Constant time, no copy.
  @inlinable package func text(_ id: NodeID) -> ArraySlice<UInt8> {
    guard isScalar(id) else { return [] }
    let range = textRange(id)
    return isInArena(id) ? arena[range] : bytes[range]
  }

  /// The size of the text of a scalar in bytes; the number of children of a collection.
  @inlinable @inline(__always)
  package func length(_ id: NodeID) -> Int { Int(self[id].length) }

  /// The last byte of the text of a scalar; nil if it is empty.
  @inlinable @inline(__always)
  package func lastByte(_ id: NodeID) -> UInt8? {
    let range = textRange(id)
    guard !range.isEmpty else { return nil }
    return isInArena(id) ? arena[range.upperBound - 1] : bytes[range.upperBound - 1]
  }

  /// The range of the text of a scalar, in the arena or in the bytes of the file.
  @inlinable @inline(__always)
  package func textRange(_ id: NodeID) -> Range<Int> {
    let node = self[id]
    return Int(node.payload)..<Int(node.payload) + Int(node.length)
  }

  /// Whether the text of a scalar is in the arena.
  @inlinable @inline(__always)
  package func isInArena(_ id: NodeID) -> Bool { nodes.entries[Int(id.index)].flags.contains(.textInArena) }

  /// The text of a scalar as a number: its bytes, the first as the lowest, and its length as the highest. Nil if it has
  /// more than seven bytes.
  package func shortWord(_ id: NodeID) -> UInt64? {
    let range = textRange(id)
    guard range.count < 8 else { return nil }
    let number = isInArena(id) ? ByteSearch.number(range, in: arena) : ByteSearch.number(range, in: bytes)
    return number | UInt64(range.count) &<< 56
  }

  /// A word of at most seven bytes as the same number.
  @inlinable @inline(__always)
  package static func shortWord(_ word: StaticString) -> UInt64 {
    var number = UInt64(word.utf8CodeUnitCount) &<< 56
    for index in 0..<word.utf8CodeUnitCount { number |= UInt64(word.utf8Start[index]) &<< UInt64(index &* 8) }
    return number
  }

  /// The text of a scalar as a string, which copies it; `text` is cheaper.
  package func string(_ id: NodeID) -> String { String(decoding: text(id), as: UTF8.self) }

  /// The tag of a tagged node as written: `!Ref`.
  package func tag(_ id: NodeID) -> String {
    let rest = bytes[Int(self[id].start)..<Int(self[id].end)]
    let end = rest.firstIndex { [0x20, 0x09, 0x0A, 0x0D].contains($0) } ?? rest.endIndex
    return String(decoding: rest[..<end], as: UTF8.self)
  }

  /// The byte range of a node.
  package func place(_ id: NodeID, in file: FileID) -> Place {
    let node = self[id]
    return Place(file: file, start: node.start, end: node.end)
  }

  /// The items of a sequence, or the alternating keys and values of a mapping; aliases and `<<` are not resolved.
  @inlinable package func children(_ id: NodeID) -> Children { Children(nodes: nodes, parent: id) }

  /// The first child of a collection; nil without one, and for other nodes.
  @inlinable @inline(__always)
  package func firstChild(_ id: NodeID) -> NodeID? { nodes.firstChild(Int(id.index)).map { NodeID($0) } }

  /// An iterator over the children of a node.
  @usableFromInline package struct Children: Sequence, IteratorProtocol {
    @usableFromInline let nodes: Nodes
    @usableFromInline var upcoming: Int32

    /// - Parameter parent: the collection; nil and scalars have no children.
    @inlinable init(nodes: Nodes, parent: NodeID?) {
      self.nodes = nodes
      upcoming = parent.flatMap { nodes.firstChild(Int($0.index)) }.map { Int32(truncatingIfNeeded: $0) } ?? -1
    }

    /// The next child; nil at the end.
    @inlinable @inline(__always)
    package mutating func next() -> NodeID? {
      guard upcoming >= 0 else { return nil }
      let id = NodeID(Int(upcoming))
      upcoming = nodes[Int(upcoming)].next
      return id
    }
  }

  /// The scalar that contains a byte, such as a `#` that is not a comment; nil without one. Logarithmic in the nodes.
  package func scalar(covering offset: UInt32) -> NodeID? {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    // Zero-width nodes may start at the same byte as the next node, so look back over them.
    var index = low - 1
    while index >= 0 {
      let node = nodes[index]
      let isScalar = node.kind == .scalar || node.flags.contains(.taggedScalar)
      if isScalar, node.end > offset { return NodeID(index) }
      if isScalar, node.end > node.start { return nil }
      index -= 1
    }
    return nil
  }

  /// Removes all nodes and problems but keeps the capacity, and replaces the bytes.
  mutating func reset(keeping bytes: [UInt8]) {
    self.bytes = bytes
    nodes.removeAll()
    roots.removeAll(keepingCapacity: true)
    problems.removeAll(keepingCapacity: true)
    tagged.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    isPartial = false
  }

  /// Stores bytes without parsing them, so that `takeBytes` returns their buffer for reuse.
  package mutating func keep(_ bytes: [UInt8]) { reset(keeping: bytes) }

  /// Removes and returns the bytes, so that their buffer can be reused.
  package mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}
