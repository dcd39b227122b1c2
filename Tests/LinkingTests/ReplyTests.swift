import Catalog
import TestSupport
import Testing

/// What a handler answers its caller is a reply, whether a catalog says so or only uses it so.
@Suite struct ReplyTests {
  private func kind(_ message: String, _ text: String) throws -> Message.Kind {
    let catalog = catalog("eventlint: 1\n" + text)
    return try #require(catalog.message(named: message)).kind
  }

  @Test("a message that handlers only reply with is a reply")
  func implied() throws {
    let two = """
      services:
        order:
          consumes: {Success: {sends: CreateTicket}, Failure: {publishes: OrderRejected}}
          sends: ValidateOrder
        consumer: {handles: {ValidateOrder: {replies: Success | Failure}}}
        kitchen: {handles: {CreateTicket: {replies: Success | Failure}}}
      """
    #expect(try kind("Success", two) == .reply)
    #expect(try kind("Failure", two + "\nevents: [Failure]\n") == .reply)
    #expect(try kind("OrderRejected", two) == .event)
    #expect(try kind("Customer", "services: {crm: {answers: {GetCustomer: {replies: Customer}}}}\n") == .reply)
  }

  @Test("what is published too, or reaches others than the caller, is an event")
  func published() throws {
    let published = "services: {a: {handles: {Pay: {replies: Paid}}, publishes: Paid}, b: {sends: Pay, consumes: Paid}}"
    #expect(try kind("Paid", published) == .event)
    let shared =
      "services: {a: {handles: {Pay: {replies: Paid}}}, b: {sends: Pay, consumes: Paid}, c: {consumes: Paid}}"
    #expect(try kind("Paid", shared) == .event)
    let watched = """
      services:
        a: {handles: {Pay: {replies: Paid}}}
        b: {sends: Pay, consumes: Paid}
        c: {role: observer, consumes: Paid}
        d: {observes: Paid}
      """
    #expect(try kind("Paid", watched) == .reply)
  }

  @Test("a section of its own defines replies")
  func defined() throws {
    let text = "replies: {Customer: {payload: {name: string}}}\n"
    #expect(try kind("Customer", text) == .reply)
    #expect(problems(catalog("eventlint: 1\n" + text)) == [])
  }
}
