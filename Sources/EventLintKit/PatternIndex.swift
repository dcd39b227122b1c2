import Findings

/// Many patterns at once: what the ones without any sign of a pattern mean is looked up, so that a text costs as much as it has matches.
struct PatternIndex {
  private var literals: [PathKey: [Int]] = [:]
  private var others: [(number: Int, matches: (String) -> Bool)] = []

  var isEmpty: Bool { literals.isEmpty && others.isEmpty }

  mutating func add(_ glob: Glob, _ number: Int) { add(glob.literal, number) { glob.matches($0) } }

  /// Texts are then paths from the file system's root.
  mutating func add(_ pattern: FilePattern, _ number: Int) { add(pattern.literal, number) { pattern.matches($0) } }

  private mutating func add(_ literal: String?, _ number: Int, _ matches: @escaping (String) -> Bool) {
    if let literal { literals[PathKey(literal), default: []].append(number) } else { others.append((number, matches)) }
  }

  /// The numbers of the patterns that match, each as often as it does.
  func numbers(matching text: String) -> [Int] {
    guard !isEmpty else { return [] }
    return (literals[PathKey(text)] ?? []) + others.filter { $0.matches(text) }.map(\.number)
  }
}
