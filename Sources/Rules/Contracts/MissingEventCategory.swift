import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts without a declared pattern.
  static let missingEventCategory = Rule(.missingEventCategory, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var lack = Lack()
  for (position, message) in catalog.messages.enumerated() where message.kind == .event && !message.isUnknown {
    guard inspection.facts.isOutside(message, position), !message.isExternal else { continue }
    lack.all += 1
    if message.pattern == nil { lack.add(message, "declares no pattern", at: message.place) }
  }
  inspection.report(
    lack, "events between contexts declare no pattern",
    help: "set `pattern: domain` for a business fact, `state-transfer` or `delta` for a data change")
}
