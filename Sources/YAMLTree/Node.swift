/// The position of a node in its tree's flat array.
@usableFromInline package struct NodeID: Hashable, Comparable, Sendable {
  /// The index in `Tree.nodes`.
  @usableFromInline package var index: Int32

  /// The node at an index.
  @inlinable package init(_ index: Int) {
    self.index = Int32(truncatingIfNeeded: index)
  }

  /// Whether a node precedes another in document order.
  @inlinable package static func < (left: NodeID, right: NodeID) -> Bool { left.index < right.index }
}

/// A node of a tree, unpacked from `Nodes`.
///
/// The first child of a collection is the node after it.
@usableFromInline package struct Node: Sendable {
  /// The structure of a node.
  @usableFromInline package enum Kind: UInt8, Sendable {
    case scalar
    case sequence
    /// Children alternate: key, value, key, value.
    case mapping
    /// A reference to an anchored node, see `Tree.resolved`.
    case alias
    /// A node with a tag outside of the core schema, such as `!Ref Foo`: its value is unknown, so it has neither text
    /// nor children.
    case tagged

    /// Whether two kinds are the same; inlined, as what the compiler derives is not in other modules.
    @inlinable package static func == (left: Kind, right: Kind) -> Bool { left.rawValue == right.rawValue }
  }

  /// Properties of how a node is written.
  @usableFromInline package struct Flags: OptionSet, Sendable {
    /// The flags as bits.
    @usableFromInline package var rawValue: UInt8
    /// Flags from their bits.
    @inlinable package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// The text of the scalar is in the arena of the tree, because escapes or folding make it differ from the file.
    @inlinable package static var textInArena: Flags { Flags(rawValue: 1) }
    /// The mapping has a `<<` key.
    @inlinable package static var hasMerge: Flags { Flags(rawValue: 2) }
    /// A scalar without quotes or tag, or with the tag of another type than text; only these have types of the core
    /// schema.
    @inlinable package static var plain: Flags { Flags(rawValue: 4) }
    /// A collection in flow style: `[...]` or `{...}`.
    @inlinable package static var flow: Flags { Flags(rawValue: 8) }
    /// A literal or folded block scalar.
    @inlinable package static var block: Flags { Flags(rawValue: 16) }
    /// A tagged node that is written as a scalar.
    @inlinable package static var taggedScalar: Flags { Flags(rawValue: 32) }
  }

  /// The structure of the node.
  @usableFromInline package var kind: Kind
  /// Properties of how the node is written.
  @usableFromInline package var flags: Flags
  /// The offset of the first byte, including quotes and brackets, excluding anchors and tags of the core schema.
  @usableFromInline package var start: UInt32
  /// The offset just past the last byte; a block collection ends with its last child.
  @usableFromInline package var end: UInt32
  /// For scalars, the offset of the text; for aliases, the index of the target.
  @usableFromInline package var payload: UInt32
  /// For scalars, the size of the text in bytes; for collections, the number of children (keys and values both count).
  @usableFromInline package var length: UInt32
  /// The index of the next child of the same parent, or -1.
  @usableFromInline package var next: Int32 = -1

  /// A node.
  @inlinable package init(
    kind: Kind, flags: Flags, start: UInt32, end: UInt32, payload: UInt32, length: UInt32, next: Int32 = -1
  ) {
    self.kind = kind
    self.flags = flags
    self.start = start
    self.end = end
    self.payload = payload
    self.length = length
    self.next = next
  }

  /// Whether a mapping has a `<<` key, so that it has entries of other mappings.
  @inlinable package var hasMerge: Bool { flags.contains(.hasMerge) }
}
