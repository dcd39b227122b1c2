import Catalog
import Findings
import RuleBook

extension Rule {
  /// An event between contexts without a declared compatibility mode of its schema.
  static let missingCompatibility = Rule(.missingCompatibility, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var lack = Lack()
  for (position, message) in catalog.messages.enumerated()
  where message.kind == .event && !message.isUnknown && !message.isExternal {
    // Without a payload there is nothing that the mode would decide about.
    guard message.fields != nil || catalog.schema(of: message) != nil else { continue }
    guard inspection.facts.isOutside(message, position) else { continue }
    lack.all += 1
    if catalog.traits(of: message)?.compatibility == nil {
      lack.add(message, "declares no compatibility mode", at: message.place)
    }
  }
  inspection.report(
    lack, "events between contexts declare no compatibility mode",
    help: "set `compatibility: backward`, `forward`, `full` or `none`")
}
