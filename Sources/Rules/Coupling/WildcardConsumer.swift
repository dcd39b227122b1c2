import Catalog
import Findings
import RuleBook

extension Rule {
  /// A service that takes in everything that comes along.
  static let wildcardConsumer = Rule(.wildcardConsumer, run: run)
}

private func run(_ inspection: inout Inspection) {
  for service in inspection.catalog.services where !service.isObserver {
    guard let place = service.consumesAll else { continue }
    inspection.report(
      "\(inspection.catalog[service.name]) consumes everything, whatever it is", at: place, about: [service.name],
      help: "list what it reacts to; if it only looks on, say `role: observer`")
  }
}
