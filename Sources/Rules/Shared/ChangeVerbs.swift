/// Past participles of verbs that give something a new value: more or less of it, a later time, a correction, another
/// name or place. What the value is, the name does not say: after `LoanProlonged` it is not known until when.
///
/// The groups are those of WordNet 3.0 below increase, decrease, prolong, postpone, correct, adjust, set and rename, as
/// far as business speaks so.
enum ChangeVerbs {
  /// Whether a word in lower case says that something got a new value.
  static func contains(_ word: String) -> Bool { values.contains(word) || moves.contains(word) }

  /// Whether a word in lower case says that something is another than before, and nothing more.
  static func isPlain(_ word: String) -> Bool { plain.contains(word) }

  /// Whether a word in lower case says that something belongs to something else from now on, or no longer.
  static func isAddition(_ word: String) -> Bool { additions.contains(word) }

  /// The words of a name up to its verb: `limit raised` of `LimitRaisedByBank`. None where the new value follows:
  /// `CustomerPromotedToVip` says what it was promoted to.
  static func clause(_ words: [String]) -> ArraySlice<String> {
    guard !words.dropFirst().contains(where: { ["to", "into", "as"].contains($0) }) else { return [] }
    let end = words.dropFirst().firstIndex { ["by", "from", "for", "after", "on", "at", "in", "with"].contains($0) }
    return words[..<(end ?? words.endIndex)]
  }

  /// Whether a word in lower case says that something went to something else, so that a second key can be the value.
  static func isMove(_ word: String) -> Bool { moves.contains(word) }

  private static let values = set(
    """
    changed updated modified edited altered varied revised amended corrected rectified adjusted readjusted tuned
    calibrated recalculated recomputed reassessed revalued repriced restated overridden reworded rewritten rephrased
    set priced valued rated estimated measured quoted renamed relabelled relabeled retitled named labelled labeled
    increased raised decreased reduced lowered boosted enlarged expanded extended lengthened shortened shrunk widened
    narrowed deepened prolonged doubled halved incremented decremented credited debited deposited withdrawn accrued
    inflated discounted depreciated devalued upgraded downgraded promoted demoted replenished restocked refilled
    renewed postponed deferred advanced rescheduled delayed shifted antedated backdated predated postdated
    """)

  private static let plain = set("changed updated modified edited altered amended")

  private static let additions = set("added removed appended inserted attached detached included excluded")

  private static let moves = set(
    """
    moved relocated transferred redirected rerouted assigned reassigned allocated reallocated replaced exchanged
    substituted swapped converted switched
    """)

  private static func set(_ words: String) -> Set<String> {
    Set(words.split { $0 == " " || $0 == "\n" }.map(String.init))
  }
}
