/// A builder of trees from nodes in document order, shared by the scanner and libyaml's events.
struct TreeBuilder {
  var tree: Tree
  private let maximumNodes: Int
  private let limits: Limits
  /// The innermost open collection; outside of collections, its node is -1.
  private var current = OpenCollection(node: -1)
  /// What is open around the current collection.
  var outer = Outer()
  private var anchors: [[UInt8]: Int] = [:]
  private var aliasCount = 0
  private(set) var hasStopped = false

  /// What is open around the innermost collection, and the keys of all open mappings. The tree of a small file keeps
  /// the storage for the next file; three allocations for each would be 1 % of a run.
  struct Outer: Sendable {
    /// Collections, outermost first.
    fileprivate var collections: ContiguousArray<OpenCollection> = []
    /// The same for the scanner, which has levels of block collections only.
    var levels: ContiguousArray<Scanner.Level> = []
    fileprivate var keys = DuplicateKeys()
  }

  fileprivate struct OpenCollection {
    var node: Int32
    var lastChild: Int32 = -1
    var count: UInt32 = 0
    /// The end of its last child; without children, its start.
    var end: UInt32 = 0
    var isMapping = false
    var isFlow = false
    var keys = DuplicateKeys.Keys(first: 0)
  }

  /// - Parameter tree: the tree to build, which is empty but for its bytes; moved here, so it is empty afterwards.
  init(_ tree: inout Tree, limits: Limits) {
    self.tree = Tree()
    swap(&self.tree, &tree)
    swap(&outer, &self.tree.outer)
    self.limits = limits
    let size = self.tree.bytes.count
    maximumNodes = limits.nodes(ofFile: size)
    // Growing by doubling would need the old and the new array at once; reserved but unused memory costs nothing.
    if size > 1 << 20 { self.tree.nodes.reserveCapacity(min(maximumNodes, size / 4)) }
  }

  /// Appends a scalar with a copied text.
  ///
  /// - Parameter slice: the offset of the text in the file, if the file contains it unchanged; nil copies it to the
  ///   arena.
  mutating func appendScalar(
    _ value: UnsafeBufferPointer<UInt8>, sliceAt slice: Int?, flags: Node.Flags, start: Int, end: Int,
    isTagged: Bool = false
  ) {
    var flags = isTagged ? flags.union(.taggedScalar) : flags
    var offset = slice ?? 0
    if slice == nil {
      flags.insert(.textInArena)
      offset = tree.arena.count
      tree.arena.append(contentsOf: value)
    }
    append(
      Node(
        kind: isTagged ? .tagged : .scalar, flags: flags, start: UInt32(start), end: UInt32(end),
        payload: UInt32(truncatingIfNeeded: offset),
        length: UInt32(value.count)))
  }

  /// Appends an alias; an unknown anchor is a syntax error.
  mutating func appendAlias(_ name: [UInt8]?, start: Int, end: Int) {
    aliasCount += 1
    guard aliasCount <= limits.aliases else {
      return stop(.limit, "the file has more than \(limits.aliases) aliases", start: start, end: end)
    }
    guard let name, let target = anchors[name] else {
      let text = String(decoding: name ?? [], as: UTF8.self)
      return stop(.syntax, "the alias *\(text) has no anchor before it", start: start, end: end)
    }
    append(
      Node(
        kind: .alias, flags: [], start: UInt32(start), end: UInt32(end), payload: UInt32(target), length: 0))
  }

  /// Starts a collection.
  @inline(__always)
  mutating func open(_ kind: Node.Kind, isFlow: Bool, start: Int) {
    guard outer.collections.count < limits.depth else { return refuseDepth(start) }
    let index = Int32(truncatingIfNeeded: tree.nodes.count)
    let start = UInt32(truncatingIfNeeded: start)
    append(Node(kind: kind, flags: isFlow ? .flow : [], start: start, end: start, payload: 0, length: 0))
    guard !hasStopped else { return }
    outer.collections.append(current)
    current = OpenCollection(
      node: index, end: start, isMapping: kind == .mapping, isFlow: isFlow, keys: outer.keys.start())
  }

  /// Ends the innermost collection.
  ///
  /// - Parameter end: the offset just past the closing bracket; block collections end with their last child.
  @inline(__always)
  mutating func close(end: Int) {
    if current.isFlow { current.end = UInt32(truncatingIfNeeded: end) }
    finishCurrent()
  }

  /// Appends a finished node to the innermost collection, or as a root.
  @inline(__always)
  mutating func append(_ node: Node) {
    let index = tree.nodes.count
    guard index < maximumNodes else { return refuseNode(node) }
    tree.nodes.append(node, isRoot: current.node < 0)
    if node.kind == .tagged { tree.tagged.append(NodeID(index)) }
    guard current.node >= 0 else { return tree.roots.append(NodeID(index)) }
    current.lastChild = Int32(truncatingIfNeeded: index)
    current.end = max(current.end, node.end)
    if current.isMapping, current.count & 1 == 0, node.kind == .scalar { noteKey(node, at: index) }
    current.count &+= 1
  }

  /// Appends a plain scalar that is a part of the file.
  ///
  /// - Parameter isKey: whether it is a key of the innermost collection, which is a mapping.
  @inline(__always)
  mutating func appendPlain(_ range: Range<Int>, isKey: Bool) {
    let index = tree.nodes.count
    guard index < maximumNodes else { return refuseNode(Scanner.plain(range)) }
    guard current.node >= 0, tree.nodes.appendPlain(range) else { return append(Scanner.plain(range)) }
    let end = UInt32(truncatingIfNeeded: range.upperBound)
    current.lastChild = Int32(truncatingIfNeeded: index)
    current.end = max(current.end, end)
    if isKey { noteKey(Scanner.plain(range), at: index) }
    current.count &+= 1
  }

  /// Names the latest node, so that aliases after it can refer to it.
  mutating func anchorLatest(_ name: [UInt8]) {
    guard !hasStopped else { return }
    anchors[name] = tree.nodes.count - 1
  }

  /// Stops with a problem; the tree keeps the nodes so far.
  mutating func fail(_ problem: YAMLProblem) {
    hasStopped = true
    tree.isPartial = true
    tree.problems.append(problem)
  }

  /// Ends all open collections and records duplicate keys.
  mutating func finish() {
    while !outer.collections.isEmpty { finishCurrent() }
    outer.keys.note(in: &tree, limit: limits.problems)
    // A large one may have had a million keys in one mapping.
    if tree.bytes.count <= 1 << 20 { swap(&outer, &tree.outer) }
  }

  private mutating func stop(_ kind: YAMLProblem.Kind, _ message: String, start: Int, end: Int) {
    fail(YAMLProblem(kind: kind, message: message, start: UInt32(start), end: UInt32(min(end, tree.bytes.count))))
  }

  @inline(never)
  private mutating func refuseDepth(_ start: Int) {
    stop(.limit, "more than \(limits.depth) collections inside one another", start: start, end: start + 1)
  }

  @inline(never)
  private mutating func refuseNode(_ node: Node) {
    stop(.limit, "the file has more than \(maximumNodes) nodes", start: Int(node.start), end: Int(node.start) + 1)
  }

  /// Ends the innermost collection where its last child ends: libyaml's end mark of a block collection is the start of
  /// the next token, after empty lines and comments.
  @inline(__always)
  private mutating func finishCurrent() {
    guard let parent = outer.collections.popLast() else { return }
    if current.lastChild >= 0 { tree.nodes.markLast(Int(current.lastChild)) }
    tree.nodes.close(Int(current.node), end: current.end, count: current.count)
    if current.isMapping { outer.keys.end(current.keys, in: tree) }
    let end = current.end
    current = parent
    current.end = max(current.end, end)
  }

  @inline(__always)
  private mutating func noteKey(_ node: Node, at index: Int) {
    if node.length == 2, tree.isMergeKey(NodeID(index)) {
      tree.nodes.insert(.hasMerge, at: Int(current.node))
    } else {
      outer.keys.add(node, at: index, to: &current.keys, in: tree)
    }
  }
}
