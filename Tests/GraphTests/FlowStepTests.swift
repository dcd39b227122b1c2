import Catalog
import Graph
import TestSupport
import Testing

/// Which steps a flow has, and which of them wait for which.
@Suite struct FlowStepTests {
  private func plan(_ text: String, from start: String) throws -> FlowPlan {
    let model = catalog("eventlint: 1\n" + text)
    return ReactionGraph(model).plan(of: try #require(model.names.find(start)), owner: nil)
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
}
