import Catalog
import Findings

// The keys of eventlint's own catalog format. A key is declared here and read where its section is read; everything
// else that speaks of keys (suggestions, the JSON Schema, completion, the documentation) is made from this file.

/// Keys that several sections have in common.
enum CommonKeys {
  static let summary = KeyFormat(.text, "One sentence for readers.", example: "summary: Sells books")
  static let condition = KeyFormat(.text, "When it happens.", example: "condition: the order is above 500 €")
  static let context = KeyFormat(.name, "The bounded context it belongs to.", example: "context: sales")
  static let tags = KeyFormat(.names, "Words of your own, for policies and filters.", example: "tags: [critical, pci]")
  static let publishes = KeyFormat(
    .messages([.event]),
    "Events: a name, a list of which all are published, `A | B` for one of several, `A?` for sometimes.",
    example: "publishes: PaymentReceived | PaymentFailed")
  static let sends = KeyFormat(
    .messages([.command]),
    "Commands: a name, a list of which all are sent, `A | B` for one of several, `A?` for sometimes.",
    example: "sends: [RetrievePayment]")
  static let asks = KeyFormat(
    .messages([.query]),
    "Queries: a name, a list of which all are asked, `A | B` for one of several, `A?` for sometimes.",
    example: "asks: GetCustomer")
  static let oneOf = KeyFormat(
    .branches, "One of several branches: everything in a branch is sent, or nothing.",
    example: "one-of: [{publishes: [OrderPaid, OrderReady]}, {publishes: OrderFailed}]")
  static let from = KeyFormat(
    .choice(["document"]),
    "Set by tools: it was read from a document of one service. Rules do not ask for what only a catalog can state, "
      + "rules on house style skip it, and of several definitions that of its owner counts.",
    example: "from: document")
  static let certainty = KeyFormat(
    .words(CertaintyWord.self),
    "Where the knowledge comes from: written by its author (`declared`), read from a process, seen in traces "
      + "(`observed`), or only `possible`. A possible fact can prevent a finding and never causes one.",
    example: "certainty: observed")
  static let idempotent = KeyFormat(
    .pattern("[^ ]", isNumber: false, orFalse: true),
    "Why a redelivery is harmless: `by <field>` (the field identifies duplicates), `naturally` (repeating it changes "
      + "nothing), any other words such as `by event id`, or `no`; unknown when omitted. At a service it holds for all "
      + "its reactions.",
    example: "idempotent: by orderId", usual: ["naturally", "no"])
  static let within = KeyFormat(
    .duration(or: [Durations.forever]), "How long it waits: a duration, or `forever`.", example: "within: 2d")
  static let repliesAwaited = KeyFormat(
    .messages([]), "The replies it waits for.", example: "replies: [PaymentReceived]")
}

/// The keys of a file.
enum CatalogKey: String, SectionKey {
  case eventlint, context, partial, defaults, services, events, commands, queries, replies, channels, contexts,
    entities, flows

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
    case .defaults:
      KeyFormat(
        .keys(.defaults), "Keys that hold for every message or service of this file that does not set them itself.",
        example: "defaults: {events: {channel: orders, key: orderId}}")
    case .services:
      KeyFormat(
        .entries(.service), "The senders and receivers.", example: "services: {order: {publishes: OrderPlaced}}")
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
    case .replies:
      KeyFormat(
        .entries(.message),
        "The answers of handlers to their callers, owned by the handler. A message that handlers only reply with needs "
          + "no entry.", example: "replies: {PaymentRetrieved: {payload: {paymentId: uuid}}}")
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

/// The keys of `defaults`.
enum DefaultsKey: String, SectionKey {
  case messages, events, commands, queries, replies, services

  static let section = Section.defaults
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .messages:
      KeyFormat(
        .keys(.message), "Keys of every message; those of its kind win.",
        example: "messages: {headers: {traceparent: string}}")
    case .events: KeyFormat(.keys(.message), "Keys of every event.", example: "events: {delivery: at-least-once}")
    case .commands: KeyFormat(.keys(.message), "Keys of every command.", example: "commands: {channel: orders}")
    case .queries: KeyFormat(.keys(.message), "Keys of every query.", example: "queries: {staleness: 5m}")
    case .replies: KeyFormat(.keys(.message), "Keys of every reply.", example: "replies: {channel: order-replies}")
    case .services:
      KeyFormat(
        .keys(.service), "Keys of every service that describe it: not what it sends or receives.",
        example: "services: {team: checkout, outbox: polling}")
    }
  }
}

/// The keys of a service.
enum ServiceKey: String, SectionKey {
  case summary, context, team, role, owns, vocabulary, stores, outbox, process, jobs, triggers, consumes, handles
  case answers, observes, publishes, sends, asks, expects, sagas, idempotent, inbox, responsible, tags, from

  static let section = Section.service
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .summary: CommonKeys.summary
    case .context:
      KeyFormat(.names, "The bounded context it belongs to, or a list of several.", example: "context: sales")
    case .team: KeyFormat(.name, "The team that owns it.", example: "team: checkout")
    case .role:
      KeyFormat(
        .words(Service.Role.self),
        "Its purpose: domain logic (the default), a generic capability, an orchestrator that owns a flow, a tracker "
          + "that follows the progress of flows, an observer that only records (monitoring, analytics), a gateway to "
          + "other systems, an external system, or an AI agent that decides for itself what to do.",
        example: "role: orchestrator")
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
    case .sagas:
      KeyFormat(
        .entries(.saga),
        "Sagas that it runs: steps in their order, each with the command that takes it back. They stand for reactions "
          + "to the replies, compensations and a flow that the service owns.",
        example: "sagas: {buy: {starts: Buy, steps: [Reserve, {do: Charge, undo: Refund}, Ship], ends: [Bought]}}")
    case .idempotent: CommonKeys.idempotent
    case .inbox:
      KeyFormat(
        .name, "How it recognizes messages that arrive again, in all its reactions.", example: "inbox: by message id")
    case .responsible:
      KeyFormat(.flag, "It is responsible for everything that follows from its events.", example: "responsible: true")
    case .tags: CommonKeys.tags
    case .from: CommonKeys.from
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
    case .staleness: KeyFormat(.duration(), "The maximum age of its content.", example: "staleness: 5m")
    case .holds: KeyFormat(.names, "Entities or fields in it.", example: "holds: [order, customer]")
    case .fedBy: KeyFormat(.messages([.event]), "Events that keep it up to date.", example: "fed-by: [OrderPlaced]")
    case .loadedBy: KeyFormat(.name, "What fills it initially.", example: "loaded-by: nightly batch")
    case .summary: CommonKeys.summary
    }
  }
}

/// The keys of a trigger.
enum TriggerKey: String, SectionKey {
  case publishes, sends, asks
  case oneOf = "one-of"
  case kind, after, condition, certainty, summary

  static let section = Section.trigger
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .publishes: CommonKeys.publishes
    case .sends: CommonKeys.sends
    case .asks: CommonKeys.asks
    case .kind: KeyFormat(.words(Reaction.OutsideKind.self), "Who or what starts it.", example: "kind: timer")
    case .oneOf: CommonKeys.oneOf
    case .after:
      KeyFormat(
        .message([]), "The message after which it happens; a timer counts from it.", example: "after: OrderPlaced")
    case .condition: CommonKeys.condition
    case .certainty: CommonKeys.certainty
    case .summary: CommonKeys.summary
    }
  }
}

/// The keys of a reaction to a message.
enum ReactionKey: String, SectionKey {
  case publishes, sends, asks, replies
  case oneOf = "one-of"
  case needs, reader, idempotent, effect, calls, condition, rejects, replicates, within
  case compensatedBy = "compensated-by"
  case handler, transaction
  case migratingUntil = "migrating-until"
  case copy, replayable
  case remembersActions = "remembers-actions"
  case throttled, pivot, certainty, open, summary

  static let section = Section.reaction
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .publishes: CommonKeys.publishes
    case .sends: CommonKeys.sends
    case .asks: CommonKeys.asks
    case .replies: KeyFormat(.messages([]), "What is sent back to the caller.", example: "replies: [PaymentReceived]")
    case .oneOf: CommonKeys.oneOf
    case .certainty: CommonKeys.certainty
    case .open:
      KeyFormat(.flag, "What the service sends because of it is not known.", example: "open: true")
    case .needs:
      KeyFormat(
        .fieldsOfTrigger,
        "The fields it uses; `amount?` may be missing. As a mapping, each with its type or the values that it handles.",
        example: "needs: [orderId, amount?]")
    case .reader:
      KeyFormat(
        .pattern("^(tolerant|strict|[^@]*@.+)$", isNumber: false),
        "How it reads: tolerant takes what it needs, strict validates all, `schema@2` was built with version 2.",
        example: "reader: strict", usual: ["tolerant", "strict"])
    case .idempotent: CommonKeys.idempotent
    case .effect:
      KeyFormat(
        .name, "What it does to the outside world: \(UsualWords.effects.joined(separator: ", ")), …",
        example: "effect: charge", usual: UsualWords.effects)
    case .calls: KeyFormat(.services, "Services it calls while it reacts.", example: "calls: [pricing]")
    case .condition: CommonKeys.condition
    case .rejects:
      KeyFormat(.namesOrFlag, "Whether it can refuse, or the messages that say so.", example: "rejects: true")
    case .replicates:
      KeyFormat(.names, "Entities or fields that it keeps a copy of.", example: "replicates: [customer]")
    case .within: CommonKeys.within
    case .compensatedBy:
      KeyFormat(.message([.command]), "The command that undoes it.", example: "compensated-by: RefundPayment")
    case .handler: KeyFormat(.name, "The code that reacts.", example: "handler: OrderSaga.onPlaced")
    case .transaction:
      KeyFormat(
        .names, "Stores and brokers that are written in the same transaction.", example: "transaction: [orders, outbox]"
      )
    case .migratingUntil:
      KeyFormat(
        .name, "The last day of a migration, until which the old and the new way coexist.",
        example: "migrating-until: 2027-03-31")
    case .copy:
      KeyFormat(
        .payloadOrFile, "The fields of the message as the consumer's own code declares them, or its schema file.",
        example: "copy: {customerId: uuid, address: string}")
    case .replayable:
      KeyFormat(.flag, "The stream is sometimes replayed from its beginning.", example: "replayable: true")
    case .remembersActions:
      KeyFormat(
        .flag, "It records its actions and does not repeat them in a replay.", example: "remembers-actions: true")
    case .throttled: KeyFormat(.flag, "It limits the rate at which it consumes.", example: "throttled: true")
    case .pivot:
      KeyFormat(
        .flag, "From here on the flow only goes forward: earlier steps are no longer undone.", example: "pivot: true")
    case .summary: CommonKeys.summary
    }
  }
}

/// The keys of a field that a consumer needs.
enum NeedKey: String, SectionKey {
  case type, values
  case others = "else"

  static let section = Section.need
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .type: KeyFormat(.name, "The type that the consumer reads the field as.", example: "type: string")
    case .values: KeyFormat(.names, "The values that it handles.", example: "values: [PAID, SENT]")
    case .others: KeyFormat(.flag, "Any other value is handled, too.", example: "else: true")
    }
  }
}

/// The words of `certainty`.
enum CertaintyWord: String, CaseIterable {
  case declared, process, observed, possible

  /// The word of a certainty; nil for what an author declares, which needs none.
  init?(_ certainty: Certainty) {
    guard let word = Self.allCases.first(where: { $0.certainty == certainty }), word != .declared else { return nil }
    self = word
  }

  var certainty: Certainty {
    switch self {
    case .declared: .declared
    case .process: .process
    case .observed: .observed
    case .possible: .possible
    }
  }
}

/// The keys of one way under `one-of`.
enum BranchKey: String, SectionKey {
  case publishes, sends, asks, replies

  static let section = Section.branch
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .publishes:
      KeyFormat(.messages([.event]), "The events of this branch.", example: "publishes: [OrderPaid, OrderReady]")
    case .sends: KeyFormat(.messages([.command]), "The commands of this branch.", example: "sends: [RetrievePayment]")
    case .asks: KeyFormat(.messages([.query]), "The queries of this branch.", example: "asks: [GetCustomer]")
    case .replies: KeyFormat(.messages([]), "The replies of this branch.", example: "replies: [PaymentReceived]")
    }
  }

  var verb: Mention.Verb {
    switch self {
    case .publishes: .publishes
    case .sends: .sends
    case .asks: .asks
    case .replies: .replies
    }
  }
}

/// The keys of an expectation.
enum ExpectationKey: String, SectionKey {
  case reply, replies
  case onSuccess = "on-success"
  case onFailure = "on-failure"
  case within, otherwise, certainty

  static let section = Section.expectation
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .reply: KeyFormat(.messages([]), "The reply it waits for.", example: "reply: PaymentReceived")
    case .replies: CommonKeys.repliesAwaited
    case .within: CommonKeys.within
    case .certainty: CommonKeys.certainty
    case .onSuccess:
      KeyFormat(
        .outcome, "What it does when the reply reports success: commands, or `publishes`, `sends`, `replies`.",
        example: "on-success: {publishes: OrderPaid}")
    case .onFailure:
      KeyFormat(
        .outcome,
        "What it does when the reply reports a failure. Of `A | B`, the first is the success if the names do not "
          + "say otherwise.", example: "on-failure: CancelOrder")
    case .otherwise:
      KeyFormat(.messages([]), "What it sends when no reply arrives in time.", example: "otherwise: CancelOrder")
    }
  }
}

/// The keys of a saga.
enum SagaKey: String, SectionKey {
  case starts, within, steps, ends, summary

  static let section = Section.saga
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .starts:
      KeyFormat(.message([]), "The message, or the trigger of the service, that starts it.", example: "starts: Buy")
    case .within:
      KeyFormat(
        .duration(or: [Durations.forever]), "How long the whole may take: a duration, or `forever`.",
        example: "within: 1h")
    case .steps:
      KeyFormat(
        .steps, "The steps in their order: a command to the service that handles it, or a mapping.",
        example: "steps: [{undo: RejectOrder}, ValidateOrder, {do: CreateTicket, undo: CancelTicket}]")
    case .ends:
      KeyFormat(
        .messages([]), "The messages it ends with: the first if all went well, the others if it was taken back.",
        example: "ends: [OrderApproved, OrderRejected]")
    case .summary: CommonKeys.summary
    }
  }
}

/// The keys of a step of a saga.
enum StepKey: String, SectionKey {
  case `do`, undo, pivot, within, summary

  static let section = Section.step
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .do:
      KeyFormat(
        .message([.command]), "The command that carries it out; without one the step is the service's own.",
        example: "do: CreateTicket")
    case .undo:
      KeyFormat(
        .message([.command]), "The command that takes it back when a later step fails.", example: "undo: CancelTicket")
    case .pivot:
      KeyFormat(.flag, "From here on the saga only goes forward; nothing is taken back.", example: "pivot: true")
    case .within:
      KeyFormat(
        .duration(or: [Durations.forever]), "How long it waits for the reply: a duration, or `forever`.",
        example: "within: 5m")
    case .summary: CommonKeys.summary
    }
  }
}
