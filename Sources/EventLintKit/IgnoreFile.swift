/// What the `.gitignore` of one folder leaves out (https://git-scm.com/docs/gitignore).
struct IgnoreFile {
  private struct Pattern {
    var glob: Glob
    var isNegated: Bool
    var isForFolders: Bool
    /// It has a slash in it, so it speaks of paths from the file's own folder and not of names anywhere below.
    var isAnchored: Bool
  }

  /// The folder it lies in, with a slash at its end, or empty for the working folder.
  private let prefix: String
  private let patterns: [Pattern]

  /// What leads from its own folder to the one that is searched, when that lies below it.
  private let lead: String

  init(_ text: [UInt8], prefix: String, lead: String = "") {
    self.prefix = prefix
    self.lead = lead
    patterns = text.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }).compactMap(Self.pattern)
  }

  private static func pattern(_ line: ArraySlice<UInt8>) -> Pattern? {
    var line = line
    while line.last == 0x20 || line.last == 0x09 { line = line.dropLast() }
    guard let first = line.first, first != UInt8(ascii: "#") else { return nil }
    let isNegated = first == UInt8(ascii: "!")
    if isNegated || line.starts(with: "\\#".utf8) || line.starts(with: "\\!".utf8) { line = line.dropFirst() }
    let isForFolders = line.last == UInt8(ascii: "/")
    if isForFolders { line = line.dropLast() }
    guard !line.isEmpty else { return nil }
    let isAnchored = line.contains(UInt8(ascii: "/"))
    if line.first == UInt8(ascii: "/") { line = line.dropFirst() }
    return Pattern(
      glob: Glob(String(decoding: line, as: UTF8.self)), isNegated: isNegated, isForFolders: isForFolders, isAnchored: isAnchored)
  }

  /// Whether a path is left out: the last pattern that speaks of it decides; nil when none does.
  func decides(_ path: [UInt8], isFolder: Bool) -> Bool? {
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

  /// The file of a folder, if it has one, behind those above it.
  static func inside(_ folder: String, outer: [IgnoreFile]) -> [IgnoreFile] {
    guard let text = FileBytes.read(FilePaths.joined(folder, ".gitignore")) else { return outer }
    return outer + [IgnoreFile(text, prefix: FilePaths.prefix(folder))]
  }

  /// The files of the folders above one, up to its repository's root; none outside a repository.
  static func above(_ folder: String) -> [IgnoreFile] {
    guard !FilePaths.exists(FilePaths.joined(folder, ".git")) else { return [] }
    let own = folder.hasPrefix("/") ? folder : folder == "." ? FilePaths.workingFolder : FilePaths.joined(FilePaths.workingFolder, folder)
    var files: [IgnoreFile] = []
    for parent in FilePaths.upwards(from: own).dropFirst() {
      if let text = FileBytes.read(FilePaths.joined(parent, ".gitignore")) {
        let lead = FilePaths.relative(own, to: parent) + "/"
        files.append(IgnoreFile(text, prefix: FilePaths.prefix(folder), lead: lead))
      }
      if FilePaths.exists(FilePaths.joined(parent, ".git")) { return files.reversed() }
    }
    return []
  }
}

extension [IgnoreFile] {
  /// Whether a path is left out by any of them, the innermost deciding first.
  func ignores(_ path: String, isFolder: Bool) -> Bool {
    let path = Array<UInt8>(path.utf8)
    for file in reversed() {
      if let verdict = file.decides(path, isFolder: isFolder) { return verdict }
    }
    return false
  }
}
