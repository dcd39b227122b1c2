import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// An event that is named after its receiver.
  static let recipientInName = Rule(.recipientInName, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var names = ReceiverNames(inspection.graph, inspection.facts.habits)
  let firstWords = names.firstWords()
  for position in inspection.facts.names.indices {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    // `ReadyForShipping` is a state and does not name a receiver.
    guard message.kind == .event, !message.isUnknown, !message.isKindGuessed, name.mood != .state else { continue }
    // Most names are facts that no receiver begins: not worth splitting.
    let mayBeAnywhere = name.mood != .past || name.marks.contains(.isFor)
    guard
      inspection.graph.hasConsumer(
        of: message.name,
        where: { consumer in
          mayBeAnywhere
            || catalog.position(ofService: consumer.service).map { firstWords[$0] == name.firstWord } ?? true
        })
    else { continue }
    let consumers = inspection.graph.consumers(of: message.name)
    guard let found = recipient(of: message, consumers, name: name, among: &names, in: inspection),
      let consumer = consumers.first(where: { $0.service == found.service })
    else { continue }
    inspection.report(
      "\(catalog[message.name]) names \(catalog[found.service]), one of its consumers", at: message.place,
      about: [message.name], confidence: .medium, loweredBy: found.isSure ? 0 : 1,
      notes: [Note("\(catalog[found.service]) \(consumer.verb.name) it", at: consumer.place)],
      help: "name what happened, in the terms of its publisher: other services may consume it tomorrow")
  }
}

/// The consumer that a name names: anywhere in a name that states no fact; in a fact after `For`, or in front.
private func recipient(
  of message: Message, _ consumers: [Mention], name: NameFacts, among names: inout ReceiverNames,
  in inspection: Inspection
) -> (service: Name, isSure: Bool)? {
  let services = consumers.map(\.service)
  let producers = inspection.graph.producers(of: message.name).map(\.service)
  let words = Words(inspection.catalog.names.localBytes(message.name)).words
  guard name.mood == .past || name.mood == .requested else {
    return names.first(among: services, in: words[...], of: name, beside: producers).map { ($0, true) }
  }
  if let index = words.lastIndex(where: { $0.spells("for") }), index > 0,
    let found = names.first(among: services, in: words[(index + 1)...], of: name, beside: producers)
  {
    return (found, true)
  }
  guard name.mood == .past else { return nil }
  for service in services {
    guard let count = names.start(of: words, naming: service, in: name, beside: producers) else { continue }
    let (named, rest) = (Array(words[..<count]), Array(words[count...]))
    guard !isThing(named, message, of: service, in: inspection) else { continue }
    // `KitchenNotified`: the receiver was told something, nothing happened to it.
    if rest.count == 1, telling.contains(where: { rest[0].elementsEqual($0.utf8) }) { return (service, true) }
    // `BillingPatientAdmitted`: without the receiver, the name says what happened. `ShippingAddressChanged` may mean
    // the shipping address: one word is a guess unless the rest is known to have a subject of its own.
    guard rest.count > 1, !isField(named + [rest[0]], of: message, catalog: inspection.catalog) else { continue }
    let hasSubject =
      inspection.facts.habits.isSubject(rest[0], beside: name)
      || isThing([rest[0]], message, of: service, in: inspection)
    return (service, count > 1 || hasSubject)
  }
  return nil
}

/// Whether words name an entity of the catalog or of the consumer, or one that the payload refers to by its id.
private func isThing(_ words: [ArraySlice<UInt8>], _ message: Message, of consumer: Name, in inspection: Inspection)
  -> Bool
{
  let thing = words.map { String(decoding: $0, as: UTF8.self) }.joined()
  let catalog = inspection.catalog
  return inspection.facts.entitiesByWord[thing] != nil
    || catalog.service(consumer)?.owns.contains { catalog[$0.name].lowercased() == thing } ?? false
    || isField(words + [Array("id".utf8)[...]], of: message, catalog: catalog)
}

/// Whether the payload has a field of these words.
private func isField(_ words: [ArraySlice<UInt8>], of message: Message, catalog: Catalog) -> Bool {
  guard let fields = message.fields else { return false }
  return catalog.heads(of: fields).contains { Words(catalog.names.bytes($0.name)).words == words }
}

/// Participles for a receiver that got a message.
private let telling = ["notified", "informed", "told", "alerted", "asked", "instructed", "reminded", "warned"]
