import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts that does not say how its schema may change.
  static let missingCompatibility = Rule(.missingCompatibility, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for (position, message) in catalog.messages.enumerated()
  where message.kind == .event && !message.isUnknown && !message.isExternal {
    guard inspection.facts.isOutside(message, position), catalog.traits(of: message)?.compatibility == nil else {
      continue
    }
    inspection.report(
      "\(catalog[message.name]) does not say how its schema may change", at: message.place, about: [message.name],
      help: "say `compatibility: backward`, `forward`, `full` or `none`")
  }
}
