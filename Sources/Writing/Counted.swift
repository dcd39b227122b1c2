/// A number with its noun, in the plural where the number asks for it: `1 warning`, `2 queries`.
///
/// Plurals are regular: `y` after a consonant becomes `ies`, `x`, `s`, `ch` and `sh` take `es`.
package func counted(_ count: Int, _ noun: String) -> String { "\(count) \(count == 1 ? noun : plural(noun))" }

/// The regular plural of a noun.
package func plural(_ noun: String) -> String {
  if noun.hasSuffix("y"), let before = noun.dropLast().last, !"aeiou".contains(before) {
    return noun.dropLast() + "ies"
  }
  return noun + (["x", "s", "ch", "sh"].contains(where: noun.hasSuffix) ? "es" : "s")
}

/// Words as alternatives in a sentence: `dot, svg or html`.
package func either(_ words: [String]) -> String {
  words.count < 2 ? words.joined() : "\(words.dropLast().joined(separator: ", ")) or \(words[words.count - 1])"
}
