/// Durations as text: `15m`, `1h 30m`, `500 ms`, and ISO 8601's `PT15M`.
package enum DurationText {
  /// The units of short durations. `m` is a minute.
  private static let units: Set<Substring> = ["ms", "s", "m", "h", "d", "w", "month", "months", "y"]

  /// The regular expression of all durations, for JSON Schema.
  package static let pattern =
    "([0-9]+([.][0-9]+)? ?(ms|s|m|h|d|w|months?|y) ?)+"
    + "|P[0-9YMWDTHS.]+"

  /// Whether a text is a duration: numbers, each with a unit, or ISO 8601.
  package static func isValid(_ text: String) -> Bool {
    guard !text.hasPrefix("P") else { return isISO8601(text[...]) }
    var rest = text[...]
    var parts = 0
    while !rest.isEmpty {
      guard hasNumber(&rest) else { return false }
      if rest.first == " " { rest.removeFirst() }
      let unit = rest.prefix { $0.isASCII && $0.isLetter }
      rest = rest.dropFirst(unit.count)
      guard units.contains(unit) else { return false }
      if rest.first == " ", rest.count > 1 { rest.removeFirst() }
      parts += 1
    }
    return parts > 0
  }

  /// Takes digits with at most one point among them off a text; false without any.
  private static func hasNumber(_ rest: inout Substring) -> Bool {
    let digits = rest.prefix { $0.isASCII && $0.isNumber || $0 == "." }
    rest = rest.dropFirst(digits.count)
    return !digits.isEmpty && digits.first != "." && digits.last != "." && digits.count(where: { $0 == "." }) < 2
  }

  /// Whether a text is an ISO 8601 duration: `P7D`, `PT15M`.
  package static func isISO8601(_ text: Substring) -> Bool {
    guard text.first == "P", text.count > 1 else { return false }
    var units = Array("YMWD")
    var isTime = false
    var digits = ""
    var parts = 0
    for character in text.dropFirst() {
      if character == "T" {
        guard !isTime, digits.isEmpty else { return false }
        (isTime, units, parts) = (true, Array("HMS"), 0)
      } else if character.isASCII && character.isNumber || character == "." {
        digits.append(character)
      } else {
        guard !digits.isEmpty, let unit = units.firstIndex(of: character) else { return false }
        units.removeFirst(unit + 1)
        digits = ""
        parts += 1
      }
    }
    return digits.isEmpty && parts > 0
  }
}
