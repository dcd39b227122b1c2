/// What a regular expression says about the texts that it matches, without matching one: examples, lengths and the
/// characters that every text starts with.
package struct PatternShape {
  /// Texts that match, the shortest ones first; some may not, since word edges are skipped.
  package let examples: [String]
  /// The number of characters of the shortest text.
  package let minimum: Int
  /// The number of characters of the longest text; nil if there is none, or the expression is not anchored.
  package let maximum: Int?
  /// The characters that every text starts with; nil if the expression may match anywhere.
  package let start: String?

  /// - Returns: nil for expressions that `Pattern` does not support.
  package init?(_ source: String) {
    var parser = PatternParser(Array(source.unicodeScalars))
    guard let tree = parser.parse() else { return nil }
    var steps = 4000
    examples = Self.texts(tree, &steps).map { String(String.UnicodeScalarView($0)) }
    let isStart = Self.isAnchored(tree, atEnd: false)
    let lengths = Self.lengths(tree)
    minimum = lengths.low
    maximum = isStart && Self.isAnchored(tree, atEnd: true) ? lengths.high : nil
    start = isStart ? String(String.UnicodeScalarView(Self.prefix(tree).text)) : nil
  }

  private static let maximumTexts = 24

  /// Some texts of an expression: each branch, and each repetition as seldom as possible and once more.
  private static func texts(_ node: PatternParser.Node, _ steps: inout Int) -> [[Unicode.Scalar]] {
    steps -= 1
    guard steps > 0 else { return [[]] }
    switch node {
    case .lineStart, .lineEnd, .wordEdge: return [[]]
    case .set(let set): return set.samples.map { [$0] }
    case .either(let branches): return Array(branches.flatMap { texts($0, &steps).prefix(6) }.prefix(maximumTexts))
    case .sequence(let parts):
      var result: [[Unicode.Scalar]] = [[]]
      for part in parts { result = joined(result, texts(part, &steps)) }
      return result
    case .repeated(let part, let low, let high):
      let once = texts(part, &steps)
      guard let first = once.first else { return low == 0 ? [[]] : [] }
      let least = Array(repeating: first, count: min(low, 200)).flatMap { $0 }
      guard high ?? .max > low else { return low == 1 ? once : [least] }
      return low == 0 ? [least] + once : [least] + once.prefix(3).map { least + $0 }
    }
  }

  /// Texts one after the other: each left one with the first right one, and the first left one with each right one.
  private static func joined(_ left: [[Unicode.Scalar]], _ right: [[Unicode.Scalar]]) -> [[Unicode.Scalar]] {
    guard let first = left.first, let tail = right.first else { return [] }
    return Array((left.map { $0 + tail } + right.dropFirst().map { first + $0 }).prefix(maximumTexts))
  }

  private static func lengths(_ node: PatternParser.Node) -> (low: Int, high: Int?) {
    switch node {
    case .lineStart, .lineEnd, .wordEdge: return (0, 0)
    case .set: return (1, 1)
    case .either(let branches):
      let all = branches.map(lengths)
      let highs = all.compactMap(\.high)
      return (all.map(\.low).min() ?? 0, highs.count == all.count ? highs.max() ?? 0 : nil)
    case .sequence(let parts):
      return parts.map(lengths).reduce((0, 0)) { sum, part in
        (min(sum.0 + part.low, 1 << 40), sum.1.flatMap { own in part.high.map { min(own + $0, 1 << 40) } })
      }
    case .repeated(let part, let low, let high):
      let one = lengths(part)
      let most = one.high.flatMap { length in high.map { min(length * $0, 1 << 40) } }
      return (min(one.low * low, 1 << 40), one.high == 0 ? 0 : most)
    }
  }

  /// Whether every text of an expression must begin (or end) where the value does.
  private static func isAnchored(_ node: PatternParser.Node, atEnd: Bool) -> Bool {
    switch node {
    case .lineStart: return !atEnd
    case .lineEnd: return atEnd
    case .either(let branches): return branches.allSatisfy { isAnchored($0, atEnd: atEnd) }
    case .sequence(let parts): return (atEnd ? parts.last : parts.first).map { isAnchored($0, atEnd: atEnd) } ?? false
    case .set, .wordEdge, .repeated: return false
    }
  }

  /// The fixed characters that an expression begins with, and whether it has no others.
  private static func prefix(_ node: PatternParser.Node) -> (text: [Unicode.Scalar], isWhole: Bool) {
    switch node {
    case .lineStart, .lineEnd: return ([], true)
    case .set(let set):
      guard set.ranges.count == 1, set.ranges[0].count == 1, set.parts.isEmpty, set.categories.isEmpty,
        !set.isNegated, let scalar = Unicode.Scalar(set.ranges[0].lowerBound)
      else { return ([], false) }
      return ([scalar], true)
    case .sequence(let parts):
      var text: [Unicode.Scalar] = []
      for part in parts {
        let next = prefix(part)
        text += next.text
        guard next.isWhole else { return (text, false) }
      }
      return (text, true)
    case .either, .repeated, .wordEdge: return ([], false)
    }
  }
}

extension CharacterSet {
  /// Some characters of the set, ordinary ones first.
  fileprivate var samples: [Unicode.Scalar] {
    let ordinary: [Unicode.Scalar] = ["a", "Z", "0", "9", "_", "-", ".", " ", "z", "A", "é", "/", "\u{1F600}"]
    var found = Array(ordinary.filter(contains).prefix(4))
    if !isNegated, let range = ranges.first {
      for value in [range.lowerBound, range.upperBound] {
        if let scalar = Unicode.Scalar(value), !found.contains(scalar) { found.append(scalar) }
      }
    }
    return found
  }
}
