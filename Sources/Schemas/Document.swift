package import Findings
package import YAMLTree

/// A file that was read as YAML or JSON, kept while others refer into it. Lookups in large mappings and resolved references
/// are remembered, so that a document whose parts share and nest references costs time linear in its size.
package final class Document {
  /// As it is shown, and as references from it are taken: relative to its folder.
  package let path: String
  package let file: FileID
  package let tree: Tree
  private var budget: MergeBudget
  private var indexes: [NodeID: [[UInt8]: Entry]] = [:]
  private var pointers: [String: NodeID] = [:]
  var references: [String: Result<DocumentNode, ReferenceProblem>] = [:]

  package init(path: String, file: FileID, tree: Tree) {
    self.path = path
    self.file = file
    self.tree = tree
    budget = MergeBudget(tree: tree)
  }

  /// Lets go of what its references were found to mean: they hold the document itself, and it would never be let go.
  package func forgetReferences() { references = [:] }

  package var root: DocumentNode? { tree.roots.first.map { DocumentNode(self, tree.resolved($0)) } }

  /// The pairs of a mapping; none of anything else.
  package func entries(_ id: NodeID) -> Entries { tree.entries(id, budget: &budget) }

  /// The pair of a key; in a large mapping through an index that is made once.
  package func entry(_ key: [UInt8], in mapping: NodeID) -> Entry? {
    let mapping = tree.resolved(mapping)
    let node = tree[mapping]
    guard node.kind == .mapping else { return nil }
    if node.length <= 32, !node.hasMerge {
      var iterator = entries(mapping)
      while let entry = iterator.next() {
        if tree.text(tree.resolved(entry.key)).elementsEqual(key) { return entry }
      }
      return nil
    }
    if let index = indexes[mapping] { return index[key] }
    var index: [[UInt8]: Entry] = [:]
    for entry in entries(mapping) {
      let word = Array(tree.text(tree.resolved(entry.key)))
      if index[word] == nil { index[word] = entry }
    }
    indexes[mapping] = index
    return index[key]
  }

  /// The node a JSON Pointer (RFC 6901) leads to from the root; `~0`, `~1` and `%xx` stand for what they say.
  func node(at pointer: String) -> NodeID? {
    if let known = pointers[pointer] { return known.index < 0 ? nil : known }
    let found = walk(pointer)
    pointers[pointer] = found ?? NodeID(-1)
    return found
  }

  private func walk(_ pointer: String) -> NodeID? {
    guard var node = tree.roots.first.map(tree.resolved) else { return nil }
    guard !pointer.isEmpty else { return node }
    guard pointer.utf8.first == UInt8(ascii: "/") else { return nil }
    for token in pointer.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard let next = child(Array(token), of: node) else { return nil }
      node = next
    }
    return node
  }

  /// Where one token of a JSON Pointer leads.
  func child(_ token: [UInt8], of node: NodeID) -> NodeID? {
    let word = Self.unescaped(token)
    switch tree[node].kind {
    case .mapping:
      return entry(word, in: node).map { tree.resolved($0.value) }
    case .sequence:
      guard let index = Int(String(decoding: word, as: UTF8.self)), index >= 0 else { return nil }
      return tree.children(node).dropFirst(index).first { _ in true }.map(tree.resolved)
    case .scalar, .alias:
      return nil
    }
  }

  /// A token of a JSON Pointer as the key it stands for.
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

/// A node with the document it belongs to.
package struct DocumentNode: Hashable {
  package let document: Document
  package let id: NodeID

  package init(_ document: Document, _ id: NodeID) {
    self.document = document
    self.id = id
  }

  package static func == (left: DocumentNode, right: DocumentNode) -> Bool {
    left.id == right.id && left.document === right.document
  }

  package func hash(into hasher: inout Hasher) {
    hasher.combine(ObjectIdentifier(document))
    hasher.combine(id)
  }

  package var tree: Tree { document.tree }
  package var kind: Node.Kind { tree[id].kind }
  package var place: Place { tree.place(id, in: document.file) }
  /// A scalar's text; empty for everything else.
  package var string: String { tree.string(id) }
  package var isNull: Bool { tree.isNull(id) }
  package var isMapping: Bool { kind == .mapping }
  package var isSequence: Bool { kind == .sequence }
  package var isScalar: Bool { kind == .scalar }
  package var boolean: Bool? { tree.boolean(id) }
  package var integer: Int? { tree.integer(id) }

  /// The value of a key, aliases resolved.
  package subscript(_ key: String) -> DocumentNode? {
    document.entry(Array(key.utf8), in: id).map { DocumentNode(document, document.tree.resolved($0.value)) }
  }

  /// The text of a key's value when that is a scalar which is not empty.
  package func word(_ key: String) -> String? {
    guard let value = self[key], value.isScalar, !value.isNull else { return nil }
    let text = value.string
    return text.isEmpty ? nil : text
  }

  /// The place of a key, for findings about what it holds.
  package func place(ofKey key: String) -> Place? {
    document.entry(Array(key.utf8), in: id).map { tree.place(document.tree.resolved($0.key), in: document.file) }
  }

  /// A mapping's pairs, with keys as text.
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

  package struct Member {
    package let key: String
    package let keyPlace: Place
    package let value: DocumentNode
  }

  /// A list's items; none of anything else.
  package var items: [DocumentNode] {
    isSequence ? tree.children(id).map { DocumentNode(document, tree.resolved($0)) } : []
  }
}
