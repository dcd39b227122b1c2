/// The performance goals, printed as they are checked.
struct Goals {
  /// Whether no goal was missed so far.
  private(set) var areMet = true

  /// Prints a figure, and whether it is below its goal; NaN is not.
  mutating func expect(_ what: String, _ value: Double, atMost limit: Double) {
    let isMet = value <= limit
    areMet = areMet && isMet
    print("\(isMet ? "met   " : "MISSED")  \(what) \(value.rounded(to: 3)), at most \(limit.rounded(to: 3))")
  }

  /// Prints a figure, and whether it is above its goal; NaN is not.
  mutating func expect(_ what: String, _ value: Double, atLeast limit: Double) {
    let isMet = value >= limit
    areMet = areMet && isMet
    print("\(isMet ? "met   " : "MISSED")  \(what) \(value.rounded(to: 3)), at least \(limit.rounded(to: 3))")
  }

  /// Prints what is wrong, whatever the figure.
  mutating func fail(_ what: String) {
    areMet = false
    print("MISSED  \(what)")
  }
}
