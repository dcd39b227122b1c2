import Catalog
import Findings
import Graph
import RuleBook
import Writing

extension Rule {
  /// A message between contexts without a payload or schema.
  static let missingContract = Rule(.missingContract, run: run)
}

private typealias Options = MissingContractOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let outside = catalog.messages.indices.filter { index in
    let message = catalog.messages[index]
    return inspection.facts.isOutside(message, index) && message.kind != .query && message.kind != .reply
      && !message.isExternal
      && !message.isUnknown && !message.isPlanned
  }
  // A missing contract is reported where most messages have one; a list of names is a catalog too.
  let written = outside.count { hasContract(catalog.messages[$0]) }
  guard written * 2 > outside.count || inspection[Options.always] else { return reportTogether(outside, &inspection) }
  for index in outside where !hasContract(catalog.messages[index]) {
    let message = catalog.messages[index]
    inspection.report(
      "\(catalog[message.name]) has no payload or schema", at: message.place, about: [message.name],
      help: "give it a `payload` or a `schema`; `payload: {}` declares that it carries nothing")
  }
  let versioned = outside.count { catalog.messages[$0].version != nil }
  guard versioned * 2 > outside.count || inspection[Options.always] else { return }
  for index in outside
  where catalog.messages[index].version == nil && !isVersionInName(catalog.messages[index], catalog) {
    let message = catalog.messages[index]
    guard hasContract(message), catalog.traits(of: message)?.compatibility == nil else { continue }
    inspection.report(
      "\(catalog[message.name]) has no version", at: message.place, about: [message.name], loweredBy: 1,
      help: "set `version: 1`, so that the next version can be distinguished from it")
  }
}

/// Reports in one finding all events without a contract, where they are the larger part: some events have one, or are
/// declared a contract with others.
private func reportTogether(_ outside: [Int], _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let events = outside.map { catalog.messages[$0] }.filter { $0.kind == .event }
  let missing = events.filter { !hasContract($0) }
  guard let first = missing.first,
    missing.count < events.count || missing.contains(where: { $0.visibility == .outside })
  else { return }
  let names = missing.map { catalog[$0.name] }
  let shown = names.count > 4 ? names.prefix(3) + ["\(names.count - 3) more"] : names[...]
  inspection.report(
    "\(missing.count) of \(counted(events.count, "event")) between contexts "
      + "\(missing.count == 1 ? "has" : "have") no payload or schema: \(joined(Array(shown)))",
    at: first.place, about: [first.name], loweredBy: 1,
    notes: missing.dropFirst().prefix(20).map { Note("\(catalog[$0.name]) has none", at: $0.place) },
    help: "give each a `payload` or a `schema`; `payload: {}` declares that it carries nothing")
}

/// Whether a message has a contract; a payload that is not an object has no fields, but counts.
private func hasContract(_ message: Message) -> Bool {
  message.fields != nil || message.payloadPlace != nil || !message.schema.isEmpty
}

/// Whether a name ends in a version: `OrderPlacedV2`, `order.placed.v1`.
private func isVersionInName(_ message: Message, _ catalog: Catalog) -> Bool {
  let name = catalog.names.bytes(message.name)
  guard name.last?.isDigit == true else { return false }
  let before = name.reversed().drop(while: \.isDigit).first
  return before == UInt8(ascii: "v") || before == UInt8(ascii: "V")
}
