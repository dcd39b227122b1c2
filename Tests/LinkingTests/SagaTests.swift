import Catalog
import Findings
import TestSupport
import Testing

/// A saga is written once and means reactions, replies, compensations and an owned flow.
@Suite struct SagaTests {
  private let text = """
    eventlint: 1
    services:
      order:
        triggers: {place: {kind: http, publishes: OrderCreated}}
        sagas:
          create order:
            starts: place
            steps:
              - undo: RejectOrder
              - ValidateOrder
              - {do: CreateTicket, undo: CancelTicket}
              - {do: Authorize, pivot: true}
              - ConfirmTicket
            ends: [OrderApproved, OrderRejected]
      consumer: {handles: {ValidateOrder: {replies: Valid | Invalid}}}
      kitchen:
        handles: {CreateTicket: {replies: ok | failed}, CancelTicket: {}, ConfirmTicket: {replies: TicketConfirmed}}
      accounting: {handles: [Authorize]}
    """

  private func steps(_ catalog: Catalog, of service: String) -> [String: [String]] {
    var found: [String: [String]] = [:]
    for reaction in catalog.reactions where catalog[reaction.service] == service {
      let trigger =
        reaction.message ?? { if case .outside(let label, _, _) = reaction.trigger { label } else { nil } }()
      let outputs = reaction.outputs.map { catalog[catalog.mentions[Int($0)].message] }
      found[trigger.map { catalog[$0] } ?? "", default: []] += outputs
    }
    return found
  }

  @Test("steps follow the replies, failures go back over what was done")
  func lowered() throws {
    let catalog = catalog(text)
    #expect(problems(catalog) == [])
    #expect(
      steps(catalog, of: "order") == [
        "place": ["OrderCreated", "ValidateOrder"],
        "Valid": ["CreateTicket"], "Invalid": ["RejectOrder"],
        "CreateTicket:ok": ["Authorize"], "CreateTicket:failed": ["RejectOrder"],
        "Authorize:ok": ["ConfirmTicket"], "Authorize:failed": ["CancelTicket"],
        "CancelTicket:ok": ["RejectOrder"],
        "TicketConfirmed": ["OrderApproved"], "RejectOrder": ["OrderRejected"],
      ])
    for reply in ["Valid", "CreateTicket:failed", "Authorize:ok", "CancelTicket:ok", "TicketConfirmed"] {
      #expect(catalog.message(named: reply)?.kind == .reply, "\(reply)")
    }
    let flow = try #require(catalog.flows.first)
    #expect(catalog[flow.name] == "create order" && flow.owner.map { catalog[$0.name] } == "order")
    #expect(flow.ends.map { catalog[$0.name] } == ["OrderApproved", "OrderRejected"])
    let undone = catalog.reactions.filter { !$0.compensation.isEmpty }
    #expect(undone.map { $0.message.map { catalog[$0] } } == ["CreateTicket"])
  }

  @Test("outputs and mentions keep to their reactions")
  func positions() {
    let catalog = catalog(text)
    for (index, reaction) in catalog.reactions.enumerated() {
      for output in reaction.outputs {
        let mention = catalog.mentions[Int(output)]
        #expect(mention.service == reaction.service && mention.verb.isOutgoing)
        #expect(Int(mention.reaction) == index)
      }
    }
  }

  @Test("what its author writes by hand is kept")
  func byHand() {
    let catalog = catalog(
      """
      eventlint: 1
      services:
        a:
          consumes: {Done: {effect: write, publishes: Logged}}
          sends: [Go]
          sagas: {s: {starts: Begin, steps: [Go, Next], ends: [Ready]}}
          publishes: [Ready]
        b: {handles: {Go: {replies: Done}, Next: {publishes: NextDone | NextRefused}}}
      """)
    let found = steps(catalog, of: "a")
    #expect(found["Done"] == ["Logged", "Next"] && found["Begin"] == ["Go"] && found["NextDone"] == [])
    #expect(catalog.mentions.filter { $0.reaction < 0 }.map { catalog[$0.message] } == ["Ready"])
  }

  @Test("what follows success and failure of a request")
  func outcomes() {
    let catalog = catalog(
      """
      eventlint: 1
      services:
        a:
          sends: Reserve
          expects: {Reserve: {on-success: Charge, on-failure: {publishes: [Refused, Logged]}, within: 1h}}
        b: {handles: {Reserve: {replies: Reserved | SoldOut}, Charge: {}}}
      """)
    #expect(steps(catalog, of: "a") == ["Reserved": ["Charge"], "SoldOut": ["Refused", "Logged"]])
  }

  @Test("a limit of the whole is a limit of every wait, one of a step of that step")
  func limits() {
    func timed(_ saga: String) -> [String] {
      let catalog = catalog(
        "eventlint: 1\nservices: {a: {sagas: {s: {\(saga)}}}, b: {handles: [A, B]}}")
      return catalog.services.flatMap(\.expectations).filter(\.isTimed).map { catalog[$0.message.name] }
    }
    #expect(timed("within: 1h, steps: [A, B]") == ["A", "B"])
    #expect(timed("steps: [A, {do: B, within: 5m}]") == ["B"])
    #expect(timed("steps: [A, B]") == [])
  }
}
