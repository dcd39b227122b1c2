import Catalog
import Configuration
import Findings
import Foundation
import Graph
import Linting
import Loading
import Readers
import RulePages
import Rules
import Testing
import Writing

private func system(_ files: [(String, String)]) -> LoadedCatalog {
  LoadedCatalog.linking(files.map { (path: $0.0, text: Array($0.1.utf8)) }, checks: DocumentChecks([:]))
}

/// Who does what with which message, one line each, sorted.
private func facts(_ system: LoadedCatalog) -> [String] {
  let catalog = system.catalog
  return Set(catalog.mentions.map { "\(catalog[$0.service]) \($0.verb.name) \(catalog[$0.message])" }).sorted()
}

@Suite struct TagTests {
  @Test("a tag that no reader knows is reported in documents, pages and configurations, and nowhere else")
  func tags() throws {
    func found(_ path: String, _ text: String) -> [String] {
      system([(path, text)]).catalog.problems.filter { $0.rule == .invalidValue && $0.message.contains("!Ref") }.map {
        String(decoding: Array(text.utf8)[Int($0.place.start)..<Int($0.place.end)], as: UTF8.self)
      }
    }
    let document = """
      asyncapi: 3.0.0
      info: {title: !Ref Title, version: 1.0.0}
      components: {messages: {A: {payload: {type: object, properties: {id: !Ref Schema}}}}}
      """
    #expect(found("orders.yaml", document) == ["!Ref Title", "!Ref Schema"])
    let page = "---\nid: OrderPlaced\nname: Order placed\nversion: 1.0.0\nowners: [!Ref Team]\n---\n"
    #expect(found("events/OrderPlaced/index.mdx", page) == ["!Ref Team"])
    #expect(found("template.yaml", "Resources: {Topic: !Ref Foo}\nOutputs: !Sub '${Topic}'\n") == [])
    #expect(throws: UsageError.self) {
      try Configuration.parse(Array("rules: {long-event-chain: !Ref off}\n".utf8), path: "/nowhere/.eventlint.yml")
    }
  }
}

@Suite struct AsyncAPIJoiningTests {
  private let orders = (
    "orders.yaml",
    """
    asyncapi: 2.6.0
    info: {title: Orders, version: 1.0.0}
    channels:
      'orders/{region}/placed': {parameters: {region: {}}, subscribe: {message: {name: OrderPlaced, payload: {type: object, required: [id], properties: {id: {type: string}}}}}}
    """
  )

  @Test("documents of both generations meet at an address, whatever its parameters are called")
  func addresses() {
    let payment = (
      "payment.yaml",
      """
      asyncapi: 3.0.0
      info: {title: Payment, version: 1.0.0}
      channels: {in: {address: 'orders/{area}/placed', messages: {placed: {payload: {type: string}}}}}
      operations: {onPlaced: {action: receive, channel: {$ref: '#/channels/in'}}}
      """
    )
    for files in [[orders, payment], [payment, orders]] {
      let system = system(files)
      #expect(facts(system) == ["Orders publishes OrderPlaced", "Payment consumes OrderPlaced"])
      #expect(system.catalog.joins.map(\.reason) == ["it is the only message on channel orders/{}/placed"])
    }
  }

  @Test("another protocol is another channel")
  func protocols() {
    func document(_ title: String, _ verb: String, _ transport: String) -> (String, String) {
      (
        "\(title).yaml",
        """
        asyncapi: 2.6.0\ninfo: {title: \(title), version: 1.0.0}\nservers: {s: {url: x, protocol: \(transport)\
        }}\nchannels: {orders: {\(verb): {message: {name: m\(title)}}}}\n
        """
      )
    }
    #expect(
      facts(system([document("A", "subscribe", "kafka"), document("B", "publish", "kafka-secure")])) == [
        "A publishes mA", "B consumes mA",
      ])
    #expect(
      facts(system([document("A", "subscribe", "kafka"), document("B", "publish", "amqp")])) == [
        "A publishes mA", "B consumes mB",
      ])
  }

  @Test("what names two exchanges is two channels; bindings say what travels how")
  func bindings() throws {
    func document(_ title: String, _ verb: String, _ exchange: String) -> (String, String) {
      (
        "\(title).yaml",
        """
        asyncapi: 2.6.0
        info: {title: \(title), version: 1.0.0}
        channels:
          orders:
            bindings: {amqp: {is: queue, exchange: {name: \(exchange)}, queue: {name: work}}}
            \(verb): {traits: [{operationId: onOrder}], message: {name: m\(title), bindings: {kafka: {key: {type: string}}}}}
        """
      )
    }
    let one = system([document("A", "subscribe", "x"), document("B", "publish", "x")])
    #expect(facts(one) == ["A publishes mA", "B consumes mA"])
    #expect(
      facts(system([document("A", "subscribe", "x"), document("B", "publish", "y")])) == [
        "A publishes mA", "B consumes mB",
      ])
    let channel = try #require(one.catalog.channels.first)
    #expect(channel.isQueue)
    #expect(channel.orderedBy.map { one.catalog[$0] } == "key")
    #expect(one.catalog.interfaces.flatMap(\.operations).map(\.group) == ["work", "work"])
    #expect(one.catalog.interfaces.flatMap(\.operations).map(\.id) == ["onOrder", "onOrder"])
  }

  @Test("a reply is a declared reaction, and what is replied to is a command or a query")
  func replies() throws {
    let text = """
      asyncapi: 3.0.0
      info: {title: Stock, version: 1.0.0}
      channels:
        q: {address: q, messages: {GetStock: {payload: {type: string}}}}
        r: {address: r, messages: {StockFound: {payload: {type: string}}}}
      operations: {answer: {action: receive, channel: {$ref: '#/channels/q'}, reply: {channel: {$ref: '#/channels/r'}}}}
      """
    let system = system([("stock.yaml", text)])
    #expect(facts(system) == ["Stock answers GetStock", "Stock replies StockFound"])
    #expect(system.catalog.reactions.map(\.certainty) == [.declared])
  }

  @Test("what the document says of the kind counts before what its name says")
  func kinds() {
    func kind(_ name: String, _ more: String = "") -> String {
      let system = system([
        (
          "a.yaml",
          """
          asyncapi: 2.6.0\ninfo: {title: A, version: 1.0.0}\nchannels: {c: {subscribe: {message: {name: \(name)\(more)\
          }}}}\n
          """
        )
      ])
      return system.catalog.messages.map(\.kind.name).joined()
    }
    #expect(kind("OrderPlaced") == "event")
    #expect(kind("ShipOrderCommand") == "command")
    #expect(kind("SendLetter") == "command")
    #expect(kind("OrderPlaced", ", x-eventlint-kind: command") == "command")
    #expect(kind("OrderPlaced", ", x-eventcatalog-message-type: query") == "query")
  }

  @Test("a kind that is none is told") func unknownKind() {
    let text = """
      asyncapi: 2.6.0
      info: {title: A, version: 1.0.0}
      channels: {c: {subscribe: {message: {name: OrderPlaced, x-eventlint-kind: commnd}}}}
      """
    let problems = system([("a.yaml", text)]).catalog.problems.filter { $0.rule == .invalidValue }
    #expect(
      problems.map(\.message) == ["`x-eventlint-kind` must be one of event, command, query, reply, but is `commnd`"])
    #expect(problems.map(\.help) == ["did you mean `command`?"])
  }

  @Test("a catalog of our own adds reactions to what documents say")
  func native() {
    let catalog = (
      "catalog.yaml", "eventlint: 1\nservices: {Payment: {consumes: {OrderPlaced: {publishes: PaymentReceived}}}}\n"
    )
    let system = system([orders, catalog])
    #expect(
      facts(system) == [
        "Orders publishes OrderPlaced", "Payment consumes OrderPlaced", "Payment publishes PaymentReceived",
      ])
    #expect(
      system.catalog.problems.filter { $0.rule == .unknownReference || $0.rule == .duplicateDefinition }.map(\.message)
        == [])
  }

  @Test("what cannot be read is unknown, not absent")
  func opaque() {
    func findings(_ schema: String) -> [String] {
      let system = system([
        (
          "catalog.yaml",
          """
          eventlint: 1\nevents: {Paid: {schema: paid.json, pattern: state-transfer}}\nservices: {a: {publishes: \
          Paid}, b: {consumes: {Paid: {needs: [total]}}}}\n
          """
        ),
        ("paid.json", schema),
      ])
      return Linter.findings(system, Configuration()).findings.filter { $0.rule.name == "unmet-need" }.map(\.message)
    }
    #expect(
      findings("{\"type\": \"object\", \"properties\": {\"id\": {\"type\": \"string\"}}}") == [
        "b needs total, but Paid does not carry it"
      ])
    #expect(findings("{\"type\": \"object\", \"properties\": {\"data\": {\"$ref\": \"https://x.example/y\"}}}") == [])
  }

  @Test("the configuration says from whose side a document is written")
  func perspective() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("eventlint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    try orders.1.write(to: folder.appendingPathComponent("orders.yaml"), atomically: true, encoding: .utf8)
    try "sources: [{path: '*.yaml', perspective: client, service: shop}]\nrules: {asyncapi-channel-parameters: off}\n"
      .write(to: folder.appendingPathComponent(".eventlint.yml"), atomically: true, encoding: .utf8)
    var request = LintRequest()
    request.paths = [folder.path]
    let configuration = try Linter.configuration(for: request)
    #expect(try Linter.load(request, configuration).catalog.interfaces.map(\.service) == ["shop"])
    #expect(facts(try Linter.load(request, configuration)) == ["shop consumes OrderPlaced"])
  }

  @Test("what is converted says the same in our own format")
  func converted() {
    let payment = (
      "payment.yaml",
      """
      asyncapi: 3.0.0
      info: {title: "Payment: cards", version: 1.0.0}
      channels:
        in: {address: 'orders/{area}/placed', messages: {OrderPlaced: {payload: {type: object, properties: {id: {type: string}, lines: {type: array, items: {type: object, properties: {'a b': {type: integer}}}}}}}}}
        q: {address: q, messages: {GetPayment: {payload: {type: string}}}}
        r: {address: r, messages: {PaymentFound: {payload: {type: string}}}}
      operations:
        onPlaced: {action: receive, channel: {$ref: '#/channels/in'}}
        answer: {action: receive, channel: {$ref: '#/channels/q'}, reply: {channel: {$ref: '#/channels/r'}}}
      """
    )
    let system = system([orders, payment])
    var writer = CatalogWriter(system.catalog)
    let again = LoadedCatalog.linking([(path: "catalog.yaml", text: writer.text())])
    #expect(facts(again) == facts(system))
    #expect(again.catalog.problems.map(\.message) == [])
    #expect(
      again.catalog.messages.map { again.catalog[$0.name] + $0.kind.name }.sorted()
        == system.catalog.messages.map { system.catalog[$0.name] + $0.kind.name }.sorted())
  }

  private static let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/corpora/asyncapi/asyncapi__spec")

  @Test(
    "the social-media example is the graph its authors draw",
    .enabled(if: FileManager.default.fileExists(atPath: corpus.path), "the corpora are not here"),
    arguments: ["examples", "tag-v2.6.0/examples", "tag-v3.0.0/examples"])
  func socialMedia(_ folder: String) throws {
    let system = try LoadedCatalog.load([Self.corpus.appendingPathComponent("\(folder)/social-media").path])
    let catalog = system.catalog
    let sent = catalog.mentions.filter(\.verb.isOutgoing)
    let edges = sent.flatMap { mention in
      catalog.mentions.filter { !$0.verb.isOutgoing && $0.message == mention.message }.map {
        "\(catalog[mention.service]) -> \(catalog[$0.service]) by \(catalog[mention.message])"
      }
    }
    #expect(
      edges.sorted() == [
        "Comments Service -> Website Backend by commentChanged", "Website Backend -> Comments Service by commentLiked",
        "Website Backend -> Notifications Service by commentLiked", "Website Backend -> Public API by commentLiked",
        "Website Backend -> Website WebSocket Client by updateCommentLikes",
        "Website WebSocket Client -> Website Backend by likeComment",
      ])
    #expect(catalog.unjoined == [])
  }
}

/// Rules about single documents are judged while the documents are read.
@Suite struct DocumentRuleTests {
  private let document = "asyncapi: 3.0.0\ninfo: {title: shop, version: '1'}\nservers: []\n"

  @Test("a document is checked for the rules that are on, and for no others")
  func selection() throws {
    let settings = Dictionary(
      uniqueKeysWithValues: Rule.all.map { ($0.page.id, RuleSettings(isOn: $0.page.id.name == "info-contact")) })
    let checks = try #require(DocumentChecks(settings))
    let system = LoadedCatalog.linking([("a.yaml", Array(document.utf8))], checks: checks)
    #expect(system.catalog.problems.map(\.rule.name) == ["info-contact"])
  }

  @Test("when all are off, nothing is looked at")
  func off() {
    let settings = Dictionary(uniqueKeysWithValues: Rule.all.map { ($0.page.id, RuleSettings(isOn: false)) })
    #expect(DocumentChecks(settings).map { _ in "some" } == nil)
    #expect(LoadedCatalog.linking([("a.yaml", Array(document.utf8))]).catalog.problems.isEmpty)
  }

  @Test("a version that is not read is said once, and the document is not judged by another version")
  func version() {
    let found = system([("a.yaml", "asyncapi: 1.2.0\ninfo: {title: shop, version: '1'}\ntopics: {}\n")])
    #expect(found.catalog.problems.map(\.rule.name) == ["invalid-value"])
  }
}

@Suite struct EventCatalogTests {
  private func page(_ path: String, _ text: String) -> (String, String) {
    ("\(path)/index.mdx", "---\n\(text)\n---\n\n# Words\n")
  }

  @Test("triggers are reactions, fields are needs, versions are checked")
  func pages() {
    let system = system([
      page(
        "domains/Shop/services/Payment",
        """
        id: payment\nname: Payment\nversion: 1.0.0\nreceives: [{id: order-placed, version: ^1.0.0, fields: [total], \
        triggers: [{id: paid, condition: yes}, {id: declined, condition: no}]}]\nsends: [{id: paid, version: 3.0.0}]
        """
      ),
      page("domains/Shop/events/OrderPlaced", "id: order-placed\nname: Order placed\nversion: 1.2.0"),
      page("domains/Shop/events/OrderPlaced/versioned/0.9.0", "id: order-placed\nname: Order placed\nversion: 0.9.0"),
      page("domains/Shop/events/Paid", "id: paid\nname: Paid\nversion: 2.0.0"),
      page("domains/Shop/events/Declined", "id: declined\nname: Declined\nversion: 2.0.0"),
    ])
    #expect(facts(system) == ["payment consumes order-placed", "payment publishes declined", "payment publishes paid"])
    #expect(system.catalog.problems.map(\.message) == ["payment sends paid in version 3.0.0, which does not exist"])
    let catalog = system.catalog
    #expect(catalog.reactions.map { $0.needs.map { catalog[$0].map { catalog[$0.name] } } } == [["total"]])
    #expect(catalog.services.first?.context.map { catalog[$0.name] } == "Shop")
  }

  @Test("a document that a page names speaks of the page's service and messages")
  func specifications() {
    let document = (
      "services/Payment/asyncapi.yml",
      """
      asyncapi: 3.0.0
      info: {title: Payments over Kafka, version: 1.0.0}
      channels: {c: {address: payments, messages: {OrderPlaced: {payload: {type: object, properties: {id: {type: string}}}}, Charged: {payload: {type: string}}}}}
      operations: {take: {action: receive, channel: {$ref: '#/channels/c'}, messages: [{$ref: '#/channels/c/messages/OrderPlaced'}]}}
      """
    )
    let files = [
      page(
        "services/Payment",
        """
        id: payment\nname: Payment\nversion: 1.0.0\nreceives: [{id: order-placed}]\nspecifications: [{type: asyncapi, \
        path: asyncapi.yml}]
        """
      ),
      page("events/OrderPlaced", "id: order-placed\nname: Order placed\nversion: 1.2.0\nproducers: [shop]"),
      page("channels/other", "id: other\nname: Other\nversion: 1.0.0"), document,
    ]
    let system = system(files)
    #expect(facts(system) == ["payment consumes order-placed", "shop publishes order-placed"])
    #expect(system.catalog.problems.filter { $0.rule == .unknownReference }.map(\.message) == [])
    #expect(system.catalog.messages.map { system.catalog.shape(of: $0)?.fields.count } == [1])
    #expect(system.catalog.unjoined == [])
  }

  @Test("the first generation names producers and consumers at the message")
  func first() {
    let system = system([
      page("events/Added", "name: Added\nversion: 0.0.1\nproducers: [Basket]\nconsumers: [Data Lake]")
    ])
    #expect(facts(system) == ["Basket publishes Added", "Data Lake consumes Added"])
  }

  /// The first generation has no `version`, and shows a schema beside the page without a key.
  @Test("pages without a version are read, with the schema beside them")
  func firstGeneration() {
    let system = system([
      page("services/pay", "name: pay"),
      page("events/paid", "name: paid\nproducers: [pay]\nconsumers: [ship]"),
      ("events/paid/schema.json", #"{"type": "object", "properties": {"id": {"type": "string"}}}"#),
      page("events/booked", "id: booked\nname: booked\nversion: 1.0.0\nschemaPath: booked.avsc"),
      (
        "events/booked/booked.avsc",
        #"{"type": "record", "name": "B", "fields": [{"name": "a", "type": "int"}, {"name": "b", "type": "int"}]}"#
      ),
      page("events/sent", "id: sent\nname: sent\nversion: 1.0.0\nschemas: [{id: registry}, {file: sent.proto}]"),
      ("events/sent/sent.proto", "syntax = 'proto3'; message Sent { string a = 1; string b = 2; string c = 3; }"),
      ("docs/events/party/index.md", "---\ntitle: A party\n---\n"), ("events/paid/notes.md", "---\nname: Notes\n---\n"),
    ])
    #expect(facts(system) == ["pay publishes paid", "ship consumes paid"])
    let catalog = system.catalog
    #expect(
      catalog.messages.map { "\(catalog[$0.name]) \(catalog.shape(of: $0)?.fields.count ?? 0)" }.sorted() == [
        "booked 2", "paid 1", "sent 3",
      ])
    #expect(!catalog.problems.contains { $0.rule == .unknownReference })
  }

  @Test("pages of other collections are no services; a folder may be called like a collection")
  func collections() {
    let head = "version: 1.0.0\nreceives: [{id: placed}]"
    let others = ["adrs", "diagrams", "data-products", "policies", "runbooks", "docs", "users"].map {
      page("services/Shop/\($0)/\($0)-page", "id: \($0)\nname: \($0)\n\(head)")
    }
    let system = system(
      others + [
        page("services/Shop", "id: shop\nname: Shop\nversion: 1.0.0\nsends: [{id: placed}]\nwritesTo: [{id: db}]"),
        page("services/Shop/containers/db", "id: db\nname: DB\nversion: 1.0.0\ncontainer_type: database"),
        page("services/Shop/containers/log", "id: log\nname: L\nversion: 1.0.0\naccess_mode: appendOnly"),
        page("services/Shop/agents/helper", "id: helper\nname: Helper\nversion: 1.0.0"),
        page("services/Shop/agents/clerk", "id: clerk\nname: Clerk\n\(head)"),
        page("services/users", "id: users\nname: Users\n\(head)"),
        page("services/events/versioned/0.1.0", "id: events\nname: Events\n\(head)"),
        page("domains/Sales/policies/AutoShip", "id: auto-ship\nname: Auto ship\n\(head)"),
        page("events/Placed", "id: placed\nname: Placed\nversion: 1.0.0"),
        ("domains/Sales/ubiquitous-language.mdx", "---\nid: u\nname: Words\nversion: 1.0.0\n---\n"),
      ])
    let catalog = system.catalog
    #expect(catalog.services.map { catalog[$0.name] }.sorted() == ["clerk", "events", "shop", "users"])
    #expect(catalog.services.filter { $0.role == .agent }.map { catalog[$0.name] } == ["clerk"])
    let stores = catalog.services.flatMap { $0.stores.map { "\(catalog[$0.name.name]) \($0.kind?.rawValue ?? "")" } }
    #expect(stores == ["db table", "log log"])
    #expect(catalog.problems.isEmpty)
  }

  @Test("a flow is a fact: steps are reactions, and its name is known")
  func flows() {
    let system = system([
      page(
        "flows/Buy",
        """
        id: buy\nname: Buy\nversion: 1.0.0\nsteps: [{id: 1, actor: {name: Customer}, next_step: 2}, {id: 2, message: \
        {id: place}, next_step: {id: 3}}, {id: 3, service: {id: shop}, next_steps: [{id: 4, label: in stock}, {id: 5}]}, \
        {id: 4, message: {id: placed}}, {id: 5, message: {id: refused}}]
        """
      ),
      page(
        "services/Shop",
        "id: shop\nname: Shop\nversion: 1.0.0\nreceives: [{id: place}]\nsends: [{id: placed}, {id: refused}]"),
      page("commands/Place", "id: place\nname: Place\nversion: 1.0.0"),
      page("events/Placed", "id: placed\nname: Placed\nversion: 1.0.0"),
      page("events/Refused", "id: refused\nname: Refused\nversion: 1.0.0"),
    ])
    let catalog = system.catalog
    let graph = ReactionGraph(catalog)
    #expect(
      catalog.reactions.map { graph.outputs(of: $0).map { catalog[$0.message] } } == [["placed", "refused"]])
    #expect(catalog.messages.filter(\.isExternal).map { catalog[$0.name] } == ["place"])
    #expect(catalog.flows.first.flatMap { catalog.start(of: $0) }.map { catalog[$0] } == "place")
  }

  @Test(
    "ranges of versions mean what they mean in package files",
    arguments: [
      ("latest", true), ("1.2.3", true), ("^1.0.0", true), ("^1.3.0", false), ("~1.2.0", true), ("~1.1.0", false),
      ("1.x", true), ("2.x", false), ("0.9.0", false),
    ])
  func ranges(_ range: String, _ isKnown: Bool) {
    let system = system([
      page("services/S", "id: s\nname: S\nversion: 1.0.0\nsends: [{id: e, version: \(range)}]"),
      page("events/E", "id: e\nname: E\nversion: 1.2.3"),
    ])
    #expect(system.catalog.problems.isEmpty == isKnown)
  }
}

@Suite struct DiscoveryTests {
  @Test("ignored files are passed over, references stay below the root")
  func folders() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("eventlint-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func write(_ path: String, _ text: String) throws {
      let url = folder.appendingPathComponent(path)
      try FileManager.default.createDirectory(at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: url, atomically: true, encoding: .utf8)
    }
    try write("repo/.git/HEAD", "ref: refs/heads/main\n")
    try write("repo/.gitignore", "build/\n*.gen.yaml\n!keep.gen.yaml\n/api/old.yaml\n")
    for name in ["build/a.yaml", "b.gen.yaml", "keep.gen.yaml", "api/old.yaml", "api/new.yaml", "node_modules/x.yaml"] {
      try write("repo/\(name)", "eventlint: 1\nservices: {s: {publishes: A}}\n")
    }
    try write("outside.yaml", "type: object\n")
    try write(
      "repo/api/doc.yaml",
      """
      asyncapi: 2.6.0\ninfo: {title: D, version: 1.0.0}\nchannels: {c: {subscribe: {message: {name: M, payload: \
      {$ref: '../../outside.yaml'}}}}}\n
      """
    )
    let repo = folder.appendingPathComponent("repo").path
    let system = try LoadedCatalog.load([repo])
    #expect(system.counts[.native] == 2)
    #expect(system.counts[.asyncAPI] == 1)
    #expect(
      system.catalog.problems.filter { $0.rule == .unreadReference }.map(\.message) == [
        "a reference is not followed, since it leads outside the linted folder"
      ])
    // From inside, the repository's own file still counts.
    #expect(try LoadedCatalog.load(["\(repo)/api"]).counts[.native] == 1)
  }
}
