import Catalog

// The keys of eventlint's own catalog format. A key is declared here and read where its section is read; everything
// else that speaks of keys (suggestions, the JSON Schema, completion, the documentation) is made from this file.

/// Keys that several sections have in common.
private enum Common {
  static let summary = KeyFormat(.text, "One sentence for readers.", example: "summary: Sells books")
  static let condition = KeyFormat(.text, "When it happens.", example: "condition: the order is above 500 €")
  static let context = KeyFormat(.name, "The bounded context it belongs to.", example: "context: sales")
  static let tags = KeyFormat(.names, "Words of your own, for policies and filters.", example: "tags: [critical, pci]")
  static let publishes = KeyFormat(
    .messages([.event]), "Events: a name, a list of which all are published, or `A | B` for one of several.",
    example: "publishes: PaymentReceived | PaymentFailed")
  static let sends = KeyFormat(
    .messages([.command]), "Commands: a name, a list of which all are sent, or `A | B` for one of several.",
    example: "sends: [RetrievePayment]")
  static let asks = KeyFormat(
    .messages([.query]), "Queries: a name, a list of which all are asked, or `A | B` for one of several.",
    example: "asks: GetCustomer")
  static let repliesAwaited = KeyFormat(
    .messages([]), "The replies it waits for.", example: "replies: [PaymentReceived]")
}

/// The keys of a file.
enum CatalogKey: String, SectionKey {
  case eventlint, context, partial, services, events, commands, queries, channels, contexts, entities, flows

  static let section = Section.catalog
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .eventlint:
      KeyFormat(
        .one, "The version of the format. It marks a file as a catalog, so that other YAML in a folder is left alone.",
        example: "eventlint: 1")
    case .context:
      KeyFormat(.name, "The bounded context of everything in this file that names none.", example: "context: sales")
    case .partial:
      KeyFormat(
        .flag, "The catalog is incomplete: nothing is concluded from what is missing.", example: "partial: true")
    case .services:
      KeyFormat(.entries(.service), "What sends and receives.", example: "services: {order: {publishes: OrderPlaced}}")
    case .events:
      KeyFormat(
        .entries(.message), "Facts: something has happened. Named in the past tense, owned by the publisher.",
        example: "events: {OrderPlaced: {key: orderId}}")
    case .commands:
      KeyFormat(
        .entries(.message), "Requests to do something. Named in the imperative, owned by the receiver.",
        example: "commands: {RetrievePayment: {channel: payment}}")
    case .queries:
      KeyFormat(
        .entries(.message), "Questions that change nothing.", example: "queries: {GetCustomer: {key: customerId}}")
    case .channels:
      KeyFormat(.entries(.channel), "Topics, queues and streams.", example: "channels: {orders: {transport: kafka}}")
    case .contexts: KeyFormat(.entries(.context), "Bounded contexts.", example: "contexts: {sales: {kind: core}}")
    case .entities:
      KeyFormat(
        .entries(.entity), "The business objects that messages are about.",
        example: "entities: {order: {fields: [orderId]}}")
    case .flows:
      KeyFormat(
        .entries(.flow), "Business processes across services.",
        example: "flows: {fulfilment: {starts: OrderPlaced, ends: [OrderShipped]}}")
    }
  }
}

/// The keys of a service.
enum ServiceKey: String, SectionKey {
  case summary, context, team, role, owns, vocabulary, stores, outbox, process, jobs, triggers, consumes, handles
  case answers, observes, publishes, sends, asks, expects, responsible, tags

  static let section = Section.service
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .summary: Common.summary
    case .context:
      KeyFormat(.names, "The bounded context it belongs to, or a list of several.", example: "context: sales")
    case .team: KeyFormat(.name, "The team that owns it.", example: "team: checkout")
    case .role:
      KeyFormat(
        .words(Service.Role.self),
        "Its purpose: domain logic (the default), a generic capability, an orchestrator that owns a flow, a tracker "
          + "that follows the progress of flows, an observer that only records (monitoring, analytics), a gateway to "
          + "other systems, or an external system.", example: "role: orchestrator")
    case .owns: KeyFormat(.names, "Entities for which it is the only source of truth.", example: "owns: [order]")
    case .vocabulary: KeyFormat(.names, "Further words of its context.", example: "vocabulary: [basket, checkout]")
    case .stores:
      KeyFormat(.entries(.store), "Databases and logs it reads or writes.", example: "stores: {orders: {kind: table}}")
    case .outbox:
      KeyFormat(
        .words(Service.Outbox.self),
        "How database writes and published messages are kept consistent; unknown when omitted.",
        example: "outbox: polling")
    case .process:
      KeyFormat(.names, "The workflows that it runs: BPMN files, or names.", example: "process: order.bpmn")
    case .jobs:
      KeyFormat(
        .jobs, "Job types of its workflows, each with the message that the worker of the job sends.",
        example: "jobs: {retrieve-payment: RetrievePayment}")
    case .triggers:
      KeyFormat(
        .entries(.trigger), "What starts work from outside: a person, a timer, an HTTP call.",
        example: "triggers: {the customer orders: {kind: person, publishes: OrderPlaced}}")
    case .consumes:
      KeyFormat(
        .reactions([.event], orAll: true), "Events it depends on, each with what follows. `all`: every event.",
        example: "consumes: {OrderPlaced: {publishes: PaymentReceived}}")
    case .handles:
      KeyFormat(
        .reactions([.command]), "Commands it carries out, each with what follows.",
        example: "handles: {RetrievePayment: {publishes: PaymentReceived}}")
    case .answers:
      KeyFormat(.reactions([.query]), "Queries it answers.", example: "answers: {GetCustomer: {replies: Customer}}")
    case .observes:
      KeyFormat(
        .reactions([.event], orAll: true), "Events that it sees without depending on them. `all`: every event.",
        example: "observes: all")
    case .publishes:
      KeyFormat(
        .messages([.event]), "Events whose cause is not declared. An empty list states that there are none.",
        example: "publishes: [OrderPlaced]")
    case .sends:
      KeyFormat(.messages([.command]), "Commands whose cause is not declared.", example: "sends: [RetrievePayment]")
    case .asks: KeyFormat(.messages([.query]), "Queries whose cause is not declared.", example: "asks: [GetCustomer]")
    case .expects:
      KeyFormat(
        .entries(.expectation), "What it waits for after sending a message.",
        example: "expects: {RetrievePayment: {reply: PaymentReceived, within: 1h}}")
    case .responsible:
      KeyFormat(.flag, "It is responsible for everything that follows from its events.", example: "responsible: true")
    case .tags: Common.tags
    }
  }
}

/// The keys of a store.
enum StoreKey: String, SectionKey {
  case kind, role
  case sharedForReading = "shared-for-reading"
  case consistency, staleness, holds
  case fedBy = "fed-by"
  case loadedBy = "loaded-by"
  case summary

  static let section = Section.store
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .kind: KeyFormat(.words(Service.Store.Kind.self), "A table or a log.", example: "kind: table")
    case .role: KeyFormat(.words(Service.Store.Role.self), "What the service uses it for.", example: "role: read-model")
    case .sharedForReading: KeyFormat(.flag, "Other services may read it.", example: "shared-for-reading: true")
    case .consistency:
      KeyFormat(
        .words(Service.Store.Consistency.self), "What its readers may rely on.", example: "consistency: eventual")
    case .staleness: KeyFormat(.name, "The maximum age of its content.", example: "staleness: 5m")
    case .holds: KeyFormat(.names, "Entities or fields in it.", example: "holds: [order, customer]")
    case .fedBy: KeyFormat(.messages([.event]), "Events that keep it up to date.", example: "fed-by: [OrderPlaced]")
    case .loadedBy: KeyFormat(.name, "What fills it initially.", example: "loaded-by: nightly batch")
    case .summary: Common.summary
    }
  }
}

/// The keys of a trigger.
enum TriggerKey: String, SectionKey {
  case publishes, sends, asks, kind, after, condition, summary

  static let section = Section.trigger
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .publishes: Common.publishes
    case .sends: Common.sends
    case .asks: Common.asks
    case .kind: KeyFormat(.words(Reaction.OutsideKind.self), "Who or what starts it.", example: "kind: timer")
    case .after: KeyFormat(.message([]), "The message from which a timer counts.", example: "after: OrderPlaced")
    case .condition: Common.condition
    case .summary: Common.summary
    }
  }
}

/// The keys of a reaction to a message.
enum ReactionKey: String, SectionKey {
  case publishes, sends, asks, replies, needs, idempotent, effect, calls, condition, rejects, replicates, within
  case compensatedBy = "compensated-by"
  case handler, transaction
  case migratingUntil = "migrating-until"
  case copy, replayable
  case remembersActions = "remembers-actions"
  case throttled, pivot, summary

  static let section = Section.reaction
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .publishes: Common.publishes
    case .sends: Common.sends
    case .asks: Common.asks
    case .replies: KeyFormat(.messages([]), "What is sent back to the caller.", example: "replies: [PaymentReceived]")
    case .needs:
      KeyFormat(.fieldsOfTrigger, "The fields it uses; `amount?` may be missing.", example: "needs: [orderId, amount?]")
    case .idempotent:
      KeyFormat(
        .pattern("^(naturally|no|by [^ ]+)$", isNumber: false, orFalse: true),
        "Whether a redelivery is harmless: `by <field>` (the field identifies duplicates), `naturally` (repeating it "
          + "changes nothing) or `no`; unknown when omitted.",
        example: "idempotent: by orderId")
    case .effect:
      KeyFormat(
        .name, "What it does to the outside world: none, read, write, reserve, charge, ship, mail, …",
        example: "effect: charge")
    case .calls: KeyFormat(.services, "Services it calls while it reacts.", example: "calls: [pricing]")
    case .condition: Common.condition
    case .rejects:
      KeyFormat(.namesOrFlag, "Whether it can refuse, or the messages it refuses with.", example: "rejects: true")
    case .replicates:
      KeyFormat(.names, "Entities or fields of which it keeps a copy.", example: "replicates: [customer]")
    case .within: KeyFormat(.text, "How long it waits.", example: "within: 2d")
    case .compensatedBy:
      KeyFormat(.message([.command]), "The command that undoes it.", example: "compensated-by: RefundPayment")
    case .handler: KeyFormat(.name, "The code that reacts.", example: "handler: OrderSaga.onPlaced")
    case .transaction:
      KeyFormat(.names, "What is written in the same transaction.", example: "transaction: [orders, outbox]")
    case .migratingUntil:
      KeyFormat(.name, "The day until which an old and a new way coexist.", example: "migrating-until: 2027-03-31")
    case .copy:
      KeyFormat(
        .payload, "The fields of the message as the consumer's own code declares them.",
        example: "copy: {customerId: uuid, address: string}")
    case .replayable: KeyFormat(.flag, "Old events can be replayed without harm.", example: "replayable: true")
    case .remembersActions:
      KeyFormat(
        .flag, "It records its actions and does not repeat them in a replay.", example: "remembers-actions: true")
    case .throttled: KeyFormat(.flag, "It limits the rate at which it consumes.", example: "throttled: true")
    case .pivot:
      KeyFormat(
        .flag, "From here on the flow only goes forward: earlier steps are no longer undone.", example: "pivot: true")
    case .summary: Common.summary
    }
  }
}

/// The keys of an expectation.
enum ExpectationKey: String, SectionKey {
  case reply, replies, within, otherwise

  static let section = Section.expectation
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .reply: KeyFormat(.messages([]), "The reply it waits for.", example: "reply: PaymentReceived")
    case .replies: Common.repliesAwaited
    case .within: KeyFormat(.text, "How long it waits.", example: "within: 2d")
    case .otherwise:
      KeyFormat(.messages([]), "What it sends when no reply arrives in time.", example: "otherwise: CancelOrder")
    }
  }
}

/// The keys of an event, a command or a query.
enum MessageKey: String, SectionKey {
  case summary, pattern, visibility, audience, subject, key, version, channel, correlation, payload, schema, personal
  case intent, reason, external, planned, team, context, tags, deprecated, id, delivery, compatibility, source, final
  case mayBeLost = "may-be-lost"
  case untracked, protection, size
  case asOf = "as-of"
  case staleness
  case servedBy = "served-by"

  static let section = Section.message
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .summary: Common.summary
    case .pattern:
      KeyFormat(
        .words(Message.Pattern.self),
        "How an event carries information: ids only, all that consumers need, what changed, a business fact, or the "
          + "entry of an event-sourced stream.", example: "pattern: state-transfer")
    case .visibility:
      KeyFormat(
        .words(Message.Visibility.self),
        "`outside`: it crosses a context and is a contract. `inside`: private to its context.",
        example: "visibility: outside")
    case .audience: KeyFormat(.words(Message.Audience.self), "Who may read it.", example: "audience: company")
    case .subject: KeyFormat(.name, "The entity it is about.", example: "subject: order")
    case .key: KeyFormat(.name, "The field that orders and partitions it.", example: "key: orderId")
    case .version:
      KeyFormat(.pattern("^v?[0-9]", isNumber: true), "The version of the contract.", example: "version: 2")
    case .channel: KeyFormat(.name, "The topic, queue or stream it is sent on.", example: "channel: orders")
    case .correlation:
      KeyFormat(.names, "Fields that link the messages of one case.", example: "correlation: [orderId, traceId]")
    case .payload:
      KeyFormat(
        .payload, "Fields and their types: `name: type`, `name?: type` optional, `[type]` for lists, nested mappings.",
        example: "payload: {orderId: uuid, lines: [{sku: string, count: integer}]}")
    case .schema:
      KeyFormat(
        .name, "A JSON Schema, Avro or Protocol Buffers definition instead of a payload.",
        example: "schema: order.json#/$defs/Placed")
    case .personal:
      KeyFormat(
        .names, "Fields that are personal data; an empty list states that none are.", example: "personal: [email, name]"
      )
    case .intent:
      KeyFormat(.choice(["fact"]), "`fact`: a fact although its name looks like a command.", example: "intent: fact")
    case .reason: KeyFormat(.name, "The reason for `intent` or `visibility`.", example: "reason: the bank calls it so")
    case .external: KeyFormat(.flag, "Its other end is outside of this catalog.", example: "external: true")
    case .planned: KeyFormat(.flag, "It does not exist yet.", example: "planned: true")
    case .team: KeyFormat(.name, "The team that owns it.", example: "team: checkout")
    case .context: Common.context
    case .tags: Common.tags
    case .deprecated:
      KeyFormat(
        .flagOr(.deprecation), "It is no longer to be used.",
        example: "deprecated: {sunset: 2027-03-31, use: OrderPlacedV2}")
    case .id: KeyFormat(.name, "The field that identifies one message.", example: "id: eventId")
    case .delivery:
      KeyFormat(.words(MessageTraits.Delivery.self), "What consumers may rely on.", example: "delivery: at-least-once")
    case .compatibility:
      KeyFormat(
        .words(MessageTraits.Compatibility.self), "How its contract may change.", example: "compatibility: backward")
    case .source:
      KeyFormat(
        .words(MessageTraits.Source.self), "Its origin: the domain, or the change log of a database.",
        example: "source: cdc")
    case .final: KeyFormat(.flag, "The end of a flow; no reaction is expected.", example: "final: true")
    case .mayBeLost: KeyFormat(.flag, "Losing one does no harm.", example: "may-be-lost: true")
    case .untracked: KeyFormat(.name, "Why no tracker follows it.", example: "untracked: of technical interest only")
    case .protection: KeyFormat(.name, "How its personal data is protected.", example: "protection: encrypted")
    case .size:
      KeyFormat(
        .pattern("^[0-9 ]+([kKMG]i?B|B)?$", isNumber: true), "The maximum size of the message.",
        example: "size: 300 KiB")
    case .asOf:
      KeyFormat(.names, "Fields that state the point in time of the other values.", example: "as-of: [priceDate]")
    case .staleness: KeyFormat(.name, "The maximum age of its content.", example: "staleness: 5m")
    case .servedBy: KeyFormat(.name, "The store that a query reads.", example: "served-by: orders")
    }
  }
}

/// The keys of `deprecated`.
enum DeprecationKey: String, SectionKey {
  case sunset, use, reason

  static let section = Section.deprecation
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .sunset: KeyFormat(.name, "The last day of use.", example: "sunset: 2027-03-31")
    case .use: KeyFormat(.message([]), "The message to use instead.", example: "use: OrderPlacedV2")
    case .reason: KeyFormat(.text, "The reason.", example: "reason: replaced by version 2")
    }
  }
}

/// The keys of a channel.
enum ChannelKey: String, SectionKey {
  case transport, role
  case orderedBy = "ordered-by"
  case partitions, retention, archive, summary

  static let section = Section.channel
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .transport: KeyFormat(.name, "The messaging system: kafka, amqp, …", example: "transport: kafka")
    case .role:
      KeyFormat(
        .words(Channel.Role.self), "A transport only, or the source of truth.", example: "role: source-of-truth")
    case .orderedBy: KeyFormat(.name, "The field within which order is kept.", example: "ordered-by: orderId")
    case .partitions: KeyFormat(.integer, "The number of partitions.", example: "partitions: 12")
    case .retention: KeyFormat(.name, "How long messages are kept: a duration, or `forever`.", example: "retention: 7d")
    case .archive: KeyFormat(.name, "Where messages are kept after that.", example: "archive: s3")
    case .summary: Common.summary
    }
  }
}

/// The keys of a bounded context.
enum ContextKey: String, SectionKey {
  case kind, summary

  static let section = Section.context
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .kind: KeyFormat(.words(Context.Kind.self), "The kind of subdomain.", example: "kind: core")
    case .summary: Common.summary
    }
  }
}

/// The keys of an entity.
enum EntityKey: String, SectionKey {
  case context, fields, summary

  static let section = Section.entity
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .context: Common.context
    case .fields: KeyFormat(.names, "Its fields.", example: "fields: [orderId, status]")
    case .summary: Common.summary
    }
  }
}

/// The keys of a flow.
enum FlowKey: String, SectionKey {
  case starts, ends, owner, reason
  case trackedBy = "tracked-by"
  case visibility, kind, requires, responsible, summary

  static let section = Section.flow
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .starts: KeyFormat(.message([]), "The message or trigger it starts with.", example: "starts: OrderPlaced")
    case .ends:
      KeyFormat(.messages([]), "The messages it may end with.", example: "ends: [OrderShipped, OrderCancelled]")
    case .owner: KeyFormat(.service, "The service that is responsible for it.", example: "owner: order")
    case .reason:
      KeyFormat(
        .name, "Why it has no owner, or an unexpected shape.", example: "reason: two partners run it by contract")
    case .trackedBy:
      KeyFormat(.services, "Services that track the progress of each case.", example: "tracked-by: [monitor]")
    case .visibility: KeyFormat(.names, "How progress is made visible.", example: "visibility: [tracking, dashboard]")
    case .kind: KeyFormat(.words(Flow.Kind.self), "A business process, or a data pipeline.", example: "kind: pipeline")
    case .requires:
      KeyFormat(
        .listings(ofNames: true), "What must have happened before an outcome.",
        example: "requires: {OrderShipped: [PaymentReceived, GoodsFetched]}")
    case .responsible:
      KeyFormat(
        .listings(ofNames: false), "The service responsible for an outcome.",
        example: "responsible: {OrderShipped: shipping}")
    case .summary: Common.summary
    }
  }
}
