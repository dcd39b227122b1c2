import Catalog
import Graph
import TestSupport
import Testing

/// What all verbs say of a flow: who waits, who owns it, who sees it, where it ends.
@Suite struct FlowFactTests {
  private func waits(_ services: String) -> [String] {
    let graph = graph("eventlint: 1\nservices:\n" + services)
    let catalog = graph.catalog
    return Waits(graph).all.map { wait in
      let limit = wait.isTimed.map { $0 ? " timed" : "" } ?? " unknown"
      return "\(catalog[wait.service]) \(catalog[wait.request]) \(wait.replies.map { catalog[$0] })\(limit)"
    }
  }

  private func trace(_ text: String, _ start: String) throws -> (trace: Trace, catalog: Catalog) {
    let graph = graph("eventlint: 1\n" + text)
    return (graph.trace(try #require(graph.catalog.names.find(start))), graph.catalog)
  }

  // MARK: Waits

  @Test("who takes the answer to a request waits for it, declared or not")
  func answers() {
    #expect(
      waits(
        """
          order: {triggers: {place: {kind: http, sends: Validate}}, consumes: {Validated: {publishes: Approved}}}
          consumer: {handles: {Validate: {replies: Validated}}}
        """) == [#"order Validate ["Validated"]"#])
    #expect(
      waits(
        """
          order: {sends: Charge, expects: {Charge: {reply: Charged, within: 1h}}, consumes: [Charged]}
          bank: {handles: {Charge: {publishes: Charged | Refused}}}
        """) == [#"order Charge ["Charged"] timed"#], "a declared wait is the only one for its request")
  }

  @Test("an event that others publish, a guess and an observer are no answers")
  func none() {
    #expect(
      waits(
        """
          order: {sends: Charge, consumes: [Shipped]}
          bank: {handles: {Charge: {effect: charge}}, publishes: Charged}
          post: {publishes: Shipped}
          watch: {role: observer, observes: all, consumes: [Charged]}
        """) == [])
  }

  @Test("an answer may come after the answers to requests of the one that is asked")
  func passedOn() {
    #expect(
      waits(
        """
          page: {asks: GetOffer, consumes: [Offer]}
          front: {answers: {GetOffer: {asks: GetPrice}}, consumes: {Price: {replies: Offer}}}
          prices: {answers: {GetPrice: {replies: Price}}}
        """) == [#"page GetOffer ["Offer"]"#, #"front GetPrice ["Price"]"#])
  }

  @Test("services that ask each other in a circle are followed once")
  func circle() {
    let found = waits(
      """
        a: {handles: {Ask: {sends: Back}}, consumes: {Done: {publishes: Over}}}
        b: {handles: {Back: {sends: Ask}}, consumes: {Over: {publishes: Done}}}
      """)
    #expect(found.count == 2 && found.contains { $0.hasPrefix("a Back") } && found.contains { $0.hasPrefix("b Ask") })
  }

  @Test("a timer that starts with the request limits the wait; inside one process none is needed")
  func limits() {
    #expect(
      waits(
        """
          order:
            sends: Charge
            triggers: {too late: {kind: timer, after: Charge, publishes: GaveUp}}
            consumes: [Charged]
          bank: {handles: {Charge: {publishes: Charged}}}
        """) == [#"order Charge ["Charged"] timed"#])
  }

  @Test("the longest row of requests costs no stack, and the same request in two steps is one wait")
  func bounds() throws {
    let row = (0..<3000).map { number in
      let next = number + 1
      return "  s\(number): {handles: {R\(number): {sends: R\(next)}}, consumes: {A\(next): {replies: A\(number)}}}\n"
    }
    // What lies deeper than the search goes is unknown; at the end of the row the answers are found.
    let found = waits(row.joined() + "  s3000: {handles: {R3000: {replies: A3000}}}\n")
    #expect(!found.isEmpty && found.count <= 3000)
    let twice = try trace(
      """
      services:
        shop: {publishes: Placed, consumes: {Placed: {sends: Check}, Paid: {sends: Check}, Checked: {effect: write}}}
        bank: {consumes: {Placed: {publishes: Paid}}}
        checker: {handles: {Check: {replies: Checked}}}
      """, "Placed")
    #expect(twice.trace.waits == 1)
  }

  // MARK: Owner

  @Test("a flow is owned as declared, else by the orchestrator that sends its commands")
  func owner() throws {
    let services = """
      services:
        web: {role: gateway, triggers: {order: {kind: person, sends: Make}}}
        maker: {ROLE handles: {Make: {sends: Reserve}}, consumes: {Reserved: {publishes: Made}}}
        stock: {handles: {Reserve: {publishes: Reserved}}}

      """
    func owner(_ role: String, _ flows: String = "") throws -> String? {
      let found = try trace(services.replacing("ROLE", with: role) + flows, "Make")
      return found.trace.owner.map { found.catalog[$0] }
    }
    let orchestrated = "role: orchestrator,"
    #expect(try owner(orchestrated) == "maker" && owner("") == nil)
    #expect(try owner(orchestrated, "flows: {f: {starts: Make, owner: stock}}") == "stock")
    #expect(try owner(orchestrated, "flows: {f: {starts: Make}}") == "maker")
    #expect(try owner(orchestrated, "flows: {f: {starts: Make, owner: none, reason: no one cares}}") == nil)
  }

  // MARK: Sight

  @Test(
    "who observes every event that is handed over sees the flow, who misses one sees it partly",
    arguments: [
      ("{role: observer, observes: all}", ["watch"], []), ("{role: tracker, consumes: all}", ["watch"], []),
      ("{role: observer, observes: [Placed, Paid]}", ["watch"], []),
      ("{role: observer, observes: [Placed]}", [], ["watch"]), ("{observes: [Placed, Paid, Shipped]}", ["watch"], []),
      ("{consumes: [Placed, Paid]}", [], []),
    ])
  func sight(watch: String, whole: [String], partial: [String]) throws {
    let text = """
      services:
        a: {publishes: Placed}
        b: {consumes: {Placed: {publishes: Paid}}}
        c: {consumes: {Paid: {publishes: Shipped}}}
        watch: \(watch)
      """
    let found = try trace(text, "Placed")
    #expect(found.trace.sight.observers.map { found.catalog[$0] } == whole)
    #expect(found.trace.sight.partial.map { found.catalog[$0] } == partial)
    let graph = graph("eventlint: 1\n" + text)
    let chain = try #require(graph.chains(longerThan: 1).first)
    #expect(FlowCover(graph).isSeen(chain) == !whole.isEmpty, "the rule and the trace have one definition")
  }

  @Test("a tracker and the means of a declared flow count without being observers; tracing does not")
  func declaredSight() throws {
    let services = "services: {a: {publishes: Placed}, b: {consumes: {Placed: {publishes: Paid}}}, t: {team: x}}\n"
    let tracked = try trace(services + "flows: {f: {starts: Placed, tracked-by: t}}", "Placed")
    #expect(tracked.trace.sight.observers.map { tracked.catalog[$0] } == ["t"])
    let mined = try trace(services + "flows: {f: {starts: Placed, visibility: [mining, tracing]}}", "Placed")
    #expect(mined.trace.sight.means.map { $0.rawValue } == ["mining"] && mined.trace.sight.isWhole)
    #expect(
      !(try trace(services + "flows: {f: {starts: Placed, visibility: [tracing]}}", "Placed")).trace.sight.isWhole)
  }

  // MARK: Ends

  @Test("a trace ends where its flow does, and says which ends it does not reach")
  func ends() throws {
    let services = """
      services:
        a: {publishes: Placed}
        b: {consumes: {Placed: {publishes: Paid}}}
        c: {consumes: {Paid: {publishes: Shipped}}}
      """
    let found = try trace(services + "\nflows: {f: {starts: Placed, ends: [Paid, Refused]}}", "Placed")
    #expect(found.trace.ends.map { found.catalog[$0] } == ["Paid"])
    #expect(found.trace.missedEnds.map { found.catalog[$0] } == ["Refused"])
    #expect(found.trace.messages.map { found.catalog[$0] } == ["Placed", "Paid"])
    #expect(found.trace.services.map { found.catalog[$0] } == ["a", "b", "c"], "who receives the end is shown")
    let free = try trace(services, "Placed")
    #expect(free.trace.ends.map { free.catalog[$0] } == ["Shipped"] && free.trace.missedEnds.isEmpty)
  }

  @Test("no service continues a flow after an answer that ends it")
  func endsWithAnswer() throws {
    let found = try trace(
      """
      services:
        shop: {publishes: Placed, role: orchestrator, consumes: {Placed: {sends: Pay}, Refused: {publishes: Reminded}}}
        bank: {handles: {Pay: {publishes: Refused}}}
      flows: {f: {starts: Placed, ends: [Refused]}}
      """, "Placed")
    #expect(found.trace.messages.map { found.catalog[$0] } == ["Placed", "Pay", "Refused"])
  }
}
