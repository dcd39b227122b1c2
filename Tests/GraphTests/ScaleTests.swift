import Catalog
import Corpus
import Graph
import TestSupport
import Testing

/// Shapes that hurt what recurses or compares all with all: each must simply come out right.
@Suite struct ScaleTests {
  static let count = 100_000

  @Test("a chain of 100,000 messages is one chain")
  func chain() {
    var text = "eventlint: 1\nservices:\n  s0: {publishes: M0}\n"
    for index in 1..<Self.count { text += "  s\(index): {consumes: {M\(index - 1): {publishes: M\(index)}}}\n" }
    let chains = graph(text).chains(longerThan: 2)
    #expect(chains.map { $0.handovers.count } == [Self.count - 1])
  }

  @Test("a ring of 100,000 messages is one cycle")
  func ring() {
    var text = "eventlint: 1\nservices:\n"
    for index in 0..<Self.count {
      text += "  s\(index): {consumes: {M\(index): {publishes: M\((index + 1) % Self.count)}}}\n"
    }
    #expect(graph(text).cycles.map { $0.links.count } == [Self.count])
  }

  @Test("a message that thousands publish and thousands react to costs their sum")
  func hub() {
    var text = "eventlint: 1\nservices:\n"
    for index in 0..<20_000 {
      text += "  p\(index): {publishes: Hub}\n  c\(index): {consumes: {Hub: {publishes: Done\(index)}}}\n"
    }
    let graph = graph(text)
    #expect(graph.chains(longerThan: 0).count == 20_000)
    #expect(graph.cycles.isEmpty)
  }

  @Test("a generated system of a thousand files links without a problem")
  func generated() {
    var corpus = Corpus(files: 1000)
    var files: [String] = []
    corpus.eachFile { files.append($0.text) }
    let catalog = linked(files)
    #expect(problems(catalog) == [])
    #expect(catalog.messages.count == 888)
    #expect(ReactionGraph(catalog).chains(longerThan: 1).isEmpty)
  }
}
