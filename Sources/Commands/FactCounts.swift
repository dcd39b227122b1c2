import Catalog
import Configuration
import Findings
import Graph
import Loading
import Reports
import RuleBook
import RulePages
import Rules
import Writing

/// The number of declared facts of each kind in a catalog, to show which rules more declarations would enable.
package struct FactCounts {
  /// The number of elements that have a fact, of all that could.
  struct Count {
    var have: Int
    var all: Int
    /// Fits after "3 of 12": `services have a team`.
    var words: String
    /// The key to declare, and where.
    var key: String
  }

  private var counts: [FactKind: Count] = [:]

  subscript(_ kind: FactKind) -> Count {
    counts[kind] ?? Count(have: 0, all: 0, words: kind.rawValue, key: kind.rawValue)
  }

  init(_ graph: ReactionGraph) {
    let catalog = graph.catalog
    let (messages, services, reactions) = (catalog.messages, catalog.services, catalog.reactions)
    func add(_ kind: FactKind, _ have: Int, all: Int, words: String, key: String) {
      counts[kind] = Count(have: have, all: all, words: words, key: key)
    }
    func add<Thing>(
      _ kind: FactKind, in things: some Collection<Thing>, words: String, key: String, _ hasFact: (Thing) -> Bool
    ) {
      add(kind, things.count(where: hasFact), all: things.count, words: words, key: key)
    }
    func count<Thing>(_ things: some Collection<Thing>, _ hasFact: (Thing) -> Bool) -> Int {
      things.count(where: hasFact)
    }
    let events = messages.filter { $0.kind == .event }
    let triggered = reactions.filter { $0.message != nil }
    let incoming = catalog.mentions.filter { !$0.verb.isOutgoing && $0.verb != .observes }
    add(.contexts, in: services, words: "services have a context", key: "`context` at the service") {
      $0.context != nil
    }
    add(.teams, in: services, words: "services have a team", key: "`team` at the service") { $0.team != nil }
    add(.owners, in: services, words: "services declare what they own", key: "`owns` at the service") {
      !$0.owns.isEmpty
    }
    add(.roles, in: services, words: "services have a role", key: "`role` at the service") { $0.role != nil }
    add(.stores, in: services, words: "services declare their stores", key: "`stores` at the service") {
      !$0.stores.isEmpty
    }
    add(
      .expectations,
      count(services) { service in service.expectations.contains { !$0.isFromInterface } }
        + count(services) { $0.role == .orchestrator }, all: services.count,
      words: "services declare what they wait for",
      key: "`expects` at the service")
    add(
      .entities, catalog.entities.count + count(services) { !$0.owns.isEmpty }, all: catalog.entities.count,
      words: "entities are described", key: "`entities`")
    add(.flows, catalog.flows.count, all: catalog.flows.count, words: "flows are named", key: "`flows`")
    add(
      .channels, catalog.channels.count, all: catalog.channels.count, words: "channels are described", key: "`channels`"
    )
    add(
      .partitions, in: catalog.channels, words: "channels declare their partitions", key: "`partitions` at the channel"
    ) { $0.partitions != nil }
    add(
      .reactions, in: incoming, words: "consumed messages declare what follows", key: "`consumes: {A: {publishes: B}}`"
    ) { $0.reaction >= 0 }
    add(
      .consumers, incoming.count, all: incoming.count, words: "messages have a consumer",
      key: "`consumes` at the service")
    add(
      .needs, count(triggered) { $0.needs != nil }, all: incoming.count,
      words: "consumed messages declare the fields that are used",
      key: "`needs` at the reaction")
    add(
      .effects, count(triggered) { $0.effect != nil }, all: incoming.count,
      words: "consumed messages declare their effect",
      key: "`effect` at the reaction")
    add(
      .idempotence, count(triggered) { $0.idempotence != nil } + count(triggered) { $0.effect != nil },
      all: incoming.count,
      words: "consumed messages declare whether redelivery is safe", key: "`idempotent` at the reaction")
    add(
      .calls, count(reactions) { !$0.calls.isEmpty }, all: incoming.count,
      words: "consumed messages declare what is called",
      key: "`calls` at the reaction")
    add(
      .replicas, count(reactions) { !$0.replicates.isEmpty }, all: incoming.count,
      words: "consumed messages declare what is replicated",
      key: "`replicates` at the reaction")
    add(
      .copies, catalog.reactionTraits.values.count { $0.copy != nil } + catalog.copies.count, all: incoming.count,
      words: "consumers declare their copy of the type", key: "`copy` at the reaction")
    add(
      .transactions, catalog.reactionTraits.values.count { !$0.transaction.isEmpty }, all: incoming.count,
      words: "reactions declare what their transaction spans", key: "`transaction` at the reaction")
    add(
      .payloads, in: messages, words: "messages have a payload or schema", key: "`payload` or `schema` at the message"
    ) { $0.fields != nil }
    add(.patterns, in: events, words: "events have a pattern", key: "`pattern` at the event") { $0.pattern != nil }
    add(.keys, in: messages, words: "messages have a key", key: "`key` at the message") { !$0.key.isEmpty }
    add(.versions, in: messages, words: "messages have a version", key: "`version` at the message") {
      $0.version != nil
    }
    add(.correlation, in: messages, words: "messages declare their correlation", key: "`correlation` at the message") {
      !$0.correlation.isEmpty
    }
    add(
      .visibility, in: events, words: "events declare whether they are inside or outside",
      key: "`visibility` at the event"
    ) { $0.visibility != nil || $0.pattern == .sourced }
    add(
      .delivery, catalog.messageTraits.values.count { $0.delivery != nil }, all: messages.count,
      words: "messages declare their delivery", key: "`delivery` at the message")
    add(
      .deprecations, catalog.messageTraits.values.count { $0.deprecation != nil }, all: messages.count,
      words: "messages are deprecated", key: "`deprecated` at the message")
    add(.queries, in: messages, words: "messages are queries", key: "`queries`") { $0.kind == .query }
  }

  /// The enabled rules for which the catalog declares no facts, and the key that each requires.
  static func silent(_ system: LoadedCatalog, _ configuration: Configuration) -> [UInt8] {
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
        page.id.name + String(repeating: " ", count: width - page.id.name.count)
          + "0 of \(fact.all) \(fact.words): declare \(fact.key)\(further)\n"
      )
    }
    out.append(
      silent == 0
        ? "All enabled rules have input.\n"
        : "\(silent) of \(active.count) enabled rules cannot report because the catalog declares too little.\n")
    let weak = FactKind.allCases.map { counts[$0] }.filter { $0.have > 0 && $0.have * 2 < $0.all }
    if !weak.isEmpty { out.append("\nSparsely declared, which limits the rules that use it:\n") }
    for fact in weak { out.append("  \(fact.have) of \(fact.all) \(fact.words)\n") }
    return out.bytes
  }
}
