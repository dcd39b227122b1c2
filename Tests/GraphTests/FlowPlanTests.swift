import Catalog
import Graph
import TestSupport
import Testing

/// The worked cases of what a change costs, counted by hand.
@Suite struct FlowPlanTests {
  /// Registration requested; address and credit check in parallel; the customer service decides.
  private static let onboarding = FlowPlan(steps: [
    ("address", []), ("credit", []), ("customer", ["address", "credit"]),
  ])
  private static let owned = FlowPlan(
    steps: [("address", []), ("credit", []), ("customer", ["address", "credit"])], owner: "customer")
  private static let checks = FlowPlan(steps: [
    ("address", []), ("criminal", []), ("credit", []), ("customer", ["address", "criminal", "credit"]),
  ])
  private static let serial = FlowPlan(steps: [("address", []), ("credit", ["address"]), ("customer", ["credit"])])
  private static let order = FlowPlan(steps: [("payment", []), ("inventory", ["payment"]), ("shipping", ["inventory"])])
  private static let undoable = FlowPlan(
    steps: [("payment", []), ("inventory", ["payment"]), ("shipping", ["inventory"])],
    undoable: ["payment", "inventory"])

  private static func add(
    _ name: String, after: [String] = [], before: [String] = [], parallel: String? = nil, neededBy: String? = nil,
    undo: [String] = []
  ) -> FlowPlan.Change {
    .add(name, after: after, before: before, parallel: parallel, neededBy: neededBy, undo: undo)
  }

  /// Plan, change, owner's name, then who is new, who changes when each reacts, and who changes with an owner.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var plan: FlowPlan
    var change: FlowPlan.Change
    var owner = "owner"
    var new: [String] = []
    var reacting: Set<String>
    var owning: Set<String>
  }

  static let cases: [Case] = [
    Case(
      testDescription: "one more parallel check: a tie", plan: onboarding,
      change: add("criminal", parallel: "address", neededBy: "customer"), owner: "customer", new: ["criminal"],
      reacting: ["customer"], owning: ["customer"]),
    Case(
      testDescription: "the same where the customer service owns the flow: a tie", plan: owned,
      change: add("criminal", parallel: "address", neededBy: "customer"), new: ["criminal"], reacting: ["customer"],
      owning: ["customer"]),
    Case(
      testDescription: "a check in a row", plan: serial,
      change: add("criminal", after: ["address"], before: ["credit"]), new: ["criminal"], reacting: ["credit"],
      owning: ["owner"]),
    Case(
      testDescription: "a check in a row, its result reported", plan: serial,
      change: add("criminal", after: ["address"], before: ["credit"], neededBy: "customer"), new: ["criminal"],
      reacting: ["credit"], owning: ["owner"]),
    Case(
      testDescription: "credit only if all others succeed", plan: checks,
      change: .reorder("credit", before: nil, after: ["address", "criminal"]), owner: "customer",
      reacting: ["credit", "customer"], owning: ["customer"]),
    Case(
      testDescription: "fetch goods before payment", plan: order,
      change: .reorder("inventory", before: "payment", after: []), owner: "order",
      reacting: ["payment", "inventory", "shipping"], owning: ["order"]),
    Case(
      testDescription: "VIP customers pay by invoice", plan: order,
      change: .conditional("payment", when: "the customer is no VIP"), owner: "order",
      reacting: ["payment", "inventory"], owning: ["order"]),
    Case(
      testDescription: "customer retention only listens: nobody changes", plan: order,
      change: add("retention", after: ["payment"]), owner: "order", new: ["retention"], reacting: [], owning: []),
    Case(
      testDescription: "a check before shipping: a tie", plan: order, change: add("fraud", before: ["shipping"]),
      owner: "order", new: ["fraud"], reacting: ["shipping"], owning: ["order"]),
    Case(
      testDescription: "with a failure path and nothing to undo by yet: a tie", plan: order,
      change: add("fraud", before: ["shipping"], undo: ["payment", "inventory"]), owner: "order", new: ["fraud"],
      reacting: ["inventory", "payment", "shipping"], owning: ["order", "payment", "inventory"]),
    Case(
      testDescription: "with a failure path where commands to undo are there", plan: undoable,
      change: add("fraud", before: ["shipping"], undo: ["payment", "inventory"]), owner: "order", new: ["fraud"],
      reacting: ["inventory", "payment", "shipping"], owning: ["order"]),
    Case(
      testDescription: "leave out a step", plan: order, change: .remove("inventory"), owner: "order",
      reacting: ["shipping"], owning: ["order"]),
  ]

  @Test("what a change costs", arguments: cases)
  func cost(_ example: Case) throws {
    let impact = try example.plan.impact(of: example.change, owner: example.owner)
    #expect(impact.choreography.new == example.new && impact.orchestration.new == example.new)
    #expect(Set(impact.choreography.changed) == example.reacting)
    #expect(Set(impact.orchestration.changed) == example.owning)
    #expect(impact.choreography.changed.count == Set(impact.choreography.changed).count)
  }

  @Test("what cannot be is told") func impossible() {
    let circle = FlowPlan(steps: [("a", ["b"]), ("b", ["a"])])
    let error = #expect(throws: FlowPlan.Impossible.self) { try circle.changed(by: Self.add("c")) }
    #expect(error?.message.contains("cycle") == true)
    for change in [
      FlowPlan.Change.reorder("payment", before: nil, after: ["shipping"]), .remove("nobody"),
      .reorder("payment", before: nil, after: []), Self.add("payment"),
    ] {
      #expect(throws: FlowPlan.Impossible.self) { try Self.order.changed(by: change) }
    }
  }

  @Test("changes one after another keep the order free of what follows from the rest") func sequence() throws {
    let plan = try Self.order.changed(by: Self.add("fraud", before: ["shipping"]))
    #expect(plan.before["shipping"] == ["fraud"] && plan.before["fraud"] == ["inventory"])
    let next = try plan.changed(by: .remove("fraud"))
    #expect(next.before["shipping"] == ["inventory"])
  }

  @Test("a plan is read from reactions, whoever has it") func derived() throws {
    let choreographed = graph(
      """
      eventlint: 1
      services:
        checkout: {triggers: {somebody orders: {publishes: OrderPlaced}}}
        payment: {consumes: {OrderPlaced: {publishes: PaymentReceived}}}
        inventory: {consumes: {PaymentReceived: {publishes: GoodsFetched}}}
        shipping: {consumes: {GoodsFetched: {publishes: GoodsShipped}}}
      """)
    let start = try #require(choreographed.catalog.names.find("OrderPlaced"))
    let plan = choreographed.plan(of: choreographed.trace(start))
    #expect(plan.before == ["payment": [], "inventory": ["payment"], "shipping": ["inventory"]] && plan.owner == nil)
    let owned = graph(
      """
      eventlint: 1
      services:
        checkout: {triggers: {somebody orders: {publishes: OrderPlaced}}}
        order:
          role: orchestrator
          consumes:
            OrderPlaced: {sends: RetrievePayment}
            PaymentReceived: {sends: ShipGoods}
            GoodsShipped: {publishes: OrderCompleted}
        payment: {handles: {RetrievePayment: {publishes: PaymentReceived}, RefundPayment: {publishes: PaymentRefunded}}}
        shipping: {handles: {ShipGoods: {publishes: GoodsShipped}}}
        letters: {consumes: {OrderCompleted: {effect: mail}}}
      """)
    let placed = try #require(owned.catalog.names.find("OrderPlaced"))
    let other = owned.plan(of: owned.trace(placed))
    #expect(other.before == ["payment": [], "shipping": ["payment"], "order": ["shipping"], "letters": ["order"]])
    #expect(other.owner == "order" && other.undoable == ["payment"])
  }
}
