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

  /// The files that paths, folders and patterns stand for, each once, sorted by bytes. Folders are searched without following
  /// links, hidden folders and `node_modules` are passed over.
  static func find(_ paths: [String], exclude: [Glob]) throws(UsageError) -> [Input] {
    var found: [String: Bool] = [:]
    for path in paths {
      switch kind(path) {
      case .file:
        found[normalised(path)] = true
      case .folder:
        walk(normalised(path)) { file in
          if !exclude.contains(where: { $0.matches(file) }) { found[file] = found[file] ?? false }
        }
      case nil where Glob.isPattern(path):
        let glob = Glob(path)
        var isEmpty = true
        walk(glob.root.isEmpty ? (path.hasPrefix("/") ? "/" : ".") : (path.hasPrefix("/") ? "/" : "") + glob.root) { file in
          guard glob.matches(file), !exclude.contains(where: { $0.matches(file) }) else { return }
          isEmpty = false
          found[file] = found[file] ?? false
        }
        if isEmpty { throw UsageError("no file matches \(path)") }
      case nil:
        throw UsageError("no such file or folder: \(path)")
      }
    }
    return found.map { Input(path: $0.key, isNamed: $0.value) }
      .sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
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
    var pending = [folder]
    while let folder = pending.popLast() {
      guard let stream = opendir(folder) else { continue }
      defer { closedir(stream) }
      let prefix = folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
      while let entry = readdir(stream) {
        let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
          pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
        }
        guard !name.hasPrefix("."), let kind = entryKind(entry, prefix + name) else { continue }
        switch kind {
        case .folder: if !skipped.contains(name) { pending.append(prefix + name) }
        case .file: if endings.contains(where: name.hasSuffix) { body(prefix + name) }
        }
      }
    }
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
