import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// An entry of an event-sourced stream that does not carry enough to rebuild the state.
  static let eventSourcedIncomplete = Rule(.eventSourcedIncomplete, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var subjects: Subjects?
  for position in inspection.facts.patterned where catalog.messages[position].pattern == .sourced {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    guard let shape = catalog.shape(of: message), !shape.fields.contains(where: { $0.kind == .opaque }) else {
      continue
    }
    let words = Words(catalog.names.localBytes(message.name)).strings
    let clause = ChangeVerbs.clause(words)
    guard let verb = clause.last else { continue }
    let reading = PayloadReading(message, shape, catalog: catalog, facts: inspection.facts, nameWords: words)
    guard reading.payloadClass == .idOnly || reading.payloadClass == .empty else { continue }
    // `OrderCancelled` is complete by its verb; `AddressChanged` is not.
    let isChange = ChangeVerbs.contains(verb)
    if isChange {
      guard !(ChangeVerbs.isMove(verb) && reading.keys.count > 1) else { continue }
    } else {
      guard isAboutValue(clause, name, reading: reading, inspection: inspection) else { continue }
      let known = subjects ?? Subjects(catalog)
      subjects = known
      // What was added is missing whatever else happens to it.
      guard ChangeVerbs.isAddition(verb) || !known.leadSeveral(words) else { continue }
    }
    inspection.report(
      "\(catalog[message.name]) is an entry of an event-sourced stream without the new value",
      at: message.payloadPlace ?? message.place, about: [message.name],
      confidence: isChange ? .medium : .low, loweredBy: isChange ? 0 : 1,
      help: "include what changed: the stream must suffice to rebuild the state")
  }
}

/// Whether the name speaks of a value of what the only key identifies, and not of the thing itself: the `Tariff` of
/// `TariffAgreed {contractId}`. The end of a life cycle and the outcome of a check need no value.
private func isAboutValue(
  _ words: ArraySlice<String>, _ name: NameFacts, reading: PayloadReading, inspection: Inspection
) -> Bool {
  guard name.mood == .past, name.marks.isDisjoint(with: [.crud, .failure, .cancellation, .outcome, .lifecycle]),
    reading.keys.count == 1, let key = reading.keys.first
  else { return false }
  let things = words.dropLast()
  guard let thing = things.last, thing.count > 2, inspection.facts.entitiesByWord[things.joined()] == nil else {
    return false
  }
  let keyWords = Words(Array(inspection.catalog[key].utf8)).strings
  // A bare `id` or `key` belongs to whatever the event is about.
  return keyWords.count > 1 && !keyWords.contains { things.contains($0) }
}

/// The words with which events begin. What leads several events is a thing with a life of its own, not a value: the
/// payment of `PaymentAuthorized` and `PaymentCaptured`. Linear in the messages.
private struct Subjects {
  private var counts: [String: Int] = [:]

  init(_ catalog: Catalog) {
    for message in catalog.messages where message.kind == .event {
      guard let first = Words(catalog.names.localBytes(message.name)).strings.first else { continue }
      counts[first, default: 0] += 1
    }
  }

  func leadSeveral(_ words: [String]) -> Bool { words.first.map { (counts[$0] ?? 0) > 1 } ?? false }
}
