import Naming
import Testing

@Suite struct WordsTests {
  @Test(
    "identifiers come apart into words",
    arguments: [
      ("OrderPlaced", "order placed"), ("orderPlaced", "order placed"), ("order_placed", "order placed"),
      ("order-placed", "order placed"), ("ORDER_PLACED", "order placed"), ("order placed", "order placed"),
      ("Order.Placed", "order placed"), ("orders/create", "orders create"), ("HTTPRequestSent", "http request sent"),
      ("OrderPlacedV2", "order placed"), ("order.placed.v1", "order placed"), ("Order_Placed_v17", "order placed"),
      ("IOrderPlaced", "order placed"), ("IPAddressAssigned", "ip address assigned"),
      ("Acme.Orders.OrderPlaced", "order placed"), ("Acme\\Orders\\OrderPlaced", "order placed"),
      ("acme::orders::OrderPlaced", "order placed"), ("com.acme.order.placed.v1", "order placed"),
      ("OrderPlacedEvent", "order placed"), ("OrderPlacedDomainEvent", "order placed"),
      ("OrderPlacedIntegrationEvent", "order placed"), ("FetchGoodsCommand", "fetch goods"),
      ("SendMessage", "send message"), ("RaiseEvent", "raise event"), ("Level3Reached", "level 3 reached"), ("", ""),
    ])
  func words(identifier: String, expected: String) {
    #expect(Words(identifier).strings.joined(separator: " ") == expected)
  }

  @Test(
    "a suffix claims a kind",
    arguments: [
      ("OrderPlacedEvent", Words.Kind.event), ("FetchGoodsCommand", .command), ("GetOrderQuery", .query),
      ("OrderMessage", .message), ("FetchGoodsCommandMessage", .command),
    ])
  func suffix(identifier: String, kind: Words.Kind) {
    #expect(Words(identifier).suffix == kind)
  }

  @Test("names without one claim none", arguments: ["OrderPlaced", "SendMessage", "RaiseEvent", "Event"])
  func noSuffix(identifier: String) {
    #expect(Words(identifier).suffix == nil)
  }
}

@Suite struct MoodTests {
  @Test(
    "names have moods",
    arguments: [
      // Obligations, and what only looks like one.
      ("AddressCheckRequired", Mood.obligation), ("CustomerNeedsToBeSentAMessageToConfirmAddressChange", .obligation),
      ("InvoiceMustBePaid", .obligation), ("OrderToBeShipped", .obligation), ("ApprovalNeeded", .obligation),
      ("CustomerNeedsAssessed", .weakObligation),
      ("TrialWillEnd", .future), ("CardExpiring", .future),
      ("GetOrder", .query), ("WhoIsOnCall", .query), ("FindCustomersByCity", .query), ("FetchGoods", .imperative),
      ("PaymentRequested", .requested), ("RefundRequest", .requested),
      // The past: regular, irregular, spelt like the base, in the middle.
      ("OrderPlaced", .past), ("BookPlacedOnHold", .past), ("TicketPickedUp", .past), ("MemberLeftGroup", .past),
      ("OrderStatusChangedToAwaitingValidation", .past), ("OrderStatusChangedToPaid", .past), ("PriceSet", .past),
      ("PasswordReset", .past), ("OrderCanceled", .past), ("OrderCancelled", .past), ("InvoiceWasPaid", .past),
      ("FreeProductRemovedFromOrder", .past), ("ItemSold", .past), ("order.paid", .past), ("Identified", .past),
      // Not the past, though a participle is in it.
      ("MarkMeetingFeeAsPaid", .imperative), ("SendAttendeeAddedEmail", .imperative),
      ("orders/create", .baseOperation), ("push", .baseOperation), ("AccountCreate", .baseOperation),
      ("product_update", .baseOperation), ("Job.CANCEL", .baseOperation),
      ("SendLetter", .imperative), ("SetPrice", .imperative), ("AuthorizePayment", .imperative),
      ("CheckAddress", .homograph), ("OrderConfirmation", .homograph), ("RequestProductNameChange", .homograph),
      ("ItemOutOfStock", .state), ("StockAvailable", .state), ("ParcelInTransit", .state),
      ("PaymentProcessing", .noun), ("OrderDownloading", .progressive), ("CustomerOnboarding", .noun),
      ("Invoice", .baseOperation), ("Customer", .noun),
      ("NeedIdentified", .past), ("Feed", .baseOperation), ("", .noun),
    ])
  func moods(name: String, mood: Mood) {
    #expect(Words(name).mood == mood)
  }
}

@Suite struct LexiconTests {
  @Test("look-ups at the edges of the table and between its lines")
  func edges() {
    #expect(Lexicon.classes(of: Array("abase".utf8)) == .verb)
    #expect(Lexicon.classes(of: Array("zoom".utf8)).contains(.verb))
    for word in ["", "a", "aa", "abas", "abases", "zzz", "set ", "ö"] {
      #expect(Lexicon.classes(of: Array(word.utf8)).isEmpty, "\(word)")
    }
  }

  @Test("classes")
  func classes() {
    #expect(Lexicon.classes(of: Array("set".utf8)).isSuperset(of: [.verb, .sameForm]))
    #expect(Lexicon.classes(of: Array("order".utf8)).isSuperset(of: [.verb, .noun]))
    #expect(Lexicon.classes(of: Array("paid".utf8)) == .past)
    #expect(Lexicon.classes(of: Array("hundred".utf8)) == .notParticiple)
  }
}
