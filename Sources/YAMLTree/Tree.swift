package import Findings

/// What is wrong with the YAML of a file, with byte spans.
package struct YAMLProblem: Sendable {
  package enum Kind: Sendable {
    /// libyaml, or the encoding, refused the text; reading stopped there.
    case syntax
    /// One of `Limits` was passed; reading stopped there.
    case limit
    /// A key stands twice in one mapping.
    case duplicateKey
  }

  package var kind: Kind
  package var message: String
  package var start: UInt32
  package var end: UInt32
  /// Where the other half stands: the first of two equal keys, or where an open construct began.
  package var related: (message: String, start: UInt32, end: UInt32)?
}

/// One file as a flat array of nodes over its bytes. A value without references; a worker reuses one for file after file.
package struct Tree: Sendable {
  /// The file's text as UTF-8, its byte-order mark included; UTF-16 input is transcoded.
  package internal(set) var bytes: [UInt8] = []
  package internal(set) var nodes: ContiguousArray<Node> = []
  /// The root of each document that has one, in order.
  package internal(set) var roots: [NodeID] = []
  package internal(set) var problems: [YAMLProblem] = []
  /// Whether reading stopped early, so that more may have been written than the tree holds.
  package internal(set) var isPartial = false
  @usableFromInline package internal(set) var arena: [UInt8] = []

  package init() {}

  @inlinable package subscript(_ id: NodeID) -> Node { nodes[Int(id.index)] }

  /// The node itself, or the anchored node an alias stands for.
  @inlinable package func resolved(_ id: NodeID) -> NodeID {
    let node = self[id]
    if case .alias = node.kind { return NodeID(Int(node.payload)) }
    return id
  }

  /// A scalar's text, unescaped and unfolded; empty for everything else.
  @inlinable package func text(_ id: NodeID) -> ArraySlice<UInt8> {
    let node = self[id]
    guard case .scalar = node.kind else { return [] }
    let range = Int(node.payload)..<Int(node.payload) + Int(node.length)
    return node.flags.contains(.textInArena) ? arena[range] : bytes[range]
  }

  /// A scalar's text as a string; for messages and rare values, not for the hot path.
  package func string(_ id: NodeID) -> String { String(decoding: text(id), as: UTF8.self) }

  @inlinable package func place(_ id: NodeID, in file: FileID) -> Place {
    let node = self[id]
    return Place(file: file, start: node.start, end: node.end)
  }

  /// The children of a sequence, or the keys and values of a mapping by turns, as written: aliases and `<<` unresolved.
  package func children(_ id: NodeID) -> Children { Children(nodes: nodes, parent: id) }

  package struct Children: Sequence, IteratorProtocol {
    @usableFromInline let nodes: ContiguousArray<Node>
    @usableFromInline var upcoming: Int32

    /// - Parameter parent: nil for no children.
    init(nodes: ContiguousArray<Node>, parent: NodeID?) {
      self.nodes = nodes
      guard let parent else {
        upcoming = -1
        return
      }
      let node = nodes[Int(parent.index)]
      let hasChildren = (node.kind == .sequence || node.kind == .mapping) && node.length > 0
      upcoming = hasChildren ? parent.index + 1 : -1
    }

    @inlinable package mutating func next() -> NodeID? {
      guard upcoming >= 0 else { return nil }
      let id = NodeID(Int(upcoming))
      upcoming = nodes[Int(upcoming)].next
      return id
    }
  }

  /// The last scalar that starts at or before a byte and reaches past it: what a `#` there would be part of.
  package func scalar(covering offset: UInt32) -> NodeID? {
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].start <= offset { low = middle + 1 } else { high = middle }
    }
    // Zero-width nodes may share a start with what follows, so look back over those that begin at the same byte.
    var index = low - 1
    while index >= 0 {
      let node = nodes[index]
      if node.kind == .scalar, node.end > offset { return NodeID(index) }
      if node.kind == .scalar, node.end > node.start { return nil }
      index -= 1
    }
    return nil
  }

  mutating func reset(keeping bytes: [UInt8]) {
    self.bytes = bytes
    nodes.removeAll(keepingCapacity: true)
    roots.removeAll(keepingCapacity: true)
    problems.removeAll(keepingCapacity: true)
    arena.removeAll(keepingCapacity: true)
    isPartial = false
  }

  /// Holds bytes that nobody parses, so that their buffer can be taken out again.
  package mutating func keep(_ bytes: [UInt8]) { reset(keeping: bytes) }

  /// Takes the file's bytes out, so that their buffer can be filled again.
  package mutating func takeBytes() -> [UInt8] {
    defer { bytes = [] }
    return bytes
  }
}
