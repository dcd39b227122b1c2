package import Findings
import Synchronization
import Writing
package import YAMLTree

/// The reason why a reference cannot be resolved.
package enum ReferenceProblem: Error, Hashable {
  /// The reference names a host; eventlint never accesses the network.
  case remote
  /// The file is outside the linted folder.
  case outside
  /// The file does not exist.
  case missingFile(String)
  /// The file is neither YAML nor JSON.
  case unreadable(String)
  /// The file cannot be opened; `reason` is the operating system's error message.
  case failed(String, reason: String)
  /// The file has no node at the given pointer.
  case missingTarget
  /// The reference resolves only to further references that form a cycle.
  case cycle
  /// The reference leads through more references inside each other than are followed.
  case tooDeep
  /// A `.proto` file does not define the message that the reference names; it defines `candidates`.
  case missingMessage(String, candidates: [String])
  /// A `.proto` file defines several messages, and the reference names none of them.
  case severalMessages(String, candidates: [String])

  /// A predicate that fits after "`$ref`", such as "does not resolve".
  package var words: String {
    switch self {
    case .remote: "leads to the network, which eventlint never accesses"
    case .outside: "leads outside the linted folder"
    case .missingFile(let path): "names \(path), which does not exist"
    case .unreadable(let path): "names \(path), which is neither YAML nor JSON"
    case .failed(let path, let reason): "names \(path), which cannot be read: \(reason)"
    case .missingTarget: "does not resolve"
    case .cycle: "is circular"
    case .tooDeep: "leads through more than \(Documents.maximumDepth) references inside each other"
    case .missingMessage(let path, _): "names a message that \(path) does not define"
    case .severalMessages(let path, let candidates):
      "names \(path), which defines \(candidates.count) messages, without naming one of them"
    }
  }

  /// Whether the predicate names a file.
  package var namesFile: Bool {
    switch self {
    case .missingFile, .unreadable, .failed, .severalMessages: true
    case .remote, .outside, .missingTarget, .cycle, .tooDeep, .missingMessage: false
    }
  }
}

/// A cache of the files that documents refer to; each worker reads a file once.
package final class Documents {
  /// A function that reads a file below the root of the input.
  package typealias Loader = (_ path: String) -> Result<LoadedFile, ReferenceProblem>

  /// A file with its content.
  package struct LoadedFile {
    /// The path as shown in reports.
    package var path: String
    /// The file that places in the content belong to.
    package var file: FileID
    /// The content as read from disk.
    package var bytes: [UInt8]
    /// Where its tree is kept for others who read the file; nil if it is parsed for one reader only.
    package var kept: KeptTree?

    /// A file that a loader has read.
    package init(path: String, file: FileID, bytes: [UInt8]) {
      self.path = path
      self.file = file
      self.bytes = bytes
    }
  }

  /// The tree of a file that several readers need, each in its own thread.
  package final class KeptTree: Sendable {
    private let held = Mutex<Tree?>(nil)

    /// A place for the tree of a file that is not parsed yet.
    package init() {}

    /// The tree; nil as long as it is not parsed. Two readers at the same time may both parse it, to the same tree.
    package var tree: Tree? {
      get { held.withLock { $0 } }
      set { held.withLock { $0 = newValue } }
    }
  }

  /// The number of references that may lead through each other, each resolved on the way of the one before.
  static let maximumDepth = 64

  /// An existing file that a path may mean: a misspelt name, or a folder too many.
  package typealias NearFile = (_ path: String) -> String?

  private let load: Loader
  private let nearFile: NearFile
  private let limits: Limits
  private var depth = 0
  private var documents: [PathKey: Result<Document, ReferenceProblem>] = [:]
  private var texts: [PathKey: Result<LoadedFile, ReferenceProblem>] = [:]

  /// - Parameters:
  ///   - limits: the limits for parsing referenced files.
  ///   - near: the file that is suggested for one that does not exist; called for findings only.
  ///   - load: reads a file; called once for each normalised path.
  package init(limits: Limits = Limits(), near: @escaping NearFile = { _ in nil }, load: @escaping Loader) {
    self.limits = limits
    nearFile = near
    self.load = load
  }

  deinit {
    for case .success(let document) in documents.values { document.forgetReferences() }
  }

  /// The total size of the files read so far, in bytes.
  package private(set) var size = 0

  /// The content of a file given by a path relative to a document, for schema languages other than YAML.
  package func text(_ path: String, from base: Document) -> Result<LoadedFile, ReferenceProblem> {
    text(at: self.path(path, from: base))
  }

  /// A path relative to a document, as a path shown in reports.
  package func path(_ path: String, from base: Document) -> String {
    Self.normalised(Self.joined(Self.folder(base.path), path))
  }

  /// The content of a file given by a path as shown in reports.
  package func text(at path: String) -> Result<LoadedFile, ReferenceProblem> {
    let path = Self.normalised(path)
    if let known = texts[PathKey(path)] { return known }
    let result = load(path)
    texts[PathKey(path)] = result
    return result
  }

  /// The target of a `$ref`, followed through further references. One to a message of a `.proto` file, which has no
  /// nodes, is itself the target.
  package func resolve(_ reference: String, from base: Document) -> Result<DocumentNode, ReferenceProblem> {
    // A loop instead of recursion: chains of references may have any length.
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
        guard node.isMapping, let next = node["$ref"], next.isScalar, !PayloadReader.isProtobuf(next.string) else {
          result = .success(node)
          break
        }
        (document, reference) = (node.document, next.string)
      }
    }
    let found = result ?? .failure(.cycle)
    // What is too deep on the way of another reference need not be by itself.
    let stored = found == .failure(.tooDeep) && depth > 0 ? nil : found
    for step in trail { step.document.references[step.reference] = stored }
    return found
  }

  /// The node itself, or the target of its `$ref`.
  package func follow(_ node: DocumentNode) -> Result<DocumentNode, ReferenceProblem> {
    guard node.isMapping, let reference = node["$ref"], reference.isScalar,
      !PayloadReader.isProtobuf(reference.string)
    else { return .success(node) }
    return resolve(reference.string, from: node.document)
  }

  /// The direct target of a reference, which may itself be a reference; nil if it cannot be resolved.
  package func step(_ reference: String, from base: Document) -> DocumentNode? {
    try? target(reference, from: base).get()
  }

  private func target(_ reference: String, from base: Document) -> Result<DocumentNode, ReferenceProblem> {
    let hash = reference.utf8.firstIndex(of: UInt8(ascii: "#"))
    var path = String(reference[..<(hash ?? reference.endIndex)])
    let fragment = hash.map { String(reference[reference.utf8.index(after: $0)...]) } ?? ""
    if !path.isEmpty, let resource = identified(path, from: base) { return within(resource, fragment) }
    if path.hasPrefix("file://"), !path.hasPrefix("file:///") { path.removeFirst("file://".utf8.count) }
    if Self.isRemote(path) { return .failure(.remote) }
    let document: Document
    // A document that names its own file means itself, also where the file holds several documents.
    if path.isEmpty || base.root != nil && place(path, from: base) == base.path {
      document = base
    } else {
      switch self.document(path, from: base) {
      case .success(let found): document = found
      case .failure(let problem): return .failure(problem)
      }
    }
    if let node = document.node(at: fragment) { return .success(DocumentNode(document, node)) }
    if let type = document.avroType(named: fragment) { return .success(type.node) }
    if let node = document.identified(by: "#" + fragment) { return .success(DocumentNode(document, node)) }
    return walk(fragment, of: document)
  }

  /// Whether the file of a reference is one of another host.
  static func isRemote(_ path: String) -> Bool {
    path.contains(ascii: "://") || path.hasPrefix("//") || path.hasPrefix("urn:") || path.hasPrefix("data:")
  }

  /// The node that a JSON Pointer identifies when it goes on through references on its way: in
  /// `#/channels/placed/messages/OrderPlaced`, the channel may be a reference to a component or to another file.
  private func walk(_ pointer: String, of document: Document) -> Result<DocumentNode, ReferenceProblem> {
    guard pointer.utf8.first == PathText.slash, var node = document.root else { return .failure(.missingTarget) }
    for token in pointer.utf8.dropFirst().split(separator: PathText.slash, omittingEmptySubsequences: false) {
      switch child(Array(token), of: node) {
      case .success(let next): node = next
      case .failure(let problem): return .failure(problem)
      }
    }
    return .success(node)
  }

  /// The child of a node, or of the target of its reference.
  func child(_ token: [UInt8], of node: DocumentNode) -> Result<DocumentNode, ReferenceProblem> {
    // Beside a reference, a key of its own counts first.
    if let own = node.document.child(token, of: node.id) { return .success(DocumentNode(node.document, own)) }
    guard node.isMapping, let reference = node["$ref"], reference.isScalar else { return .failure(.missingTarget) }
    guard depth < Self.maximumDepth else { return .failure(.tooDeep) }
    depth += 1
    defer { depth -= 1 }
    return resolve(reference.string, from: node.document).flatMap { target in
      guard let next = target.document.child(token, of: target.id) else { return .failure(.missingTarget) }
      return .success(DocumentNode(target.document, next))
    }
  }

  /// The path of a file that a reference names with percent-encoding.
  private func place(_ path: String, from base: Document) -> String {
    self.path(String(decoding: Document.percentDecoded(Array(path.utf8)), as: UTF8.self), from: base)
  }

  /// The YAML or JSON file of a path relative to a document.
  func document(_ path: String, from base: Document) -> Result<Document, ReferenceProblem> {
    document(at: place(path, from: base))
  }

  /// The YAML or JSON file of a path as shown in reports.
  ///
  /// - Parameter position: the number of the document in a YAML stream.
  package func document(at path: String, position: Int = 0) -> Result<Document, ReferenceProblem> {
    let key = PathKey(position == 0 ? path : "\(path)\u{0}\(position)")
    if let known = documents[key] { return known }
    let result =
      position == 0
      ? parsed(path)
      : document(at: path).map { Document(path: $0.path, file: $0.file, tree: $0.tree, position: position) }
    documents[key] = result
    return result
  }

  private func parsed(_ path: String) -> Result<Document, ReferenceProblem> {
    load(path).flatMap { loaded in
      size += loaded.bytes.count
      var tree = loaded.kept?.tree ?? Tree()
      if tree.roots.isEmpty {
        Parser(limits: limits).parse(loaded.bytes, into: &tree)
        loaded.kept?.tree = tree
      }
      guard !tree.isPartial, !tree.roots.isEmpty else { return .failure(.unreadable(path)) }
      return .success(Document(path: loaded.path, file: loaded.file, tree: tree))
    }
  }

  /// An existing file near one that does not exist, as a path relative to the folder of a document.
  func nearFile(_ path: String, from base: Document) -> String? {
    nearFile(path).map { Self.relative($0, to: Self.folder(base.path)) }
  }

  // MARK: Paths

  /// A path as seen from a folder, with `..` for each level above.
  static func relative(_ path: String, to folder: String) -> String {
    let (from, to) = (PathText.components(folder), PathText.components(path))
    let shared = zip(from, to).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    return (Array(repeating: "..", count: from.count - shared) + to[shared...]).joined(separator: "/")
  }

  /// The path up to the last slash; empty without one.
  package static func folder(_ path: String) -> String {
    path.utf8.lastIndex(of: PathText.slash).map { String(decoding: path.utf8[..<$0], as: UTF8.self) } ?? ""
  }

  /// A path relative to a folder; an absolute path stays as it is.
  package static func joined(_ folder: String, _ path: String) -> String {
    PathText.isAbsolute(path) || folder.isEmpty ? path : folder + "/" + path
  }

  /// A path without `.` and without `..` where a preceding segment can absorb it.
  package static func normalised(_ path: String) -> String {
    var parts: [String] = []
    for part in PathText.components(path) where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    return (PathText.isAbsolute(path) ? "/" : "") + parts.joined(separator: "/")
  }
}
