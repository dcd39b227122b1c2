#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The little of paths that is needed here.
package enum FilePaths {
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  package static func joined(_ folder: String, _ name: String) -> String {
    if name.hasPrefix("/") || folder.isEmpty || folder == "." { return name }
    return folder.hasSuffix("/") ? folder + name : folder + "/" + name
  }

  /// The folder a path lies in; nil for the root. Relative paths end at the working folder's own parents.
  package static func parent(_ path: String) -> String? {
    if path == "/" { return nil }
    guard let slash = path.lastIndex(of: "/") else {
      return path == "." || path.isEmpty ? parent(workingFolder) : "."
    }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// A folder and those above it, the innermost first.
  static func upwards(from folder: String) -> some Sequence<String> { sequence(first: folder, next: parent) }

  /// What stands before the names of what is in a folder.
  static func prefix(_ folder: String) -> String {
    folder == "." ? "" : folder.hasSuffix("/") ? folder : folder + "/"
  }

  /// Whether a path is a folder or something below it.
  static func isBelow(_ path: String, _ folder: String) -> Bool {
    // Byte by byte: a string's own `hasPrefix` takes two spellings of a letter for one.
    path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: (folder.hasSuffix("/") ? folder : folder + "/").utf8)
  }

  /// The path with `.` and `..` taken out as far as it tells where they lead.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." { parts.removeLast() } else { parts.append(part) }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : joined
  }

  /// The path from the file system's root, `.` and `..` taken out.
  package static func absolute(_ path: String) -> String {
    let whole = path.hasPrefix("/") ? path : workingFolder + "/" + path
    var parts: [Substring] = []
    for part in whole.split(separator: "/") where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The path from the file system's root, links resolved; nil when there is no such file.
  static func real(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// The path with links resolved as far as there are such files; the rest is taken as it is written. Never nil, for a file that is yet to be.
  static func resolved(_ path: String) -> String {
    let whole = absolute(path)
    for folder in upwards(from: whole) {
      guard let real = real(folder) else { continue }
      return folder == whole ? real : joined(real, relative(whole, to: folder))
    }
    return whole
  }

  /// Whether there is something of this name, be it a link that leads nowhere.
  static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether something of this name cannot be looked at, rather than not being there.
  static func isHidden(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 && errno != ENOENT && errno != ENOTDIR
  }

  /// A path of a call or a configuration as reports show it: relative to the working folder when it lies in the same root, without `.` and `..` that
  /// lead nowhere else. A path through a link stays as it is.
  static func shown(_ path: String) -> String {
    let whole = absolute(path)
    guard
      path.hasPrefix("/")
        || path.utf8.split(separator: UInt8(ascii: "/")).dropFirst().contains(where: { $0.elementsEqual("..".utf8) })
    else { return path }
    if let own = real(path), real(whole).map({ $0.utf8.elementsEqual(own.utf8) }) != true { return path }
    guard let root = Root(of: "."), root.folder != "/", isBelow(whole, root.folder) else { return path }
    let (from, to) = (workingFolder.split(separator: "/"), whole.split(separator: "/"))
    let shared = zip(from, to).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    let parts = Array(repeating: "..", count: from.count - shared) + to[shared...].map(String.init)
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// What stands behind the last slash.
  static func name(_ path: String) -> String {
    path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
  }

  package static var workingFolder: String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// The path from one folder to something below it, else the path itself.
  package static func relative(_ path: String, to folder: String) -> String {
    let prefix = (folder.hasSuffix("/") ? folder : folder + "/").utf8
    guard path.utf8.starts(with: prefix) else { return path }
    return String(path.utf8.dropFirst(prefix.count)) ?? path
  }
}
