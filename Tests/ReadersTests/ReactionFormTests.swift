import Catalog
import Findings
import Graph
import Linking
import Readers
import TestSupport
import Testing

/// The forms in which reactions are written: several triggers, ways of which one happens, and what rests on them.
@Suite struct ReactionFormTests {
  /// Each reaction as `service: trigger -> outputs`, choices as `A/1.1` by group and branch.
  private func reactions(_ text: String) -> [String] {
    let catalog = catalog("eventlint: 1\n" + text)
    #expect(problems(catalog).filter { !$0.hasPrefix("unknown-reference") } == [])
    var groups: [UInt16: Int] = [:]
    return catalog.reactions.map { reaction in
      let trigger: String
      switch reaction.trigger {
      case .message(let name): trigger = catalog[name]
      case .outside(let label, let kind, let after):
        trigger = "\(kind) \(catalog[label])" + (catalog.first(after).map { " after \(catalog[$0.name])" } ?? "")
      }
      let outputs = reaction.outputs.map { index in
        let mention = catalog.mentions[Int(index)]
        #expect(mention.reaction >= 0 && catalog.reactions[Int(mention.reaction)].outputs.contains(index))
        guard mention.alternative > 0 else { return catalog[mention.message] }
        let group = groups[mention.alternative] ?? groups.count + 1
        groups[mention.alternative] = group
        return "\(catalog[mention.message])/\(group).\(mention.branch)"
      }
      return "\(catalog[reaction.service]): \(trigger) -> \(outputs.joined(separator: ", "))"
    }
  }

  @Test("several triggers of one reaction, and a join")
  func triggers() throws {
    #expect(
      reactions("services: {a: {consumes: {Placed | Changed: {sends: [Ship, Bill]}}}}")
        == ["a: Placed -> Ship, Bill", "a: Changed -> Ship, Bill"])
    let joined = "services: {a: {consumes: {Registered & AddressAdded: {sends: Ship}, R&D approved: {}}}}"
    #expect(
      reactions(joined) == ["a: Registered -> Ship", "a: AddressAdded -> Ship", "a: R&D approved -> "])
    let model = catalog("eventlint: 1\n" + joined)
    let traits = try #require(model.traits(of: model.reactions[1]))
    #expect(traits.isJoin && traits.triggers.map { model[$0.name] } == ["Registered", "AddressAdded"])
    #expect(reactions("services: {a: {consumes: [Placed | Changed]}}") == [])
    #expect(catalog("eventlint: 1\nservices: {a: {consumes: [Placed | Changed]}}").mentions.count == 2)
  }

  @Test("a list is all of them, a bar one of them, a question mark sometimes, `one-of` a way")
  func outputs() {
    #expect(
      reactions("services: {a: {consumes: {E: {publishes: [A, B | C, D?], sends: X?}}}}")
        == ["a: E -> A, B/1.1, C/1.2, D/2.1, X/3.1"])
    #expect(
      reactions("services: {a: {handles: {E: {one-of: [{publishes: [A, B]}, {publishes: C, replies: failed}]}}}}")
        == ["a: E -> A/1.1, B/1.1, C/1.2, E:failed/1.2"])
    #expect(
      reactions("services: {a: {triggers: {t: {kind: person, after: E, one-of: [{sends: X}, {}]}}}}")
        == ["a: person t after E -> X/1.1"])
  }

  @Test("`otherwise` is sent when no reply came, once, and a retry is none")
  func otherwise() {
    let text = """
      services:
        a:
          triggers: {place: {kind: http, sends: Validate}}
          expects: {Validate: {reply: Valid, within: 1h, otherwise: [Rejected, Validate]}}
          consumes: {Valid: {publishes: Approved}}
        b: {handles: {Validate: {replies: Valid}}}
      """
    #expect(reactions(text).contains("a: timer no reply to Validate after Validate -> Rejected"))
    #expect(problems(catalog("eventlint: 1\n" + text)) == [])
    let known = "services: {a: {triggers: {late: {kind: timer, sends: Stop}}, expects: {Go: {otherwise: Stop}}}}"
    #expect(reactions(known) == ["a: timer late -> Stop"])
  }

  @Test("what feeds a store is consumed, also an event of its own service")
  func fedBy() {
    let text = """
      services:
        a: {handles: {Pay: {publishes: Paid}}, stores: {view: {role: read-model, fed-by: [Paid, Late]}}}
        b: {publishes: Late, sends: Pay}
      """
    let model = catalog("eventlint: 1\n" + text)
    let graph = ReactionGraph(model)
    for event in ["Paid", "Late"] {
      #expect(graph.consumers(of: model.names.find(event)!).map { model[$0.service] } == ["a"])
    }
  }

  @Test("a consumer on which nothing happens is a consumer")
  func noEffect() {
    let model = catalog("eventlint: 1\nservices: {a: {publishes: E}, b: {consumes: {E: {effect: none}}}}")
    #expect(ReactionGraph(model).consumers(of: model.names.find("E")!).count == 1)
  }

  @Test("a call is a dependency, also by the query that is called")
  func calls() {
    let model = catalog(
      """
      eventlint: 1
      services:
        orders: {handles: {Assign: {calls: [pricing, GetStock], publishes: Assigned}}}
        pricing: {}
        stock: {answers: [GetStock]}
      """)
    let found = ReactionGraph(model).dependencies.map { "\(model[$0.from]) \(model[$0.to]) \($0.isCall)" }
    #expect(found == ["orders pricing true", "orders stock true"])
  }

  @Test("a trace stops where it is not written down what follows, and says how much may follow")
  func unknown() throws {
    let model = catalog(
      """
      eventlint: 1
      services:
        bot: {publishes: [A1, A2, A3], consumes: {B1: {publishes: A1}, B2: , B3: }}
        back: {publishes: [B1, B2, B3], consumes: [A1, A2, A3]}
        tool: {consumes: {A2: {certainty: possible, publishes: [C1, C2]}}}
      """)
    let graph = ReactionGraph(model)
    let trace = graph.trace(try #require(model.names.find("A1")))
    #expect(trace.messages.count == 1 && trace.possible == 3)
    let guessed = graph.trace(try #require(model.names.find("A2")))
    #expect(guessed.messages.count == 1 && guessed.possible == 5)
  }

  @Test("what is only possible is counted apart, closes no cycle and makes no chain")
  func possible() throws {
    let model = catalog(
      """
      eventlint: 1
      services:
        a: {publishes: A, consumes: {B: {certainty: possible, publishes: A}}}
        b: {consumes: {A: {publishes: B}}}
      """)
    let graph = ReactionGraph(model)
    #expect(
      graph.dependencies.map { "\(model[$0.from]) \(model[$0.to]) \($0.isPossible)" } == ["a b true", "b a false"])
    #expect(graph.statistics.dependencies == 1 && graph.statistics.possibleDependencies == 1)
    #expect(graph.statistics.mutualPairs == 0 && graph.chains(longerThan: 1).isEmpty)
  }

  @Test("every form is written again as it was read")
  func written() {
    for text in [
      "    consumes:\n      \"A | B\": {publishes: [C]}\n",
      "    consumes:\n      \"A & B\": {publishes: [C, \"D | E\", \"F?\"]}\n",
      "    handles:\n      A: {one-of: [{publishes: [B, C]}, {publishes: [D], replies: [E]}]}\n",
      "    consumes:\n      A: {publishes: [B], certainty: observed}\n",
    ] {
      let whole = "eventlint: 1\n\nservices:\n  s:\n" + text
      var writer = CatalogWriter(catalog(whole))
      let written = String(decoding: writer.text(), as: UTF8.self)
      #expect(written.hasPrefix(whole), "\(written)")
      var again = CatalogWriter(catalog(written))
      #expect(String(decoding: again.text(), as: UTF8.self) == written)
    }
  }
}
