import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that waits for or sends what the service's entry in the catalog does not say.
  static let processDrift = Rule(.processDrift, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for process in catalog.processes {
    let service = catalog.service(process.service)
    for (message, isSent, place) in process.unlisted {
      inspection.report(
        "\(process.label) \(isSent ? "sends" : "waits for") \(catalog[message]), which \(catalog[process.service]) does not say in the catalog", at: place,
        about: [process.service, message], notes: service.map { [Note("\(catalog[process.service]) says other messages here", at: $0.place)] } ?? [],
        help: "write it down at the service, or leave out its lists: then the process alone counts")
    }
  }
}
