import Readers

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A file to read.
struct Input: Sendable, Hashable {
  var path: String
  /// Somebody named it, so it is read whatever it looks like; files found in folders must claim to be catalogs.
  var isNamed: Bool
}

/// Finds what a call means by its paths.
enum Inputs {
  private static let endings = [".yaml", ".yml", ".json"]
  private static let skipped: Set<String> = ["node_modules"]

  /// The files that paths, folders and patterns stand for, each once, sorted. Folders are searched without following links,
  /// hidden folders,
  /// `node_modules` and what `.gitignore` names are passed over.
  static func find(_ paths: [String], exclude: [Glob]) throws(UsageError) -> [Input] {
    var found: [Input] = []
    for path in paths {
      switch kind(path) {
      case .file:
        found.append(Input(path: normalised(path), isNamed: true))
      case .folder:
        walk(normalised(path)) { file in
          if !exclude.contains(where: { $0.matches(file) }) { found.append(Input(path: file, isNamed: false)) }
        }
      case nil where Glob.isPattern(path):
        let glob = Glob(path)
        let count = found.count
        walk(glob.folder) { file in
          guard glob.matches(file), !exclude.contains(where: { $0.matches(file) }) else { return }
          found.append(Input(path: file, isNamed: false))
        }
        if found.count == count { throw UsageError("no file matches \(path)") }
      case nil:
        throw UsageError("no such file or folder: \(path)")
      }
    }
    // One folder's search is in order and finds nothing twice.
    guard paths.count > 1 else { return found }
    var isNamed: [String: Bool] = [:]
    for input in found { isNamed[input.path] = isNamed[input.path] ?? false || input.isNamed }
    return isNamed.map { Input(path: $0.key, isNamed: $0.value) }.sorted { isBefore($0.path, $1.path) }
  }

  /// Whether a file is worth a look, by its path.
  private static func mayBeInput(_ path: String) -> Bool { endings.contains(where: path.hasSuffix) || EventCatalogReader.claims(path: path) }

  /// Whether paths of a call stand for a file that is no more: it lies below a folder, matches a pattern, or is named.
  static func isWanted(_ path: String, by paths: [String]) -> Bool {
    paths.contains { wanted in
      let own = normalised(wanted)
      guard own != path else { return true }
      let folder = folder(of: own)
      guard mayBeInput(path), folder == "." ? !path.hasPrefix("/") : FilePaths.isBelow(path, folder) else { return false }
      let below = folder == "." ? path : FilePaths.relative(path, to: folder)
      guard !below.split(separator: "/").contains(where: { $0.hasPrefix(".") || skipped.contains(String($0)) }) else { return false }
      return Glob.isPattern(own) ? Glob(own).matches(path) : kind(own) == .folder
    }
  }

  /// The folder that a file, a folder or a pattern of the call lies in or is.
  static func folder(of path: String) -> String {
    switch kind(path) {
    case .folder: path
    case nil where Glob.isPattern(path): Glob(path).folder
    case .file, nil: FilePaths.parent(path) ?? "."
    }
  }

  static func inOrder(_ left: Input, _ right: Input) -> Bool { isBefore(left.path, right.path) }

  /// The order of paths, part by part, as a search meets them.
  private static func isBefore(_ left: String, _ right: String) -> Bool {
    left.split(separator: "/").lexicographicallyPrecedes(right.split(separator: "/")) { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private enum Kind { case file, folder }

  private static func kind(_ path: String) -> Kind? {
    var status = stat()
    guard stat(path, &status) == 0 else { return nil }
    return status.st_mode & S_IFMT == S_IFDIR ? .folder : .file
  }

  private static func normalised(_ path: String) -> String {
    var path = path[...]
    while path.count > 1, path.hasSuffix("/") { path = path.dropLast() }
    while path.hasPrefix("./"), path.count > 2 { path = path.dropFirst(2) }
    return String(path)
  }

  private static func walk(_ folder: String, _ body: (String) -> Void) {
    var pending = [Entry(path: folder, kind: .folder, ignores: IgnoreFile.above(folder))]
    while let entry = pending.popLast() {
      switch entry.kind {
      case .file: body(entry.path)
      case .folder: pending += entries(entry.path, entry.ignores).reversed()
      }
    }
  }

  private struct Entry {
    var path: String
    var kind: Kind
    /// What the `.gitignore` files above it leave out.
    var ignores: [IgnoreFile] = []
  }

  /// What is in a folder and may be read, by name.
  private static func entries(_ folder: String, _ outer: [IgnoreFile]) -> [Entry] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    let prefix = FilePaths.prefix(folder)
    var entries: [Entry] = []
    var hasIgnores = false
    while let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name == ".gitignore" { hasIgnores = true }
      guard name.utf8.first != UInt8(ascii: "."), let kind = entryKind(entry, prefix + name) else { continue }
      switch kind {
      case .folder: if skipped.contains(name) { continue }
      case .file: if !mayBeInput(prefix + name) { continue }
      }
      entries.append(Entry(path: prefix + name, kind: kind))
    }
    let ignores = hasIgnores ? IgnoreFile.inside(folder, outer: outer) : outer
    if !ignores.isEmpty {
      entries.removeAll { ignores.ignores($0.path, isFolder: $0.kind == .folder) }
      for index in entries.indices { entries[index].ignores = ignores }
    }
    // Strings compare by bytes as long as they are plain; those that only look alike are told apart by bytes too.
    entries.sort { $0.path < $1.path || $0.path == $1.path && $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return entries
  }

  /// Nil for links and everything that is neither file nor folder. Some file systems do not tell the type.
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
