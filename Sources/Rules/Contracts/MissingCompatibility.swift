import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts without a declared compatibility mode of its schema.
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
      "\(catalog[message.name]) declares no compatibility mode", at: message.place, about: [message.name],
      help: "set `compatibility: backward`, `forward`, `full` or `none`")
  }
}
