import Catalog
import Findings
import RuleBook

extension Rule {
  /// A service that consumes every message without a list.
  static let wildcardConsumer = Rule(.wildcardConsumer, run: run)
}

private func run(_ inspection: inout Inspection) {
  for service in inspection.catalog.services where !service.isObserver {
    guard let place = service.consumesAll else { continue }
    inspection.report(
      "\(inspection.catalog[service.name]) consumes everything without a list", at: place, about: [service.name],
      help: "list the messages that it reacts to; if it only observes, set `role: observer`")
  }
}
