import Catalog
import TestSupport
import Testing

@Suite struct LocalNameTests {
  @Test(
    "the last part of a qualified name is its local name",
    arguments: [
      ("Pricing::OfferExpired", "OfferExpired"), ("Crm::Registered", "Registered"),
      ("Meetings.MemberCreated", "MemberCreated"), ("com.acme.orders.OrderPlaced", "OrderPlaced"),
      ("Shop\\Orders\\OrderPlaced", "OrderPlaced"), ("\\Shop\\Orders\\Placed", "Placed"),
      ("Shop.Contracts:OrderPlaced", "OrderPlaced"), ("urn:message:Shop.Contracts:OrderPlaced", "OrderPlaced"),
      ("Acme.IOrder", "IOrder"), ("Microsoft.ApiManagement.APICreated", "APICreated"),
      ("com.acme.OrderEvents$OrderPlaced", "OrderPlaced"), ("Acme.Events+OrderPlaced", "OrderPlaced"),
      ("com.acme.orders.OrderPlaced.v2", "OrderPlaced.v2"), ("orders.v1.OrderPlaced", "OrderPlaced"),
      ("my-app.events.UserSignedUp", "UserSignedUp"), ("Läden::KundeGelöscht", "KundeGelöscht"),
      ("a_b::OrderPlacedEvent", "OrderPlacedEvent"), ("acme.HasVAT", "HasVAT"),
    ])
  func qualified(name: String, local: String) {
    #expect(LocalName.of(name) == local)
    #expect(LocalName.of(local) == local)
  }

  @Test(
    "names of other forms are not qualified",
    arguments: [
      "OrderPlaced", "order.placed", "segment-import", "orders.v1.placed", "OrderPlaced.v2", "OrderPlaced.V2",
      "OrderPlaced_v2", "Order.Placed", "ApiManagement.CircuitBreaker.Closed", "COLLABORATION.CREATED", "Job.CANCEL",
      "Job.ERROR_THROWN", "orders/create", "orders/OrderPlaced", "order:placed", "order::placed", "Crm::VAT",
      "order placed: BookSold", "a customer orders a.BookSold", ".OrderPlaced", "::OrderPlaced", "1.2.OrderPlaced",
      "OrderPlaced.", "Crm::", "::", ".", "", "$", "Order.PlacedV2", "v1.v2", "Order.Status_Changed", "注文.確定",
    ])
  func whole(name: String) { #expect(LocalName.of(name) == name) }

  @Test("a longer end of a qualified name is one of its names, a part of a word is not")
  func ends() {
    func isEnd(_ word: String, _ name: String) -> Bool {
      LocalName.isEnd(Array(word.utf8)[...], of: Array(name.utf8)[...])
    }
    #expect(isEnd("OrderPlaced", "com.acme.orders.OrderPlaced"))
    #expect(isEnd("orders.OrderPlaced", "com.acme.orders.OrderPlaced"))
    #expect(isEnd("OrderPlaced", "Sales::OrderPlaced"))
    #expect(!isEnd("rders.OrderPlaced", "com.acme.orders.OrderPlaced"))
    #expect(!isEnd("Placed", "com.acme.orders.OrderPlaced"))
    #expect(!isEnd("com.acme.orders.OrderPlaced", "com.acme.orders.OrderPlaced"))
    #expect(!isEnd("placed", "order.placed"))
  }

  private static let shop = """
    eventlint: 1
    services:
      crm: {context: Crm, publishes: [Crm::CustomerRegistered, Crm::CustomerLeft]}
      stores: {context: Stores, publishes: [Stores::CustomerRegistered, Stores::CustomerMoved, CustomerLeft]}
      view: {consumes: [Crm::CustomerRegistered, Stores::CustomerRegistered, Crm::CustomerLeft]}
    """

  @Test("a message is shown by its local name where no other has it, or inside its own context")
  func shown() throws {
    let catalog = catalog(Self.shop)
    func shown(_ word: String, inside context: String? = nil) throws -> String {
      let name = try #require(catalog.names.find(word))
      return context.map { catalog.shown(name, inside: $0) } ?? catalog.shown(name)
    }
    #expect(try shown("Stores::CustomerMoved") == "CustomerMoved")
    #expect(try shown("Crm::CustomerRegistered") == "Crm::CustomerRegistered")
    #expect(try shown("Crm::CustomerRegistered", inside: "Crm") == "CustomerRegistered")
    #expect(try shown("Crm::CustomerRegistered", inside: "Stores") == "Crm::CustomerRegistered")
    // An unqualified message has the name already.
    #expect(try shown("Crm::CustomerLeft") == "Crm::CustomerLeft")
    #expect(try shown("CustomerLeft") == "CustomerLeft")
    #expect(try shown("crm") == "crm")
  }
}
