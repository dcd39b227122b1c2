import Catalog
import Graph
import TestSupport
import Testing

/// Which steps a flow has, and which of them wait for which.
@Suite struct FlowStepTests {
  private func plan(_ text: String, from start: String) throws -> FlowPlan {
    let model = catalog("eventlint: 1\n" + text)
    let graph = ReactionGraph(model)
    return graph.plan(of: graph.trace(try #require(model.names.find(start))))
  }

  private let twice = """
    services:
      order:
        role: orchestrator
        triggers: {place: {kind: http, sends: Validate}}
        consumes:
          Validated: {sends: CreateTicket}
          TicketCreated: {sends: Charge}
          Charged: {sends: Confirm}
          Refused: {sends: CancelTicket}
          Confirmed: {publishes: OrderApproved}
      consumer: {handles: {Validate: {replies: Validated}}}
      kitchen:
        handles:
          CreateTicket: {replies: TicketCreated, compensated-by: CancelTicket}
          CancelTicket: {replies: TicketCancelled}
          Confirm: {replies: Confirmed}
      accounting: {handles: {Charge: {replies: Charged | Refused}}}
    """

  @Test("a participant that is asked twice has two steps and makes no circle")
  func participant() throws {
    let plan = try plan(twice, from: "place")
    #expect(
      plan.before == [
        "consumer": [], "kitchen (CreateTicket)": ["consumer"], "accounting": ["kitchen (CreateTicket)"],
        "kitchen (Confirm)": ["accounting"], "order": ["kitchen (Confirm)"],
      ])
    #expect(plan.undoable == ["kitchen (CreateTicket)"])
    let impact = try plan.impact(of: .remove("consumer"), owner: "order")
    #expect(impact.choreography.changed == ["kitchen (CreateTicket)"] && impact.orchestration.changed == ["order"])
    // Both steps of one service are one deployment.
    let added = try plan.impact(
      of: .add(
        "fraud", after: ["consumer"], before: ["kitchen (CreateTicket)", "kitchen (Confirm)"], parallel: nil,
        neededBy: nil, undo: []), owner: "order")
    #expect(added.choreography.services == 2)
  }

  @Test("a service that only reacts to events is one step, however many they are")
  func events() throws {
    let plan = try plan(
      """
      services:
        shop: {publishes: Placed}
        payment: {consumes: {Placed: {publishes: Paid}}}
        stock: {consumes: {Placed: {publishes: Reserved}}}
        shipping: {consumes: {Paid: {}, Reserved: {publishes: Shipped}}}
      """, from: "Placed")
    #expect(plan.before == ["payment": [], "stock": [], "shipping": ["payment", "stock"]])
  }

  @Test("a service that a flow visits twice, by a command or by events, makes no circle")
  func visitedTwice() throws {
    let asked = try plan(
      """
      services:
        web: {triggers: {order: {kind: person, sends: Make}}}
        maker:
          role: orchestrator
          handles: {Make: {sends: Create}}
          consumes: {Created: {sends: Reserve}, Approved: {publishes: Made}}
        orders: {handles: {Create: {publishes: Created}}, consumes: {Reserved: {publishes: Approved}}}
        stock: {handles: {Reserve: {publishes: Reserved}}}
      """, from: "order")
    #expect(asked.before["stock"] == ["orders (Create)"] && asked.before["orders (Reserved)"] == ["stock"])
    #expect(throws: Never.self) { try asked.impact(of: .remove("stock"), owner: "maker") }
    let told = try plan(
      """
      services:
        shop: {publishes: Placed}
        order: {consumes: {Placed: {publishes: Accepted}, Paid: {publishes: Released}}}
        bank: {consumes: {Accepted: {publishes: Paid}}}
        post: {consumes: {Released: {publishes: Shipped}}}
      """, from: "Placed")
    #expect(
      told.before == [
        "order (Placed)": [], "bank": ["order (Placed)"], "order (Paid)": ["bank"], "post": ["order (Paid)"],
      ])
    #expect(told.service(of: "order (Paid)") == "order")
  }
}
