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
  let stores = leaks.filter { !$0.isDeclared }
  let isDecided = stores.count > Leak.maximumHomes
  if isDecided { reportDecision(stores, &inspection) }
  for leak in leaks where leak.isDeclared || !isDecided {
    guard let first = leak.uses.first else { continue }
    let (home, consumer) = (catalog[leak.home], catalog[first.service])
    let what = leak.isDeclared ? "inside event" : "event-sourced entry"
    let names = leak.messages.map { catalog[$0] }
    let strangers = leak.strangers.count == 1 ? [first.service] : leak.strangers
    let message =
      names.count == 1
      ? "\(consumer) consumes \(names[0]), an \(what) of \(home)"
      : "\(listed(strangers.map { catalog[$0] })) \(strangers.count == 1 ? "consumes" : "consume") "
        + "\(counted(names.count, what)) of \(home): \(listed(names))"
    let definitions = leak.messages.prefix(1).compactMap(catalog.message).map {
      Note("\(catalog[$0.name]) is defined here", at: $0.place)
    }
    inspection.report(
      message, at: first.place, about: names.count == 1 ? [first.message] : [leak.home],
      loweredBy: leak.isDeclared ? 0 : 1,
      notes: definitions
        + leak.uses.dropFirst().prefix(Leak.maximumNotes).map {
          let word = names.count == 1 ? "it too" : catalog[$0.message]
          return Note("\(catalog[$0.service]) consumes \(word)", at: $0.place)
        },
      help: "publish a separate event for other contexts, or put an adapter in between")
  }
}

/// Reports that other contexts consume the entries of many contexts' event stores.
private func reportDecision(_ leaks: [Leak], _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let uses = leaks.flatMap(\.uses)
  guard let first = uses.first else { return }
  let homes = leaks.count
  inspection.report(
    "\(counted(Set(uses.map(\.message)).count, "event-sourced entry")) of \(counted(homes, "context")) "
      + "\(homes == 1 ? "is" : "are") consumed by other contexts",
    at: first.place, about: [], loweredBy: 1,
    notes: uses.prefix(Leak.maximumNotes).map {
      Note("\(catalog[$0.service]) consumes \(catalog[$0.message])", at: $0.place)
    },
    help: "publish separate events for other contexts; if the entries are meant for all, set `visibility: outside`")
}

/// The inside events of one context that others consume: one decision, told once.
private struct Leak {
  var home: Name
  /// Whether the events are declared inside; else they are entries of an event store.
  var isDeclared: Bool
  var uses: [Mention] = []
  var messages: [Name] = []
  /// The other contexts, in the order in which they were met.
  var strangers: [Name] = []

  /// The number of contexts beyond which entries of event stores are told once for the catalog.
  static let maximumHomes = 3
  /// The number of further places that a finding lists.
  static let maximumNotes = 100
}

private func leaks(_ inspection: Inspection) -> [Leak] {
  let catalog = inspection.catalog
  var leaks: [Leak] = []
  var positions: [[UInt32]: Int] = [:]
  for position in catalog.messages.indices
  where inspection.facts.reaches[position] && catalog.messages[position].visibility != .outside {
    let message = catalog.messages[position]
    guard message.kind == .event else { continue }
    let isDeclared = message.visibility == .inside || message.visibility == nil && message.audience == .context
    guard isDeclared || message.pattern == .sourced else { continue }
    let producer = inspection.graph.producers(of: message.name).first?.service
    guard let home = producer.map({ catalog.context(of: $0) }) ?? message.context else { continue }
    for consumer in inspection.graph.consumers(of: message.name) {
      let stranger = catalog.context(of: consumer.service)
      guard !(producer.map { catalog.shareContext($0, consumer.service) } ?? (stranger == home)) else { continue }
      let key = [home.index, isDeclared ? 1 : 0]
      let number = positions[key] ?? leaks.count
      if number == leaks.count {
        positions[key] = number
        leaks.append(Leak(home: home, isDeclared: isDeclared))
      }
      leaks[number].uses.append(consumer)
      if !leaks[number].strangers.contains(stranger) { leaks[number].strangers.append(stranger) }
      if leaks[number].messages.last != message.name { leaks[number].messages.append(message.name) }
    }
  }
  return leaks
}
