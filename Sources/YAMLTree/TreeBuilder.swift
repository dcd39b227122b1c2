/// A builder of trees from parser events, independent of libyaml.
struct TreeBuilder {
  var tree: Tree
  private let maximumNodes: Int
  private let limits: Limits
  private var open: [OpenCollection] = []
  private var anchors: [[UInt8]: Int] = [:]
  private var aliasCount = 0
  private var duplicates = DuplicateKeys()
  private(set) var hasStopped = false

  private struct OpenCollection {
    var node: Int
    var lastChild: Int
    var count: UInt32
  }

  init(tree: Tree, limits: Limits) {
    self.tree = tree
    self.limits = limits
    maximumNodes = limits.nodes(ofFile: tree.bytes.count)
    // Growing by doubling would need the old and the new array at once; reserved but unused memory costs nothing.
    if tree.bytes.count > 1 << 20 { self.tree.nodes.reserveCapacity(min(maximumNodes, tree.bytes.count / 4)) }
  }

  /// Appends a scalar.
  ///
  /// - Parameter slice: the offset of the text in the file, if the file contains it unchanged; nil copies it to the
  ///   arena.
  mutating func appendScalar(
    _ value: UnsafeBufferPointer<UInt8>, sliceAt slice: Int?, flags: Node.Flags, start: Int, end: Int, anchor: [UInt8]?,
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
        length: UInt32(value.count), next: -1),
      anchor: anchor)
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
        kind: .alias, flags: [], start: UInt32(start), end: UInt32(end), payload: UInt32(target), length: 0, next: -1),
      anchor: nil)
  }

  /// Starts a collection.
  mutating func open(_ kind: Node.Kind, isFlow: Bool, start: Int, anchor: [UInt8]?, isTagged: Bool = false) {
    guard open.count < limits.depth else {
      return stop(.limit, "more than \(limits.depth) collections inside one another", start: start, end: start + 1)
    }
    let index = tree.nodes.count
    append(
      Node(
        kind: isTagged ? .tagged : kind, flags: isFlow ? .flow : [], start: UInt32(start), end: UInt32(start),
        payload: 0, length: 0,
        next: -1),
      anchor: anchor)
    guard !hasStopped else { return }
    open.append(OpenCollection(node: index, lastChild: -1, count: 0))
  }

  /// Ends the innermost collection.
  mutating func close(end: Int) {
    guard let collection = open.popLast() else { return }
    finish(collection, end: tree.nodes[collection.node].flags.contains(.flow) ? UInt32(end) : nil)
  }

  /// Stops with a problem; the tree keeps the nodes so far.
  mutating func fail(_ problem: YAMLProblem) {
    hasStopped = true
    tree.isPartial = true
    tree.problems.append(problem)
  }

  /// Ends all open collections and records duplicate keys.
  mutating func finish() {
    while let collection = open.popLast() { finish(collection, end: nil) }
    duplicates.note(in: &tree, limit: limits.problems)
  }

  private mutating func stop(_ kind: YAMLProblem.Kind, _ message: String, start: Int, end: Int) {
    fail(YAMLProblem(kind: kind, message: message, start: UInt32(start), end: UInt32(min(end, tree.bytes.count))))
  }

  @inline(__always)
  private mutating func append(_ node: Node, anchor: [UInt8]?) {
    let index = tree.nodes.count
    guard index < maximumNodes else {
      return stop(
        .limit, "the file has more than \(maximumNodes) nodes", start: Int(node.start), end: Int(node.start) + 1)
    }
    tree.nodes.append(node)
    if node.kind == .tagged { tree.tagged.append(NodeID(index)) }
    if let anchor { anchors[anchor] = index }
    let parent = open.count - 1
    guard parent >= 0 else {
      tree.roots.append(NodeID(index))
      return
    }
    if open[parent].lastChild >= 0 { tree.nodes[open[parent].lastChild].next = Int32(truncatingIfNeeded: index) }
    open[parent].lastChild = index
    open[parent].count += 1
  }

  private mutating func finish(_ collection: OpenCollection, end: UInt32?) {
    let index = collection.node
    tree.nodes[index].length = collection.count
    // The end mark of a block collection is the start of the next token, after empty lines and comments.
    let lastEnd = collection.lastChild >= 0 ? tree.nodes[collection.lastChild].end : tree.nodes[index].end
    tree.nodes[index].end = end ?? max(lastEnd, tree.nodes[index].start)
    guard tree.nodes[index].kind == .mapping else { return }
    duplicates.check(mapping: index, in: &tree)
  }
}
