import Findings
import Platform

/// Operations on paths as strings, and look-ups in the file system.
package enum FilePaths {
  /// Whether there is a file or folder at a path, links followed.
  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  /// Whether a path is a folder, links followed.
  package static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
  }

  /// The names of the files and folders in a folder, sorted, without hidden ones and those that are not UTF-8; none if
  /// it cannot be read.
  ///
  /// - Parameter limit: the number of names after which the folder is read no further, in the order of the file system.
  package static func names(in folder: String, limit: Int) -> [String] {
    guard let stream = opendir(folder) else { return [] }
    defer { closedir(stream) }
    var names: [String] = []
    while names.count < limit, let entry = readdir(stream) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(validatingCString: $0) }
      }
      if let name, name.utf8.first != UInt8(ascii: ".") { names.append(name) }
    }
    return names.sorted()
  }

  /// A name relative to a folder; an absolute name as it is.
  package static func joined(_ folder: String, _ name: String) -> String {
    PathText.isAbsolute(name) || folder.isEmpty || folder == "." ? name : withSlash(folder) + name
  }

  private static func withSlash(_ folder: String) -> String {
    folder.utf8.last == PathText.slash ? folder : folder + "/"
  }

  /// The folder that contains a path; nil for the root. The parents of a relative path continue with those of the
  /// working folder.
  package static func parent(_ path: String) -> String? {
    if path == "/" { return nil }
    // Without its last component, `..` would be a folder inside itself. What it stands for depends on links.
    if name(path) == ".." { return parent(real(path) ?? absolute(path)) }
    guard let end = path.utf8.lastIndex(of: PathText.slash) else {
      return path == "." || path.isEmpty ? parent(workingFolder) : "."
    }
    return end == path.startIndex ? "/" : String(decoding: path.utf8[..<end], as: UTF8.self)
  }

  /// A folder and its parents, innermost first.
  package static func upwards(from folder: String) -> some Sequence<String> { sequence(first: folder, next: parent) }

  /// The prefix of paths in a folder: the folder with a PathText.slash, empty for the working folder.
  package static func prefix(_ folder: String) -> String {
    folder == "." ? "" : withSlash(folder)
  }

  /// Whether a path is a folder or something below it.
  package static func isBelow(_ path: String, _ folder: String) -> Bool {
    path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: withSlash(folder).utf8)
  }

  /// The absolute path without `.` and `..`; links are not resolved.
  package static func absolute(_ path: String) -> String {
    let whole = PathText.isAbsolute(path) ? path : workingFolder + "/" + path
    var parts: [String] = []
    for part in PathText.components(whole) where part != "." {
      if part == ".." { _ = parts.popLast() } else { parts.append(part) }
    }
    return "/" + parts.joined(separator: "/")
  }

  /// The absolute path with links resolved; nil if there is no such file.
  package static func real(_ path: String) -> String? {
    guard let buffer = realpath(path, nil) else { return nil }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// The absolute path with links resolved as far as the path exists; the rest is kept as written.
  package static func resolved(_ path: String) -> String {
    let whole = absolute(path)
    for folder in upwards(from: whole) {
      guard let real = real(folder) else { continue }
      return folder == whole ? real : joined(real, relative(whole, to: folder))
    }
    return whole
  }

  /// Whether the name is in use, also by a dangling link.
  package static func isTaken(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// Whether the path itself is a symbolic link.
  package static func isLink(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFLNK
  }

  /// Whether a path exists but cannot be examined, for example for lack of permission.
  package static func isHidden(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) != 0 && errno != ENOENT && errno != ENOTDIR
  }

  /// A path of a call or a configuration as reports show it: relative to the working folder if it is inside the same
  /// root, without redundant `.` and `..`. A path through a link is kept as it is.
  package static func shown(_ path: String) -> String {
    let whole = absolute(path)
    guard PathText.isAbsolute(path) || PathText.components(path).dropFirst().contains("..") else { return path }
    if let own = real(path), real(whole).map({ $0.utf8.elementsEqual(own.utf8) }) != true { return path }
    guard let root = Root(of: "."), root.folder != "/", isBelow(whole, root.folder) else { return path }
    let (from, to) = (PathText.components(workingFolder), PathText.components(whole))
    let shared = zip(from, to).prefix { $0.utf8.elementsEqual($1.utf8) }.count
    let parts = Array(repeating: "..", count: from.count - shared) + Array(to[shared...])
    return parts.isEmpty ? "." : parts.joined(separator: "/")
  }

  /// The last component of a path.
  package static func name(_ path: String) -> String {
    path.utf8.lastIndex(of: PathText.slash).map { String(decoding: path.utf8[$0...].dropFirst(), as: UTF8.self) }
      ?? path
  }

  /// The absolute path of the working folder.
  package static var workingFolder: String {
    guard let buffer = getcwd(nil, 0) else { return "/" }
    defer { free(buffer) }
    return String(cString: buffer)
  }

  /// A path relative to a folder above it; the path itself if it is elsewhere.
  package static func relative(_ path: String, to folder: String) -> String {
    let prefix = withSlash(folder).utf8
    guard path.utf8.starts(with: prefix) else { return path }
    return String(decoding: path.utf8.dropFirst(prefix.count), as: UTF8.self)
  }
}
