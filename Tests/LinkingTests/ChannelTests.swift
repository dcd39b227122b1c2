import Catalog
import Graph
import TestSupport
import Testing

/// Producer and consumer meet when they share the message and, where both say a channel, the channel.
@Suite struct ChannelTests {
  private func edges(_ texts: String...) -> [String] {
    let model = linked(texts.map { "eventlint: 1\n" + $0 })
    #expect(problems(model) == [])
    return ReactionGraph(model).dependencies.map {
      "\(model[$0.from]) -> \(model[$0.to]): \($0.messages.map { model[$0] }.joined(separator: ", "))"
    }
  }

  @Test("one payload type on two channels is two steps, whatever the order of files")
  func pipeline() throws {
    let files = [
      "services: {enrich: {publishes: Claim @ enriched}}",
      "services: {check: {consumes: {Claim @ enriched: {publishes: Claim @ checked}}}}",
      "services: {pay: {consumes: {Claim @ checked: {effect: write}}}}\nevents: {Claim: {payload: {claimId: uuid}}}",
    ]
    let expected = ["check -> enrich: Claim (enriched)", "pay -> check: Claim"]
    #expect(edges(files[0], files[1], files[2]) == expected)
    #expect(edges(files[2], files[1], files[0]) == expected)
    let model = linked(files.map { "eventlint: 1\n" + $0 })
    for (name, channel) in [("Claim", "checked"), ("Claim (enriched)", "enriched")] {
      let message = try #require(model.message(named: name))
      #expect(model.first(message.channel).map { model[$0.name] } == channel)
      #expect(message.fields?.count == 1)
    }
  }

  @Test("one channel, said or not, is one message")
  func one() {
    #expect(edges("services: {a: {publishes: E @ orders}, b: {consumes: [E]}}") == ["b -> a: E"])
    #expect(
      edges("services: {a: {publishes: E}, b: {consumes: {E @ orders: {}}}}\nevents: {E: {channel: orders}}")
        == ["b -> a: E"])
    #expect(
      edges("services: {a: {publishes: user@created}, b: {consumes: [user@created]}}") == ["b -> a: user@created"])
  }

  @Test("a definition's channel keeps the name")
  func definition() {
    let text = """
      services:
        a: {publishes: [E, E @ retry]}
        b: {consumes: {E @ retry: {}}}
        c: {consumes: [E]}
      events: {E: {channel: live}}
      """
    #expect(edges(text) == ["b -> a: E (retry)", "c -> a: E"])
  }
}
