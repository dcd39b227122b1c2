import Diagrams
import Foundation
import Graph
import Linting
import TestSupport
import Testing

/// What the model knows is drawn, with signs of its own, and the foot explains the signs in use.
@Suite struct SignTests {
  private static let shop = """
    eventlint: 1
    services:
      order:
        context: sales
        role: orchestrator
        outbox: polling
        stores: {orders: {kind: table, role: write, consistency: strong}, journal: {kind: log, role: event-store}}
        triggers: {a customer orders: {kind: person, publishes: OrderPlaced, sends: Reserve}}
        consumes: {Reserved: {publishes: OrderPriced, calls: [prices]}}
      prices: {context: sales}
      stock:
        context: stock
        stores: {orders: {role: read-model, consistency: eventual, staleness: 5m}}
        handles: {Reserve: {publishes: Reserved}}
        consumes: {OrderPlaced: {certainty: observed, publishes: Counted}}
      mail: {context: mail, publishes: [Counted], consumes: {Reserved: {certainty: possible, effect: mail}}}
      watch: {role: observer, observes: [OrderPlaced]}
    events:
      OrderPlaced: {version: 2, key: orderId, channel: orders-topic, visibility: outside}
      OrderPriced: {visibility: inside}
    channels:
      orders-topic: {transport: kafka, role: source-of-truth, partitions: 12}

    """

  private func dot(_ view: View, _ catalog: String = shop, hasLegend: Bool = true) -> [String] {
    let network = view.build(Scene(graph(catalog), title: "shop"))
    let dot = Diagram(network, theme: .light, hasLegend: hasLegend).dot()
    return String(decoding: dot, as: UTF8.self).split(separator: "\n").map(String.init)
  }

  private func line(_ start: String, _ lines: [String]) throws -> String {
    try #require(lines.first { $0.drop { $0 == " " }.hasPrefix(start) }, "\(start)")
  }

  @Test("declared, observed, possible and only looked at: four lines that differ")
  func certainty() throws {
    let lines = dot(.flow)
    let declared = try line("\"msg:Reserve\" -> \"svc:stock\"", lines)
    let observed = try line("\"msg:OrderPlaced\" -> \"svc:stock\"", lines)
    let possible = try line("\"msg:Reserved\" -> \"svc:mail\"", lines)
    let looksOn = try line("\"msg:OrderPlaced\" -> \"svc:watch\"", lines)
    #expect(!declared.contains("style="))
    #expect(observed.contains("style=\"dotted\""))
    #expect(possible.contains("style=\"dashed\""))
    #expect(!looksOn.contains("style=") && looksOn.contains("penwidth=\"0.8\"") && looksOn.contains("\"vee\""))
  }

  @Test("a single writer is bold, two publishers are not, and an outbox has a box at its end")
  func writers() throws {
    let lines = dot(.flow)
    let single = try line("\"svc:order\" -> \"msg:OrderPlaced\"", lines)
    #expect(single.contains("penwidth=\"2.6\"") && single.contains("arrowtail=\"box\""))
    #expect(!lines.contains { $0.contains("-> \"msg:Counted\"") && $0.contains("2.6") })
    #expect(try line("\"svc:order\" -> \"db:orders\"", lines).contains("2.6"))
    #expect(!(try line("\"svc:stock\" -> \"db:orders\"", lines)).contains("2.6"))
    #expect(try line("\"svc:order\" [", lines).contains("outbox: polling"))
  }

  @Test("key, partitions and the channel's role stand at the message, and the kind does not: its shape says it")
  func messages() throws {
    let lines = dot(.flow)
    let placed = try line("\"msg:OrderPlaced\" [", lines)
    #expect(placed.contains("v2, key orderId, 12 partitions<BR/>orders-topic: source of truth"))
    #expect(!placed.contains(">event<") && !placed.contains(">event v2<"))
    let priced = try line("\"msg:OrderPriced\" [", lines)
    #expect(priced.contains("#FFF0DC") && placed.contains("#FFC069"))
  }

  @Test("a log shows its entries, a table a cylinder, a shared store red and there once, with its consistency")
  func stores() throws {
    let lines = dot(.flow)
    let journal = try line("\"db:journal\" [", lines)
    #expect(journal.contains("HEIGHT=\"5\"") && !journal.contains("cylinder") && journal.contains("event store"))
    let orders = try line("\"db:orders\" [", lines)
    #expect(
      orders.contains("cylinder") && orders.contains("color=\"#B80D28\"") && orders.contains("strongly consistent"))
    #expect(lines.count { $0.contains("\"db:orders\" [") && !$0.contains("->") } == 1)
    let published = Self.shop.replacing("consistency: strong", with: "consistency: strong, shared-for-reading: true")
    #expect(!(try line("\"db:orders\" [", dot(.flow, published))).contains("#B80D28"))
  }

  @Test("a synchronous call is a double line in each view, and named where messages are not nodes")
  func calls() throws {
    let flow = try line("\"svc:order\" -> \"svc:prices\"", dot(.flow))
    #expect(flow.contains("#66727F:invis:#66727F") && !flow.contains("label="))
    let dependency = try line("\"svc:order\" -> \"svc:prices\"", dot(.dependency))
    #expect(dependency.contains("invis") && dependency.contains("calls"))
    // Beside messages the call is not lost.
    let both = Self.shop.replacing("calls: [prices]", with: "calls: [stock]")
    let stock = try line("\"svc:order\" -> \"svc:stock\"", dot(.dependency, both))
    #expect(stock.contains("calls") && stock.contains("Reserve"))
    #expect(try line("\"ctx:sales\" -> \"ctx:stock\"", dot(.contexts, both)).contains("calls"))
  }

  @Test("a cycle adds red and keeps the colour of the kind")
  func cycle() throws {
    let catalog = "eventlint: 1\nservices: {a: {publishes: A, consumes: B}, b: {publishes: B, consumes: A}}\n"
    for start in ["\"svc:a\" -> \"svc:b\"", "\"svc:b\" -> \"svc:a\""] {
      #expect(try line(start, dot(.dependency, catalog)).contains("color=\"#A15200:#B80D28\""))
    }
    let contexts =
      "eventlint: 1\nservices: {a: {context: x, publishes: A, consumes: B}, b: {publishes: B, consumes: A}}\n"
    #expect(try line("\"ctx:x\" -> \"svc:b\"", dot(.contexts, contexts)).contains(":#B80D28"))
  }

  @Test("the foot explains what is drawn and nothing else, and can be left out")
  func legend() throws {
    let foot = try #require(dot(.flow).first { $0.contains("labelloc=\"b\"") })
    for words in [
      "event", "command", "inside its context", "service", "orchestrator", "observer or tracker", "log",
      "shared by contexts", "trigger from outside", "single writer", "through an outbox", "synchronous call",
      "only observes", "observed in traces", "possible",
    ] {
      #expect(foot.contains(">\(words)&#160;"), "\(words)")
    }
    for words in ["query", "reply", "store", "external system", "part of a cycle", "added", "error", "warning"] {
      #expect(!foot.contains(">\(words)&#160;"), "\(words)")
    }
    #expect(!dot(.flow, hasLegend: false).contains { $0.contains("labelloc=\"b\"") })
  }

  @Test("above 15 services the dependency view has frames")
  func frames() {
    func frames(_ count: Int) -> Int {
      let services = (0..<count).map {
        "  s\($0): {context: c\($0 % 3), publishes: M\($0), consumes: M\(($0 + 1) % count)}\n"
      }
      return dot(.dependency, "eventlint: 1\nservices:\n" + services.joined()).count { $0.contains("cluster_ctx:") }
    }
    #expect(frames(15) == 0)
    #expect(frames(16) == 3)
  }

  @Test("many messages between contexts are counted by kind, in the colours of the kinds")
  func pills() throws {
    let catalog = """
      eventlint: 1
      services:
        a: {context: x, publishes: [A, B, C, D], sends: [Do]}
        b: {context: y, consumes: [A, B, C, D], handles: [Do]}

      """
    let edge = try line("\"ctx:y\" -> \"ctx:x\"", dot(.contexts, catalog))
    #expect(edge.contains("#FFC069") && edge.contains("&#160;4 events&#160;"))
    #expect(try line("\"ctx:x\" -> \"ctx:y\"", dot(.contexts, catalog)).contains("&#160;Do&#160;"))
  }

  @Test("the title says what is shown and how much of it")
  func title() {
    func heading(_ view: View) -> String { view.build(Scene(graph(Self.shop), title: "shop")).heading }
    #expect(heading(.flow) == "shop: flow, 5 services, 5 messages")
    #expect(heading(.dependency).hasPrefix("shop: dependencies, 4 services, "))
    #expect(heading(.contexts).hasPrefix("shop: context map, 3 contexts, "))
  }
}
