import Catalog

// The keys of messages, channels, contexts, entities and flows; `Format.swift` has those of files and services.

/// The keys of an event, a command, a query or a reply.
enum MessageKey: String, SectionKey {
  case summary, pattern, visibility, audience, subject, key, version, channel, correlation, payload, schema, personal
  case intent, reason, external, planned, team, context, tags, deprecated, id, delivery, compatibility, source, final
  case mayBeLost = "may-be-lost"
  case untracked, protection, size
  case asOf = "as-of"
  case staleness
  case servedBy = "served-by"
  case headers, inferred, certainty, from

  static let section = Section.message
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .summary: CommonKeys.summary
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
        .payload,
        "Fields and their types: `name: type`, `name?: type` optional, `[type]` for lists, nested mappings; `{}` if it "
          + "carries nothing, `any` if its fields are not known here. A type of your own begins with a capital; the "
          + "others are \(PayloadTypes.all.joined(separator: ", ")).",
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
    case .context: CommonKeys.context
    case .tags: CommonKeys.tags
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
    case .staleness: KeyFormat(.duration(), "The maximum age of its content.", example: "staleness: 5m")
    case .servedBy: KeyFormat(.name, "The store that a query reads.", example: "served-by: orders")
    case .inferred:
      KeyFormat(
        .name,
        "Set by tools: why its kind was inferred; with `certainty: possible`, from its name alone.",
        example: "inferred: its name ends in Event")
    case .certainty: CommonKeys.certainty
    case .from: CommonKeys.from
    case .headers:
      KeyFormat(
        .payload, "Fields outside the payload, in the envelope of the transport. They count as carried.",
        example: "headers: {traceparent: string}")
    }
  }
}

/// The keys of `deprecated`.
enum DeprecationKey: String, SectionKey {
  case since, sunset, use, reason

  static let section = Section.deprecation
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .since:
      KeyFormat(
        .name, "The day from which it is deprecated; before, nothing is reported.", example: "since: 2026-09-30")
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
  case partitions, retention, archive, synchronous, summary

  static let section = Section.channel
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .transport:
      KeyFormat(
        .name, "The messaging system: \(UsualWords.transports.joined(separator: ", ")), …", example: "transport: kafka",
        usual: UsualWords.transports)
    case .synchronous:
      KeyFormat(
        .flag, "The sender waits until its receivers are done, in one transaction; with `transport: in-process`.",
        example: "synchronous: true")
    case .role:
      KeyFormat(
        .words(Channel.Role.self), "A transport only, or the source of truth.", example: "role: source-of-truth")
    case .orderedBy: KeyFormat(.name, "The field whose messages stay in order.", example: "ordered-by: orderId")
    case .partitions: KeyFormat(.integer, "The number of partitions.", example: "partitions: 12")
    case .retention:
      KeyFormat(
        .duration(or: Durations.retention),
        "How long messages are kept: a duration, `forever`, or `compact` (the last message of each key).",
        example: "retention: 7d")
    case .archive: KeyFormat(.name, "Where messages are kept after that.", example: "archive: s3")
    case .summary: CommonKeys.summary
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
    case .summary: CommonKeys.summary
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
    case .context: CommonKeys.context
    case .fields: KeyFormat(.names, "Its fields.", example: "fields: [orderId, status]")
    case .summary: CommonKeys.summary
    }
  }
}

/// The keys of a step of a flow that has a name of its own.
enum FlowStepKey: String, SectionKey {
  case id, message, service, next

  static let section = Section.flowStep
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .id: KeyFormat(.name, "The name by which other steps refer to it.", example: "id: pay")
    case .message: KeyFormat(.message([]), "The message that is sent.", example: "message: OrderPlaced")
    case .service: KeyFormat(.service, "The service that acts.", example: "service: payment")
    case .next: KeyFormat(.names, "The next steps; one or all of them follow.", example: "next: [paid, refused]")
    }
  }
}

/// The keys of a flow.
enum FlowKey: String, SectionKey {
  case starts, steps, ends, owner, reason
  case trackedBy = "tracked-by"
  case visibility, kind, requires, responsible, summary

  static let section = Section.flow
  static let byName = KeyNames.positions(Self.self)

  var format: KeyFormat {
    switch self {
    case .starts: KeyFormat(.message([]), "The message or trigger it starts with.", example: "starts: OrderPlaced")
    case .steps:
      KeyFormat(
        .flowSteps,
        "Messages and services in their order, or steps with names of their own. They count as reactions if the "
          + "services receive and send the messages.",
        example: "steps: [OrderPlaced, payment, PaymentReceived | PaymentFailed]")
    case .ends:
      KeyFormat(.messages([]), "The messages it may end with.", example: "ends: [OrderShipped, OrderCancelled]")
    case .owner: KeyFormat(.service, "The service that is responsible for it.", example: "owner: order")
    case .reason:
      KeyFormat(
        .name, "Why it has no owner, or an unexpected shape.", example: "reason: two partners run it by contract")
    case .trackedBy:
      KeyFormat(.services, "Services that track the progress of each case.", example: "tracked-by: [monitor]")
    case .visibility:
      KeyFormat(
        .choices(Flow.Visibility.allCases.map(\.rawValue)),
        "How people can see the progress of a case; `tracing` alone gives no business view.",
        example: "visibility: [tracking, mining]")
    case .kind: KeyFormat(.words(Flow.Kind.self), "A business process, or a data pipeline.", example: "kind: pipeline")
    case .requires:
      KeyFormat(
        .listings(ofNames: true), "What must have happened before an outcome.",
        example: "requires: {OrderShipped: [PaymentReceived, GoodsFetched]}")
    case .responsible:
      KeyFormat(
        .listings(ofNames: false), "The service responsible for an outcome.",
        example: "responsible: {OrderShipped: shipping}")
    case .summary: CommonKeys.summary
    }
  }
}
