/// A path pattern: `*` and `?` within one part of a path, `**` over any number of parts, `[abc]` and `[a-z]`, everything else
/// itself. Matching costs the pattern's length times the path's at most.
package struct Glob: Sendable {
  private let parts: [[UInt8]]
  private let isAbsolute: Bool

  package init(_ pattern: String) {
    var pattern = pattern[...]
    while pattern.hasPrefix("./") { pattern = pattern.dropFirst(2) }
    isAbsolute = pattern.hasPrefix("/")
    parts = pattern.split(separator: "/").map { Array($0.utf8) }
  }

  /// The pattern as it was written, without `./` in front.
  var text: String { (isAbsolute ? "/" : "") + parts.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/") }

  /// Whether a string has any sign of a pattern in it.
  static func isPattern(_ text: String) -> Bool { text.contains { "*?[".contains($0) } }

  /// The leading parts that hold no pattern: the folder to search from.
  var root: String {
    let fixed = parts.prefix { part in !part.contains { "*?[".utf8.contains($0) } }
    return fixed.map { String(decoding: $0, as: UTF8.self) }.joined(separator: "/")
  }

  /// The folder to search from, as a path.
  var folder: String { root.isEmpty ? (isAbsolute ? "/" : ".") : (isAbsolute ? "/" : "") + root }

  /// Whether a pattern of one part is a name.
  func matches(name: ArraySlice<UInt8>) -> Bool {
    guard parts.count == 1 else { return false }
    // Most patterns are words or begin with one, and most names differ in the first letter.
    if let first = parts[0].first, let own = name.first, first != own, !"*?[".utf8.contains(first) { return false }
    return parts[0] == [UInt8(ascii: "*"), UInt8(ascii: "*")] || Self.matches(parts[0], Array(name))
  }

  /// Whether a path begins as the pattern does, as far as a look at the first letter tells.
  func canBegin(_ path: some Collection<UInt8>) -> Bool {
    guard let first = parts.first?.first, let own = path.first else { return true }
    return first == own || "*?[".utf8.contains(first)
  }

  /// Whether the pattern is the whole path. A trailing `**` matches what is below a folder.
  package func matches(_ path: String) -> Bool {
    var path = path[...]
    while path.hasPrefix("./") { path = path.dropFirst(2) }
    let names = path.split(separator: "/").map { Array($0.utf8) }
    // possible[i]: the first parts of the pattern so far can be the first i names.
    var possible = [Bool](repeating: false, count: names.count + 1)
    possible[0] = true
    for part in parts {
      var next = [Bool](repeating: false, count: names.count + 1)
      if part == [UInt8(ascii: "*"), UInt8(ascii: "*")] {
        var isReached = false
        for index in possible.indices {
          isReached = isReached || possible[index]
          next[index] = isReached
        }
      } else {
        for index in names.indices where possible[index] && Self.matches(part, names[index]) { next[index + 1] = true }
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
      } else if let length = single(pattern, patternIndex, name[index]) {
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

  /// How many bytes of the pattern match this byte, or nil.
  private static func single(_ pattern: [UInt8], _ index: Int, _ byte: UInt8) -> Int? {
    guard index < pattern.count else { return nil }
    if pattern[index] == UInt8(ascii: "?") { return 1 }
    guard pattern[index] == UInt8(ascii: "["), let end = pattern[index...].firstIndex(of: UInt8(ascii: "]")) else {
      return pattern[index] == byte ? 1 : nil
    }
    var inside = index + 1
    while inside < end {
      if inside + 2 < end, pattern[inside + 1] == UInt8(ascii: "-") {
        if pattern[inside] <= byte, byte <= pattern[inside + 2] { return end - index + 1 }
        inside += 3
      } else {
        if pattern[inside] == byte { return end - index + 1 }
        inside += 1
      }
    }
    return nil
  }
}
