import Findings
import Schemas
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The files that documents refer to and that were not asked for themselves. They get numbers that depend on their paths
/// alone, so that nothing depends on who meets them first.
final class ReferencedFiles: Sendable {
  private struct State {
    var paths: [UInt32: String] = [:]
    var inputs: [String: FileID]?
    var roots: [String]?
  }

  private let inputs: [Input]
  /// Where the call says to look.
  private let folders: [String]
  /// What stands for the files of these paths.
  private let texts: [String: [UInt8]]
  private let limit: Int
  private let state = Mutex(State())

  /// - Parameter folders: the folders that were named, and those of the files that were.
  init(inputs: [Input], folders: [String], texts: [String: [UInt8]] = [:], limit: Int) {
    self.inputs = inputs
    self.folders = folders
    self.texts = texts
    self.limit = limit
  }

  /// Paths by number, of those that are no inputs.
  var paths: [UInt32: String] { state.withLock { $0.paths } }

  /// A file's bytes, if it lies below the input's root: the nearest folder upwards that is a repository or has a
  /// configuration, else the input's own folder. Links that lead out of it count as outside.
  func load(_ path: String) -> Result<Documents.LoadedFile, ReferenceProblem> {
    if !texts.isEmpty, let text = texts[path] ?? texts[FilePaths.absolute(path)] { return .success(.init(path: path, file: number(of: path), bytes: text)) }
    guard FilePaths.exists(path) else { return isOutside(FilePaths.parent(path) ?? ".") ? .failure(.outside) : .failure(.missingFile(path)) }
    guard !isOutside(path) else { return .failure(.outside) }
    var bytes: [UInt8] = []
    switch FileBytes.read(path, into: &bytes, limit: limit) {
    case .ok: return .success(.init(path: path, file: number(of: path), bytes: bytes))
    case .tooLarge, .unreadable: return .failure(.unreadable(path))
    }
  }

  private func isOutside(_ path: String) -> Bool {
    guard let real = FilePaths.real(path) else { return true }
    return !roots.contains { FilePaths.isBelow(real, $0) }
  }

  private var roots: [String] {
    state.withLock { state in
      if let known = state.roots { return known }
      let found = Set(folders.compactMap(Self.root)).sorted()
      state.roots = found
      return found
    }
  }

  private static func root(of folder: String) -> String? {
    guard let own = FilePaths.real(folder) else { return nil }
    let marks = [".git"] + Configuration.names
    let marked = FilePaths.upwards(from: own).first { folder in marks.contains { FilePaths.exists(FilePaths.joined(folder, $0)) } }
    if let marked { return marked }
    // Without such a mark: the working folder when the input lies in it, else the input's own folder.
    guard let working = FilePaths.real("."), FilePaths.isBelow(own, working) else { return own }
    return working
  }

  private func number(of path: String) -> FileID {
    state.withLock { state in
      if state.inputs == nil {
        state.inputs = Dictionary(inputs.enumerated().map { ($1.path, FileID(UInt32($0))) }) { first, _ in first }
      }
      if let input = state.inputs?[path] { return input }
      return Self.number(of: path, among: &state.paths)
    }
  }

  /// A number in the upper half: a hash of the path, moved on in the rare case that another path has it. Reports are in the order of
  /// numbers, so it is the same in every process.
  static func number(of path: String, among paths: inout [UInt32: String]) -> FileID {
    var hash = FNV128()
    hash.combine(path)
    var number = UInt32(truncatingIfNeeded: hash.low) | 1 << 31
    while let other = paths[number], other != path { number = number == .max ? 1 << 31 : number + 1 }
    paths[number] = path
    return FileID(number)
  }
}
