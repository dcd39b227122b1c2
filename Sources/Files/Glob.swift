import Findings

/// A glob as in `.gitignore` (https://git-scm.com/docs/gitignore): `*` and `?` within one component of a path, `**` for
/// any number of components, the classes `[abc]`, `[a-z]`, `[!a]`, `[^a]` and `[[:digit:]]`, `\` to escape a character.
/// `?` and classes match one byte, as in git. A glob that ends in `/` matches everything below a folder. Matching costs
/// at most the length of the glob times the length of the path.
package struct Glob: Sendable {
  /// The glob as written.
  package let text: String
  private let parts: [Part]
  private let isAbsolute: Bool
  /// False for a class without end or of an unknown name, for a `\` at the end and, in `.gitignore`, for an empty
  /// component; an invalid glob matches nothing.
  package let isValid: Bool

  private struct Part: Sendable, Equatable {
    var bytes: [UInt8]
    var isAnyDepth: Bool { bytes.count > 1 && bytes.allSatisfy { $0 == UInt8(ascii: "*") } }
    var isPlain: Bool { !bytes.contains { Glob.signs.contains($0) } }
  }

  private static let signs = Array("*?[\\".utf8)

  /// The message about a glob that is not valid: what is wrong and how to write it.
  package static func invalidText(_ pattern: String) -> String {
    let hint = pattern.contains("[") ? "; close the `[` with `]`, or write `\\[` for the character" : ""
    return "invalid glob '\(pattern)'\(hint)"
  }

  /// A glob from its text; check `isValid` before use.
  ///
  /// - Parameter isPath: ignores a leading `./` and doubled slashes, as in paths; in `.gitignore` a pattern with either
  ///   matches nothing.
  package init(_ pattern: String, isPath: Bool = true) {
    text = pattern
    var bytes = Array(pattern.utf8)[...]
    while isPath, bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
    isAbsolute = bytes.first == UInt8(ascii: "/")
    let isFolder = bytes.count > 1 && bytes.last == UInt8(ascii: "/")
    var parts = Self.parts(bytes, isPath: isPath)
    if isFolder { parts?.append(Part(bytes: Array("**".utf8))) }
    isValid = parts != nil
    self.parts = parts ?? []
  }

  /// The components of the glob, split at slashes outside of classes; nil if it is invalid.
  private static func parts(_ bytes: ArraySlice<UInt8>, isPath: Bool) -> [Part]? {
    var parts: [Part] = []
    var part: [UInt8] = []
    var hasEmpty = false
    func close() {
      if part.isEmpty { hasEmpty = true } else { parts.append(Part(bytes: part)) }
      part = []
    }
    var index = bytes.startIndex
    while index < bytes.endIndex {
      switch bytes[index] {
      case UInt8(ascii: "/"): close()
      case UInt8(ascii: "\\"):
        index += 1
        guard index < bytes.endIndex else { return nil }
        if bytes[index] == UInt8(ascii: "/") { close() } else { part += [UInt8(ascii: "\\"), bytes[index]] }
      case UInt8(ascii: "["):
        guard let end = Self.end(ofClass: bytes, at: index) else { return nil }
        part += bytes[index...end]
        index = end
      case let byte: part.append(byte)
      }
      index += 1
    }
    close()
    return hasEmpty && !isPath ? nil : parts
  }

  /// Whether a string contains a wildcard.
  package static func isPattern(_ text: String) -> Bool { text.utf8.contains { "*?[".utf8.contains($0) } }

  /// The folder to search from: the leading components without wildcards.
  package var folder: String {
    let fixed = parts.prefix(while: \.isPlain).map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "/")
    return fixed.isEmpty ? (isAbsolute ? "/" : ".") : (isAbsolute ? "/" : "") + fixed
  }

  /// The only text that the glob matches; nil if it may match several, such as a path with and without a slash in
  /// front.
  package var literal: String? { isAbsolute ? nil : literalPath }

  /// The only path inside the glob's folder that it matches; nil if it may match several.
  fileprivate var literalPath: String? {
    guard isValid, parts.allSatisfy(\.isPlain) else { return nil }
    let path = parts.map { String(decoding: $0.bytes, as: UTF8.self) }.joined(separator: "/")
    // Nil for other spellings of a path: `./a`, `a//b`.
    return text.utf8.dropFirst(isAbsolute ? 1 : 0).elementsEqual(path.utf8) ? path : nil
  }

  /// Whether a glob of a single component matches a name.
  func matches(name: ArraySlice<UInt8>) -> Bool {
    guard parts.count == 1 else { return false }
    // A fast path: most globs start with a literal, and most names differ in the first letter.
    if let first = parts[0].bytes.first, let own = name.first, first != own, !Self.signs.contains(first) {
      return false
    }
    return parts[0].isAnyDepth || Self.matches(parts[0].bytes, Array(name))
  }

  /// Whether the first byte of a path can match; a fast check before `matches`.
  func canBegin(_ path: some Collection<UInt8>) -> Bool {
    guard let first = parts.first?.bytes.first, let own = path.first else { return true }
    return first == own || Self.signs.contains(first)
  }

  /// Whether the glob matches the whole path. A trailing `**` matches everything below a folder, not the folder itself.
  package func matches(_ path: String) -> Bool {
    guard isValid else { return false }
    var bytes = Array(path.utf8)[...]
    while bytes.starts(with: "./".utf8) { bytes = bytes.dropFirst(2) }
    return matches(parts: bytes.split(separator: UInt8(ascii: "/")))
  }

  /// Whether the glob matches the whole path or one of its folders.
  func covers(_ path: String) -> Bool {
    guard isValid else { return false }
    let names = path.utf8.split(separator: PathText.slash).map { ArraySlice($0) }
    return (1...max(1, names.count)).contains { matches(parts: Array(names.prefix($0))) }
  }

  private func matches(parts names: [ArraySlice<UInt8>]) -> Bool {
    // possible[i]: the first parts of the pattern so far can be the first i names.
    var possible = [Bool](repeating: false, count: names.count + 1)
    possible[0] = true
    for (number, part) in parts.enumerated() {
      var next = [Bool](repeating: false, count: names.count + 1)
      if part.isAnyDepth {
        var isReached = false
        let isLast = number == parts.count - 1
        for index in possible.indices {
          next[index] = isReached || !isLast && possible[index]
          isReached = isReached || possible[index]
        }
      } else {
        for index in names.indices where possible[index] && Self.matches(part.bytes, Array(names[index])) {
          next[index + 1] = true
        }
      }
      possible = next
    }
    return possible[names.count]
  }

  private static func matches(_ pattern: [UInt8], _ name: [UInt8]) -> Bool {
    var patternIndex = 0
    var index = 0
    var star: (pattern: Int, name: Int)?
    while index < name.count {
      if patternIndex < pattern.count, pattern[patternIndex] == UInt8(ascii: "*") {
        star = (patternIndex, index)
        patternIndex += 1
      } else if let length = single(pattern, patternIndex, byte: name[index]) {
        patternIndex += length
        index += 1
      } else if let last = star {
        star = (last.pattern, last.name + 1)
        patternIndex = last.pattern + 1
        index = last.name + 1
      } else {
        return false
      }
    }
    return pattern[patternIndex...].allSatisfy { $0 == UInt8(ascii: "*") }
  }

  /// The length of the glob's element that matches this byte; nil if it does not match.
  private static func single(_ pattern: [UInt8], _ index: Int, byte: UInt8) -> Int? {
    guard index < pattern.count else { return nil }
    switch pattern[index] {
    case UInt8(ascii: "?"): return 1
    case UInt8(ascii: "\\"): return index + 1 < pattern.count && pattern[index + 1] == byte ? 2 : nil
    case UInt8(ascii: "["):
      guard let end = end(ofClass: pattern[...], at: index) else { return nil }
      return isIn(pattern[index + 1..<end], byte) ? end - index + 1 : nil
    case let own: return own == byte ? 1 : nil
    }
  }

  // MARK: Classes

  private static let classes: Set<String> = [
    "alnum", "alpha", "blank", "cntrl", "digit", "graph", "lower", "print", "punct", "space", "upper", "xdigit",
  ]

  /// The index of the `]` that closes a class: not its first character, not escaped, not the end of `[:name:]`. Nil
  /// without one, and for an unknown name, with which git rejects the whole pattern.
  private static func end(ofClass pattern: ArraySlice<UInt8>, at start: Int) -> Int? {
    var index = start + 1
    if index < pattern.endIndex, pattern[index] == UInt8(ascii: "!") || pattern[index] == UInt8(ascii: "^") {
      index += 1
    }
    let first = index
    var bracket = index
    while index < pattern.endIndex {
      if pattern[index] == UInt8(ascii: "]"), index > first { return index }
      if pattern[index] == UInt8(ascii: "["), let known = named(pattern, index, bracket: &bracket) {
        guard classes.contains(known.name) else { return nil }
        index = known.end
        continue
      }
      index += pattern[index] == UInt8(ascii: "\\") ? 2 : 1
      // A bracket behind a hyphen ends a range.
      if index + 1 < pattern.endIndex, pattern[index] == UInt8(ascii: "-"), pattern[index + 1] != UInt8(ascii: "]") {
        index += pattern[index + 1] == UInt8(ascii: "\\") ? 3 : 2
      }
    }
    return nil
  }

  /// A named class such as `[:digit:]` inside a class: its name and the index behind it. As in git, the name is what
  /// stands before the next `]`, and a `[:` without `:]` is a member like any other.
  ///
  /// - Parameter bracket: the next `]`, kept between calls so that a row of `[:` is searched only once.
  private static func named(_ pattern: ArraySlice<UInt8>, _ start: Int, bracket: inout Int) -> (
    name: String, end: Int
  )? {
    guard start + 1 < pattern.endIndex, pattern[start + 1] == UInt8(ascii: ":") else { return nil }
    let first = start + 2
    if bracket < first { bracket = pattern[first...].firstIndex(of: UInt8(ascii: "]")) ?? pattern.endIndex }
    guard bracket < pattern.endIndex, bracket > first, pattern[bracket - 1] == UInt8(ascii: ":") else { return nil }
    return (String(decoding: pattern[first..<bracket - 1], as: UTF8.self), bracket + 1)
  }

  /// - Parameter members: the text between the brackets.
  private static func isIn(_ members: ArraySlice<UInt8>, _ byte: UInt8) -> Bool {
    var index = members.startIndex
    let isNegated = members.first == UInt8(ascii: "!") || members.first == UInt8(ascii: "^")
    if isNegated { index += 1 }
    var isFound = false
    var bracket = index
    func sign() -> UInt8 {
      if members[index] == UInt8(ascii: "\\"), index + 1 < members.endIndex { index += 1 }
      index += 1
      return members[index - 1]
    }
    while index < members.endIndex {
      if members[index] == UInt8(ascii: "["), let known = named(members, index, bracket: &bracket) {
        isFound = isFound || isOf(known.name, byte)
        index = known.end
        continue
      }
      let first = sign()
      if index + 1 < members.endIndex, members[index] == UInt8(ascii: "-") {
        index += 1
        let last = sign()
        isFound = isFound || first <= byte && byte <= last
      } else {
        isFound = isFound || first == byte
      }
    }
    return isFound != isNegated
  }

  private static func isOf(_ name: String, _ byte: UInt8) -> Bool {
    switch name {
    case "alpha": (0x41...0x5A).contains(byte & 0xDF)
    case "digit": (0x30...0x39).contains(byte)
    case "alnum": isOf("alpha", byte) || isOf("digit", byte)
    case "upper": (0x41...0x5A).contains(byte)
    case "lower": (0x61...0x7A).contains(byte)
    case "blank": byte == 0x20 || byte == 0x09
    case "space": byte == 0x20 || (0x09...0x0D).contains(byte)
    case "punct": (0x21...0x7E).contains(byte) && !isOf("alnum", byte)
    case "graph": (0x21...0x7E).contains(byte)
    case "print": (0x20...0x7E).contains(byte)
    case "cntrl": byte < 0x20 || byte == 0x7F
    case "xdigit": isOf("digit", byte) || (0x41...0x46).contains(byte & 0xDF)
    default: false
    }
  }
}

/// A glob of the configuration for files. It is compared with paths relative to the configuration's folder, however the
/// call spells them.
package struct FilePattern: Sendable {
  /// The glob, relative to the configuration's folder.
  package let glob: Glob
  /// The configuration's folder, links resolved.
  private let folder: String
  private let working: String
  /// A folder whose files are compared as if they were in another one.
  private var stand: (other: String, own: String)?

  /// A pattern of a configuration.
  ///
  /// - Parameter folder: the configuration's folder.
  package init(_ pattern: String, in folder: String) {
    glob = Glob(pattern)
    self.folder = FilePaths.resolved(folder)
    working = FilePaths.workingFolder
  }

  /// The same pattern for another tree: a path below `other` is compared as if it were below `own`.
  package func moved(from own: String, to other: String) -> FilePattern {
    var moved = self
    moved.stand = (FilePaths.resolved(other), FilePaths.resolved(own))
    return moved
  }

  /// Whether the pattern matches a file.
  package func matches(_ path: String) -> Bool { relative(path).map(glob.matches) ?? false }

  /// Whether the pattern matches a file or one of its folders.
  package func covers(_ path: String) -> Bool { relative(path).map(glob.covers) ?? false }

  /// The only absolute path that the pattern matches; nil if it may match several.
  package var literal: String? { stand == nil ? glob.literalPath.map { FilePaths.joined(folder, $0) } : nil }

  private func relative(_ path: String) -> String? {
    var whole = Self.isNormal(path) ? FilePaths.joined(working, path) : FilePaths.absolute(path)
    if let stand, let real = [whole, FilePaths.resolved(whole)].first(where: { FilePaths.isBelow($0, stand.other) }) {
      whole = real == stand.other ? stand.own : FilePaths.joined(stand.own, FilePaths.relative(real, to: stand.other))
    }
    if FilePaths.isBelow(whole, folder) { return FilePaths.relative(whole, to: folder) }
    // The call may reach the file through a link.
    let real = FilePaths.resolved(whole)
    return FilePaths.isBelow(real, folder) ? FilePaths.relative(real, to: folder) : nil
  }

  /// Whether a path is relative and has neither `.` nor `..` nor doubled slashes.
  private static func isNormal(_ path: String) -> Bool {
    !path.utf8.split(separator: PathText.slash, omittingEmptySubsequences: false).contains {
      $0.isEmpty || $0.elementsEqual(".".utf8) || $0.elementsEqual("..".utf8)
    }
  }
}
