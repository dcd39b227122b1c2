import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// An inside event that another context consumes.
  static let insideEventLeaked = Rule(.insideEventLeaked, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let leaks = leaks(inspection)
  // Where the entries of many event stores are the interface, that is one decision.
  let stores = leaks.filter { !$0.key.isDeclared }
  let isDecided = stores.count > maximumHomes
  if isDecided { reportDecision(stores.flatMap(\.all), of: stores.count, in: &inspection) }
  for leak in leaks where leak.key.isDeclared || !isDecided {
    let (first, home) = (leak.first, catalog[leak.key.home])
    let what = leak.key.isDeclared ? "inside event" : "event-sourced entry"
    let names = leak.all.map(\.message).unique.map { catalog[$0] }
    let contexts = leak.all.map { catalog.context(of: $0.service) }.unique
    let strangers = contexts.count == 1 ? [first.service] : contexts
    let message =
      names.count == 1
      ? "\(catalog[first.service]) consumes \(names[0]), an \(what) of \(home)"
      : "\(listed(strangers.map { catalog[$0] })) \(strangers.count == 1 ? "consumes" : "consume") "
        + "\(counted(names.count, what)) of \(home): \(listed(names))"
    let definition = catalog.message(first.message).map {
      Note("\(catalog[$0.name]) is defined here", at: $0.place)
    }
    inspection.report(
      message, at: first.place, about: names.count == 1 ? [first.message] : [leak.key.home],
      loweredBy: leak.key.isDeclared ? 0 : 1,
      notes: [definition].compactMap { $0 }
        + leak.others.prefix(maximumNotes).map {
          let word = names.count == 1 ? "it too" : catalog[$0.message]
          return Note("\(catalog[$0.service]) consumes \(word)", at: $0.place)
        },
      help: "publish a separate event for other contexts, or put an adapter in between")
  }
}

/// The number of contexts beyond which entries of event stores are told once for the catalog.
private let maximumHomes = 3
/// The number of further places that a finding lists.
private let maximumNotes = 100

/// Reports that other contexts consume the entries of many contexts' event stores.
private func reportDecision(_ uses: [Mention], of homes: Int, in inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard let first = uses.first else { return }
  inspection.report(
    "\(counted(Set(uses.map(\.message)).count, "event-sourced entry")) of \(homes) contexts "
      + "are consumed by other contexts",
    at: first.place, about: [], loweredBy: 1,
    notes: uses.prefix(maximumNotes).map {
      Note("\(catalog[$0.service]) consumes \(catalog[$0.message])", at: $0.place)
    },
    help: "publish separate events for other contexts; if the entries are meant for all, set `visibility: outside`")
}

/// The home of inside events that other contexts consume: one decision, told once.
private struct Home: Hashable {
  var home: Name
  /// Whether the events are declared inside; else they are entries of an event store.
  var isDeclared: Bool
}

/// The consumers in other contexts, by the home of the events that they consume.
private func leaks(_ inspection: Inspection) -> Grouped<Home, Mention> {
  let catalog = inspection.catalog
  var leaks = Grouped<Home, Mention>()
  for position in catalog.messages.indices
  where inspection.facts.reaches[position] && catalog.messages[position].visibility != .outside {
    let message = catalog.messages[position]
    guard message.kind == .event else { continue }
    let isDeclared = message.visibility == .inside || message.visibility == nil && message.audience == .context
    guard isDeclared || message.pattern == .sourced else { continue }
    let producer = inspection.graph.firstProducer(of: message.name)?.service
    guard let home = producer.map({ catalog.context(of: $0) }) ?? message.context else { continue }
    for consumer in inspection.graph.consumers(of: message.name)
    where
      !(producer.map { catalog.shareContext($0, consumer.service) }
      ?? (catalog.context(of: consumer.service) == home))
    {
      leaks.add(consumer, to: Home(home: home, isDeclared: isDeclared))
    }
  }
  return leaks
}
