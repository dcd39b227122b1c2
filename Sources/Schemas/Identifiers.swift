import YAMLTree

/// References to schemas by their identifiers: `$id` (`id` in draft-04), `$anchor` and `$dynamicAnchor`.
///
/// An identifier with a host is a name and no address: it is sought in the document itself, in the documents read so
/// far, and in the file that lies where the identifier says, as seen from the document's own one.
extension Documents {
  /// The schema that the part of a reference before `#` identifies; nil if nothing has that identifier.
  func identified(_ path: String, from base: Document) -> DocumentNode? {
    guard let own = base.identifier ?? (base.hasIdentifiers ? "" : nil) else { return nil }
    let uri = URIText.resolved(path, against: own)
    if let node = base.identified(by: uri) ?? base.identified(by: path) { return DocumentNode(base, node) }
    guard !own.isEmpty, let file = file(of: uri, beside: own) else { return nil }
    // Identifiers often leave out how the file's name ends.
    for ending in ["", ".json", ".schema.json", ".yaml", ".yml"] {
      guard case .success(let document) = document(file + ending, from: base), let root = document.root else {
        continue
      }
      let isSame = document.identifier.map { $0 == uri || $0 == uri + ending } ?? !ending.isEmpty
      if isSame { return root }
    }
    return nil
  }

  /// The node of a resource that a fragment identifies.
  func within(_ resource: DocumentNode, _ fragment: String) -> Result<DocumentNode, ReferenceProblem> {
    guard !fragment.isEmpty else { return .success(resource) }
    var node = resource
    guard fragment.hasPrefix("/") else {
      let found = node.document.identified(by: "#" + fragment)
      return found.map { .success(DocumentNode(node.document, $0)) } ?? .failure(.missingTarget)
    }
    for token in fragment.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
      switch child(Array(token), of: node) {
      case .success(let next): node = next
      case .failure(let problem): return .failure(problem)
      }
    }
    return .success(node)
  }

  /// The path of the file that an identifier means, relative to the folder of the document with another identifier;
  /// nil if they have different hosts.
  private func file(of uri: String, beside own: String) -> String? {
    guard let host = Self.host(own) else { return Self.isRemote(uri) ? nil : uri }
    guard Self.host(uri) == host else { return nil }
    return Self.relative(String(uri.dropFirst(host.count)), to: Self.folder(String(own.dropFirst(host.count))))
  }

  /// The scheme and authority of an identifier; nil without them.
  private static func host(_ uri: String) -> Substring? {
    guard let scheme = uri.firstRange(of: "://") else { return nil }
    return uri[..<(uri[scheme.upperBound...].firstIndex(of: "/") ?? uri.endIndex)]
  }
}

extension Document {
  /// The identifier of the whole document; nil without one.
  var identifier: String? {
    guard let root, root.isMapping, let text = root.word("$id") ?? oldIdentifier, !text.hasPrefix("#") else {
      return nil
    }
    return text.hasSuffix("#") ? String(text.dropLast()) : text
  }

  /// The `id` of a draft-04 schema; in other documents, the key means something else.
  private var oldIdentifier: String? {
    root?.word("$schema")?.contains("draft-04") == true ? root?.word("id") : nil
  }

  /// Whether a schema in the document has an identifier.
  var hasIdentifiers: Bool { !identifiers.isEmpty }

  /// The schema with an identifier: a whole one, or an anchor with its `#`.
  func identified(by text: String) -> NodeID? { identifiers[text] }

  /// All schemas with identifiers, by one pass over the nodes when the first is asked for.
  private var identifiers: [String: NodeID] {
    if let known = knownIdentifiers { return known }
    var result: [String: NodeID] = [:]
    let own = identifier ?? ""
    for (index, node) in tree.nodes.enumerated() where node.kind == .mapping {
      let id = NodeID(index)
      for entry in tree.identifyingEntries(id) {
        let text = tree.string(tree.resolved(entry.value))
        guard !text.isEmpty, tree[tree.resolved(entry.value)].kind == .scalar else { continue }
        let name =
          entry.isAnchor || text.hasPrefix("#")
          ? (entry.isAnchor ? "#" + text : text)
          : URIText.resolved(text.hasSuffix("#") ? String(text.dropLast()) : text, against: own)
        if result[name] == nil { result[name] = id }
      }
    }
    knownIdentifiers = result
    return result
  }
}

extension Tree {
  /// The entries of a mapping that identify it as a schema.
  fileprivate func identifyingEntries(_ id: NodeID) -> [(value: NodeID, isAnchor: Bool)] {
    var result: [(NodeID, Bool)] = []
    var children = children(id)
    while let key = children.next(), let value = children.next() {
      let length = self[key].length
      guard self[key].kind == .scalar, length == 3 || length == 7 || length == 14 else { continue }
      if matches(key, "$id") { result.append((value, false)) }
      if matches(key, "$anchor") || matches(key, "$dynamicAnchor") { result.append((value, true)) }
    }
    return result
  }
}
