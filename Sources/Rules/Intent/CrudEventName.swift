import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts that is named after a data operation.
  static let crudEventName = Rule(.crudEventName, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for position in inspection.facts.names.indices where inspection.facts.names[position].marks.contains(.crud) {
    let message = catalog.messages[position]
    guard message.kind == .event, message.pattern != .stateTransfer, inspection.facts.isOutside(message, position),
      !message.isUnknown
    else { continue }
    inspection.report(
      "\(catalog[message.name]) is named after a data operation", at: message.place, about: [message.name],
      confidence: .low,
      help: "name what happened in the business, or set `pattern: state-transfer`")
  }
}
