package import Findings
package import YAMLTree

/// A YAML or JSON file that other documents may refer into.
///
/// Lookups in large mappings and resolved references are cached, so that a document with shared and nested references
/// costs time linear in its size.
package final class Document {
  /// The path as shown in reports; references in the document are relative to its folder.
  package let path: String
  /// The file that places in the document belong to.
  package let file: FileID
  /// The parsed content.
  package let tree: Tree
  /// The position of its root among the documents of a YAML stream.
  let position: Int
  private var budget: MergeBudget
  private var indexes: [NodeID: [[UInt8]: Entry]] = [:]
  private var pointers: [String: NodeID] = [:]
  /// Resolved references by their text; `.cycle` while one is being resolved.
  var references: [String: Result<DocumentNode, ReferenceProblem>] = [:]

  /// The schemas with identifiers, found when the first one is asked for.
  var knownIdentifiers: [String: NodeID]?

  /// The types of an Avro file, found when the first one is asked for.
  var avroTypes: AvroTypes?

  /// A document over a parsed tree; indexes are built on first use. `position` counts the documents of a YAML stream.
  package init(path: String, file: FileID, tree: Tree, position: Int = 0) {
    self.path = path
    self.file = file
    self.tree = tree
    self.position = position
    budget = MergeBudget(tree: tree)
  }

  /// Clears the cache of resolved references, which would otherwise keep the document alive through a reference cycle.
  package func forgetReferences() { references = [:] }

  /// The root node; nil if the file is empty.
  package var root: DocumentNode? {
    position < tree.roots.count ? DocumentNode(self, tree.resolved(tree.roots[position])) : nil
  }

  /// The node of a number, alias resolved; nil if the tree is smaller.
  package func node(number: Int) -> DocumentNode? {
    number >= 0 && number < tree.nodes.count ? DocumentNode(self, tree.resolved(NodeID(number))) : nil
  }

  /// Whether bytes of the file belong to this document, and to no other one of its stream.
  package func contains(start: UInt32, end: UInt32) -> Bool {
    guard tree.roots.count > 1, let root else { return true }
    return root.place.start <= start && end <= root.place.end
  }

  /// The entries of a mapping with merge keys resolved; none for other nodes.
  package func entries(_ id: NodeID) -> Entries { tree.entries(id, budget: &budget) }

  /// The entry of a key; nil if the node is not a mapping or lacks the key. Linear up to 16 keys, by an index above.
  func entry(_ key: String, in mapping: NodeID) -> Entry? {
    var key = key
    return key.withUTF8 { entry($0, in: mapping) }
  }

  private func entry(_ key: UnsafeBufferPointer<UInt8>, in mapping: NodeID) -> Entry? {
    let mapping = tree.resolved(mapping)
    let node = tree[mapping]
    guard node.kind == .mapping else { return nil }
    if node.length <= 32, !node.hasMerge { return tree.entry(of: key, in: mapping) }
    let key = Array(key)
    if let index = indexes[mapping] { return index[key] }
    var index: [[UInt8]: Entry] = [:]
    for entry in entries(mapping) {
      let word = Array(tree.text(tree.resolved(entry.key)))
      if index[word] == nil { index[word] = entry }
    }
    indexes[mapping] = index
    return index[key]
  }

  /// The node that a JSON Pointer (RFC 6901) identifies, starting at the root; `~0`, `~1` and `%xx` are decoded.
  func node(at pointer: String) -> NodeID? {
    if let known = pointers[pointer] { return known.index < 0 ? nil : known }
    let found = walk(pointer)
    pointers[pointer] = found ?? NodeID(-1)
    return found
  }

  private func walk(_ pointer: String) -> NodeID? {
    guard var node = root?.id else { return nil }
    guard !pointer.isEmpty else { return node }
    guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
    for token in pointer.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let next = child(Array(token), of: node) else { return nil }
      node = next
    }
    return node
  }

  /// The child of a node that one token of a JSON Pointer identifies.
  func child(_ token: [UInt8], of node: NodeID) -> NodeID? {
    let word = Self.unescaped(token)
    switch tree[node].kind {
    case .mapping:
      return word.withUnsafeBufferPointer { entry($0, in: node) }.map { tree.resolved($0.value) }
    case .sequence:
      guard let index = Int(String(decoding: word, as: UTF8.self)), index >= 0 else { return nil }
      return tree.children(node).dropFirst(index).first { _ in true }.map(tree.resolved)
    case .scalar, .alias, .tagged:
      return nil
    }
  }

  /// The key that a token of a JSON Pointer encodes.
  package static func unescaped(_ token: [UInt8]) -> [UInt8] {
    let token = percentDecoded(token)
    guard token.contains(UInt8(ascii: "~")) else { return token }
    var result: [UInt8] = []
    var index = 0
    while index < token.count {
      if token[index] == UInt8(ascii: "~"), index + 1 < token.count,
        token[index + 1] == 0x30 || token[index + 1] == 0x31
      {
        result.append(token[index + 1] == 0x30 ? UInt8(ascii: "~") : UInt8(ascii: "/"))
        index += 2
      } else {
        result.append(token[index])
        index += 1
      }
    }
    return result
  }

  /// Bytes with `%xx` decoded; malformed escapes stay as they are.
  static func percentDecoded(_ text: [UInt8]) -> [UInt8] {
    guard text.contains(UInt8(ascii: "%")) else { return text }
    var result: [UInt8] = []
    var index = 0
    while index < text.count {
      if text[index] == UInt8(ascii: "%"), index + 2 < text.count,
        let value = UInt8(String(decoding: text[index + 1...index + 2], as: UTF8.self), radix: 16)
      {
        result.append(value)
        index += 3
      } else {
        result.append(text[index])
        index += 1
      }
    }
    return result
  }
}

/// A node together with its document. Equality is identity of both.
package struct DocumentNode: Hashable {
  /// The document that contains the node.
  package let document: Document
  /// The index of the node in the tree of the document.
  package let id: NodeID

  /// - Parameter id: the index of a node that is not an alias; see `Tree.resolved`.
  package init(_ document: Document, _ id: NodeID) {
    self.document = document
    self.id = id
  }

  /// Whether both are the same node of the same document instance.
  package static func == (left: DocumentNode, right: DocumentNode) -> Bool {
    left.id == right.id && left.document === right.document
  }

  /// Hashes the identity of the document and the node index.
  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(document))
    hasher.combine(id)
  }

  /// The tree of the document.
  package var tree: Tree { document.tree }
  /// The kind of the node: scalar, sequence or mapping.
  package var kind: Node.Kind { tree[id].kind }
  /// The byte range of the node in its file.
  package var place: Place { tree.place(id, in: document.file) }
  /// The text of a scalar; empty for other nodes.
  package var string: String { tree.string(id) }
  /// Whether the node is an empty or `null` scalar.
  package var isNull: Bool { tree.isNull(id) }
  /// Whether the node is a mapping.
  package var isMapping: Bool { kind == .mapping }
  /// Whether the node is a sequence.
  package var isSequence: Bool { kind == .sequence }
  /// Whether the node is a scalar.
  package var isScalar: Bool { kind == .scalar }
  /// The value of a plain `true` or `false`; nil for other nodes.
  package var boolean: Bool? { tree.boolean(id) }
  /// The value of an integer that fits `Int`; nil for other nodes.
  package var integer: Int? { tree.integer(id) }

  /// The value of a key, aliases resolved; nil if the node is not a mapping or lacks the key.
  package subscript(_ key: String) -> DocumentNode? {
    document.entry(key, in: id).map { DocumentNode(document, document.tree.resolved($0.value)) }
  }

  /// The text of a key's value; nil if it is absent, empty, null or not a scalar.
  package func word(_ key: String) -> String? {
    guard let value = self[key], value.isScalar, !value.isNull else { return nil }
    let text = value.string
    return text.isEmpty ? nil : text
  }

  /// The place of a key, for findings about its value.
  package func place(ofKey key: String) -> Place? {
    document.entry(key, in: id).map { tree.place(document.tree.resolved($0.key), in: document.file) }
  }

  /// The entries of a mapping in order, aliases and merge keys resolved; none for other nodes.
  package var members: [Member] {
    var result: [Member] = []
    for entry in document.entries(id) {
      let key = tree.resolved(entry.key)
      result.append(
        Member(
          key: tree.string(key), keyPlace: tree.place(key, in: document.file),
          value: DocumentNode(document, tree.resolved(entry.value))))
    }
    return result
  }

  /// An entry of a mapping with its key as text.
  package struct Member {
    /// The text of the key; empty if the key is a collection.
    package let key: String
    /// The place of the key.
    package let keyPlace: Place
    /// The value, aliases resolved.
    package let value: DocumentNode
  }

  /// The items of a sequence, aliases resolved; none for other nodes.
  package var items: [DocumentNode] {
    isSequence ? tree.children(id).map { DocumentNode(document, tree.resolved($0)) } : []
  }
}
