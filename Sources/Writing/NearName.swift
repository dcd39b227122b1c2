/// The search for the nearest of several words, for "did you mean": by Damerau-Levenshtein distance (insertions,
/// deletions, substitutions and transpositions of neighbours, each 1; the restricted form).
package enum NearName {
  /// The help of a finding about a word that is not known: "did you mean `flow`?".
  package static func question(_ near: String) -> String { "did you mean `\(near)`?" }

  /// The candidate that is nearest to a word; nil if none is near enough. Opposites such as `LockDoor` and `UnlockDoor`
  /// are different words however near they are. Near is a distance of 1 for words up to 5
  /// bytes, 2 up to 10, else 3. Of equally near candidates the first by bytes. Candidates of very different length are
  /// skipped without a comparison.
  package static func best(for word: ArraySlice<UInt8>, among candidates: some Sequence<ArraySlice<UInt8>>)
    -> ArraySlice<UInt8>?
  {
    let limit = limit(for: word)
    var best: ArraySlice<UInt8>?
    var bestDistance = limit + 1
    for candidate in candidates where abs(candidate.count - word.count) < max(bestDistance, 1) + 1 {
      guard let distance = distance(word, candidate, limit: min(bestDistance, limit)), distance > 0,
        !Opposites.are(word, candidate)
      else { continue }
      if distance < bestDistance || best.map({ candidate.lexicographicallyPrecedes($0) }) ?? true {
        best = candidate
        bestDistance = distance
      }
    }
    return best
  }

  /// Whether a candidate is near enough to be suggested for a word.
  package static func isNear(_ word: ArraySlice<UInt8>, _ candidate: ArraySlice<UInt8>) -> Bool {
    distance(word, candidate, limit: limit(for: word)) != nil && !Opposites.are(word, candidate)
  }

  private static func limit(for word: ArraySlice<UInt8>) -> Int { word.count <= 5 ? 1 : word.count <= 10 ? 2 : 3 }

  /// The candidate that is nearest to a word, by the same rules; nil if none is near enough.
  package static func best(for word: String, among candidates: [String]) -> String? {
    best(for: Array(word.utf8)[...], among: candidates.map { Array($0.utf8)[...] }).map {
      String(decoding: $0, as: UTF8.self)
    }
  }

  /// The distance of two words, ignoring the case of ASCII letters, or nil above the limit or for words of more than
  /// 200 bytes. Words that differ in case only have distance 1. Cost: the product of their lengths.
  package static func distance(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>, limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit, left.count <= 200, right.count <= 200 else { return nil }
    let first = left.map(folded)
    let second = right.map(folded)
    if first == second { return left.elementsEqual(right) ? 0 : 1 }
    var before: [Int] = []
    var previous = Array(0...second.count)
    for row in 1...max(first.count, 1) where row <= first.count {
      var current = [row] + Array(repeating: 0, count: second.count)
      var least = row
      for column in 1...max(second.count, 1) where column <= second.count {
        let cost = first[row - 1] == second[column - 1] ? 0 : 1
        var value = min(previous[column] + 1, current[column - 1] + 1, previous[column - 1] + cost)
        if row > 1, column > 1, first[row - 1] == second[column - 2], first[row - 2] == second[column - 1] {
          value = min(value, before[column - 2] + 1)
        }
        current[column] = value
        least = min(least, value)
      }
      guard least <= limit else { return nil }
      before = previous
      previous = current
    }
    return previous[second.count] <= limit ? previous[second.count] : nil
  }

  private static func folded(_ byte: UInt8) -> UInt8 {
    byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") ? byte | 0x20 : byte
  }
}
