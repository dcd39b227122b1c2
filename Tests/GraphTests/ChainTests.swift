import Catalog
import Corpus
import Graph
import TestSupport
import Testing

@Suite struct ChainTests {
  static let choreographed = """
    eventlint: 1
    services:
      checkout:  {publishes: OrderPlaced}
      payment:   {consumes: {OrderPlaced: {publishes: PaymentReceived}}}
      inventory: {consumes: {PaymentReceived: {publishes: GoodsFetched}}}
      shipping:  {consumes: {GoodsFetched: {publishes: GoodsShipped}}}
      monitor:   {role: tracker, observes: all}
    """

  @Test("handovers are counted from service to service, with the witness path")
  func choreography() {
    #expect(
      chains(Self.choreographed) == [
        "3: checkout -OrderPlaced> payment -PaymentReceived> inventory -GoodsFetched> shipping"
      ])
  }

  @Test("a command starts the count anew")
  func commands() {
    let text = """
      eventlint: 1
      services:
        checkout: {publishes: OrderPlaced}
        order:
          consumes:
            OrderPlaced: {sends: RetrievePayment}
            PaymentReceived: {sends: FetchGoods}
        payment: {handles: {RetrievePayment: {publishes: PaymentReceived}}}
        inventory: {handles: {FetchGoods: {publishes: GoodsFetched}}}
      """
    #expect(chains(text).map { $0.prefix(2) } == ["1:", "1:"])
  }

  @Test("a last consumer that sends nothing on adds the last handover, an observer does not")
  func terminal() {
    let text = Self.choreographed.replacing(
      "  monitor:",
      with:
        """
          mail: {consumes: {GoodsShipped: {effect: mail}}}\n  ui: {consumes: {GoodsShipped: {effect: none}}}\n  \
        monitor:
        """
    )
    #expect(chains(text).map { $0.prefix(2) } == ["4:"])
  }

  @Test("a timer neither counts nor resets")
  func timers() {
    let text = """
      eventlint: 1
      services:
        a: {publishes: A}
        b: {consumes: {A: {publishes: B}}}
        clock: {triggers: {later: {kind: timer, after: B, publishes: C}}}
        d: {consumes: {C: {publishes: D}}}
      """
    #expect(chains(text) == ["2: a -A> b -B) clock -C> d"])
  }

  @Test("what one service does inside counts nothing")
  func inside() {
    let text = """
      eventlint: 1
      services:
        a: {publishes: A, consumes: {A: {publishes: B}}}
        b: {consumes: {B: {publishes: C}}}
      """
    #expect(chains(text) == ["1: a -A) a -B> b"])
  }

  @Test("with several producers the longest way counts, and a service does not hand over to itself")
  func producers() {
    let text = """
      eventlint: 1
      services:
        x: {publishes: X}
        a: {consumes: {X: {publishes: M}}}
        b: {publishes: M, consumes: {M: {publishes: N}}}
      """
    #expect(chains(text) == ["2: x -X> a -M> b"])
  }

  @Test("unexplained inputs and outputs make possible chains only")
  func possible() {
    let text = """
      eventlint: 1
      services:
        a: {publishes: A}
        b: {consumes: [A], publishes: B}
        c: {consumes: [B], publishes: C}
      """
    #expect(chains(text).map { $0.prefix(2) } == ["1:", "1:"])
    let possible = graph(text).chains(longerThan: 1, includingPossible: true)
    #expect(possible.map { $0.handovers.count } == [2])
    #expect(possible.flatMap { $0.links.map(\.isPossible) } == [true, false])
  }

  @Test("a cycle is walked once and ends")
  func cycles() {
    let text = """
      eventlint: 1
      services:
        s: {publishes: A}
        a: {consumes: {A: {publishes: B}, D: {publishes: B}}}
        b: {consumes: {B: {publishes: C}}}
        c: {consumes: {C: {publishes: D}}}
      """
    #expect(chains(text).first?.prefix(2) == "3:")
  }

  @Test("branches of one chain are one finding unless most of them is new")
  func branches() {
    let text = """
      eventlint: 1
      services:
        a: {publishes: A}
        b: {consumes: {A: {publishes: B}}}
        c: {consumes: {B: {publishes: [C, X]}}}
        d: {consumes: {C: {publishes: D}}}
        e: {consumes: {D: {publishes: E}}}
        x: {consumes: {X: {publishes: Y}}}
      """
    #expect(graph(text).chains(longerThan: 2).map { $0.handovers.count } == [4])
    #expect(graph(text).chains(longerThan: 0).map { $0.handovers.count } == [4, 3])
  }

  @Test("the longest chain has as many handovers as the first of all chains, in random systems", arguments: 1...100)
  func longest(seed: UInt64) {
    var random = Random(seed)
    let search = graph(randomSystem(&random)).chainSearch()
    #expect(search.longest == search.chains(longerThan: 0).map(\.handovers.count).max() ?? 0)
  }

  @Test("the result does not depend on the order of files")
  func order() {
    let lines = Self.choreographed.split(separator: "\n").dropFirst(2)
    let files = lines.map { "eventlint: 1\nservices:\n\($0)\n" }
    let forwards = describe(ReactionGraph(linked(files)))
    #expect(describe(ReactionGraph(linked(files.reversed()))) == forwards)
  }

  private func chains(_ text: String) -> [String] { describe(graph(text)) }

  private func describe(_ graph: ReactionGraph) -> [String] {
    let names = graph.catalog.names
    return graph.chains(longerThan: 0).map { chain in
      let path = chain.links.map { " -\(names[$0.message])\($0.isHandover ? ">" : ")") \(names[$0.receiver])" }.joined()
      return "\(chain.handovers.count): \(names[chain.links[0].sender])\(path)"
    }
  }
}

@Suite struct CycleTests {
  @Test("services that set each other off are a cycle, shown from the first by name")
  func cycle() {
    let text = """
      eventlint: 1
      services:
        stock: {consumes: {PriceChanged: {publishes: StockValued}}}
        price: {consumes: {StockValued: {publishes: PriceChanged}}}
      """
    #expect(cycles(text) == ["price -PriceChanged> stock -StockValued> price"])
  }

  @Test(
    "conditions, timers and, with commands, alternatives are guards",
    arguments: [
      "a: {consumes: {B: {publishes: A, condition: price differs}}}",
      "a: {triggers: {nightly: {kind: timer, after: B, publishes: A}}}",
    ])
  func guarded(service: String) {
    #expect(cycles("eventlint: 1\nservices:\n  \(service)\n  b: {consumes: {A: {publishes: B}}}\n").isEmpty)
  }

  @Test("a retry that a command asks for is no cycle of events")
  func retry() {
    let text = """
      eventlint: 1
      services:
        order: {consumes: {PaymentFailed: {sends: RetrievePayment}}}
        payment: {handles: {RetrievePayment: {publishes: PaymentReceived | PaymentFailed}}}
      """
    #expect(cycles(text).isEmpty)
  }

  private func cycles(_ text: String) -> [String] {
    let graph = graph(text)
    let names = graph.catalog.names
    return graph.cycles.map { cycle in
      cycle.links.reduce(names[cycle.links[0].sender]) { "\($0) -\(names[$1.message])> \(names[$1.receiver])" }
    }
  }
}

@Suite struct GraphTests {
  @Test("dependencies turn the arrows of events round and keep those of commands and queries")
  func dependencies() {
    let graph = graph(
      """
      eventlint: 1
      services:
        order: {consumes: {OrderPlaced: {sends: FetchGoods, asks: GetStock}}}
        checkout: {publishes: OrderPlaced}
        inventory: {handles: FetchGoods, answers: GetStock}
        monitor: {role: observer, consumes: OrderPlaced}
      """)
    let names = graph.catalog.names
    #expect(
      graph.dependencies.map {
        "\(names[$0.from])>\(names[$0.to]): \($0.messages.map { names[$0] }.joined(separator: " "))"
      }
        == ["order>checkout: OrderPlaced", "order>inventory: FetchGoods GetStock"])
  }

  @Test("reachability follows reactions and stops at the ends")
  func reachability() {
    let graph = graph(ChainTests.choreographed)
    #expect(reached(graph, from: "PaymentReceived", until: []) == ["GoodsFetched", "GoodsShipped", "PaymentReceived"])
    #expect(reached(graph, from: "OrderPlaced", until: ["PaymentReceived"]) == ["OrderPlaced", "PaymentReceived"])
  }

  @Test("components are found whatever the order of edges, each once")
  func components() {
    let edges: [(Int, Int32)] = [(0, 1), (1, 2), (2, 0), (2, 3), (3, 4), (5, 5), (4, 3)]
    let rows = Rows(rows: 6) { add in for edge in edges { add(edge.0, edge.1) } }
    let components = Components(rows)
    #expect(components.count == 3)
    #expect(components.component[0] == components.component[2])
    #expect(components.component[3] == components.component[4])
    #expect(components.component[0] > components.component[3])
  }

  private func reached(_ graph: ReactionGraph, from start: String, until ends: [String]) -> [String] {
    let names = graph.catalog.names
    func name(_ word: String) -> Name { names.find(Array(word.utf8)[...])! }
    let isReached = graph.emissions(reachableFrom: [name(start)], until: ends.map(name))
    return zip(graph.emissions, isReached).filter(\.1).map { names[graph.catalog.mentions[Int($0.0)].message] }.sorted()
  }
}
