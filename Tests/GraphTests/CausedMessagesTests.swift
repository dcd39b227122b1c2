import Catalog
import Corpus
import Graph
import TestSupport
import Testing

/// A catalog of up to 48 services that react to one another's events at random.
func randomSystem(_ random: inout Random) -> String {
  let count = Int.random(in: 3...24, using: &random)
  func message() -> String { "M\(Int.random(in: 0..<count, using: &random))" }
  var text = "eventlint: 1\nservices:\n"
  for service in 0..<count {
    let reactions = Dictionary((0..<2).map { _ in (message(), message()) }) { first, _ in first }.sorted { $0 < $1 }
      .map { "\($0.key): {publishes: [\($0.value)]}" }
    // What is consumed and sent without a cause may be linked, too.
    text += "  s\(service): {consumes: {\(reactions.joined(separator: ", "))}, publishes: [\(message())]}\n"
    text += "  t\(service): {consumes: [\(message())], publishes: [\(message())]}\n"
  }
  return text
}

@Suite struct CausedMessagesTests {
  @Test("what 64 sets cause is what each causes by itself, in random systems", arguments: 1...40)
  func sameAsOneByOne(seed: UInt64) {
    var random = Random(seed)
    let graph = graph(randomSystem(&random))
    let names = graph.catalog.messages.map(\.name)
    let sets = (0..<CausedMessages.maximumSets).map { _ in
      (0..<Int.random(in: 0...3, using: &random)).compactMap { _ in names.randomElement(using: &random) }
    }
    for includesPossible in [true, false] {
      var caused = CausedMessages(graph, includingPossible: includesPossible)
      var search = ReactionGraph.Reachability(graph, includingPossible: includesPossible)
      // A second call starts anew.
      caused.follow(Array(sets.reversed()))
      caused.follow(sets)
      for (number, set) in sets.enumerated() {
        let found = caused.sets.indices.filter { caused.sets[$0] >> UInt64(number) & 1 == 1 }
        #expect(Set(found.map { names[$0] }) == search.messages(from: set))
      }
    }
  }
}
