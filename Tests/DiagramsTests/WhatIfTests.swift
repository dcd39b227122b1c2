import Diagrams
import Graph
import Testing

/// The picture of a change says what its figures say.
@Suite struct WhatIfTests {
  private static let order = FlowPlan(steps: [("payment", []), ("inventory", ["payment"]), ("shipping", ["inventory"])])

  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var change: FlowPlan.Change
    var plan = order
  }

  static let cases: [Case] = [
    Case(
      testDescription: "a new step",
      change: .add("fraud", after: [], before: ["shipping"], parallel: nil, neededBy: nil, undo: ["payment"])),
    Case(
      testDescription: "a new listener",
      change: .add("retention", after: ["payment"], before: [], parallel: nil, neededBy: nil, undo: [])),
    Case(testDescription: "another order", change: .reorder("inventory", before: "payment", after: [])),
    Case(testDescription: "a condition", change: .conditional("payment", when: "the customer is no VIP")),
    Case(testDescription: "one step less", change: .remove("inventory")),
    Case(
      testDescription: "an owner that ends it", change: .remove("payment"),
      plan: FlowPlan(
        steps: [("payment", []), ("stock", []), ("order", ["payment", "stock"])], owner: "order", decision: "order")),
  ]

  @Test("filled are those that change, marked those that come and go", arguments: cases)
  func marks(_ example: Case) throws {
    let owner = example.plan.owner ?? "owner"
    let impact = try example.plan.impact(of: example.change, owner: owner)
    let network = Network.whatIf(
      [(example.change, impact)], of: example.plan, start: "OrderPlaced", owner: owner, title: "t")
    func marked(_ prefix: String, _ change: Network.Change) -> Set<String> {
      Set(network.nodes.filter { $0.id.hasPrefix("\(prefix):") && $0.change == change }.map(\.name))
    }
    let gone = Set(example.plan.steps).subtracting(impact.plan.steps)
    for (prefix, cost) in [("reacts", impact.choreography), ("owned", impact.orchestration)] {
      #expect(marked(prefix, .added) == Set(cost.new))
      #expect(marked(prefix, .changed) == Set(cost.changed))
      #expect(marked(prefix, .removed) == gone)
    }
    // What one step comes to know of another is a new arrow.
    for knowledge in impact.choreography.knows {
      #expect(
        network.edges.contains {
          $0.change == .added && [$0.from, $0.to].contains("reacts:\(knowledge.from)")
            && [$0.from, $0.to].contains("reacts:\(knowledge.to)")
        }, "\(knowledge)")
    }
    let ids = Set(network.nodes.map(\.id))
    #expect(ids.count == network.nodes.count)
    #expect(network.edges.allSatisfy { ids.contains($0.from) && ids.contains($0.to) })
  }

  @Test("several changes make one picture, and a plan in circles draws") func several() throws {
    let changes: [FlowPlan.Change] = [
      .add("fraud", after: [], before: ["shipping"], parallel: nil, neededBy: nil, undo: ["inventory"]),
      .remove("inventory"),
    ]
    var plan = Self.order
    var impacts: [(change: FlowPlan.Change, impact: FlowPlan.Impact)] = []
    for change in changes {
      let impact = try plan.impact(of: change, owner: "owner")
      impacts.append((change, impact))
      plan = impact.plan
    }
    let network = Network.whatIf(impacts, of: Self.order, start: "s", owner: "owner", title: "t")
    #expect(network.nodes.filter { $0.name == "inventory" }.map(\.change) == [.removed, .removed])
    #expect(!network.edges.contains { $0.words.contains("undo") })
    let circle = FlowPlan(steps: [("a", ["b"]), ("b", ["a"]), ("c", ["b"])])
    #expect(
      Network.whatIf([impacts[1]], of: circle, start: "s", owner: "owner", title: "t").nodes.contains { $0.name == "c" }
    )
  }
}
