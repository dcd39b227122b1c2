import Findings

/// The patterns of one `.gitignore` file (https://git-scm.com/docs/gitignore).
package struct IgnoreFile {
  private struct Pattern {
    var glob: Glob
    var isNegated: Bool
    var isForFolders: Bool
    /// Whether it contains a slash, so that it matches paths relative to the file's folder instead of names at any
    /// depth.
    var isAnchored: Bool
  }

  /// The file's folder with a trailing slash; empty for the working folder.
  private let prefix: String
  private let patterns: [Pattern]

  /// The path from the file's folder to the searched folder, if that is below it.
  private let lead: String

  init(_ text: [UInt8], prefix: String, lead: String = "") {
    self.prefix = prefix
    self.lead = lead
    let text = text.starts(with: [0xEF, 0xBB, 0xBF]) ? text[3...] : text[...]
    patterns = text.split(separator: 0x0A).compactMap(Self.pattern)
  }

  private static func pattern(_ line: ArraySlice<UInt8>) -> Pattern? {
    var line = line.last == 0x0D ? line.dropLast() : line
    line = withoutBlanks(line)
    guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
    let isNegated = first == UInt8(ascii: "!")
    if isNegated { line = line.dropFirst() }
    let isForFolders = line.last == UInt8(ascii: "/")
    if isForFolders { line = line.dropLast() }
    guard !line.isEmpty else { return nil }
    let isAnchored = line.contains(UInt8(ascii: "/"))
    if line.first == UInt8(ascii: "/") { line = line.dropFirst() }
    // In `.gitignore` a trailing slash restricts the pattern to folders, unlike in `Glob`.
    guard line.last != UInt8(ascii: "/"), let text = String(validating: line, as: UTF8.self) else { return nil }
    let glob = Glob(text, isPath: false)
    // A pattern that is invalid for git matches nothing.
    guard glob.isValid else { return nil }
    return Pattern(glob: glob, isNegated: isNegated, isForFolders: isForFolders, isAnchored: isAnchored)
  }

  /// The line without trailing spaces, unless they are escaped by a backslash.
  private static func withoutBlanks(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var end = line.startIndex
    var index = line.startIndex
    while index < line.endIndex {
      if line[index] == UInt8(ascii: "\\"), index + 1 < line.endIndex {
        index += 2
        end = index
      } else {
        index += 1
        if line[index - 1] != 0x20 { end = index }
      }
    }
    return line[..<end]
  }

  /// Whether a path is ignored, by the last pattern that matches it; nil if none matches.
  func verdict(for path: [UInt8], isFolder: Bool) -> Bool? {
    guard !patterns.isEmpty else { return nil }
    let name = path[(path.lastIndex(of: UInt8(ascii: "/")).map { $0 + 1 } ?? 0)...]
    let last = patterns.last { pattern in
      guard isFolder || !pattern.isForFolders else { return false }
      guard pattern.isAnchored else { return pattern.glob.matches(name: name) }
      let relative = Array(lead.utf8) + path.dropFirst(path.starts(with: prefix.utf8) ? prefix.utf8.count : 0)
      return pattern.glob.canBegin(relative) && pattern.glob.matches(String(decoding: relative, as: UTF8.self))
    }
    return last.map { !$0.isNegated }
  }

  /// The ignore files that apply in a folder: those of its parents followed by its own.
  package static func inside(_ folder: String, outer: [IgnoreFile]) -> [IgnoreFile] {
    let prefix = FilePaths.prefix(folder)
    // `.git/info/exclude` has the lowest precedence.
    let own =
      FileBytes.read(FilePaths.joined(folder, ".git/info/exclude"), limit: limit).map {
        [IgnoreFile($0, prefix: prefix)]
      } ?? []
    guard let text = FileBytes.read(FilePaths.joined(folder, ".gitignore"), limit: limit) else { return own + outer }
    return own + outer + [IgnoreFile(text, prefix: prefix)]
  }

  private static let limit = 16 << 20

  /// The ignore files of a folder's parents up to the repository's root; none outside a repository.
  package static func above(_ folder: String) -> [IgnoreFile] {
    guard !FilePaths.exists(FilePaths.joined(folder, ".git")) else { return [] }
    let own = PathText.isAbsolute(folder) ? folder : FilePaths.absolute(folder)
    var files: [IgnoreFile] = []
    for parent in FilePaths.upwards(from: own).dropFirst() {
      for name in [".gitignore", ".git/info/exclude"] {
        guard let text = FileBytes.read(FilePaths.joined(parent, name), limit: limit) else { continue }
        let lead = FilePaths.relative(own, to: parent) + "/"
        files.append(IgnoreFile(text, prefix: FilePaths.prefix(folder), lead: lead))
      }
      if FilePaths.exists(FilePaths.joined(parent, ".git")) { return files.reversed() }
    }
    return []
  }

  /// Whether git ignores a file or one of its folders.
  ///
  /// - Parameter path: an absolute path.
  package static func leavesOut(_ path: String) -> Bool {
    let folders = FilePaths.upwards(from: FilePaths.parent(path) ?? "/").map { $0 }
    guard let top = folders.firstIndex(where: { FilePaths.isTaken(FilePaths.joined($0, ".git")) }) else { return false }
    var ignores: [IgnoreFile] = []
    let way = Array(folders[...top].reversed())
    for (index, folder) in way.enumerated() {
      ignores = inside(folder, outer: ignores)
      let isLast = index == way.count - 1
      if ignores.ignores(isLast ? path : way[index + 1], isFolder: !isLast) { return true }
    }
    return false
  }
}

extension [IgnoreFile] {
  /// Whether a path is ignored; the innermost file with a matching pattern decides.
  package func ignores(_ path: String, isFolder: Bool) -> Bool {
    let path = [UInt8](path.utf8)
    for file in reversed() {
      if let verdict = file.verdict(for: path, isFolder: isFolder) { return verdict }
    }
    return false
  }
}
