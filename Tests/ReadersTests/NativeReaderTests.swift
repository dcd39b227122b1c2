import Catalog
import Findings
import Linking
import Readers
import Schemas
import TestSupport
import Testing
import YAMLTree

@Suite struct NativeReaderTests {
  @Test("the whole format is read without a problem")
  func wholeFormat() {
    let catalog = catalog(Self.whole)
    #expect(problems(catalog) == [])
    #expect(catalog.services.map { catalog[$0.name] } == ["order", "checkout", "payment", "monitor"])
    let order = catalog.services[0]
    #expect(order.role == .orchestrator && order.outbox == .transactionLog)
    #expect(order.stores.map(\.kind) == [.table] && order.stores.map(\.role) == [.write])
    #expect(order.expectations.map(\.isTimed) == [true])
    #expect(catalog.services[3].observesAll != nil)
    let payment = catalog.messages.first { catalog[$0.name] == "PaymentReceived" }!
    #expect(payment.pattern == .notification && payment.visibility == .outside && payment.version == 2)
    #expect(
      catalog.shape(of: payment)?.fields.map { catalog[$0.name] } == ["refId", "amount", "lines", "articleId", "count"])
    #expect(catalog.shape(of: payment)?.fields.map(\.isOptional) == [false, true, false, false, false])
    #expect(catalog.shape(of: payment)?.fields.map(\.isList) == [false, false, true, false, false])
    #expect(catalog.shape(of: payment).map { $0.path(3, names: catalog.names) } == "lines.articleId")
  }

  @Test("reactions know their trigger, outputs, alternatives and attributes")
  func reactions() {
    let catalog = catalog(Self.whole)
    let reaction = catalog.reactions.first { $0.message.map { catalog[$0] } == "CancelOrder" }!
    let outputs = reaction.outputs.map { catalog.mentions[Int($0)] }
    #expect(outputs.map { catalog[$0.message] } == ["OrderCancelled", "OrderCancellationRefused"])
    #expect(Set(outputs.map(\.alternative)).count == 1 && outputs[0].alternative > 0)
    #expect(text(outputs[1].place) == "OrderCancellationRefused")
    let received = catalog.reactions.first { $0.message.map { catalog[$0] } == "PaymentReceived" }!
    #expect(received.needs.map { catalog[$0].map { catalog[$0.name] } } == ["refId"])
    #expect(text(received.place) == "PaymentReceived")
    #expect(received.certainty == .declared)
  }

  @Test(
    "a list of names is a catalog", arguments: ["events: [A, B]", "services: [a]", "events: A", "flows: {f: }", ""])
  func names(text: String) {
    #expect(problems(catalog("eventlint: 1\n\(text)\n")) == [])
  }

  @Test(
    "what is wrong is told, and reading goes on",
    arguments: [
      ("events: {A: {patern: delta}}", "unknown-field: an event has no `patern`"),
      (
        "events: {A: {pattern: notificatoin}}",
        """
        invalid-value: `pattern` must be one of notification, state-transfer, delta, domain, sourced, but is \
        `notificatoin`
        """
      ),
      (
        "flows: {f: {visibility: [tracking, banana]}}",
        """
        invalid-value: `visibility` must be one of tracking, mining, data-lake, tracing, orchestration, but is `banana`
        """
      ),
      ("events: {A: [x]}", "invalid-value: `event` must be a mapping, but is a list"),
      (
        "services: {a: {consumes: {B: {needs: {x: {value: 1}}}}}, b: {publishes: B}}",
        "unknown-field: a field of `needs` has no `value`"
      ),
      ("events: {'': {version: 1}}", "invalid-value: a name in `events` is empty"),
      ("services: {a: {publishes: ' | B'}}", "invalid-value: a name in `publishes` is empty"),
      ("channels: {c: {partitions: many}}", "invalid-value: `partitions` must be a whole number, but is `many`"),
      ("events: {? [a]: 1}", "invalid-value: `events` must be a name, but is a list"),
      ("events: {A: {external: yes}}", "invalid-value: `external` must be true or false, but is `yes`"),
      ("service: {}", "unknown-field: a catalog has no `service`"),
      (
        "events: {A: {version: 1, version: 2}}",
        "duplicate-definition: duplicate key `version`; only the first is used"
      ),
      ("events: {A: {x-owner: me}}", ""),
    ])
  func problemsFound(text: String, problem: String) {
    #expect(problems(catalog("eventlint: 1\n\(text)\n")).joined() == problem)
  }

  @Test(
    "a key that is the rest of an unquoted value is reported with the hint to quote",
    arguments: [
      ("{summary: don't wait, ask again}", true), ("{summary: one, two ,three,\n  ask again , tags: [a]}", true),
      ("{summary: see a://b, ask again}", true), ("{summary: 'one', ask again}", false),
      ("{tags: [a], ask again}", false), ("{summary: one, ask again: }", false), ("{ask again}", false),
      ("{tags: [a, b], summary: one}", false), ("\n    summary: one,\n    ask again:", false),
    ])
  func restOfValue(event: String, isRest: Bool) {
    let hint = "a comma ends a value without quotes; if `ask again` belongs to the value, quote the whole value"
    let helps = linked(["eventlint: 1\nevents:\n  A: \(event)\n"]).problems.compactMap(\.help)
    #expect(helps.contains(hint) == isRest, "\(helps)")
  }

  @Test(
    "a value with an unknown tag is reported at the tag and not used",
    arguments: [
      ("services: {a: {team: !Ref Foo}}", "a name", "team", "!Ref"),
      ("services: {a: {publishes: !Ref Foo}}", "a message or a list of messages", "publishes", "!Ref"),
      ("services: {a: {publishes: [!Ref Foo]}}", "a name", "publishes", "!Ref"),
      ("services: {a: {owns: !List [Foo]}}", "a name or a list of names", "owns", "!List"),
      ("services: {a: {responsible: !Bool true}}", "true or false", "responsible", "!Bool"),
      ("services: {a: {summary: !Ref Foo}}", "text", "summary", "!Ref"),
      ("services: {a: {role: !Ref domain}}", nil, "role", "!Ref"),
      ("services: !include services.yaml", "a name", "services", "!include"),
      ("services: {a: !Ref b}", "a mapping", "service", "!Ref"),
      ("events: {A: {payload: !Ref Foo}}", "a mapping from fields to types", "payload", "!Ref"),
      ("events: {A: {payload: {a: !Ref Foo}}}", "a mapping from fields to types", "payload", "!Ref"),
      ("events: {A: {version: !!timestamp 2}}", "a number", "version", "!!timestamp"),
      ("channels: {c: {partitions: !Int 2}}", "a whole number", "partitions", "!Int"),
      ("channels: {c: {retention: !Ref Days}}", nil, "retention", "!Ref"),
      ("events: {A: {x-own: !Ref Foo}}", "", "", ""),
      ("events: {!!str A: {version: !!int '2', team: !!str 1, external: !!bool 'true'}}", "", "", ""),
    ] as [(String, String?, String, String)])
  func tags(text: String, expected: String?, key: String, tag: String) {
    let source = "eventlint: 1\n\(text)\n"
    let found = linked([source]).problems.filter { $0.rule == .invalidValue }
    guard !key.isEmpty else {
      #expect(found.map(\.message) == [])
      return
    }
    #expect(found.count == 1)
    #expect(found.first?.message.hasSuffix("but is a value with the unknown tag `\(tag)`") == true)
    #expect(found.first?.message.hasPrefix("`\(key)` must be \(expected ?? "")") == true)
    #expect(
      found.first.map { Array(source.utf8)[Int($0.place.start)...].starts(with: tag.utf8) } == true,
      "\(found.map(\.message))")
  }

  @Test(
    "durations are checked wherever one is written",
    arguments: [
      "services: {a: {expects: {B: {within: $}}}}", "services: {a: {consumes: {B: {within: $}}}}",
      "services: {a: {stores: {s: {staleness: $}}}}", "queries: {A: {staleness: $}}", "channels: {c: {retention: $}}",
    ])
  func durations(text: String) {
    func problem(_ value: String) -> String? {
      linked(["eventlint: 1\n\(text.replacing("$", with: value))\n"]).problems.first { $0.rule == .invalidValue }?
        .message
    }
    for value in [
      "2d", "500ms", "500 ms", "1h 30m", "1h30m", "1.5h", "3 months", "1y", "PT15M", "P2D", "P1Y2M3DT4H5M6S",
    ] {
      #expect(problem(value) == nil, "\(value)")
    }
    for value in ["soon", "5", "2 days", "-1d", "1..5h", "d", "P", "PT", "15M", "limited", "''", "[1d]", "2d x"] {
      #expect(problem(value)?.contains("` must be a duration such as `2d`") == true, "\(value)")
    }
    #expect((problem("forever") == nil) != text.contains("staleness"))
    #expect((problem("compact") == nil) == text.contains("retention"))
  }

  @Test("a time limit is written as it was read")
  func within() {
    for text in [
      "services: {a: {expects: {B: {replies: [C], within: 1h 30m}}}}",
      "services: {a: {consumes: {B: {within: PT15M}}}}",
    ] {
      var writer = CatalogWriter(linked(["eventlint: 1\n\(text)\n"]))
      let written = String(decoding: writer.text(), as: UTF8.self)
      #expect(
        written.contains("within: \"1h 30m\"") || written.contains("within: PT15M")
          || written.contains("within: 1h 30m"))
      #expect(linked([written]).problems.allSatisfy { $0.rule != .invalidValue })
    }
  }

  @Test(
    "whatever says why a redelivery is harmless is read and written",
    arguments: [
      ("by orderId", "by orderId"), ("by event id", "by event id"),
      ("the inbox drops duplicates", "the inbox drops duplicates"),
      ("naturally", "naturally"), ("no", "\"no\""), ("false", "\"no\""),
    ])
  func idempotence(text: String, written: String) {
    let catalog = linked(["eventlint: 1\nservices: {a: {consumes: {B: {idempotent: \(text)}}}}\n"])
    #expect(catalog.problems.allSatisfy { $0.rule != .invalidValue })
    var writer = CatalogWriter(catalog)
    let once = String(decoding: writer.text(), as: UTF8.self)
    #expect(once.contains("idempotent: \(written)") || once.contains("idempotent: \"\(written)\""), "\(once)")
    switch catalog.reactions[0].idempotence {
    case .byField: #expect(text == "by orderId")
    case .byWords: #expect(text.contains("event") || text.contains("inbox"))
    case .naturally: #expect(text == "naturally")
    case .no: #expect(text == "no" || text == "false")
    case nil: Issue.record("not read")
    }
  }

  @Test(
    "a type that is neither known nor begins with a capital is reported",
    arguments: [
      ("strng", "did you mean `string`?"), ("[intger]", "did you mean `integer`?"),
      ("{b: boolen}", "did you mean `boolean`?"),
      ("whatever", "types of your own begin with a capital"), ("Money", nil), ("date-time", nil), ("uuid", nil),
      ("com.acme.money", nil), ("'decimal(10,2)'", nil), ("'a | b'", nil), ("", nil), ("1", nil), ("true", nil),
    ] as [(String, String?)])
  func types(text: String, help: String?) {
    let problems = linked(["eventlint: 1\nevents: {A: {payload: {a: \(text)}}}\n"]).problems
    #expect(problems.filter { $0.rule == .unknownField }.map(\.help) == (help.map { [$0] } ?? []))
  }

  @Test("a list may have reactions among its names")
  func mixedList() {
    let catalog = catalog("eventlint: 1\nservices: {a: {publishes: [A, B]}, b: {consumes: [A, {B: {publishes: C}}]}}\n")
    #expect(problems(catalog) == [])
    #expect(catalog.reactions.count == 1)
    #expect(catalog.mentions.map { catalog[$0.message] } == ["A", "B", "A", "B", "C"])
  }

  @Test("a tab that breaks the indentation is called by its name")
  func tab() {
    #expect(
      catalog("eventlint: 1\nservices:\n\ta: {}\n").problems.map(\.help) == [
        "YAML does not allow tabs for indentation; use spaces"
      ])
  }

  @Test("a name that is no string where it matters is still a name")
  func scalars() {
    let catalog = catalog("eventlint: 1\nservices: {no: {publishes: yes}}\n")
    #expect(catalog.services.map { catalog[$0.name] } == ["no"])
    #expect(catalog.messages.map { catalog[$0.name] } == ["yes"])
  }

  @Test("the version is asked for and checked")
  func version() {
    #expect(
      problems(catalog("openapi: 3.1.0\nservices: [a]\n")) == [
        "invalid-value: missing `eventlint: 1`; not a catalog"
      ])
    #expect(
      problems(catalog("eventlint: 2\n")) == ["invalid-value: `eventlint` is the format's version, 1; this is `2`"])
  }

  @Test("a file with a syntax error says so and makes the catalog partial")
  func syntax() {
    let catalog = catalog("eventlint: 1\nservices: [a\n", "eventlint: 1\nservices: {b: {consumes: X}}\n")
    #expect(problems(catalog).map { $0.prefix(7) } == ["syntax:"])
    #expect(catalog.isPartial)
  }

  @Test("aliases and merge keys bring in what they stand for")
  func aliases() {
    let catalog = catalog(
      """
      eventlint: 1
      events:
        A: &base {payload: {id: string, address: &address {street: string}}}
        B: {<<: *base, version: 2}
        C: {payload: {billing: *address, shipping: *address}}
      """)
    #expect(problems(catalog) == [])
    #expect(catalog.messages.map { $0.fields?.count } == [3, 3, 4])
  }

  @Test("payloads of a billion laughs stop at the budget, with a finding")
  func billionLaughs() {
    var text = "eventlint: 1\nx-a0: &a0 {f: string, g: string}\n"
    for level in 1..<40 { text += "x-a\(level): &a\(level) {f: *a\(level - 1), g: *a\(level - 1)}\n" }
    let catalog = catalog(text + "events: {A: {payload: *a39}}\n")
    #expect(problems(catalog).map { $0.prefix(28) } == ["invalid-value: aliases and m"])
  }

  @Test("a mapping that holds itself ends")
  func cycle() {
    let catalog = catalog("eventlint: 1\nevents: {A: {payload: &p {a: *p, b: &l [*l]}}}\n")
    #expect(problems(catalog).allSatisfy { $0.hasPrefix("invalid-value") })
  }

  @Test("several documents of a file are one catalog")
  func documents() {
    #expect(catalog("eventlint: 1\nevents: [A]\n---\nevents: [B]\n").messages.count == 2)
  }

  @Test(
    "files that claim to be catalogs are told from others",
    arguments: [
      ("eventlint: 1\n", true), ("# c\n\ncontext: x\neventlint: 1\n", true), ("{\"eventlint\": 1}", true),
      ("\u{FEFF}eventlint: 1\n", true), ("'eventlint': 1\n", true), ("---\neventlint: 1\n", true),
      ("# eventlint: ignore\na: 1\n", false), ("a:\n  b: eventlint\n", false), ("", false), ("eventlint", false),
      ("eventlinting: 1\n", false),
    ])
  func claims(text: String, expected: Bool) {
    #expect(NativeReader.claims(Array(text.utf8)) == expected)
  }

  private func text(_ place: Place) -> String {
    String(decoding: Array(Self.whole.utf8)[Int(place.start)..<Int(place.end)], as: UTF8.self)
  }

  static let whole = """
    eventlint: 1
    context: ordering
    services:
      order:
        summary: Owns the order from placement to delivery.
        team: team-order
        role: orchestrator
        owns: [Order]
        vocabulary: [fulfil]
        stores: {order-db: {kind: table, role: write}}
        outbox: transaction-log
        process: order.bpmn
        triggers:
          grace period is over: {kind: timer, after: OrderPlaced, publishes: GracePeriodConfirmed}
        consumes:
          PaymentReceived:
            needs: [refId]
            sends: FetchGoods
            idempotent: by refId
            effect: none
            condition: the order is open
            replicates: [amount]
            within: 1h
            compensated-by: RefundPayment
            calls: [GetOrder]
            handler: onPaymentReceived
          OrderPlaced: {publishes: OrderCompleted}
        handles:
          CancelOrder: {publishes: OrderCancelled | OrderCancellationRefused, rejects: true}
          FetchGoods: {}
          RefundPayment:
        answers: [GetOrder]
        publishes: [OrderArchived]
        expects: {FetchGoods: {reply: PaymentReceived, within: 2d, otherwise: CancelOrder}}
      checkout: {publishes: OrderPlaced, context: sales}
      payment: {publishes: [PaymentReceived]}
      monitor: {role: tracker, observes: all}
    events:
      PaymentReceived:
        summary: The customer's money for an order is here.
        pattern: notification
        visibility: outside
        audience: company
        subject: Payment
        key: refId
        version: 2
        channel: flowing-retail
        correlation: [traceid, correlationid]
        payload:
          refId: string
          amount?: decimal
          lines: [{articleId: string, count: integer}]
        personal: []
      PaymentRequested: {intent: fact, reason: "stored and shown to the customer as a request"}
    commands:
      FetchGoods: {payload: {refId: string, items: [{articleId: string, amount: integer}]}}
    queries:
      GetOrder: {schema: ./get-order.schema.json}
    channels:
      flowing-retail: {transport: kafka, role: transport, ordered-by: key, partitions: 1, retention: 7d}
    contexts:
      ordering: {kind: core}
      sales:
    entities:
      Order: {context: ordering, fields: [orderId, customer, items, total]}
    flows:
      order fulfilment: {starts: OrderPlaced, ends: [OrderCompleted], owner: order, tracked-by: monitor, visibility: [tracking]}
    """
}

/// The table of keys against the reader that reads them.
@Suite struct FormatTests {
  @Test("the example of every key is read without a finding", arguments: Section.allCases)
  func examples(section: Section) {
    for key in section.keys {
      let text = Self.document(section, key.format.example)
      let catalog = linked([text])
      let format: Set<RuleID> = [.syntax, .unknownField, .invalidValue]
      #expect(
        catalog.problems.filter { format.contains($0.rule) }.map(\.message) == [], "\(section) \(key.name): \(text)")
      #expect(key.format.example.hasPrefix(key.name + ": "))
    }
  }

  @Test("a key that differs in separators and case only is reported with a safe fix", arguments: Section.allCases)
  func respelled(section: Section) throws {
    for key in section.keys where key.name.contains("-") {
      for separator in [" ", "_", ""] {
        let word = key.name.replacing("-", with: separator)
        let text = Self.document(section, word + key.format.example.dropFirst(key.name.count))
        let problem = try #require(linked([text]).problems.first { $0.rule == .unknownField })
        #expect(problem.help == "did you mean `\(key.name)`?")
        let fix = try #require(problem.fix)
        #expect(fix.safety == .safe && fix.edits.map(\.replacement) == [key.name])
      }
    }
  }

  @Test("what is read of a key is written and read back the same", arguments: Section.allCases)
  func written(section: Section) {
    // What only a text says is not part of the model, and a schema stands beside the file that names it.
    let unwritten: Set<String> = ["summary", "schema", "rejects", "sagas", "on-success", "on-failure"]
    for key in section.keys
    where !unwritten.contains(key.name) && ![.catalog, .defaults, .saga, .step, .flowStep].contains(section) {
      guard !(section == .deprecation && key.name == "reason") else { continue }
      // The type of a need is written as the consumer's copy.
      guard !(section == .need && key.name == "type") else { continue }
      // Files of processes stand elsewhere; certainty is written where it says more than nothing.
      guard !(section == .service && ["process", "from"].contains(key.name)) else { continue }
      guard !([.expectation, .message].contains(section) && key.name == "certainty") else { continue }
      var writer = CatalogWriter(linked([Self.document(section, key.format.example)]))
      let once = String(decoding: writer.text(), as: UTF8.self)
      let name = section == .expectation && key.name == "reply" ? "replies" : key.name
      #expect(once.contains("\(name):"), "\(section) \(key.name): \(once)")
      let catalog = linked([once])
      #expect(catalog.problems.filter { [.syntax, .unknownField, .invalidValue].contains($0.rule) }.isEmpty, "\(once)")
      var again = CatalogWriter(catalog)
      #expect(String(decoding: again.text(), as: UTF8.self) == once)
    }
  }

  /// The smallest catalog in which an entry of a section stands.
  static func document(_ section: Section, _ entry: some StringProtocol) -> String {
    let start = "eventlint: 1\n"
    return switch section {
    case .catalog: entry.hasPrefix("eventlint") ? "\(entry)\n" : "\(start)\(entry)\n"
    case .defaults: "\(start)defaults: {\(entry)}\n"
    case .service: "\(start)services: {order: {\(entry)}}\n"
    case .store: "\(start)services: {order: {stores: {orders: {\(entry)}}}}\n"
    case .trigger: "\(start)services: {order: {triggers: {the customer orders: {\(entry)}}}}\n"
    case .reaction: "\(start)services: {order: {consumes: {OrderPlaced: {\(entry)}}}}\n"
    case .need: "\(start)services: {order: {consumes: {OrderPlaced: {needs: {status: {\(entry)}}}}}}\n"
    case .expectation: "\(start)services: {order: {expects: {RetrievePayment: {\(entry)}}}}\n"
    case .flowStep: "\(start)flows: {buy: {steps: [{\(entry)}]}}\n"
    case .saga: "\(start)services: {order: {sagas: {buy: {\(entry)}}}}\n"
    case .step: "\(start)services: {order: {sagas: {buy: {steps: [{\(entry)}]}}}}\n"
    case .branch: "\(start)services: {order: {consumes: {OrderPlaced: {one-of: [{\(entry)}, {sends: Other}]}}}}\n"
    case .message: "\(start)events: {OrderPlaced: {\(entry)}}\n"
    case .deprecation: "\(start)events: {OrderPlaced: {deprecated: {\(entry)}}}\n"
    case .channel: "\(start)channels: {orders: {\(entry)}}\n"
    case .context: "\(start)contexts: {sales: {\(entry)}}\n"
    case .entity: "\(start)entities: {order: {\(entry)}}\n"
    case .flow: "\(start)flows: {fulfilment: {\(entry)}}\n"
    }
  }
}

@Suite struct InputFormatTests {
  @Test("a format claims its own marker, and no other does", arguments: InputFormat.all.map(\.name))
  func markers(name: String) throws {
    let format = try #require(InputFormat.named(name))
    let text = InputText(Array(format.marker.utf8), path: format.path, file: FileID(0), isNamed: true)
    #expect(InputFormat.claiming(text)?.name == name)
    #expect(format.isCandidate(format.path))
  }

  @Test("a BPMN file given to a service by `sources` does not inherit the tree of the file before")
  func processAfterCatalog() {
    var state = ReadingState { .failure(.missingFile($0)) }
    let catalog = "eventlint: 1 # eventlint: ignore long-event-chain -- known\n"
    read(InputText(Array(catalog.utf8), path: "a.yaml", file: FileID(0), isNamed: true), as: .native, &state)
    #expect(!state.tree.nodes.isEmpty)
    var settings = SourceSettings()
    settings.service = "order"
    let process = """
      <definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p"><startEvent id="s"/></process>
      </definitions>
      """
    read(
      InputText(Array(process.utf8), path: "p.bpmn", file: FileID(1), isNamed: true, settings: settings), as: .bpmn,
      &state)
    #expect(state.reading.processes.count == 1)
    #expect(state.tree.nodes.isEmpty && state.tree.bytes.isEmpty)
  }

  /// Reads a file as the program does.
  private func read(_ file: InputText, as format: InputFormat, _ state: inout ReadingState) {
    if format.isYAML { Parser(limits: state.limits).parse(file.bytes, into: &state.tree) }
    _ = format.read(file, &state)
  }

  @Test("what is not YAML at all is answered by a finding or by silence, in every format")
  func garbage() {
    for format in InputFormat.all {
      for text in ["", "\0\0", "]", format.marker + "\n]: [", format.marker + String(repeating: "[", count: 5000)] {
        var state = ReadingState { .failure(.missingFile($0)) }
        read(InputText(Array(text.utf8), path: "a", file: FileID(0), isNamed: true), as: format, &state)
      }
    }
  }
}
