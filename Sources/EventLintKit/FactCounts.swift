import Catalog
import Findings
import Graph
import Reports
import RuleBook
import RulePages
import Rules
import Writing

/// How much of each kind of fact a catalog gives, so that a team knows what declaring more would buy.
struct FactCounts {
  /// So many of so many things have a fact.
  struct Count {
    var have: Int
    var all: Int
    /// Fits after "3 of 12": `services have a team`.
    var words: String
    /// What to write.
    var key: String
  }

  private var counts: [FactKind: Count] = [:]

  subscript(_ kind: FactKind) -> Count {
    counts[kind] ?? Count(have: 0, all: 0, words: kind.rawValue, key: kind.rawValue)
  }

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    let (messages, services, reactions) = (catalog.messages, catalog.services, catalog.reactions)
    func add(_ kind: FactKind, _ have: Int, _ all: Int, _ words: String, _ key: String) {
      counts[kind] = Count(have: have, all: all, words: words, key: key)
    }
    func count<Thing>(_ things: some Collection<Thing>, _ hasFact: (Thing) -> Bool) -> Int {
      things.count(where: hasFact)
    }
    let events = messages.filter { $0.kind == .event }
    let triggered = reactions.filter { $0.message != nil }
    let incoming = catalog.mentions.filter { !$0.verb.isOutgoing && $0.verb != .observes }
    add(
      .contexts, count(services) { $0.context != nil }, services.count, "services say their context",
      "`context` at the service")
    add(.teams, count(services) { $0.team != nil }, services.count, "services have a team", "`team` at the service")
    add(
      .owners, count(services) { !$0.owns.isEmpty }, services.count, "services say what they own",
      "`owns` at the service")
    add(.roles, count(services) { $0.role != nil }, services.count, "services say their role", "`role` at the service")
    add(
      .stores, count(services) { !$0.stores.isEmpty }, services.count, "services name their stores",
      "`stores` at the service")
    add(
      .expectations,
      count(services) { service in service.expectations.contains { !$0.isFromInterface } }
        + count(services) { $0.role == .orchestrator }, services.count, "services say what they wait for",
      "`expects` at the service")
    add(
      .entities, catalog.entities.count + count(services) { !$0.owns.isEmpty }, catalog.entities.count,
      "entities are described", "`entities`")
    add(.flows, catalog.flows.count, catalog.flows.count, "flows are named", "`flows`")
    add(.channels, catalog.channels.count, catalog.channels.count, "channels are described", "`channels`")
    add(
      .partitions, count(catalog.channels) { $0.partitions != nil }, catalog.channels.count,
      "channels say their partitions", "`partitions` at the channel")
    add(
      .reactions, count(incoming) { $0.reaction >= 0 }, incoming.count, "incoming messages say what follows",
      "`consumes: {A: {publishes: B}}`")
    add(.consumers, incoming.count, incoming.count, "messages are taken in by somebody", "`consumes` at the service")
    add(
      .needs, count(triggered) { $0.needs != nil }, incoming.count, "incoming messages say which fields are used",
      "`needs` at the reaction")
    add(
      .effects, count(triggered) { $0.effect != nil }, incoming.count, "incoming messages say their effect",
      "`effect` at the reaction")
    add(
      .idempotence, count(triggered) { $0.idempotence != nil } + count(triggered) { $0.effect != nil }, incoming.count,
      "incoming messages say whether they may come twice", "`idempotent` at the reaction")
    add(
      .calls, count(reactions) { !$0.calls.isEmpty }, incoming.count, "incoming messages say what is called",
      "`calls` at the reaction")
    add(
      .replicas, count(reactions) { !$0.replicates.isEmpty }, incoming.count, "incoming messages say what is kept",
      "`replicates` at the reaction")
    add(
      .copies, catalog.reactionTraits.values.count { $0.copy != nil }, incoming.count,
      "consumers give their copy of the type", "`copy` at the reaction")
    add(
      .transactions, catalog.reactionTraits.values.count { !$0.transaction.isEmpty }, incoming.count,
      "reactions say what their transaction spans", "`transaction` at the reaction")
    add(
      .payloads, count(messages) { $0.fields != nil }, messages.count, "messages say what they carry",
      "`payload` or `schema` at the message")
    add(
      .patterns, count(events) { $0.pattern != nil }, events.count, "events say their pattern", "`pattern` at the event"
    )
    add(.keys, count(messages) { !$0.key.isEmpty }, messages.count, "messages have a key", "`key` at the message")
    add(
      .versions, count(messages) { $0.version != nil }, messages.count, "messages have a version",
      "`version` at the message")
    add(
      .correlation, count(messages) { !$0.correlation.isEmpty }, messages.count, "messages say their correlation",
      "`correlation` at the message")
    add(
      .visibility, count(events) { $0.visibility != nil || $0.pattern == .sourced }, events.count,
      "events say whether they are inside or outside", "`visibility` at the event")
    add(
      .delivery, catalog.messageTraits.values.count { $0.delivery != nil }, messages.count,
      "messages say how they are delivered", "`delivery` at the message")
    add(
      .deprecations, catalog.messageTraits.values.count { $0.deprecation != nil }, messages.count,
      "messages are deprecated", "`deprecated` at the message")
    add(.queries, count(messages) { $0.kind == .query }, messages.count, "messages are queries", "`queries`")
  }

  /// Of the rules that are on, those that have nothing to go by, and what each would need.
  static func silent(_ system: System, _ configuration: Configuration) -> [UInt8] {
    let counts = FactCounts(system.graph)
    var out = ByteBuffer()
    var silent = 0
    let active = RuleBook.pages.filter { configuration.settings[$0.id]?.isOn ?? false }
    let width = (active.map(\.id.name.count).max() ?? 0) + 2
    for page in active {
      let missing = page.facts.filter { counts[$0].have == 0 }
      guard let first = missing.first else { continue }
      silent += 1
      let fact = counts[first]
      let further = missing.count > 1 ? " (and \(missing.dropFirst().map(\.rawValue).joined(separator: ", ")))" : ""
      out.append(
        "\(page.id.name)\(String(repeating: " ", count: width - page.id.name.count))0 of \(fact.all) \(fact.words): write \(fact.key)\(further)\n"
      )
    }
    out.append(
      silent == 0
        ? "Every rule that is on has facts to go by.\n"
        : "\(silent) of \(active.count) rules that are on are silent for lack of facts.\n")
    let weak = FactKind.allCases.map { counts[$0] }.filter { $0.have > 0 && $0.have * 2 < $0.all }
    if !weak.isEmpty { out.append("\nFew facts, so that these say less than they could:\n") }
    for fact in weak { out.append("  \(fact.have) of \(fact.all) \(fact.words)\n") }
    return out.bytes
  }
}
