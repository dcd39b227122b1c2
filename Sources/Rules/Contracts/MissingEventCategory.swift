import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts without a declared pattern.
  static let missingEventCategory = Rule(.missingEventCategory, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for (position, message) in catalog.messages.enumerated()
  where message.kind == .event && message.pattern == nil && !message.isUnknown {
    guard inspection.facts.isOutside(message, position), !message.isExternal else { continue }
    inspection.report(
      "\(catalog[message.name]) declares no pattern", at: message.place, about: [message.name],
      help: "set `pattern: domain` for a business fact, `state-transfer` or `delta` for a data change")
  }
}
