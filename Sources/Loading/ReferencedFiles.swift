import Files
package import Findings
import Platform
package import Schemas
import Synchronization
import Writing
import YAMLTree

/// The files that documents refer to and that are not inputs. They get numbers that depend on their paths
/// alone, so that nothing depends on the order in which they are found.
package final class ReferencedFiles: Sendable {
  private struct State {
    var paths: [UInt32: String] = [:]
    var inputs: [PathKey: FileID]?
    /// Inputs that other files refer to.
    var referencedInputs: Set<FileID> = []
    var roots: [Root]?
    var kept: [PathKey: Documents.LoadedFile] = [:]
    var keptSize = 0
  }

  /// The number of bytes up to which files are kept; more are read and parsed again for a comparison.
  private static let keptLimit = 64 << 20

  /// The paths of the inputs, in their order.
  let inputs: PathList
  /// The inputs that the call names.
  private let named: Set<FileID>
  /// The folders of the call's paths.
  private let folders: [String]
  /// Texts that replace files, by path.
  private let texts: [PathKey: [UInt8]]
  /// An older state that replaces all other files in its repository.
  private let base: BaseTree?
  private let limit: Int
  /// Whether what was read is kept for a comparison.
  private let keeps: Bool
  private let state = Mutex(State())

  /// - Parameters:
  ///   - folders: the folders of the call, and those of the files of the call.
  ///   - keeps: whether what was read is kept, with its tree, for a comparison.
  package init(
    inputs: InputList, folders: [String], texts: [PathKey: [UInt8]] = [:], base: BaseTree? = nil, limit: Int,
    keeps: Bool = false
  ) {
    self.inputs = inputs.paths
    named = Set(inputs.indices.lazy.filter { inputs[$0].isNamed }.map { FileID(UInt32($0)) })
    self.folders = folders
    self.texts = texts
    self.base = base
    self.limit = limit
    self.keeps = keeps
  }

  /// The paths of referenced files that are not inputs, by number.
  package var paths: [UInt32: String] { state.withLock { $0.paths } }

  /// The inputs that a search found and that no other file refers to.
  package var foundInputs: Set<PathKey> {
    let known = named.union(state.withLock { $0.referencedInputs })
    return Set(inputs.indices.lazy.filter { !known.contains(FileID(UInt32($0))) }.map { PathKey(self.inputs[$0]) })
  }

  /// A file's bytes, if it lies below the root of an input (`Root`). Links that lead out of it count as outside.
  package func load(_ path: String) -> Result<Documents.LoadedFile, ReferenceProblem> {
    state.withLock { if let own = input(path, &$0) { $0.referencedInputs.insert(own) } }
    if keeps, let known = state.withLock({ $0.kept[PathKey(path)] }) { return .success(known) }
    return content(path).map { bytes in
      let file = Documents.LoadedFile(path: path, file: number(of: path), bytes: bytes)
      return keeps ? kept(file) : file
    }
  }

  /// Keeps an input that holds schemas, so that a comparison need not read it again.
  func keep(_ tree: Tree, of path: String, number: FileID) {
    guard keeps else { return }
    kept(Documents.LoadedFile(path: path, file: number, bytes: tree.bytes)).kept?.tree = tree
  }

  /// A file with a place for its tree, kept while there is room.
  private func kept(_ file: Documents.LoadedFile) -> Documents.LoadedFile {
    var file = file
    file.kept = Documents.KeptTree()
    return state.withLock { [file] state in
      guard state.keptSize + file.bytes.count <= Self.keptLimit else { return file }
      state.keptSize += file.bytes.count
      state.kept[PathKey(file.path)] = file
      return file
    }
  }

  /// The bytes of an input as they were read, or of a file that inputs may refer to; nil if it cannot be read.
  func bytes(of path: String, isInput: Bool) -> [UInt8]? {
    if let text = texts[PathKey(path)] { return text }
    guard isInput else { return try? content(path).get() }
    return FileBytes.read(path, limit: limit)
  }

  private func content(_ path: String) -> Result<[UInt8], ReferenceProblem> {
    if !texts.isEmpty, let text = texts[PathKey(path)] ?? texts[PathKey(FilePaths.absolute(path))] {
      return .success(text)
    }
    if let base {
      switch base.state(at: path) {
      case .unchanged: break
      case .changed(let text): return .success(text)
      case .absent: return .failure(.missingFile(path))
      case .unavailable: return .failure(.failed(path, reason: LargeFile.reason))
      }
    }
    guard FilePaths.exists(path) || FilePaths.isHidden(path) else {
      return isOutside(FilePaths.parent(path) ?? ".") ? .failure(.outside) : .failure(.missingFile(path))
    }
    guard !isOutside(path) else { return .failure(.outside) }
    var bytes: [UInt8] = []
    switch FileBytes.read(path, into: &bytes, limit: limit) {
    case .ok:
      guard LargeFile(pointer: bytes) == nil else { return .failure(.failed(path, reason: LargeFile.reason)) }
      return .success(bytes)
    case .tooLarge: return .failure(.failed(path, reason: "it is larger than \(limit) bytes"))
    case .failed(let problem): return .failure(.failed(path, reason: problem.words))
    }
  }

  /// An existing file that a path may mean that does not exist: the path begins in a folder above or repeats one, the
  /// file lies in a folder beside, or one of its names is misspelt.
  package func near(_ path: String) -> String? {
    guard base == nil else { return nil }
    let parts = PathText.components(path)
    let start = PathText.isAbsolute(path) ? "/" : ""
    func joined(_ parts: some Sequence<String>, _ more: some Sequence<String>) -> String {
      start + (Array(parts) + Array(more)).joined(separator: "/")
    }
    guard !parts.isEmpty, parts.count <= 64, !isOutside(path) else { return nil }
    let known = (0..<parts.count).last { $0 == 0 || FilePaths.isFolder(joined(parts[..<$0], [])) } ?? 0
    let missing = parts[known...]
    func isFile(_ path: String) -> Bool {
      FilePaths.exists(path) && !FilePaths.isFolder(path) && !isOutside(path)
    }
    for level in (0...known).reversed() {
      for skipped in 0..<missing.count {
        let candidate = joined(parts[..<level], missing.dropFirst(skipped))
        if isFile(candidate) { return candidate }
      }
    }
    var names = entries(joined(parts[..<known], []))
    let neighbours = names.lazy.map { joined(parts[..<known], [$0, parts[parts.count - 1]]) }
    if let neighbour = neighbours.first(where: isFile) { return neighbour }
    var found = Array(parts[..<known])
    for part in missing {
      guard let next = names.contains(part) ? part : NearName.best(for: part, among: names) else { return nil }
      found.append(next)
      names = entries(joined(found, []))
    }
    return isFile(joined(found, [])) ? joined(found, []) : nil
  }

  /// The first names in a folder without hidden ones, sorted.
  private func entries(_ folder: String) -> [String] {
    let folder = folder.isEmpty ? "." : folder
    return isOutside(folder) ? [] : FilePaths.names(in: folder, limit: 2000)
  }

  private func isOutside(_ path: String) -> Bool {
    return !roots.contains { $0.contains(path) }
  }

  private var roots: [Root] {
    state.withLock { state in
      if let known = state.roots { return known }
      let found = Set(folders.map(PathKey.init)).sorted().compactMap { Root(of: $0.path) }
      state.roots = found
      return found
    }
  }

  func number(of path: String) -> FileID {
    state.withLock { state in input(path, &state) ?? Self.number(of: path, among: &state.paths) }
  }

  /// Whether a path is that of an input.
  func isInput(_ path: String) -> Bool { state.withLock { input(path, &$0) != nil } }

  private func input(_ path: String, _ state: inout State) -> FileID? {
    let known =
      state.inputs
      ?? Dictionary(inputs.enumerated().map { (PathKey($1), FileID(UInt32($0))) }) { first, _ in first }
    state.inputs = known
    return known[PathKey(path)]
  }

  /// A number in the upper half: a hash of the path, moved on in the rare case that another path has it. Reports are in
  /// the order of numbers, so it is the same in every process.
  package static func number(of path: String, among paths: inout [UInt32: String]) -> FileID {
    var hash = FNV128()
    hash.combine(path)
    var number = UInt32(truncatingIfNeeded: hash.low) | 1 << 31
    while let other = paths[number], PathKey(other) != PathKey(path) { number = number == .max ? 1 << 31 : number + 1 }
    paths[number] = path
    return FileID(number)
  }
}
