import Catalog
import TestSupport
import Testing

/// `defaults`: what a file says once of all its messages and services.
@Suite struct DefaultsTests {
  private let text = """
    eventlint: 1
    defaults:
      messages: {team: checkout, headers: {traceparent: string}}
      events: {channel: orders, key: orderId, delivery: at-least-once}
      services: {outbox: polling, idempotent: by messageId, context: sales}
    services:
      order: {publishes: OrderPlaced}
      shop: {context: web, outbox: none, consumes: {OrderPlaced: {}, OrderPaid: {idempotent: naturally}}}
    events:
      OrderPlaced:
      OrderPaid: {channel: payments, team: finance}
    commands: [Pay]
    """

  @Test("they hold for whatever says nothing itself, and an entry's own keys win")
  func explicitKeysWin() throws {
    let catalog = catalog(text)
    #expect(problems(catalog) == [])
    func message(_ word: String) throws -> Message {
      try #require(catalog.message(named: word))
    }
    func words(_ list: NameList) -> [String] { catalog[list].map { catalog[$0.name] } }
    let (placed, paid, pay) = (try message("OrderPlaced"), try message("OrderPaid"), try message("Pay"))
    #expect(words(placed.channel) == ["orders"] && words(paid.channel) == ["payments"] && words(pay.channel) == [])
    #expect(words(paid.key) == ["orderId"])
    #expect(paid.team.map { catalog[$0] } == "finance" && pay.team.map { catalog[$0] } == "checkout")
    for one in [placed, paid, pay] {
      let headers = try #require(catalog.traits(of: one)?.headers)
      #expect(catalog.shape(of: headers).fields.map { catalog[$0.name] } == ["traceparent"])
    }
    #expect(catalog.traits(of: placed)?.delivery == .atLeastOnce && catalog.traits(of: pay)?.delivery == nil)
    let shop = try #require(catalog.service(named: "shop"))
    #expect(shop.outbox == Service.Outbox.none && shop.context.map { catalog[$0.name] } == "web")
    let order = try #require(catalog.service(named: "order"))
    #expect(order.outbox == .polling && order.context.map { catalog[$0.name] } == "sales")
  }

  @Test("what is idempotent or has an inbox is so in all its reactions")
  func idempotence() throws {
    let catalog = catalog(
      text,
      """
      eventlint: 1
      services: {mail: {inbox: messageId, consumes: {OrderPlaced: {effect: mail}, OrderPaid: {idempotent: "no"}}}}
      """)
    var known: [String: String] = [:]
    for reaction in catalog.reactions {
      let key = "\(catalog[reaction.service]) \(reaction.message.map { catalog[$0] } ?? "")"
      switch reaction.idempotence {
      case .byField(let field), .byWords(let field): known[key] = catalog[field]
      case .naturally: known[key] = "naturally"
      case .no: known[key] = "no"
      case nil: known[key] = "unknown"
      }
    }
    #expect(
      known == [
        "shop OrderPlaced": "messageId", "shop OrderPaid": "naturally", "mail OrderPlaced": "messageId",
        "mail OrderPaid": "no",
      ])
  }

  @Test("a mistake in them is told once, and what belongs to one service is none")
  func mistakes() {
    let events = (0..<5).map { "E\($0)" }.joined(separator: ", ")
    let once = catalog("eventlint: 1\ndefaults: {events: {delivery: twice}}\nevents: [\(events)]\n")
    #expect(problems(once).count == 1)
    let own = catalog("eventlint: 1\ndefaults: {services: {publishes: A}, event: {}}\nservices: [a, b]\n")
    #expect(
      problems(own).map { $0.prefix { $0 != ":" } } == ["invalid-value", "unknown-field"]
        || problems(own).map { $0.prefix { $0 != ":" } } == ["unknown-field", "invalid-value"])
    #expect(own.mentions.isEmpty)
  }

  @Test("key, id, correlation and headers are carried beside the payload")
  func carried() throws {
    let catalog = catalog(
      """
      eventlint: 1
      services: {shop: {consumes: {Paid: {needs: [orderId, eventId, caseId, trace, trace.parent, total]}}}}
      events:
        Paid: {key: orderId, id: eventId, correlation: caseId, headers: {trace: {parent: string}}, payload: {total: int}}
        Late: {key: totl, payload: {total: int}}
      """)
    let paid = try #require(catalog.message(named: "Paid"))
    for (path, isCarried) in [
      ("orderId", true), ("eventId", true), ("caseId", true), ("trace", true), ("trace.parent", true), ("total", false),
    ] {
      let name = try #require(catalog.names.find(path))
      #expect(catalog.carriesOutsidePayload(name, paid) == isCarried, "\(path)")
    }
    // A key that is nearly a field of the payload is misspelt.
    #expect(problems(catalog).count == 1 && problems(catalog)[0].contains("totl"))
  }
}
