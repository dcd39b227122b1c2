/// The nodes of a tree in document order.
///
/// A node that is a part of the file takes 8 bytes: most scalars. Collections, aliases and scalars whose text differs
/// from the file take 24.
@usableFromInline package struct Nodes: RandomAccessCollection, Sendable {
  /// A node, or the index of its record.
  @usableFromInline package struct Entry: Sendable {
    /// The offset of the first byte; with a record, its index.
    @usableFromInline package var position: UInt32
    /// From the lowest bit: 3 bits for the kind, 6 for the flags, one each for quotes, the last child and a record, 20
    /// for the size in bytes.
    @usableFromInline package var bits: UInt32

    static let quoted: UInt32 = 1 << 9
    static let last: UInt32 = 1 << 10
    static let recorded: UInt32 = 1 << 11
    static let maximumSize: UInt32 = 1 << 20

    /// The structure of the node.
    @inlinable @inline(__always)
    package var kind: Node.Kind { Node.Kind(rawValue: UInt8(truncatingIfNeeded: bits & 7)) ?? .scalar }
    /// How the node is written.
    @inlinable @inline(__always)
    package var flags: Node.Flags { Node.Flags(rawValue: UInt8(truncatingIfNeeded: (bits &>> 3) & 0x3F)) }
    /// 1 for the quote on each side of the text; 0 without quotes.
    @inlinable @inline(__always)
    package var quotes: UInt32 { (bits &>> 9) & 1 }
    /// Whether the node is the last child of its parent, or a root.
    @inlinable @inline(__always)
    package var isLast: Bool { bits & 1 << 10 != 0 }
    /// Whether the node has a record.
    @inlinable @inline(__always)
    package var hasRecord: Bool { bits & 1 << 11 != 0 }
    /// The size in bytes, quotes included; without a record.
    @inlinable @inline(__always)
    package var size: UInt32 { bits &>> 12 }

    /// Whether the node is a collection, tagged or not: its record has the next node.
    @inlinable @inline(__always)
    package var isCollection: Bool {
      switch kind {
      case .sequence, .mapping: true
      case .tagged: !flags.contains(.taggedScalar)
      case .scalar, .alias: false
      }
    }
  }

  /// What does not fit into an entry.
  @usableFromInline package struct Record: Sendable {
    /// As in `Node`.
    @usableFromInline package var start: UInt32
    /// As in `Node`.
    @usableFromInline package var end: UInt32
    /// For collections, the index of the node after all that they contain; for others as in `Node`.
    @usableFromInline package var payload: UInt32
    /// As in `Node`.
    @usableFromInline package var length: UInt32
  }

  /// The nodes.
  @usableFromInline package private(set) var entries: ContiguousArray<Entry> = []
  /// The records of nodes, in document order.
  @usableFromInline package private(set) var records: ContiguousArray<Record> = []

  /// No nodes.
  init() {}

  /// The index of the first node.
  @inlinable package var startIndex: Int { 0 }

  /// The number of nodes.
  @inlinable package var endIndex: Int { entries.count }

  /// The node at an index; traps if it is out of range. Inlined, so that only what is used of the node is unpacked.
  @inlinable @inline(__always)
  package subscript(_ index: Int) -> Node {
    let entry = entries[index]
    let next: Int32 = entry.isLast ? -1 : Int32(truncatingIfNeeded: index &+ 1)
    guard entry.hasRecord else {
      return Node(
        kind: entry.kind, flags: entry.flags, start: entry.position, end: entry.position &+ entry.size,
        payload: entry.position &+ entry.quotes, length: entry.size &- 2 &* entry.quotes, next: next)
    }
    let record = records[Int(entry.position)]
    let isCollection = entry.isCollection
    return Node(
      kind: entry.kind, flags: entry.flags, start: record.start, end: record.end,
      payload: isCollection ? 0 : record.payload, length: record.length,
      next: isCollection && next >= 0 ? Int32(truncatingIfNeeded: record.payload) : next)
  }

  /// The index of the first child of a collection; nil without one, and for other nodes.
  @inlinable @inline(__always)
  package func firstChild(_ index: Int) -> Int? {
    switch entries[index].kind {
    case .sequence, .mapping: records[Int(entries[index].position)].length > 0 ? index &+ 1 : nil
    case .scalar, .alias, .tagged: nil
    }
  }

  /// Appends a node; its `next` does not count.
  @inline(__always)
  mutating func append(_ node: Node, isRoot: Bool) {
    let bits = UInt32(node.kind.rawValue) | UInt32(node.flags.rawValue) &<< 3 | (isRoot ? Entry.last : 0)
    let size = node.end &- node.start
    let quotes = node.payload &- node.start
    let isPart =
      node.kind == .scalar && !node.flags.contains(.textInArena) && size < Entry.maximumSize && quotes <= 1
      && node.length &+ 2 &* quotes == size
    if isPart {
      entries.append(Entry(position: node.start, bits: bits | quotes &<< 9 | size &<< 12))
    } else {
      entries.append(Entry(position: UInt32(truncatingIfNeeded: records.count), bits: bits | Entry.recorded))
      records.append(Record(start: node.start, end: node.end, payload: node.payload, length: node.length))
    }
  }

  /// Appends a plain scalar that is a part of the file; false if it is too large for an entry.
  @inline(__always)
  mutating func appendPlain(_ range: Range<Int>) -> Bool {
    let size = UInt32(truncatingIfNeeded: range.count)
    guard size < Entry.maximumSize else { return false }
    entries.append(
      Entry(
        position: UInt32(truncatingIfNeeded: range.lowerBound),
        bits: UInt32(Node.Flags.plain.rawValue) &<< 3 | size &<< 12))
    return true
  }

  /// Ends a collection after its last descendant.
  ///
  /// - Parameters:
  ///   - end: the offset just past its last byte.
  ///   - count: the number of its children.
  @inline(__always)
  mutating func close(_ index: Int, end: UInt32, count: UInt32) {
    let record = Int(entries[index].position)
    records[record].end = end
    records[record].length = count
    records[record].payload = UInt32(truncatingIfNeeded: entries.count)
  }

  /// Makes a node the last child of its parent.
  @inline(__always)
  mutating func markLast(_ index: Int) { entries[index].bits |= Entry.last }

  /// Adds a flag to a node.
  mutating func insert(_ flag: Node.Flags, at index: Int) {
    entries[index].bits |= UInt32(flag.rawValue) &<< 3
  }

  /// Makes room for a number of nodes, a quarter of them with records.
  mutating func reserveCapacity(_ count: Int) {
    entries.reserveCapacity(count)
    records.reserveCapacity(count / 4)
  }

  /// Removes all nodes and keeps their memory.
  mutating func removeAll() {
    entries.removeAll(keepingCapacity: true)
    records.removeAll(keepingCapacity: true)
  }
}
