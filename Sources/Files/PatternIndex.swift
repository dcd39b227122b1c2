import Findings

/// An index of many globs. Those without wildcards are looked up in a dictionary; only the others are tried one by one.
package struct PatternIndex {
  private var literals: [PathKey: [Int]] = [:]
  private var others: [(number: Int, matches: (String) -> Bool)] = []

  /// An index without patterns.
  package init() {}

  /// Whether it holds no pattern.
  package var isEmpty: Bool { literals.isEmpty && others.isEmpty }

  /// Adds a glob.
  package mutating func add(_ glob: Glob, _ number: Int) { add(glob.literal, number) { glob.matches($0) } }

  /// Adds a pattern for files; the texts to match must then be absolute paths.
  package mutating func add(_ pattern: FilePattern, _ number: Int) {
    add(pattern.literal, number) { pattern.matches($0) }
  }

  private mutating func add(_ literal: String?, _ number: Int, _ matches: @escaping (String) -> Bool) {
    if let literal { literals[PathKey(literal), default: []].append(number) } else { others.append((number, matches)) }
  }

  /// The numbers of all matching globs, with repetitions.
  package func numbers(matching text: String) -> [Int] {
    guard !isEmpty else { return [] }
    return (literals[PathKey(text)] ?? []) + others.filter { $0.matches(text) }.map(\.number)
  }
}
