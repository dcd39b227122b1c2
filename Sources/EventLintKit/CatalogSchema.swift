import Catalog
import Reports
import Writing

extension FormatSchemas {
  /// The catalog format, as the native reader takes it.
  static var catalog: [UInt8] {
    schema("catalog", "An eventlint catalog") { json in
      json.member("$ref", "#/definitions/catalog")
      json.object("definitions") { json in
        json.object("name") { $0.list("type", ["string", "number", "boolean"]) { $0.string($1) } }
        json.object("text") { $0.list("type", ["string", "number", "boolean", "null"]) { $0.string($1) } }
        json.object("names") { json in
          anyOf(
            [{ reference("name", &$0) }, { $0.member("type", "null") }, { items(&$0) { reference("name", &$0) } }],
            &json)
        }
        json.object("payload") { payload(&$0) }
        json.object("type") { type(&$0) }
        json.object("deprecation") { json in
          anyOf([{ $0.member("type", "boolean") }, { mapping(deprecation, &$0) }], &json)
        }
        for (name, keys) in mappings { json.object(name) { mapping(keys, isCatalog: name == "catalog", &$0) } }
        for thing in Thing.allCases { json.object(thing.rawValue) { things(thing, &$0) } }
      }
    }
  }

  private struct CatalogKey {
    var name: String
    var value: Value
    var words: String

    init(_ name: String, _ value: Value, _ words: String) {
      self.name = name
      self.value = value
      self.words = words
    }
  }

  private enum Value {
    case name, names, text, flag, integer, one
    /// A definition.
    case of(String)
    case choice([String])
    /// A mapping from names to a definition.
    case listings(String)
    /// A text of some pattern, or a number where that is fine.
    case pattern(String, isNumber: Bool, orFalse: Bool = false)
    case either(String, String)
  }

  private static func choice<Choice: RawRepresentable & CaseIterable>(_: Choice.Type) -> Value
  where Choice.RawValue == String {
    .choice(Choice.allCases.map(\.rawValue))
  }

  /// Sections: a list of names, or a mapping from names to what is known of them.
  private enum Thing: String, CaseIterable {
    case services, messages, channels, contexts, entities, flows, stores, triggers, reactions, expectations, jobs

    var item: String {
      switch self {
      case .entities: "entity"
      // What is known of a job is the message.
      case .jobs: "name"
      default: String(rawValue.dropLast())
      }
    }
  }

  private static let mappings: [(String, [CatalogKey])] = [
    ("catalog", document), ("service", service), ("store", store), ("trigger", trigger), ("reaction", reaction),
    ("expectation", expectation), ("message", message), ("channel", channel), ("context", context), ("entity", entity),
    ("flow", flow),
  ]

  private static let summary = CatalogKey("summary", .text, "One sentence for readers.")

  private static let document = [
    CatalogKey(
      "eventlint", .one,
      "The format's version. Every file says it, so that a folder can be searched without mistaking other YAML for a catalog."
    ),
    CatalogKey("context", .name, "The bounded context of whatever in this file names none."),
    CatalogKey("partial", .flag, "More exists than is written down: nothing is concluded from what is missing."),
    CatalogKey("services", .of("services"), "Who sends and receives."),
    CatalogKey("events", .of("messages"), "Facts: something has happened. Named in the past, owned by who publishes."),
    CatalogKey("commands", .of("messages"), "Intents: somebody shall do something. Owned by who receives."),
    CatalogKey("queries", .of("messages"), "Questions that change nothing."),
    CatalogKey("channels", .of("channels"), "Topics, queues and streams."),
    CatalogKey("contexts", .of("contexts"), "Bounded contexts."),
    CatalogKey("entities", .of("entities"), "The things that messages are about."),
    CatalogKey("flows", .of("flows"), "Business processes across services."),
  ]

  private static let service = [
    summary,
    CatalogKey("context", .name, "The bounded context it belongs to."),
    CatalogKey("team", .name, "Who owns it."),
    CatalogKey(
      "role", choice(Service.Role.self),
      "What it is for: domain logic (the default), a generic capability, an orchestrator that owns a flow, a tracker, an observer, a gateway, or an external system."
    ),
    CatalogKey("owns", .names, "Entities that it alone may speak for."),
    CatalogKey("vocabulary", .names, "Further words of its context."),
    CatalogKey("stores", .of("stores"), "Databases and logs it reads or writes."),
    CatalogKey(
      "outbox", choice(Service.Outbox.self),
      "How what it writes and what it publishes stay one; not written means unknown."),
    CatalogKey("process", .names, "The workflow it runs inside, a BPMN file, or several."),
    CatalogKey(
      "jobs", .of("jobs"), "Job types of a workflow engine that it works on, each with the message that it sends then."),
    CatalogKey("triggers", .of("triggers"), "What starts things from outside: a person, a timer, an HTTP call."),
    CatalogKey(
      "consumes", .either("reactions", "all"), "Events it depends on, each with what follows. `all`: whatever there is."
    ),
    CatalogKey("handles", .of("reactions"), "Commands it carries out, each with what follows."),
    CatalogKey("answers", .of("reactions"), "Queries it answers."),
    CatalogKey(
      "observes", .either("reactions", "all"),
      "Events that it sees and that nothing depends on. `all`: whatever there is."),
    CatalogKey("publishes", .names, "Events whose cause is not written down. An empty list says that there are none."),
    CatalogKey("sends", .names, "Commands whose cause is not written down."),
    CatalogKey("asks", .names, "Queries whose cause is not written down."),
    CatalogKey("expects", .of("expectations"), "What it waits for after sending something."),
    CatalogKey("responsible", .flag, "It answers for what follows from its events."),
    CatalogKey("tags", .names, "Words of your own, for policies and filters."),
  ]

  private static let store = [
    CatalogKey("kind", choice(Service.Store.Kind.self), "A table or a log."),
    CatalogKey("role", choice(Service.Store.Role.self), "What it is to this service."),
    CatalogKey("shared-for-reading", .flag, "Others may read it."),
    CatalogKey("consistency", choice(Service.Store.Consistency.self), "What its readers may count on."),
    CatalogKey("staleness", .name, "How old what it holds may be, as `5m`."),
    CatalogKey("holds", .names, "Entities or fields in it."),
    CatalogKey("fed-by", .names, "Events that fill it."),
    CatalogKey("loaded-by", .name, "What fills it at first."),
    summary,
  ]

  private static let outputs = [
    CatalogKey("publishes", .names, "Events: a name, a list, or `A | B` for one of several."),
    CatalogKey("sends", .names, "Commands: a name, a list, or `A | B` for one of several."),
    CatalogKey("asks", .names, "Queries: a name, a list, or `A | B` for one of several."),
  ]

  private static let trigger =
    outputs + [
      CatalogKey("kind", choice(Reaction.OutsideKind.self), "Who or what starts it."),
      CatalogKey("after", .name, "The message from which a timer counts."),
      CatalogKey("condition", .text, "When it happens."),
      summary,
    ]

  private static let reaction =
    outputs + [
      CatalogKey("replies", .names, "What goes back to the sender."),
      CatalogKey("needs", .names, "The fields it uses; `amount?` may be missing."),
      CatalogKey(
        "idempotent", .pattern("^(naturally|no|by [^ ]+)$", isNumber: false, orFalse: true),
        "How a second delivery is harmless: `by <field>`, `naturally` or `no`; not written means unknown."),
      CatalogKey("effect", .name, "What it does to the world: none, read, write, reserve, charge, ship, mail, …"),
      CatalogKey("calls", .names, "Services it calls while it reacts."),
      CatalogKey("condition", .text, "When it reacts."),
      CatalogKey("rejects", .either("names", "flag"), "Whether it can say no, or what it says then."),
      CatalogKey("replicates", .names, "Entities or fields that it keeps a copy of."),
      CatalogKey("within", .text, "How long it waits, as `2d`."),
      CatalogKey("compensated-by", .name, "The command that undoes it."),
      CatalogKey("handler", .name, "The code that reacts."),
      CatalogKey("transaction", .names, "What is written in one transaction with it."),
      CatalogKey("migrating-until", .name, "The day until which two ways exist, as `2027-03-31`."),
      CatalogKey("copy", .of("payload"), "The fields of the copy it keeps."),
      CatalogKey("replayable", .flag, "Old events may be played again without harm."),
      CatalogKey("remembers-actions", .flag, "It knows what it has done, and does not do it again in a replay."),
      CatalogKey("throttled", .flag, "It takes in no more than it can bear."),
      CatalogKey("pivot", .flag, "From here on the flow goes forward only: nothing before it is undone any more."),
      summary,
    ]

  private static let expectation = [
    CatalogKey("reply", .names, "The answers it waits for."),
    CatalogKey("replies", .names, "The answers it waits for."),
    CatalogKey("within", .text, "How long it waits, as `2d`."),
    CatalogKey("otherwise", .names, "What it sends when no answer comes."),
  ]

  private static let message = [
    summary,
    CatalogKey(
      "pattern", choice(Message.Pattern.self),
      "How an event carries information: ids only, all that consumers need, what changed, a business fact, or the entry of an event-sourced stream."
    ),
    CatalogKey(
      "visibility", choice(Message.Visibility.self),
      "`outside`: it crosses a context and is a contract. `inside`: nobody else's business."),
    CatalogKey("audience", choice(Message.Audience.self), "How far it may be read."),
    CatalogKey("subject", .name, "The entity it is about."),
    CatalogKey("key", .name, "The field that orders and partitions it."),
    CatalogKey("version", .pattern("^v?[0-9]", isNumber: true), "The contract's version."),
    CatalogKey("channel", .name, "Where it travels."),
    CatalogKey("correlation", .names, "Fields that tie messages of one case together."),
    CatalogKey(
      "payload", .of("payload"),
      "Fields and their types: `name: type`, `name?: type` optional, `[type]` for lists, nested maps."),
    CatalogKey(
      "schema", .name, "Instead of a payload: JSON Schema, Avro or Protocol Buffers, as `order.json#/$defs/Placed`."),
    CatalogKey("personal", .names, "Fields that are personal data; an empty list says that none are."),
    CatalogKey("intent", .choice(["fact"]), "`fact`: its name looks like an order and it is a fact none the less."),
    CatalogKey("reason", .name, "Why."),
    CatalogKey("external", .flag, "Its other end is outside of this catalog."),
    CatalogKey("planned", .flag, "It does not exist yet."),
    CatalogKey("team", .name, "Who owns it."),
    CatalogKey("context", .name, "The bounded context it belongs to."),
    CatalogKey("tags", .names, "Words of your own, for policies and filters."),
    CatalogKey("deprecated", .of("deprecation"), "It shall not be used any more."),
    CatalogKey("id", .name, "The field that tells one message from another."),
    CatalogKey("delivery", choice(MessageTraits.Delivery.self), "What consumers may count on."),
    CatalogKey("compatibility", choice(MessageTraits.Compatibility.self), "How its contract may change."),
    CatalogKey(
      "source", choice(MessageTraits.Source.self), "Where it comes from: the domain, or the changes of a database."),
    CatalogKey("final", .flag, "Nothing comes after it."),
    CatalogKey("may-be-lost", .flag, "Nobody minds when one is missing."),
    CatalogKey("untracked", .name, "Why no tracker follows it."),
    CatalogKey("protection", .name, "How its personal data is protected."),
    CatalogKey("size", .pattern("^[0-9 ]+([kKMG]i?B|B)?$", isNumber: true), "How large it gets, as `300 KiB`."),
    CatalogKey("as-of", .names, "Fields that say how old the rest is."),
    CatalogKey("staleness", .name, "How old what it says may be, as `5m`."),
    CatalogKey("served-by", .name, "The store that answers."),
  ]

  private static let deprecation = [
    CatalogKey("sunset", .name, "The last day, as `2027-03-31`."),
    CatalogKey("use", .name, "What to use instead."),
    CatalogKey("reason", .text, "Why."),
  ]

  private static let channel = [
    CatalogKey("transport", .name, "kafka, amqp, …"),
    CatalogKey("role", choice(Channel.Role.self), "Transport, or the place where the truth is kept."),
    CatalogKey("ordered-by", .name, "The field within which order is kept."),
    CatalogKey("partitions", .integer, "How many."),
    CatalogKey("retention", .name, "How long messages stay, as `7d` or `forever`."),
    CatalogKey("archive", .name, "Where they go then."),
    summary,
  ]

  private static let context = [CatalogKey("kind", choice(Context.Kind.self), "The kind of subdomain."), summary]

  private static let entity = [
    CatalogKey("context", .name, "The bounded context it belongs to."),
    CatalogKey("fields", .names, "What it is made of."), summary,
  ]

  private static let flow = [
    CatalogKey("starts", .name, "The message or trigger it starts with."),
    CatalogKey("ends", .names, "The messages it may end with."),
    CatalogKey("owner", .name, "The service that answers for it."),
    CatalogKey("reason", .name, "Why it has no owner, or another shape than one would expect."),
    CatalogKey("tracked-by", .names, "Services that see how far each case has come."),
    CatalogKey("visibility", .names, "How one sees how far a case has come."),
    CatalogKey("kind", choice(Flow.Kind.self), "A business process, or a pipeline that moves data."),
    CatalogKey("requires", .listings("names"), "What must have happened before an outcome."),
    CatalogKey("responsible", .listings("name"), "Who answers for an outcome."),
    summary,
  ]

  // MARK: Shapes

  private static func mapping(_ keys: [CatalogKey], isCatalog: Bool = false, _ json: inout JSONWriter) {
    closed(&json, required: isCatalog ? ["eventlint"] : []) { json in
      for key in keys {
        json.object(key.name) { json in
          json.member("description", key.words)
          value(key.value, &json)
        }
      }
    }
    json.object("patternProperties") { $0.object("^x-") { $0.member("description", "A key of your own.") } }
  }

  private static func value(_ value: Value, _ json: inout JSONWriter) {
    switch value {
    case .name: json.list("allOf", ["name"]) { json, name in json.object { reference(name, &$0) } }
    case .names: json.list("allOf", ["names"]) { json, name in json.object { reference(name, &$0) } }
    case .text: json.list("allOf", ["text"]) { json, name in json.object { reference(name, &$0) } }
    case .of(let name): json.list("allOf", [name]) { json, name in json.object { reference(name, &$0) } }
    case .flag: json.member("type", "boolean")
    case .integer: json.member("type", "integer")
    case .one: json.member("const", 1)
    case .choice(let words): json.list("enum", words) { $0.string($1) }
    case .listings(let name):
      json.list("type", ["object", "null"]) { $0.string($1) }
      json.object("additionalProperties") { reference(name, &$0) }
    case .pattern(let pattern, _, orFalse: true):
      anyOf(
        [
          { json in
            json.member("type", "string")
            json.member("pattern", pattern)
          },
          { $0.member("const", false) },
        ], &json)
    case .pattern(let pattern, let isNumber, _):
      json.list("type", isNumber ? ["string", "number"] : ["string"]) { $0.string($1) }
      json.member("pattern", pattern)
    case .either(let name, "flag"): anyOf([{ reference(name, &$0) }, { $0.member("type", "boolean") }], &json)
    case .either(let name, let word): anyOf([{ reference(name, &$0) }, { $0.member("const", word) }], &json)
    }
  }

  private static func things(_ thing: Thing, _ json: inout JSONWriter) {
    let known: (inout JSONWriter) -> Void = { json in
      json.member("type", "object")
      json.object("additionalProperties") { orNothing(thing.item, &$0) }
    }
    anyOf(
      [
        known, { reference("name", &$0) }, { $0.member("type", "null") },
        { items(&$0) { anyOf([{ reference("name", &$0) }, known], &$0) } },
      ], &json)
  }

  private static func orNothing(_ name: String, _ json: inout JSONWriter) {
    anyOf([{ reference(name, &$0) }, { $0.member("type", "null") }], &json)
  }

  private static func payload(_ json: inout JSONWriter) {
    anyOf(
      [
        { $0.member("type", "null") }, { items(&$0) { reference("name", &$0) } },
        { json in
          json.member("type", "object")
          json.object("additionalProperties") { reference("type", &$0) }
        },
      ], &json)
  }

  private static func type(_ json: inout JSONWriter) {
    anyOf(
      [
        { json in
          json.list("type", ["string", "number", "boolean", "null"]) { $0.string($1) }
          json.list("examples", ["string", "integer", "decimal", "boolean", "date", "uuid"]) { $0.string($1) }
        },
        { json in
          items(&json) { reference("type", &$0) }
          json.member("maxItems", 1)
        },
        { json in
          json.member("type", "object")
          json.object("additionalProperties") { reference("type", &$0) }
        },
      ], &json)
  }

  private static func reference(_ name: String, _ json: inout JSONWriter) {
    json.member("$ref", "#/definitions/\(name)")
  }

  private static func anyOf(_ choices: [(inout JSONWriter) -> Void], _ json: inout JSONWriter) {
    json.list("anyOf", choices) { json, choice in json.object(choice) }
  }
}
