import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message between contexts of which nobody wrote down what is in it.
  static let missingContract = Rule(.missingContract, run: run)
}

private typealias Options = MissingContractOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let outside = catalog.messages.indices.filter { index in
    let message = catalog.messages[index]
    return inspection.facts.isOutside(message, index) && message.kind != .query && !message.isExternal
      && !message.isUnknown && !message.isPlanned
  }
  // Where contracts are the custom, one without is told; a list of names is a catalog too.
  let written = outside.count { hasContract(catalog.messages[$0]) }
  guard written * 2 > outside.count || inspection[Options.always] else { return }
  for index in outside where !hasContract(catalog.messages[index]) {
    let message = catalog.messages[index]
    inspection.report(
      "nobody wrote down what \(catalog[message.name]) carries", at: message.place, about: [message.name],
      help: "give it a `payload` or a `schema`; `payload: {}` says that it carries nothing")
  }
  let versioned = outside.count { catalog.messages[$0].version != nil }
  guard versioned * 2 > outside.count || inspection[Options.always] else { return }
  for index in outside
  where catalog.messages[index].version == nil && !isVersionInName(catalog.messages[index], catalog) {
    let message = catalog.messages[index]
    guard hasContract(message), catalog.traits(of: message)?.compatibility == nil else { continue }
    inspection.report(
      "\(catalog[message.name]) has no version", at: message.place, about: [message.name], loweredBy: 1,
      help: "say `version: 1`, so that its next one can be told from it")
  }
}

/// A payload that is no object has no fields, and is a contract all the same.
private func hasContract(_ message: Message) -> Bool {
  message.fields != nil || message.payloadPlace != nil || !message.schema.isEmpty
}

/// `OrderPlacedV2`, `order.placed.v1`.
private func isVersionInName(_ message: Message, _ catalog: Catalog) -> Bool {
  let name = catalog.names.bytes(message.name)
  guard let digit = name.last, digit >= 0x30, digit <= 0x39 else { return false }
  let before = name.reversed().drop { $0 >= 0x30 && $0 <= 0x39 }.first
  return before == UInt8(ascii: "v") || before == UInt8(ascii: "V")
}
