import Catalog
import Findings
import Testing

@testable import Linking

/// Flows that are documented step by step, and the reactions that follow from them.
@Suite struct DeclaredFlowTests {
  private func place(_ start: UInt32) -> Place { Place(file: FileID(0), start: start, end: start + 1) }

  /// Steps as words: `placed` is a message, `@payment` a service, `-` something else; after `>` follow the next steps.
  private func flow(_ steps: String..., named name: Name, at start: UInt32) -> Flow {
    var flow = Flow(name: name, place: place(start))
    flow.steps = steps.enumerated().map { number, text in
      let sides = text.split(separator: ">", omittingEmptySubsequences: false)
      let id = String(sides[0].split(separator: " ").first ?? "-")
      let position = start + UInt32(number) + 1
      let subject: FlowStep.Subject =
        id.hasPrefix("@") ? .service(String(id.dropFirst())) : id.hasPrefix("-") ? .other : .message(id)
      var step = FlowStep(id: id, place: place(position), subject: subject, subjectPlace: place(position))
      step.next = sides.dropFirst().flatMap { $0.split(separator: " ") }.map {
        FlowStep.Next(id: String($0), place: place(position))
      }
      return step
    }
    return flow
  }

  /// Services with what they receive and send, in words: `payment: placed > paid failed`.
  private func reading(_ services: String...) -> PartialCatalog {
    var reading = PartialCatalog()
    var start: UInt32 = 0
    for text in services {
      let parts = text.split(separator: ":")
      let service = reading.names.intern(String(parts[0]))
      reading.services.append(Service(name: service, place: place(start), isDefined: true))
      let sides = parts[1].split(separator: ">", omittingEmptySubsequences: false)
      for (verb, words) in [(Mention.Verb.consumes, sides[0]), (.publishes, sides[1])] {
        for word in words.split(separator: " ") {
          start += 1
          reading.mentions.append(
            Mention(
              service: service, message: reading.names.intern(String(word)), verb: verb, place: place(start)))
        }
      }
    }
    return reading
  }

  /// The reactions in words: `payment: placed -> paid | failed`.
  private func reactions(_ catalog: Catalog) -> [String] {
    catalog.reactions.map { reaction in
      let outputs = catalog.mentions[Int(reaction.outputs.lowerBound)..<Int(reaction.outputs.upperBound)]
      let separator = outputs.contains { $0.alternative > 0 } ? " | " : " + "
      let words = outputs.map { catalog[$0.message] }.joined(separator: separator)
      return "\(catalog[reaction.service]): \(reaction.message.map { catalog[$0] } ?? "") -> \(words)"
        + (reaction.isConditional ? "?" : "")
    }
  }

  private func linked(_ reading: PartialCatalog, _ flows: (inout PartialCatalog) -> [Flow]) -> Catalog {
    var reading = reading
    reading.flows = flows(&reading)
    return Catalog.linking([reading])
  }

  @Test("a step between two messages is a reaction; what it explains has a cause")
  func steps() {
    let catalog = linked(reading("shop: > placed", "payment: placed > paid refunded", "post: paid > shipped")) {
      [
        flow(
          "- > placed", "placed > @payment", "@payment > paid", "paid > shipped", "shipped",
          named: $0.names.intern("buy"),
          at: 100)
      ]
    }
    #expect(reactions(catalog) == ["payment: placed -> paid", "post: paid -> shipped"])
    #expect(catalog.reactions.allSatisfy { $0.certainty == .declared })
    #expect(
      catalog.mentions.filter { $0.verb.isOutgoing && $0.reaction < 0 }.map { catalog[$0.message] } == [
        "placed", "refunded",
      ])
    let received = catalog.mentions.filter { !$0.verb.isOutgoing }
    #expect(received.map(\.reaction) == [0, 1])
    #expect(catalog.flows.first.flatMap { catalog.start(of: $0) }.map { catalog[$0] } == "placed")
  }

  @Test("a branch leads to one of its messages, flows complete one another")
  func branches() {
    let catalog = linked(reading("shop: > placed", "payment: placed > paid failed", "stock: placed > reserved")) {
      [
        flow(
          "placed > @payment @stock", "@payment > paid failed", "@stock > reserved -done", "paid", "failed", "reserved",
          "-done", named: $0.names.intern("buy"), at: 100)
      ]
    }
    #expect(reactions(catalog) == ["payment: placed -> paid | failed?", "stock: placed -> reserved?"])
    let two = linked(reading("shop: > placed", "payment: placed > paid failed")) {
      [
        flow("placed > @payment", "@payment > paid", "paid", named: $0.names.intern("one"), at: 100),
        flow("placed > @payment", "@payment > failed", "failed", named: $0.names.intern("two"), at: 200),
      ]
    }
    #expect(reactions(two) == ["payment: placed -> paid | failed?"])
  }

  /// `flow-drift` reports the contradictions; the flow adds nothing that a service does not state.
  @Test("a step that contradicts the services adds nothing")
  func contradictions() {
    let catalog = linked(
      reading("shop: > placed", "payment: billed > paid", "one: placed > done", "two: placed > done")
    ) {
      [
        flow(
          "placed > @payment done @unknown", "@payment > paid", "@unknown > paid", "paid", "done",
          named: $0.names.intern("buy"), at: 100)
      ]
    }
    #expect(reactions(catalog).isEmpty)
    #expect(catalog.mentions.allSatisfy { $0.reaction < 0 })
  }

  @Test(
    "what a service states of its reaction precedes the flow; a reaction of which only needs are known is completed")
  func stated() {
    for (isOpen, expected) in [(false, "payment: placed -> "), (true, "payment: placed -> paid")] {
      var reading = reading("shop: > placed", "payment: placed > paid")
      let placed = reading.mentions[1]
      reading.mentions[1].reaction = 0
      reading.reactions = [
        Reaction(service: placed.service, trigger: .message(placed.message), place: placed.place, certainty: .declared)
      ]
      reading.reactions[0].isOpen = isOpen
      let catalog = linked(reading) {
        [flow("placed > @payment", "@payment > paid", "paid", named: $0.names.intern("buy"), at: 100)]
      }
      #expect(reactions(catalog) == [expected])
    }
  }

  /// A message that follows two others is sent in two reactions, each with a place of its own.
  @Test("one message can follow several")
  func several() {
    let catalog = linked(reading("shop: > placed changed", "mail: placed changed > sent")) {
      [
        flow(
          "placed > @mail", "changed > @mail", "@mail > sent", "sent", named: $0.names.intern("tell"), at: 100)
      ]
    }
    #expect(reactions(catalog) == ["mail: placed -> sent", "mail: changed -> sent"])
    let sent = catalog.mentions.filter { catalog[$0.message] == "sent" }
    #expect(sent.map(\.reaction) == [0, 1] && Set(sent.map(\.place)).count == 2)
  }
}
