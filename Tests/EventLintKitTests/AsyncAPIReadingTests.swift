import Catalog
import Configuration
import Findings
import Foundation
import Linting
import Loading
import Readers
import Rules
import Schemas
import TestSupport
import Testing

private func system(_ files: [(String, String)]) -> LoadedCatalog {
  LoadedCatalog.linking(files.map { (path: $0.0, text: Array($0.1.utf8)) }, checks: DocumentChecks([:]))
}

/// Who does what with which message, one line each, sorted.
private func facts(_ system: LoadedCatalog) -> [String] {
  let catalog = system.catalog
  return Set(catalog.mentions.map { "\(catalog[$0.service]) \($0.verb.name) \(catalog[$0.message])" }).sorted()
}

/// The messages of what readers report under some rules.
private func problems(
  _ system: LoadedCatalog,
  of rules: [String] = ["unknown-reference", "invalid-schema", "operation-messages-from-channel"]
) -> [String] {
  system.catalog.problems.filter { rules.contains($0.rule.name) }.sorted { $0.place < $1.place }.map(\.message)
}

private func fields(_ system: LoadedCatalog, of name: String) -> [String]? {
  let catalog = system.catalog
  guard let message = catalog.messages.first(where: { catalog[$0.name] == name }) else { return nil }
  return catalog.shape(of: message)?.fields.filter { $0.parent < 0 }.map { catalog[$0.name] }
}

private let head = "asyncapi: 3.0.0\ninfo: {title: Order, version: 1.0.0}\n"
private let order = "{payload: {type: object, properties: {orderId: {type: string}}}}"

@Suite struct MentionLimitTests {
  @Test(
    "operations that all stand for all messages of a channel are read up to a limit, which is reported",
    arguments: ["", ", messages: [{$ref: '#/channels/c/messages/M0'}], reply: {messages: *all}"])
  func multiplied(operation: String) {
    let count = 400
    var text = head + "x-all: &all\n"
    for index in 0..<count { text += "  - {$ref: '#/channels/c/messages/M\(index)'}\n" }
    text += "channels: {c: {address: c, messages: {"
    text += (0..<count).map { "M\($0): {payload: {type: object}}" }.joined(separator: ", ") + "}}}\noperations:\n"
    for index in 0..<count {
      text += "  o\(index): {action: send, channel: {$ref: '#/channels/c'}\(operation)}\n"
    }
    let catalog = system([("a.yaml", text)]).catalog
    // A failed expectation would print the whole catalog.
    let (mentions, messages, isPartial, problems) = (
      catalog.mentions.count, catalog.messages.count, catalog.isPartial, catalog.problems
    )
    #expect(mentions <= 100_000)
    #expect(messages >= count)
    #expect(isPartial)
    #expect(
      problems.filter { $0.rule.name == "invalid-value" }.map(\.message) == [
        "the operations of this document mention messages more than 100000 times; the rest was not read"
      ])
  }
}

@Suite struct PointerTests {
  private let operations = """
    operations:
      p: {action: send, channel: {$ref: '#/channels/placed'}, messages: [{$ref: '#/channels/placed/messages/OrderPlaced'}]}

    """

  @Test("a pointer goes on through a reference to a component, or to another file and from there to a third")
  func channels() {
    let channel = "{address: orders, messages: {OrderPlaced: {$ref: 'm.yaml#/real/OrderPlaced'}, Other: \(order)}}"
    let inside = system([
      (
        "a.yaml",
        head + operations
          + "channels: {placed: {$ref: '#/components/channels/p'}}\ncomponents: {channels: {p: \(channel)}}\n"
      ), ("m.yaml", "alias: {$ref: '#/real'}\nreal: {OrderPlaced: \(order)}\n"),
    ])
    #expect(problems(inside) == [])
    #expect(facts(inside) == ["Order publishes OrderPlaced"])
    let outside = system([
      ("a.yaml", head + operations + "channels: {placed: {$ref: 'b.yaml#/first/p'}}\n"),
      ("b.yaml", "first: {$ref: 'sub/c.yaml#/second'}\n"),
      (
        "sub/c.yaml",
        "second: {p: {address: orders, messages: {OrderPlaced: {$ref: '../m.yaml#/alias/OrderPlaced'}}}}\n"
      ),
      ("m.yaml", "alias: {$ref: '#/real'}\nreal: {OrderPlaced: \(order)}\n"),
    ])
    #expect(problems(outside) == [])
    #expect(facts(outside) == ["Order publishes OrderPlaced"])
    #expect(fields(outside, of: "OrderPlaced") == ["orderId"])
  }

  @Test("a payload may lie behind a reference to an alias")
  func schemas() {
    let text =
      head + operations + """
        channels: {placed: {address: o, messages: {OrderPlaced: {payload: {$ref: '#/components/schemas/alias/properties/inner'}}}}}
        components:
          schemas:
            alias: {$ref: s.json#/definitions/a}
        """
    let json =
      "{\"definitions\": {\"a\": {\"$ref\": \"#/b\"}}, \"b\": {\"properties\": {\"inner\": {\"properties\": {\"x\": {}}}}}}"
    let found = system([("a.yaml", text), ("s.json", json)])
    #expect(problems(found) == [])
    #expect(fields(found, of: "OrderPlaced") == ["x"])
  }

  @Test("references that lead through each other end in a finding")
  func cycles() {
    let text =
      head + "channels: {a: {$ref: '#/channels/b/x'}, b: {$ref: '#/channels/a/x'}, c: {$ref: '#/channels/c/y'}}\n"
    let found = system([("a.yaml", text)])
    #expect(
      problems(found) == [
        "`$ref` is circular: #/channels/b/x", "`$ref` is circular: #/channels/a/x",
        "`$ref` is circular: #/channels/c/y",
      ])
  }

  @Test("a chain of references through references is followed up to a limit, in linear time")
  func chains() {
    let links = (0..<2000).map { "  c\($0): {$ref: '#/channels/c\($0 + 1)/x'}\n" }.joined()
    let found = system([("a.yaml", head + "channels:\n" + links)])
    #expect(problems(found).count == 2000)
  }

  @Test("a reference to a file by a misspelt name or with a folder too many suggests the file")
  func files() throws {
    let names = [
      "api/messages.yaml#/A", "mesages.yaml#/A", "../apis/messages.yaml#/A", "gone.yaml", "messages.yaml#/Aa",
    ]
    let channels = names.enumerated().map { "m\($0): {$ref: '\($1)'}" }.joined(separator: ", ")
    let files = [
      "api/messages.yaml": "Aaa: \(order)\nA: \(order)\nshort: {a/b: {type: string}}\n",
      "api/a.yaml": head
        + "channels: {c: {address: c, messages: {\(channels), x: {payload: {$ref: 'messages.yaml#/short/a/b'}}}}}\n",
    ]
    try withTemporaryFolder(files) { folder in
      let found = try LoadedCatalog.load([folder]).catalog.problems.filter { $0.rule == .unknownReference }
      #expect(
        found.sorted { $0.place < $1.place }.map(\.help) == [
          "did you mean `messages.yaml#/A`?", "did you mean `messages.yaml#/A`?", "did you mean `messages.yaml#/A`?",
          nil,
          "did you mean `messages.yaml#/A`?",
          "did you mean `messages.yaml#/short/a~1b`? A `/` in a key is written `~1`",
        ])
    }
  }
}

@Suite struct DocumentReadingTests {
  private func document(_ title: String, _ verb: String, _ channel: String, _ bindings: String, _ more: String = "")
    -> (String, String)
  {
    (
      "\(title).yaml",
      "asyncapi: 2.6.0\ninfo: {title: \(title), version: 1.0.0}\n\(more)channels: {\(channel): {bindings: \(bindings), \(verb): {message: {payload: {type: object}}}}}\n"
    )
  }

  @Test(
    "the topic or queue of a binding is the address of a channel",
    arguments: [
      "{kafka: {topic: t}}", "{sqs: {queue: {name: t}}}", "{sns: {name: t}}", "{googlepubsub: {topic: t}}",
      "{amqp: {is: queue, queue: {name: t}}}", "{jms: {destination: t}}", "{ibmmq: {queue: {objectName: t}}}",
      "{$ref: '#/components/channelBindings/b'}", "{kafka: {topic: other}, sns: {name: t}}",
    ])
  func bindings(_ bindings: String) {
    let more =
      (bindings.contains("other") ? "servers: {s: {url: x, protocol: sns}}\n" : "")
      + "components: {channelBindings: {b: {kafka: {$ref: '#/components/channelBindings/k'}}, k: {topic: t}}}\n"
    let first = document("A", "subscribe", "a", bindings, more)
    let second = (
      "B.yaml",
      "asyncapi: 3.0.0\ninfo: {title: B, version: 1.0.0}\nchannels: {x: {address: t, messages: {M: {payload: {type: object}}}}}\n"
        + "operations: {o: {action: receive, channel: {$ref: '#/channels/x'}}}\n"
    )
    let found = system([first, second])
    #expect(found.catalog.unjoined == [])
    #expect(found.catalog.interfaces.map { $0.operations.map(\.channel.address) } == [["t"], ["t"]])
  }

  @Test("one key, two topics: two channels; a routing key, other brokers' bindings and several names change nothing")
  func otherAddresses() {
    let found = system([
      document("A", "subscribe", "output", "{kafka: {topic: a}}"),
      document("B", "publish", "output", "{kafka: {topic: b}}"),
    ])
    #expect(facts(found) == ["A publishes a", "B consumes b"])
    #expect(found.catalog.unjoined.count == 2)
    for bindings in [
      "{amqp: {is: routingKey, queue: {name: t}}}", "{kafka: {topic: x}, sns: {name: y}}", "{kafka: {partitions: 3}}",
    ] {
      let found = system([document("A", "subscribe", "output", bindings)])
      #expect(found.catalog.interfaces[0].operations[0].channel.address == "output")
    }
    let amqp = system([
      document("A", "subscribe", "c", "{kafka: {topic: x}}", "servers: {s: {url: x, protocol: amqp}}\n")
    ])
    #expect(amqp.catalog.interfaces[0].operations[0].channel.address == "c")
  }

  @Test("in 2.x traits count before the object, in 3.x after it, and later ones before earlier ones")
  func traits() {
    let message = """
      {name: OrderPaid, headers: {properties: {own: {}}}, payload: {type: object}, correlationId: {location: '$message.header#/id'}, \
      traits: [{name: OrderCancelled, messageId: one}, {name: OrderShipped, correlationId: {description: text}, \
      headers: {properties: {ce_type: {const: shop.paid}}}, bindings: {kafka: {key: {type: string}}}}]}
      """
    let second = system([
      (
        "a.yaml",
        "asyncapi: 2.6.0\ninfo: {title: A, version: 1.0.0}\nchannels: {c: {subscribe: {message: \(message)}}}\n"
      )
    ])
    let third = system([
      (
        "a.yaml",
        "asyncapi: 3.0.0\ninfo: {title: A, version: 1.0.0}\nchannels: {c: {address: c, messages: {m: \(message)}}}\n"
          + "operations: {o: {action: send, channel: {$ref: '#/channels/c'}}}\n"
      )
    ])
    #expect(facts(second) == ["A publishes OrderShipped"])
    #expect(facts(third) == ["A publishes OrderPaid"])
    for system in [second, third] {
      let use = system.catalog.interfaces[0].operations[0].messages[0]
      #expect(use.correlation == "id")
      #expect(use.cloudType == "shop.paid")
      #expect(use.isKeyed)
      #expect(use.messageID == "one")
    }
  }

  @Test("the traits of an operation follow the same order")
  func operationTraits() {
    let text = """
      asyncapi: 2.6.0
      info: {title: A, version: 1.0.0}
      channels:
        c: {subscribe: {operationId: own, traits: [{operationId: trait, bindings: {kafka: {groupId: {const: g}}}}], message: {name: M}}}
      """
    let operation = system([("a.yaml", text)]).catalog.interfaces[0].operations[0]
    #expect(operation.id == "trait")
    #expect(operation.group == "g")
  }

  @Test(
    "a document of components only is a library, whether or not another one refers to it",
    arguments: ["", "channels: {}\n"])
  func libraries(_ channels: String) {
    let library = (
      "envelope.yaml",
      "asyncapi: 2.6.0\ninfo: {title: Envelope, version: 1.0.0}\n\(channels)components: {schemas: {Envelope: {type: object, properties: {id: {}}}, Bad: {$ref: '#/x'}}}\n"
    )
    let user = (
      "order.yaml",
      head
        + "channels: {c: {address: c, messages: {OrderPlaced: {payload: {$ref: 'envelope.yaml#/components/schemas/Envelope'}}}}}\n"
        + "operations: {p: {action: send, channel: {$ref: '#/channels/c'}}}\n"
    )
    let alone = system([library])
    #expect(alone.catalog.services.isEmpty)
    #expect(problems(alone, of: ["invalid-document", "unused-components"]) == [])
    #expect(problems(alone) == ["`$ref` does not resolve: #/x"])
    let both = system([library, user])
    #expect(both.catalog.services.map { both.catalog[$0.name] } == ["Order"])
    #expect(both.catalog.unjoined == [])
    #expect(fields(both, of: "OrderPlaced") == ["id"])
    let empty = system([("a.yaml", "asyncapi: 2.6.0\ninfo: {title: A, version: 1.0.0}\nchannels: {}\n")])
    #expect(empty.catalog.services.count == 1)
  }

  private func document(_ title: String, _ verb: String) -> String {
    """
    asyncapi: 2.6.0
    info: {title: \(title), version: 1.0.0}
    channels: {orders: {\(verb): {message: {$ref: '#/components/messages/OrderPlaced'}}}}
    components: {messages: {OrderPlaced: {payload: {type: object, properties: {\(title): {}}}}}, schemas: {s: {a: 1, a: 2}}}

    """
  }

  @Test("every document of a stream is read, each with its own root, and others are told")
  func streams() {
    let stream = document("A", "subscribe") + "---\n" + document("B", "publish") + "---\nkind: ConfigMap\n---\n"
    let found = system([("a.yaml", stream)])
    #expect(facts(found) == ["A publishes OrderPlaced", "B consumes OrderPlaced"])
    #expect(problems(found, of: ["unknown-reference", "invalid-document"]) == [])
    #expect(problems(found, of: ["duplicate-definition"]).count == 2)
    let named = stream.split(separator: "{$ref: '#/").joined(separator: "{$ref: 'a.yaml#/")
    #expect(facts(system([("a.yaml", named)])) == ["A publishes OrderPlaced", "B consumes OrderPlaced"])
    #expect(problems(system([("a.yaml", named)]), of: ["unknown-reference"]) == [])
    #expect(
      problems(found, of: ["unread-reference"]) == [
        "a document of this file is not read, since it is not an AsyncAPI document"
      ])
    let late = system([("a.yaml", "kind: ConfigMap\n---\n" + document("A", "subscribe"))])
    #expect(facts(late) == ["A publishes OrderPlaced"])
    let broken = system([("a.yaml", document("A", "subscribe") + "---\nasyncapi: [2.6.0\ninfo: x\n")])
    #expect(problems(broken, of: ["syntax"]).count == 1)
  }

  @Test("a stream may hold a catalog and a document")
  func mixed() {
    let catalog = "eventlint: 1\nservices: {B: {consumes: {OrderPlaced: {publishes: OrderShipped}}}}\n"
    for text in [catalog + "---\n" + document("A", "subscribe"), document("A", "subscribe") + "---\n" + catalog] {
      let found = system([("a.yaml", text)])
      #expect(facts(found) == ["A publishes OrderPlaced", "B consumes OrderPlaced", "B publishes OrderShipped"])
      #expect(problems(found, of: ["unknown-field", "invalid-value"]) == [])
    }
  }

  @Test("a message without a name stands at its key")
  func keys() throws {
    func place(_ text: String) throws -> String {
      let place = try #require(system([("a.yaml", text)]).catalog.messages.first?.place)
      return String(decoding: Array(text.utf8)[Int(place.start)..<Int(place.end)], as: UTF8.self)
    }
    let operation = "operations: {p: {action: send, channel: {$ref: '#/channels/c'}}}\n"
    let listed =
      "operations: {p: {action: send, channel: {$ref: '#/channels/c'}, messages: [{$ref: '#/channels/c/messages/Key'}]}}\n"
    for operations in [operation, listed] {
      #expect(
        try place(head + operations + "channels: {c: {messages: {Key: {title: Some title, payload: {}}}}}\n") == "Key")
    }
    #expect(
      try place(
        head + operation
          + "channels: {c: {messages: {k: {$ref: '#/components/messages/Own'}}}}\ncomponents: {messages: {Own: {title: T}}}\n"
      ) == "Own")
    let two = "asyncapi: 2.6.0\ninfo: {title: A, version: 1.0.0}\nchannels: {c: {subscribe: {message: "
    #expect(try place(two + "{payload: {}}}}}\n") == "message")
    #expect(try place(two + "{name: Placed, payload: {}}}}}\n") == "Placed")
  }

  @Test("what a document takes from a Markdown file is reported once")
  func descriptions() {
    let found = system([
      ("a.yaml", "asyncapi: 2.6.0\ninfo: {title: A, version: 1.0.0, description: {$ref: a.md}}\nchannels: {}\n"),
      ("a.md", "# Words\n"),
    ])
    #expect(
      problems(found, of: ["invalid-document", "unknown-reference"]) == [
        "`$ref` names a.md, which is neither YAML nor JSON"
      ])
  }

  @Test("the channel and the messages of an operation are references")
  func references() {
    let found = system([
      (
        "a.yaml",
        head
          + "channels: {c: {messages: {M: {}}}}\noperations: {p: {action: send, channel: {address: c}, messages: [{name: M}]}}\n"
      )
    ])
    #expect(
      problems(found, of: ["invalid-document"]) == [
        "`channel` must be a reference: `{$ref: ...}`", "`messages` must be a reference: `{$ref: ...}`",
      ])
  }
}

@Suite struct SchemaFileTests {
  private func documents(_ schemas: [String: String], _ format: String, _ files: [(String, String)]) -> LoadedCatalog {
    let messages = schemas.sorted { $0.key < $1.key }.map {
      "\($0): {payload: {schemaFormat: '\(format)', schema: \($1)}}"
    }
    return system(
      [
        (
          "a.yaml",
          head + "channels: {c: {address: c, messages: {\(messages.joined(separator: ", "))}}}\n"
            + "operations: {p: {action: send, channel: {$ref: '#/channels/c'}}}\n"
        )
      ] + files)
  }

  @Test("a fragment of a .proto file names a message, and several messages need one")
  func protobuf() {
    let proto = """
      syntax = "proto3";
      package shop;
      message OrderPaid { string paid = 1; Money total = 2; Item item = 3; }
      message Money { int64 units = 1; }
      message Item { string top = 1; }
      message Outer { message Item { string nested = 1; } Item item = 1; }
      """
    let found = documents(
      [
        "A": "{$ref: 'o.proto#OrderPaid'}", "B": "{$ref: 'o.proto#shop.Money'}", "C": "{$ref: 'o.proto#Outer.Item'}",
        "D": "{$ref: 'o.proto#Item'}", "E": "{$ref: 'o.proto'}", "F": "{$ref: 'o.proto#OrderPayed'}",
        "G": "{$ref: 'one.proto'}", "H": "{$ref: 'gone.proto'}", "Outer": "{$ref: 'o.proto'}",
      ], "application/vnd.google.protobuf;version=3",
      [("o.proto", proto), ("one.proto", "message One { string a = 1; Two b = 2; }\nmessage Two {}\n")])
    #expect(fields(found, of: "A") == ["paid", "total", "item"])
    #expect(fields(found, of: "B") == ["units"])
    #expect(fields(found, of: "C") == ["nested"])
    #expect(fields(found, of: "D") == ["top"])
    #expect(fields(found, of: "E") == nil)
    #expect(fields(found, of: "G") == ["a", "b"])
    #expect(fields(found, of: "Outer") == ["item"])
    let several = "`$ref` names o.proto, which defines 2 messages, without naming one of them"
    #expect(
      problems(found) == [
        several, "`$ref` names a message that o.proto does not define: o.proto#OrderPayed",
        "`$ref` names gone.proto, which does not exist", several,
      ])
    let help = found.catalog.problems.filter { $0.rule == .unknownReference }.sorted { $0.place < $1.place }.map(\.help)
    #expect(
      help == [
        "name one of them: `o.proto#OrderPaid`, `o.proto#Outer`", "did you mean `o.proto#OrderPaid`?", nil,
        "name one of them: `o.proto#OrderPaid`, `o.proto#Outer`",
      ])
  }

  @Test("a fragment of an .avsc file names a type, which may name others of the file")
  func avro() {
    let schema = """
      {"type": "record", "name": "Order", "namespace": "shop", "fields": [
        {"name": "buyer", "type": {"type": "record", "name": "Buyer", "fields": [
          {"name": "home", "type": {"type": "record", "name": "Address", "fields": [{"name": "street", "type": "string"}]}},
          {"name": "work", "type": "Address"}]}},
        {"name": "owner", "type": {"type": "record", "name": "Owner", "namespace": "law", "fields": [
          {"name": "home", "type": "shop.Address"}, {"name": "kind", "type": "Kind"}]}},
        {"name": "kind", "type": {"type": "enum", "name": "Kind", "namespace": "law", "symbols": ["A"]}}]}
      """
    let found = documents(
      [
        "A": "{$ref: 'o.avsc'}", "B": "{$ref: 'o.avsc#shop.Buyer'}", "C": "{$ref: 'o.avsc#Owner'}",
        "D": "{$ref: 'o.avsc#/fields/0/type'}", "E": "{$ref: 'o.avsc#shop.Buyr'}",
        "F": "'{\"type\":\"record\",\"name\":\"F\",\"fields\":[]}'",
      ], "application/vnd.apache.avro;version=1.9.0", [("o.avsc", schema)])
    #expect(fields(found, of: "A") == ["buyer", "owner", "kind"])
    #expect(fields(found, of: "B") == ["home", "work"])
    #expect(fields(found, of: "C") == ["home", "kind"])
    #expect(fields(found, of: "D") == ["home", "work"])
    #expect(
      problems(found) == [
        "`$ref` does not resolve: o.avsc#shop.Buyr", "an Avro schema must be a mapping or a list, not a string",
      ])
    #expect(found.catalog.problems.compactMap(\.help).contains("did you mean `o.avsc#shop.Buyer`?"))
  }

  @Test("a catalog names messages and types of schema files in the same way")
  func catalogs() {
    let catalog = """
      eventlint: 1
      events: {A: {schema: o.proto}, B: {schema: 'o.avsc#shop.Buyer'}, C: {schema: 'o.proto#Other'}, D: {schema: 's.json#/alias/b'}}
      services: {a: {publishes: [A, B, C, D]}}
      """
    let buyer = "{\"type\": \"record\", \"name\": \"Buyer\", \"fields\": [{\"name\": \"id\", \"type\": \"string\"}]}"
    let found = system([
      ("c.yaml", catalog), ("o.proto", "message One { string a = 1; }\nmessage Other { string b = 1; }\n"),
      (
        "o.avsc",
        "{\"type\": \"record\", \"name\": \"O\", \"namespace\": \"shop\", \"fields\": [{\"name\": \"b\", \"type\": \(buyer)}]}"
      ),
      ("s.json", "{\"alias\": {\"$ref\": \"#/real\"}, \"real\": {\"b\": {\"properties\": {\"x\": {}}}}}"),
    ])
    #expect(problems(found) == ["`schema` names o.proto, which defines 2 messages, without naming one of them"])
    #expect(["A", "B", "C", "D"].map { fields(found, of: $0) } == [nil, ["id"], ["b"], ["x"]])
  }

  @Test("a payload of 2.x names a message of a .proto file, also behind a component")
  func secondGeneration() {
    let found = system([
      (
        "a.yaml",
        """
        asyncapi: 2.6.0
        info: {title: A, version: 1.0.0}
        channels:
          c: {subscribe: {message: {name: M, schemaFormat: application/vnd.google.protobuf, payload: {$ref: 'o.proto#Two'}}}}
          d: {subscribe: {message: {name: N, schemaFormat: application/vnd.google.protobuf, payload: {$ref: '#/components/schemas/s'}}}}
        components: {schemas: {s: {$ref: 'o.proto#One'}}}
        """
      ), ("o.proto", "message One { string a = 1; }\nmessage Two { string b = 1; }\n"),
    ])
    #expect(problems(found) == [])
    #expect(fields(found, of: "M") == ["b"])
    #expect(fields(found, of: "N") == ["a"])
  }

  @Test("headers are carried beside the payload, those of a trait too")
  func headers() throws {
    let text = """
      asyncapi: 3.0.0
      info: {title: Shop, version: 1.0.0}
      channels:
        orders:
          address: orders
          messages:
            OrderPlaced:
              payload: {type: object, properties: {total: {type: number}}}
              traits: [{headers: {type: object, properties: {traceparent: {type: string}}}}]
      operations: {place: {action: send, channel: {$ref: '#/channels/orders'}}}
      """
    let consumer = """
      eventlint: 1
      services: {mail: {consumes: {OrderPlaced: {needs: [total, traceparent, tracestate], effect: write}}}}
      """
    let system = LoadedCatalog.linking([("shop.yaml", Array(text.utf8)), ("mail.yaml", Array(consumer.utf8))])
    let judged = Linter.judge(system, Configuration())
    #expect(
      judged.findings.filter { $0.rule.name == "unmet-need" }.map(\.message)
        == ["mail needs tracestate, but OrderPlaced does not carry it"])
  }
}
