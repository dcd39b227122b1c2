/// A catalog of events by their names alone, each with one consumer in another context: what rules say of the names
/// themselves.
package enum NamedEvents {
  /// The text of the catalog, with each name once.
  package static func catalog(_ names: [String]) -> String {
    let list = Set(names).sorted().map {
      "'\($0.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''"))'"
    }
    .joined(separator: ", ")
    return """
      eventlint: 1
      events: [\(list)]
      services:
        zeta: {context: here, publishes: [\(list)]}
        theta: {context: there, consumes: [\(list)]}
      """
  }

  /// Plain facts among which the names of one foreign service stand as guests.
  package static let plainFacts = (0..<60).map { "Thing\($0)Happened" }
}
