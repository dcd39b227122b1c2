import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// A message that is named after its transport.
  static let transportWordInName = Rule(.transportWordInName, run: run)
}

private typealias Options = TransportWordInNameOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard inspection.facts.hasTransportWords else { return }
  var allowed = Set(inspection[Options.domainWords].map { $0.lowercased() })
  for entity in inspection.facts.entitiesByWord.keys { allowed.insert(entity) }
  for service in catalog.services {
    allowed.formUnion(Words(catalog.names.bytes(service.name)).strings)
    for owned in service.owns { allowed.formUnion(Words(catalog.names.bytes(owned.name)).strings) }
  }
  for (message, name) in zip(catalog.messages, inspection.facts.names)
  where name.marks.contains(.transport) && !message.isUnknown {
    guard !message.isFromInterface, let word = word(message, name, allowed: allowed, catalog: catalog) else { continue }
    inspection.report(
      "\(catalog[message.name]) has a transport word in its name: `\(word)`", at: message.place, about: [message.name],
      confidence: .medium,
      help: "name the content; the transport belongs to the channel")
  }
}

/// Words that are always technical. `ambiguous` has those that may also be business terms: they count only at the end.
private let technical: Set<String> = ["kafka", "rabbit", "rabbitmq", "sqs", "sns", "http", "json", "avro", "dto"]
private let ambiguous: Set<String> = ["topic", "queue", "record", "webhook", "rest"]

private func word(_ message: Message, _ name: NameFacts, allowed: Set<String>, catalog: Catalog) -> String? {
  let words = Words(catalog.names.localBytes(message.name)).strings
  if let word = words.first(where: { technical.contains($0) && !allowed.contains($0) }) { return word }
  guard let first = words.first, let last = words.last, words.count > 1, name.mood != .past, ambiguous.contains(last),
    !allowed.contains(last)
  else { return nil }
  // What a verb acts on is the content: `CheckRecord` is about a person's record.
  let isObject =
    message.kind == .command || message.kind == .query || name.mood.isDirective
    || name.mood == .homograph && Lexicon.classes(of: Array(first.utf8)).contains(.mostlyVerb)
  guard !isObject else { return nil }
  return last
}
