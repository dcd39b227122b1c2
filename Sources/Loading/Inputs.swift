package import Files
package import Findings
import Platform
import Readers
package import Writing

/// A file to read.
package struct Input: Sendable, Hashable {
  /// The path as the call spells it, or as it was found in a folder of the call.
  package var path: String
  /// Whether the call names it, so that it is read whatever its content; files found in folders must look like
  /// catalogs.
  var isNamed: Bool

  /// A file of the call, or one found in a folder.
  package init(path: String, isNamed: Bool) {
    self.path = path
    self.isNamed = isNamed
  }
}

/// Files to read, in the order of reading.
package struct InputList: RandomAccessCollection, Sendable {
  /// The paths of the files.
  package private(set) var paths: PathList = []
  private var isNamed: [Bool] = []

  /// The list of some files.
  package init(_ inputs: some Sequence<Input> = []) {
    for input in inputs { append(input) }
  }

  /// The position of the first file: 0.
  package var startIndex: Int { 0 }

  /// The number of files.
  package var endIndex: Int { paths.endIndex }

  /// The file at a position.
  package subscript(position: Int) -> Input { Input(path: paths[position], isNamed: isNamed[position]) }

  /// Adds a file at the end.
  package mutating func append(_ input: Input) {
    paths.append(input.path)
    isNamed.append(input.isNamed)
  }
}

/// The search for input files by paths and globs.
package enum Inputs {
  private static let skipped: Set<String> = ["node_modules"]

  /// A folder or file that was found and cannot be read.
  package struct Unread: Sendable {
    var path: String
    /// The message of the finding about it.
    var words: String
  }

  /// The result of a search.
  package struct Found: Sendable {
    /// The files to read, sorted by path and without duplicates.
    package var inputs = InputList()
    var unread: [Unread] = []
  }

  /// The files that paths, folders and globs stand for, sorted and without duplicates. Folders are searched without
  /// following links; hidden folders, `node_modules` and paths in `.gitignore` are skipped.
  ///
  /// - Throws: `UsageError` for a path of the call that cannot be read, and for a glob without a match.
  package static func find(_ paths: [String], exclude: [FilePattern]) throws(UsageError) -> Found {
    var inputs = InputList()
    var unread: [Unread] = []
    func add(_ file: String) {
      if !exclude.contains(where: { $0.covers(file) }) { inputs.append(Input(path: file, isNamed: false)) }
    }
    for path in paths {
      switch kind(path) {
      case .file:
        try checkReadable(path)
        inputs.append(Input(path: normalised(path), isNamed: true))
      case .folder:
        try checkReadable(path)
        walk(normalised(path), unread: &unread, add)
      case nil where Glob.isPattern(path):
        let glob = Glob(path)
        guard glob.isValid else { throw UsageError(Glob.invalidText(path)) }
        let count = inputs.count
        walk(glob.folder, unread: &unread) { file in
          if glob.matches(file) { add(file) }
        }
        if inputs.count == count {
          if let first = unread.first { throw UsageError("\(first.path): \(first.words)") }
          throw UsageError("no file matches \(path); `*` stays in one folder, `**` searches folders below, too")
        }
      case nil:
        let problem = FileProblem.last
        guard FilePaths.isHidden(path) else {
          let near = nearPath(path).map { "; did you mean '\($0)'?" } ?? ""
          throw UsageError("no such file or folder: \(path)\(near)")
        }
        throw UsageError("\(path): \(problem.words)")
      }
    }
    unread.removeAll { unread in exclude.contains { $0.covers(unread.path) } }
    // The files of a single folder are already sorted and unique.
    guard paths.count > 1 else { return Found(inputs: inputs, unread: unread) }
    var isNamed: [PathKey: Bool] = [:]
    for input in inputs { isNamed[PathKey(input.path)] = isNamed[PathKey(input.path)] ?? false || input.isNamed }
    inputs = InputList(isNamed.map { Input(path: $0.key.path, isNamed: $0.value) }.sorted(by: inOrder))
    var known: Set<String> = []
    unread = unread.filter { known.insert("\($0.path)\0\($0.words)").inserted }
    return Found(inputs: inputs, unread: unread)
  }

  /// A path in the same folder whose name is nearly the given one.
  private static func nearPath(_ path: String) -> String? {
    let folder = FilePaths.parent(path) ?? "."
    let names = FilePaths.names(in: folder, limit: 10_000)
    return NearName.best(for: FilePaths.name(path), among: names).map { FilePaths.joined(folder, $0) }
  }

  private static func checkReadable(_ path: String) throws(UsageError) {
    guard access(path, R_OK) == 0 else { throw UsageError("\(path): \(FileProblem.last.words)") }
  }

  /// Whether a folder is below one of a call's paths or contains one of them. The folder's links are resolved.
  static func reach(_ folder: String, from paths: [String]) -> Bool {
    paths.contains { path in
      let own = FilePaths.resolved(Self.folder(of: path))
      return FilePaths.isBelow(folder, own) || FilePaths.isBelow(own, folder)
    }
  }

  /// Whether a file may be an input, by its path.
  static func mayBeInput(_ path: String) -> Bool {
    InputFormat.all.contains { $0.isCandidate(path) }
  }

  /// Whether the paths of a call include a file that may no longer exist: it is named, below a folder, or matches a
  /// glob.
  package static func isWanted(_ path: String, by paths: [String]) -> Bool {
    paths.contains { wanted in
      let own = normalised(wanted)
      guard PathKey(own) != PathKey(path) else { return true }
      let folder = folder(of: own)
      guard mayBeInput(path), folder == "." ? !PathText.isAbsolute(path) : FilePaths.isBelow(path, folder) else {
        return false
      }
      guard !isSkipped(folder == "." ? path : FilePaths.relative(path, to: folder)) else { return false }
      return Glob.isPattern(own) ? Glob(own).matches(path) : kind(own) == .folder
    }
  }

  /// Whether a search of a folder would find a file below it, by its path.
  static func isFound(_ path: String, in folder: String) -> Bool {
    mayBeInput(path) && !isSkipped(FilePaths.relative(path, to: folder))
  }

  /// Whether a file is hidden or in a folder that is, by its path in the folder of the search.
  private static func isSkipped(_ path: String) -> Bool {
    PathText.components(path).contains { $0.utf8.first == UInt8(ascii: ".") || skipped.contains($0) }
  }

  /// The folder of a path of the call: the folder itself, or the folder of a file or glob.
  package static func folder(of path: String) -> String {
    switch kind(path) {
    case .folder: path
    case nil where Glob.isPattern(path): Glob(path).folder
    case .file, nil: FilePaths.parent(path) ?? "."
    }
  }

  /// The order of files by the components of their paths, as a search finds them.
  static func inOrder(_ left: Input, _ right: Input) -> Bool {
    let (left, right) = (left.path.utf8, right.path.utf8)
    return left.split(separator: PathText.slash).lexicographicallyPrecedes(right.split(separator: PathText.slash)) {
      $0.lexicographicallyPrecedes($1)
    }
  }

  private enum Kind { case file, folder }

  private static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  /// The path without `.` and double slashes; `..` stays, since it may follow a link.
  package static func normalised(_ path: String) -> String {
    let parts = PathText.components(path).filter { $0 != "." }.joined(separator: "/")
    if PathText.isAbsolute(path) { return "/" + parts }
    return parts.isEmpty ? "." : parts
  }

  private static func walk(_ folder: String, unread: inout [Unread], _ body: (String) -> Void) {
    var pending = [Entry(path: folder, kind: .folder, ignores: IgnoreFile.above(folder))]
    while let entry = pending.popLast() {
      switch entry.kind {
      case .file: body(entry.path)
      case .folder: pending += entries(entry.path, entry.ignores, unread: &unread).reversed()
      }
    }
  }

  /// The files below a folder whose beginning looks like a catalog, in the order of a search.
  ///
  /// - Parameter limit: the number of files and folders after which the search ends.
  package static func catalogs(in folder: String, exclude: [FilePattern], limit: Int) -> [String] {
    let folder = normalised(folder)
    var pending = [Entry(path: folder, kind: .folder, ignores: IgnoreFile.above(folder))]
    var unread: [Unread] = []
    var found: [String] = []
    for _ in 0..<limit {
      guard let entry = pending.popLast() else { break }
      if exclude.contains(where: { $0.covers(entry.path) }) { continue }
      switch entry.kind {
      case .file:
        guard let beginning = FileBytes.beginning(of: entry.path, count: 4096) else { continue }
        let text = InputText(beginning, path: entry.path, file: FileID(0), isNamed: false)
        if InputFormat.claiming(text) != nil { found.append(entry.path) }
      case .folder: pending += entries(entry.path, entry.ignores, unread: &unread).reversed()
      }
    }
    return found
  }

  private struct Entry {
    var path: String
    var kind: Kind
    /// The `.gitignore` files that apply to it.
    var ignores: [IgnoreFile] = []
  }

  /// The subfolders and possible inputs of a folder, sorted by name.
  private static func entries(_ folder: String, _ outer: [IgnoreFile], unread: inout [Unread]) -> [Entry] {
    guard let stream = opendir(folder) else {
      unread.append(Unread(path: folder, words: "cannot read this folder: \(FileProblem.last.words)"))
      return []
    }
    defer { closedir(stream) }
    let prefix = FilePaths.prefix(folder)
    var entries: [Entry] = []
    var hasIgnores = false
    while let entry = readdir(stream) {
      let known = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      guard let name = known else {
        let shown = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        if shown.utf8.first != UInt8(ascii: "."),
          mayBeInput(prefix + shown) || Int32(entry.pointee.d_type) == Int32(DT_DIR)
        {
          unread.append(Unread(path: folder, words: "\(shown) in this folder is skipped: its name is not UTF-8"))
        }
        continue
      }
      if name == ".gitignore" || name == ".git" { hasIgnores = true }
      guard name.utf8.first != UInt8(ascii: ".") else { continue }
      let path = prefix + name
      guard let kind = entryKind(entry, path) else { continue }
      switch kind {
      case .folder: if skipped.contains(name) { continue }
      case .file: if !mayBeInput(path) { continue }
      }
      entries.append(Entry(path: path, kind: kind))
    }
    let ignores = hasIgnores ? IgnoreFile.inside(folder, outer: outer) : outer
    if !ignores.isEmpty {
      entries.removeAll { ignores.ignores($0.path, isFolder: $0.kind == .folder) }
      for index in entries.indices { entries[index].ignores = ignores }
    }
    return inOrder(entries, behind: prefix.utf8.count)
  }

  /// Entries in the order of the bytes of their paths behind a prefix that all have. Positions in one text are sorted,
  /// since strings would be retained for each comparison.
  private static func inOrder(_ entries: [Entry], behind prefix: Int) -> [Entry] {
    var text: [UInt8] = []
    var ends = [0]
    for var path in entries.lazy.map(\.path) {
      path.withUTF8 { text.append(contentsOf: UnsafeBufferPointer(rebasing: $0[prefix...])) }
      ends.append(text.count)
    }
    let order = text.withUnsafeBufferPointer { text in
      entries.indices.sorted { left, right in
        let (one, other) = (ends[left]..<ends[left + 1], ends[right]..<ends[right + 1])
        guard let base = text.baseAddress else { return false }
        let order = memcmp(base + one.lowerBound, base + other.lowerBound, min(one.count, other.count))
        return order == 0 ? one.count < other.count : order < 0
      }
    }
    return order.map { entries[$0] }
  }

  /// The kind of an entry; nil for links and anything but files and folders. Some file systems do not provide the type.
  private static func entryKind(_ entry: UnsafeMutablePointer<dirent>, _ path: String) -> Kind? {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_REG): return .file
    case Int32(DT_DIR): return .folder
    case Int32(DT_UNKNOWN):
      var status = stat()
      guard lstat(path, &status) == 0 else { return nil }
      return status.st_mode & S_IFMT == S_IFDIR ? .folder : status.st_mode & S_IFMT == S_IFREG ? .file : nil
    default: return nil
    }
  }
}
