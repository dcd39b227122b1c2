package import Findings
package import YAMLTree

/// Why a reference leads nowhere.
package enum ReferenceProblem: Error, Hashable {
  /// It names a host; nothing is ever fetched.
  case remote
  /// The file lies outside the input's root.
  case outside
  case missingFile(String)
  /// The file is there, and is no YAML or JSON.
  case unreadable(String)
  /// The file cannot be opened; the reason in the system's words.
  case failed(String, reason: String)
  case missingTarget
  /// References that only lead to one another.
  case cycle

  /// A clause that fits after "`$ref` …".
  package var words: String {
    switch self {
    case .remote: "leads to the network, which is never asked"
    case .outside: "leads out of the folder that is linted"
    case .missingFile(let path): "names \(path), which is not there"
    case .unreadable(let path): "names \(path), which is neither YAML nor JSON"
    case .failed(let path, let reason): "names \(path), which cannot be read: \(reason)"
    case .missingTarget: "leads nowhere"
    case .cycle: "leads back to itself"
    }
  }
}

/// The files that documents refer to, each read once a worker.
package final class Documents {
  /// Gives the bytes of a file below the input's root.
  package typealias Loader = (_ path: String) -> Result<LoadedFile, ReferenceProblem>

  package struct LoadedFile {
    package var path: String
    package var file: FileID
    package var bytes: [UInt8]

    package init(path: String, file: FileID, bytes: [UInt8]) {
      self.path = path
      self.file = file
      self.bytes = bytes
    }
  }

  private let load: Loader
  private let limits: Limits
  private var documents: [PathKey: Result<Document, ReferenceProblem>] = [:]
  private var texts: [PathKey: Result<LoadedFile, ReferenceProblem>] = [:]

  package init(limits: Limits = Limits(), load: @escaping Loader) {
    self.limits = limits
    self.load = load
  }

  deinit {
    for case .success(let document) in documents.values { document.forgetReferences() }
  }

  /// Bytes of the files that were read so far.
  package private(set) var size = 0

  /// The file that a relative path means, seen from a document, as bytes: for schema languages that are not YAML.
  package func text(_ path: String, from base: Document) -> Result<LoadedFile, ReferenceProblem> {
    text(at: self.path(path, from: base))
  }

  /// A relative path, seen from a document, as paths are shown.
  package func path(_ path: String, from base: Document) -> String {
    Self.normalised(Self.joined(Self.folder(base.path), path))
  }

  /// The same for a path as files are shown.
  func text(at path: String) -> Result<LoadedFile, ReferenceProblem> {
    let path = Self.normalised(path)
    if let known = texts[PathKey(path)] { return known }
    let result = load(path)
    texts[PathKey(path)] = result
    return result
  }

  /// What a `$ref` stands for, followed to something that is no reference itself.
  package func resolve(_ reference: String, from base: Document) -> Result<DocumentNode, ReferenceProblem> {
    // A loop: documents may have chains of any length.
    var trail: [(document: Document, reference: String)] = []
    var (document, reference) = (base, reference)
    var result: Result<DocumentNode, ReferenceProblem>?
    while result == nil {
      if let known = document.references[reference] {
        result = known
        break
      }
      document.references[reference] = .failure(.cycle)
      trail.append((document, reference))
      switch target(reference, from: document) {
      case .failure(let problem): result = .failure(problem)
      case .success(let node):
        guard node.isMapping, let next = node["$ref"], next.isScalar else {
          result = .success(node)
          break
        }
        (document, reference) = (node.document, next.string)
      }
    }
    let found = result ?? .failure(.cycle)
    for step in trail { step.document.references[step.reference] = found }
    return found
  }

  /// The node itself, or what its `$ref` stands for.
  package func follow(_ node: DocumentNode) -> Result<DocumentNode, ReferenceProblem> {
    guard node.isMapping, let reference = node["$ref"], reference.isScalar else { return .success(node) }
    return resolve(reference.string, from: node.document)
  }

  /// What a reference names, which may itself be a reference.
  package func step(_ reference: String, from base: Document) -> DocumentNode? {
    try? target(reference, from: base).get()
  }

  private func target(_ reference: String, from base: Document) -> Result<DocumentNode, ReferenceProblem> {
    let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    let path = String(parts.first ?? "")
    let fragment = parts.count > 1 ? String(parts[1]) : ""
    if path.contains("://") || path.hasPrefix("//") || path.hasPrefix("urn:") || path.hasPrefix("data:") {
      return .failure(.remote)
    }
    let document: Document
    if path.isEmpty {
      document = base
    } else {
      switch self.document(path, from: base) {
      case .success(let found): document = found
      case .failure(let problem): return .failure(problem)
      }
    }
    guard let node = document.node(at: fragment) else { return .failure(.missingTarget) }
    return .success(DocumentNode(document, node))
  }

  private func document(_ path: String, from base: Document) -> Result<Document, ReferenceProblem> {
    let decoded = String(decoding: Document.percentDecoded(Array(path.utf8)), as: UTF8.self)
    let path = Self.normalised(Self.joined(Self.folder(base.path), decoded))
    if let known = documents[PathKey(path)] { return known }
    let result = load(path).flatMap { loaded -> Result<Document, ReferenceProblem> in
      size += loaded.bytes.count
      var tree = Tree()
      Parser(limits: limits).parse(loaded.bytes, into: &tree)
      guard !tree.isPartial, !tree.roots.isEmpty else { return .failure(.unreadable(path)) }
      return .success(Document(path: loaded.path, file: loaded.file, tree: tree))
    }
    documents[PathKey(path)] = result
    return result
  }

  // MARK: Paths

  package static func folder(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[..<$0]) } ?? ""
  }

  package static func joined(_ folder: String, _ path: String) -> String {
    path.hasPrefix("/") || folder.isEmpty ? path : folder + "/" + path
  }

  /// A path without `.` and inner `..`.
  package static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/", omittingEmptySubsequences: true) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (path.hasPrefix("/") ? "/" : "") + parts.joined(separator: "/")
  }
}
