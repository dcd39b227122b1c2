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
  for position in inspection.facts.names.indices {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    guard message.kind == .event, !message.isUnknown, !message.isKindGuessed,
      let words = recipientWords(message, name, catalog: catalog)
    else { continue }
    let consumers = inspection.graph.consumers(of: message.name)
    guard !consumers.isEmpty else { continue }
    let recipient = ReceiverNames(catalog).first(
      among: consumers.map(\.service), speaking: words,
      beside: inspection.graph.producers(of: message.name).map(\.service))
    guard let recipient, let consumer = consumers.first(where: { $0.service == recipient }) else { continue }
    inspection.report(
      "\(catalog[message.name]) names \(catalog[recipient]), one of its consumers", at: message.place,
      about: [message.name], confidence: .medium,
      notes: [Note("\(catalog[recipient]) \(consumer.verb.name) it", at: consumer.place)],
      help: "name what happened, in the terms of its publisher: other services may consume it tomorrow")
  }
}

/// The words that may name a receiver: all words of a name that does not state a fact, otherwise those after `For`.
private func recipientWords(_ message: Message, _ name: NameFacts, catalog: Catalog) -> Set<String>? {
  // `ReadyForShipping` is a state and does not name a receiver.
  guard name.mood != .state else { return nil }
  guard name.mood == .past || name.mood == .requested else {
    return Set(Words(catalog.names.localBytes(message.name)).strings)
  }
  let bytes = catalog.names.localBytes(message.name)
  // Few names contain such a word, so few are split again.
  guard bytes.contains(where: { $0 == UInt8(ascii: "F") || $0 == UInt8(ascii: "f") }) else { return nil }
  let words = Words(bytes).strings
  guard let index = words.lastIndex(of: "for"), index > 0 else { return nil }
  return Set(words[(index + 1)...])
}
