/// The position of a node in its tree's flat array.
package struct NodeID: Hashable, Comparable, Sendable {
  package var index: Int32

  @inlinable package init(_ index: Int) {
    self.index = Int32(truncatingIfNeeded: index)
  }

  package static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// One node: 28 bytes, no references. Nodes stand in document order; a collection's first child is the node after it.
package struct Node: Sendable {
  package enum Kind: UInt8, Sendable {
    case scalar
    case sequence
    /// Children alternate: key, value, key, value.
    case mapping
    /// Stands for the anchored node that `Tree.resolved` gives.
    case alias
  }

  package struct Flags: OptionSet, Sendable {
    package var rawValue: UInt8
    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The scalar's text lies in the tree's side arena, because escapes or folding make it differ from the file's bytes.
    package static let textInArena = Flags(rawValue: 1)
    /// The mapping has a `<<` key.
    package static let hasMerge = Flags(rawValue: 2)
    /// Written without quotes: only then do the core schema's types apply.
    package static let plain = Flags(rawValue: 4)
    /// Written in `[...]` or `{...}`.
    package static let flow = Flags(rawValue: 8)
    /// A literal or folded block.
    package static let block = Flags(rawValue: 16)
  }

  package internal(set) var kind: Kind
  package internal(set) var flags: Flags
  /// First byte of the node as written: quotes and brackets belong to it, anchors and tags do not.
  package internal(set) var start: UInt32
  /// One past the last byte; a block collection ends with its last child.
  package internal(set) var end: UInt32
  /// Scalars: offset of the text. Aliases: the target's index.
  @usableFromInline package internal(set) var payload: UInt32
  /// Scalars: bytes of text. Collections: number of children (a mapping's keys and values both count).
  package internal(set) var length: UInt32
  /// The next child of the same parent, or -1.
  @usableFromInline package internal(set) var next: Int32

  /// Whether a mapping has a `<<` key, so that its entries are not only its own.
  package var hasMerge: Bool { flags.contains(.hasMerge) }
}
