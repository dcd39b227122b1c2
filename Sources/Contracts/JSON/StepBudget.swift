/// The steps that one comparison of two schemas may take, so that schemas which are made to hang do not.
///
/// Work that grows with the size of the schemas is granted as they are met; what is left beside it is for
/// combinations of alternatives. Once it is spent, what remains is undecided, and breaks found before it hold.
struct StepBudget {
  private var left = Self.initial
  /// What the part that is being compared must leave for others.
  private var reserve = 0

  private static let initial = 150_000

  /// Whether nothing is left for the part that is being compared.
  var isSpent: Bool { left <= reserve }

  /// Starts a new comparison.
  mutating func renew() { self = StepBudget() }

  /// Takes steps.
  mutating func spend(_ steps: Int) { left -= steps }

  /// Adds steps for a schema that is met for the first time. What is spent stays so, since results rest on it.
  mutating func grant(_ steps: Int) { if !isSpent { left += steps } }

  /// Limits the part that follows to some steps.
  ///
  /// - Returns: the limit before, to restore.
  mutating func limit(to steps: Int) -> Int {
    let outer = reserve
    reserve = max(outer, left - steps)
    return outer
  }

  /// Limits the part that follows to half of what is left.
  mutating func halve() -> Int { limit(to: max(0, left - reserve) / 2) }

  /// Ends the limit of a part.
  mutating func restore(_ outer: Int) { reserve = outer }
}
