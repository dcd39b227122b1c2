import Catalog
import Configuration
import Findings
import Linting
import Loading
import Readers
import Rules
import Testing

/// A document of a service, in short: `send orders: OrderPlaced {id!, total}` is an operation with a channel and a
/// message. A field with `!` is required, `shared#X` is a message of a common file.
private struct Service {
  var title: String
  var operations: [String]
  var id: String?

  init(_ title: String, id: String? = nil, _ operations: String...) {
    (self.title, self.id, self.operations) = (title, id, operations)
  }

  func text() -> String {
    var channels = ""
    var lines = ""
    for (number, operation) in operations.enumerated() {
      let words = operation.split(separator: " ", maxSplits: 3).map(String.init)
      let address = String(words[1].dropLast())
      channels += "  c\(number): {address: '\(address)', messages: {m\(number): \(message(words))}}\n"
      lines += "  o\(number): {action: \(words[0]), channel: {$ref: '#/channels/c\(number)'}}\n"
    }
    return """
      asyncapi: 3.0.0
      \(id.map { "id: '\($0)'\n" } ?? "")info: {title: \(title), version: 1.0.0}
      channels:
      \(channels)operations:
      \(lines)
      """
  }

  private func message(_ words: [String]) -> String {
    if words[2].hasPrefix("shared#") { return "{$ref: 'shared.yaml#/components/messages/\(words[2].dropFirst(7))'}" }
    let fields =
      words.count > 3 ? words[3].dropFirst().dropLast().split(separator: ",").map { $0.filter { $0 != " " } } : []
    let required = fields.filter { $0.hasSuffix("!") }.map { $0.dropLast() }.joined(separator: ", ")
    let properties = fields.map { "\($0.filter { $0 != "!" }): {type: string}" }.joined(separator: ", ")
    let payload = words.count > 3 ? "payload: {type: object, required: [\(required)], properties: {\(properties)}}" : ""
    return "{\(["name: \(words[2])", payload].filter { !$0.isEmpty }.joined(separator: ", "))}"
  }
}

private func system(_ services: [Service], more: [(String, String)] = []) -> LoadedCatalog {
  let files = services.enumerated().map { ("\($0.offset).yaml", $0.element.text()) } + more
  return LoadedCatalog.linking(files.map { (path: $0.0, text: Array($0.1.utf8)) }, checks: DocumentChecks([:]))
}

/// Who does what with which message, one line each, sorted.
private func facts(_ system: LoadedCatalog) -> [String] {
  let catalog = system.catalog
  return Set(catalog.mentions.map { "\(catalog[$0.service]) \($0.verb.name) \(catalog[$0.message])" }).sorted()
}

/// The facts of services in both orders of files, which must be the same.
private func facts(_ services: Service..., more: [(String, String)] = []) -> [String] {
  let found = facts(system(services, more: more))
  #expect(facts(system(services.reversed(), more: more)) == found)
  return found
}

private func findings(_ services: [Service], _ rule: String, more: [(String, String)] = []) -> [String] {
  Linter.findings(system(services, more: more), Configuration()).findings.filter { $0.rule.name == rule }.map(\.message)
}

/// Uses of one message on several channels.
@Suite struct ChannelIdentityTests {
  @Test("one payload type on two channels of a pipeline is two messages")
  func pipeline() {
    #expect(
      facts(
        Service("Enrichment", "send raw: PaymentEnriched {frn}"),
        Service("Processing", "receive raw: PaymentRequested {frn}", "send ready: PaymentRequested {frn}"),
        Service("Submission", "receive ready: PaymentSubmitted {frn}")
      ) == [
        "Enrichment publishes PaymentEnriched", "Processing consumes PaymentEnriched",
        "Processing publishes PaymentRequested", "Submission consumes PaymentRequested",
      ])
    #expect(
      facts(
        Service("A", "send c1: OrderPlaced {id}"),
        Service("B", "receive c1: OrderPlaced {id}", "send c2: OrderPlaced {id}"),
        Service("C", "receive c2: OrderPlaced {id}", "send c3: OrderPlaced {id}"),
        Service("D", "receive c3: OrderPlaced {id}")
      ) == [
        "A publishes OrderPlaced", "B consumes OrderPlaced", "B publishes OrderPlaced (c2)",
        "C consumes OrderPlaced (c2)", "C publishes OrderPlaced (c3)", "D consumes OrderPlaced (c3)",
      ])
  }

  /// Both ends are missing, and the message that leaves must not come back.
  @Test("a part of a pipeline has no circle")
  func part() {
    #expect(
      facts(
        Service("B", "receive c1: OrderPlaced {id}", "send c2: OrderPlaced {id}"),
        Service("C", "receive c2: OrderPlaced {id}", "send c3: OrderPlaced {id}")
      ) == [
        "B consumes OrderPlaced", "B publishes OrderPlaced (c2)", "C consumes OrderPlaced (c2)",
        "C publishes OrderPlaced (c3)",
      ])
    #expect(
      facts(Service("B", "receive c1: OrderPlaced {id}", "send c2: OrderPlaced {id}")) == [
        "B consumes OrderPlaced", "B publishes OrderPlaced (c2)",
      ])
  }

  @Test("a message on two channels with nobody in between is one message")
  func fan() {
    #expect(
      facts(
        Service("Shop", "send orders: OrderPlaced {id}", "send audit: OrderPlaced {id}"),
        Service("Billing", "receive orders: OrderPlaced {id}"), Service("Audit", "receive audit: OrderPlaced {id}")
      ) == ["Audit consumes OrderPlaced", "Billing consumes OrderPlaced", "Shop publishes OrderPlaced"])
    // A third channel behind a consumer is a step of its own; the two stay one.
    #expect(
      facts(
        Service("Shop", "send a.orders: OrderPlaced {id}", "send audit: OrderPlaced {id}"),
        Service("Billing", "receive a.orders: OrderPlaced {id}", "send billed: OrderPlaced {id}")
      ) == [
        "Billing consumes OrderPlaced", "Billing publishes OrderPlaced (billed)", "Shop publishes OrderPlaced",
      ])
  }

  @Test("retries and dead letters are messages of their own")
  func retries() {
    #expect(
      facts(
        Service("Shop", "send orders: OrderPlaced {id}"),
        Service(
          "Billing", "receive orders: OrderPlaced {id}", "send orders.retry: OrderPlaced {id}",
          "receive orders.retry: OrderPlaced {id}", "send orders.dlq: OrderPlaced {id}"),
        Service("Support", "receive orders.dlq: OrderPlaced {id}")
      ) == [
        "Billing consumes OrderPlaced", "Billing consumes OrderPlaced (orders.retry)",
        "Billing publishes OrderPlaced (orders.dlq)", "Billing publishes OrderPlaced (orders.retry)",
        "Shop publishes OrderPlaced", "Support consumes OrderPlaced (orders.dlq)",
      ])
  }

  private let shared = [
    (
      "shared.yaml",
      "asyncapi: 3.0.0\ncomponents: {messages: {OrderPlaced: {payload: {type: object, properties: {id: {type: string}}}}}}\n"
    )
  ]

  @Test("a shared message object is one message, and in a pipeline one for each channel")
  func sharedFile() {
    #expect(
      facts(
        Service("Shop", "send orders: shared#OrderPlaced"), Service("Mail", "receive prod/orders: shared#OrderPlaced"),
        more: shared) == ["Mail consumes OrderPlaced", "Shop publishes OrderPlaced"])
    #expect(
      facts(
        Service("A", "send c1: shared#OrderPlaced"),
        Service("B", "receive c1: shared#OrderPlaced", "send c2: shared#OrderPlaced"),
        Service("C", "receive c2: shared#OrderPlaced"), more: shared
      ) == [
        "A publishes OrderPlaced", "B consumes OrderPlaced", "B publishes OrderPlaced (c2)",
        "C consumes OrderPlaced (c2)",
      ])
    // Two unrelated producers of one type.
    let unrelated = [
      Service("A", "send c1: shared#OrderPlaced"), Service("B", "receive c1: shared#OrderPlaced"),
      Service("X", "send c2: shared#OrderPlaced"), Service("Y", "receive c2: shared#OrderPlaced"),
    ]
    #expect(
      facts(system(unrelated, more: shared)) == [
        "A publishes OrderPlaced", "B consumes OrderPlaced", "X publishes OrderPlaced (c2)",
        "Y consumes OrderPlaced (c2)",
      ])
    #expect(findings(unrelated, "many-producers", more: shared) == [])
    #expect(findings(unrelated, "near-duplicate-name", more: shared) == [])
  }

  @Test("documents without payload meet on other channels only where the addresses end alike")
  func withoutPayload() {
    #expect(
      facts(Service("Shop", "send orders: OrderPlaced"), Service("Mail", "receive staging/orders: OrderPlaced"))
        == ["Mail consumes OrderPlaced", "Shop publishes OrderPlaced"])
    #expect(
      facts(Service("Shop", "send orders: OrderPlaced"), Service("Mail", "receive crm: OrderPlaced"))
        == ["Mail consumes OrderPlaced", "Shop publishes OrderPlaced (orders)"])
  }

  @Test("which of two senders a receiver on a third channel hears is not guessed")
  func ambiguous() {
    #expect(
      facts(
        Service("A", "send a: OrderPlaced {id}"), Service("B", "send b: OrderPlaced {id}"),
        Service("C", "receive c: OrderPlaced {id}")
      ) == ["A publishes OrderPlaced", "B publishes OrderPlaced (b)", "C consumes OrderPlaced (c)"])
  }
}

/// Messages that meet on a channel.
@Suite struct ChannelMeetingTests {
  @Test("spellings of one name are one message, next to others on the channel")
  func spellings() {
    #expect(
      facts(
        Service("Basket", "send done: cartReleasedEvent {cartId}"),
        Service("Finance", "send done: ReleaseCartCommand {id}"),
        Service("Ordering", "receive done: releaseCartCommand {id}")
      ) == [
        "Basket publishes cartReleasedEvent", "Finance sends ReleaseCartCommand", "Ordering handles ReleaseCartCommand",
      ])
    #expect(
      facts(
        Service("Shop", "send orders: order-placed {id}", "send orders: order-paid {id}"),
        Service("Mail", "receive orders: OrderPlacedEvent {id}", "receive orders: OrderPaid {id}")
      ) == [
        "Mail consumes order-paid", "Mail consumes order-placed", "Shop publishes order-paid",
        "Shop publishes order-placed",
      ])
  }

  @Test("a service that keeps two spellings apart means two messages, and so do two kinds")
  func kept() {
    #expect(
      facts(
        Service("Shop", "send orders: OrderPlaced {id}", "send orders: OrderPlacedEvent {id, total}"),
        Service("Mail", "receive orders: orderPlaced {id}")
      ).filter { $0.hasPrefix("Mail") } == ["Mail consumes orderPlaced"])
    #expect(
      facts(
        Service("Shop", "send orders: ReserveEvent {id}", "send orders: Other {id}"),
        Service("Mail", "receive orders: ReserveCommand {id}")
      ).filter { $0.hasPrefix("Mail") } == ["Mail handles ReserveCommand"])
  }

  @Test("the name that a catalog defines precedes other spellings")
  func defined() {
    let catalog = [("events.yaml", "eventlint: 1\nevents: {order-placed: {summary: A sale.}}\n")]
    #expect(
      facts(
        Service("Shop", "send orders: OrderPlaced {id}"), Service("Mail", "receive orders: order-placed {id}"),
        more: catalog) == ["Mail consumes order-placed", "Shop publishes order-placed"])
    let both = [
      ("events.yaml", "eventlint: 1\nevents: {order-placed: {summary: A sale.}, OrderPlaced: {summary: B.}}\n")
    ]
    #expect(
      facts(
        Service("Shop", "send orders: OrderPlaced {id}", "send orders: Other {id}"),
        Service("Mail", "receive orders: order-placed {id}"), more: both
      ).prefix(2) == ["Mail consumes order-placed", "Shop publishes OrderPlaced"])
  }

  @Test("messages without a name are one message on a channel, and others elsewhere")
  func nameless() {
    func document(_ title: String, _ verb: String, _ channel: String, _ name: String = "") -> (String, String) {
      (
        "\(title) \(channel).yaml",
        """
        asyncapi: 2.6.0
        info: {title: \(title), version: 1.0.0}
        channels: {\(channel): {\(verb): {message: {\(name)payload: {type: object, properties: {id: {type: string}}}}}}}
        """
      )
    }
    let documents = [
      document("A", "subscribe", "t"), document("B", "subscribe", "t"), document("C", "publish", "t"),
      document("D", "publish", "t"), document("D", "publish", "u"),
    ]
    let found = ["A publishes t", "B publishes t", "C consumes t", "D consumes t", "D consumes u"]
    #expect(facts(system([], more: documents)) == found)
    #expect(facts(system([], more: documents.reversed())) == found)
    // One of them has a name for it.
    let named = [
      document("A", "subscribe", "t"), document("B", "subscribe", "t"),
      document("C", "publish", "t", "name: OrderPlaced, "), document("D", "publish", "t"),
    ]
    #expect(
      facts(system([], more: named)) == [
        "A publishes OrderPlaced", "B publishes OrderPlaced", "C consumes OrderPlaced", "D consumes OrderPlaced",
      ])
  }

  @Test("spellings on different channels are nearly identical names")
  func near() {
    let services = [
      Service("Basket", "send done: cartReleasedCompleteEvent {id, mail}"),
      Service("Finance", "receive contracts: CartReleasedCompleteEvent {id}"),
    ]
    #expect(
      findings(services, "near-duplicate-name") == [
        "CartReleasedCompleteEvent and cartReleasedCompleteEvent differ only in case"
      ])
    let suffix = [Service("A", "send a: OrderPlaced {id, mail}"), Service("B", "receive b: OrderPlacedEvent {id}")]
    #expect(
      findings(suffix, "near-duplicate-name") == [
        "OrderPlacedEvent and OrderPlaced differ only in the suffix of their kind"
      ])
  }
}

/// Replies, whose channel may be known only with each request.
@Suite struct ReplyJoiningTests {
  private func document(_ title: String, _ action: String, reply: String, address: String?, location: Bool) -> (
    String, String
  ) {
    (
      "\(title).yaml",
      """
      asyncapi: 3.0.0
      info: {title: \(title), version: 1.0.0}
      channels:
        ping: {address: /ping, messages: {GetRate: {payload: {type: object, properties: {currency: {type: string}}}}}}
        pong: {address: \(address ?? "null"), messages: {\(reply): {payload: {type: object, properties: {value: {type: number}}}}}}
      operations:
        o: {action: \(action), channel: {$ref: '#/channels/ping'}, reply: {\(location ? "address: {location: '$message.header#/replyTo'}, " : "")channel: {$ref: '#/channels/pong'}}}
      """
    )
  }

  @Test("both sides of a request have one reply", arguments: [nil, "/pong"] as [String?], [true, false])
  func replies(address: String?, isStated: Bool) {
    for reply in ["Rate", "rate"] {
      let shop = document("Shop", "send", reply: reply, address: address, location: address == nil && isStated)
      let rates = document("Rates", "receive", reply: "Rate", address: isStated ? address : nil, location: false)
      for files in [[shop, rates], [rates, shop]] {
        let system = LoadedCatalog.linking(
          files.map { (path: $0.0, text: Array($0.1.utf8)) }, checks: DocumentChecks([:]))
        let catalog = system.catalog
        #expect(catalog.messages.map { catalog[$0.name] }.sorted() == ["GetRate", "Rate"])
        #expect(facts(system).contains("Rates replies Rate"))
      }
    }
  }
}

/// Whose payload counts.
@Suite struct PayloadOwnerTests {
  private func payload(_ services: Service...) -> [[String]] {
    [services, services.reversed()].map { services in
      let catalog = system(services).catalog
      return catalog.messages.flatMap { catalog.shape(of: $0)?.fields.map { catalog[$0.name] } ?? [] }
    }
  }

  @Test("an event is its producer's, a command and a query are their receiver's")
  func owners() {
    #expect(
      payload(Service("Shop", "send o: OrderPlaced {id}"), Service("Mail", "receive o: OrderPlaced {id, total}"))
        == [["id"], ["id"]])
    #expect(
      payload(
        Service("Shop", "send o: CancelOrderCommand {id}"), Service("Orders", "receive o: CancelOrderCommand {id, why}")
      )
        == [["id", "why"], ["id", "why"]])
    #expect(
      payload(Service("Shop", "send o: OrderQuery {id}"), Service("Orders", "receive o: OrderQuery {id, why}"))
        == [["id", "why"], ["id", "why"]])
  }

  @Test("another's copy stands in for an owner without payload; of several owners the first by name counts")
  func others() {
    #expect(
      payload(Service("Shop", "send o: OrderPlaced"), Service("Mail", "receive o: OrderPlaced {id, total}"))
        == [["id", "total"], ["id", "total"]])
    #expect(
      payload(
        Service("B", "send o: OrderPlaced {id, b}"), Service("A", "send o: OrderPlaced {id, a}"),
        Service("Mail", "receive o: OrderPlaced {id}")) == [["id", "a"], ["id", "a"]])
  }

  @Test("what a reader requires and a sender does not send is reported, whoever owns the contract")
  func drift() {
    let rule = "contract-drift"
    for isReversed in [false, true] {
      func found(_ services: Service...) -> [String] { findings(isReversed ? services.reversed() : services, rule) }
      #expect(
        found(Service("Shop", "send o: OrderPlaced {id!}"), Service("Mail", "receive o: OrderPlaced {id!, total!}"))
          == ["Mail reads OrderPlaced by a copy that does not match: total was removed"])
      #expect(
        found(Service("Shop", "send o: OrderPlaced {id!}"), Service("Mail", "receive o: OrderPlaced {id!, total}"))
          == [])
      #expect(
        found(
          Service("Shop", "send o: CancelOrderCommand {id!}"),
          Service("Orders", "receive o: CancelOrderCommand {id!, why!}"))
          == ["Shop sends CancelOrderCommand by a copy that does not match: why is new and required"])
      #expect(
        found(
          Service("Shop", "send o: CancelOrderCommand {id!, note!}"),
          Service("Orders", "receive o: CancelOrderCommand {id!}")) == [])
      #expect(
        found(Service("A", "send o: OrderPlaced {id!, total!}"), Service("B", "send o: OrderPlaced {id!}"))
          == ["B publishes OrderPlaced by a copy that does not match: total is new and required"])
      // Nobody knows what is sent.
      #expect(
        found(
          Service("Shop", "send o: OrderPlaced"), Service("A", "receive o: OrderPlaced {id!}"),
          Service("B", "receive o: OrderPlaced {id!, total!}")) == [])
    }
  }
}

/// Services that are named by `id` here and by title there.
@Suite struct ServiceTitleTests {
  @Test("one id under two titles is reported, and the services stay apart")
  func copied() {
    let services = [
      Service("Payments Executor", id: "urn:org.shop.payments", "receive created: PaymentCreated {id}"),
      Service("Payments Service", id: "urn:org.shop.payments", "send created: PaymentCreated {id}"),
    ]
    #expect(
      facts(system(services)) == [
        "Payments Executor consumes PaymentCreated", "Payments Service publishes PaymentCreated",
      ])
    #expect(
      findings(services, "duplicate-definition") == [
        "Payments Service and Payments Executor have the same `id`, org.shop.payments"
      ])
    let versions = [
      Service("Payments", id: "urn:org.shop.payments", "receive created: PaymentCreated {id}"),
      Service("Payments", id: "urn:org.shop.payments", "send done: PaymentDone {id}"),
    ]
    #expect(findings(versions, "duplicate-definition") == [])
    #expect(system(versions).catalog.services.count == 1)
  }

  @Test("the title is another name of the service")
  func aliases() {
    // Another document that names it by title.
    #expect(
      facts(
        Service("Payments", id: "urn:org.shop.payments", "send done: PaymentDone {id}"),
        Service("Payments", "receive created: PaymentCreated {id}")
      ) == ["org.shop.payments consumes PaymentCreated", "org.shop.payments publishes PaymentDone"])
    // A catalog or a page that does.
    let native = [("services.yaml", "eventlint: 1\nservices: {Payments: {team: money}}\n")]
    #expect(
      facts(Service("Payments", id: "urn:org.shop.payments", "send done: PaymentDone {id}"), more: native)
        == ["Payments publishes PaymentDone"])
    let page = [
      (
        "events/PaymentDone/index.md",
        "---\nname: PaymentDone\nversion: 0.0.1\nproducers: [Payments]\nconsumers: [Mail]\n---\n"
      )
    ]
    #expect(
      facts(
        Service("Payments", id: "urn:org.shop.payments", "send done: PaymentDone {id}"),
        Service("Mail", id: "urn:org.shop.mail", "receive done: PaymentDone {id}"), more: page)
        == ["Mail consumes PaymentDone", "Payments publishes PaymentDone"])
  }

  @Test("a title of two services is no name of either")
  func ambiguous() {
    #expect(
      facts(
        Service("API", id: "urn:a", "send a: OrderPlaced {id}"),
        Service("API", id: "urn:b", "receive a: OrderPlaced {id}"),
        Service("API", "receive a: OrderPlaced {id}")
      ) == ["API consumes OrderPlaced", "a publishes OrderPlaced", "b consumes OrderPlaced"])
  }
}
