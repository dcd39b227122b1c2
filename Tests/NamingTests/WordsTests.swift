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

  @Test(
    "names have a notation, whatever namespace they stand in",
    arguments: [
      ("OrderPlaced", Words.Notation.capitals), ("orderPlaced", .capitals), ("order.placed", .path),
      ("orders/create", .path), ("order placed", .spaces), ("order-placed", .hyphens), ("ORDER_PLACED", .underscores),
      ("Acme.Orders.OrderPlaced", .capitals), ("todo:add_item", .path),
    ])
  func notation(identifier: String, notation: Words.Notation) {
    #expect(Words(identifier).notation == notation)
  }

  @Test("a single word has no notation")
  func noNotation() {
    #expect(Words("create").notation == nil)
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
      // Verbs with a prefix, and what only looks like one.
      ("UndeprecateLayer", .imperative), ("Resource", .noun), ("OutcomeRecorded", .past), ("InviteResent", .past),
      ("HighestOfferWasOutbid", .past), ("message.unsent", .past),
      // A participle inside: before a preposition, after `as`, as the state of what a verb acts on.
      ("ChatRoomCreatedWithGuest", .past), ("BookMarkedAsRead", .past), ("MarkOrderAsCheckedByCook", .imperative),
      ("ReleaseReservedStock", .homograph), ("RetractBid", .imperative),
      // How something ended, answers, waiting.
      ("DownloadFailure", .noun), ("SurveyResult", .noun), ("SaveResult", .imperative), ("GetMemberResponse", .noun),
      ("ClaimAwaitingExpert", .state), ("SignUp", .homograph),
      // An order behind the resource that it is about.
      ("todo:add_item", .baseOperation), ("DriverSendReceipt", .baseOperation),
      ("NeedIdentified", .past), ("Feed", .baseOperation), ("", .noun),
    ])
  func moods(name: String, mood: Mood) {
    #expect(Words(name).mood == mood)
  }
}

@Suite struct ReadingTests {
  @Test(
    "names with a noun that is a verb have readings",
    arguments: [
      ("UpdateCustomer", Words.Reading.order), ("LockAccounts", .order), ("CheckAllDoors", .order),
      ("RequestPriceChange", .order), ("StopButton", .either), ("ShipOrder", .either), ("LockDoor", .either),
      ("OrderConfirmation", .noun), ("TaskUpdate", .noun), ("AccountCreate", .order), ("PriceChange", .noun),
      ("PlayerMove", .noun), ("DriverSendReceipt", .either),
    ])
  func readings(name: String, reading: Words.Reading) {
    #expect(Words(name).reading(afterSubject: false) == reading)
  }

  @Test(
    "a first word that is known to be a subject is not a verb",
    arguments: [
      ("PlanDeleteError", Mood.noun), ("PlanStartedOffline", .past), ("PlanNumberNotFound", .past),
      ("PlanCreate", .baseOperation), ("Plan", .noun),
    ])
  func subjects(name: String, mood: Mood) {
    #expect(Words(name).mood(afterSubject: true) == mood)
  }
}

@Suite struct InflectionTests {
  @Test(
    "verbs have participles and back",
    arguments: [
      ("ship", "shipped"), ("admit", "admitted"), ("send", "sent"), ("place", "placed"), ("deny", "denied"),
      ("check", "checked"), ("pay", "paid"), ("deliver", "delivered"), ("set", "set"), ("delay", "delayed"),
      ("refer", "referred"), ("fix", "fixed"), ("notify", "notified"),
    ])
  func participles(verb: String, participle: String) {
    #expect(String(decoding: Words.participle(of: Array(verb.utf8)), as: UTF8.self) == participle)
    #expect(Words.verb(of: Array(participle.utf8)).map { String(decoding: $0, as: UTF8.self) } == verb)
  }

  @Test("words that are no participles have no verb", arguments: ["", "red", "order", "hundred", "a"])
  func noVerb(word: String) {
    #expect(Words.verb(of: Array(word.utf8)) == nil)
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
