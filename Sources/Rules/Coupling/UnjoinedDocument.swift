import Catalog
import Findings
import RuleBook

extension Rule {
  /// A document that shares neither channel nor message with any other.
  static let unjoinedDocument = Rule(.unjoinedDocument, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for index in catalog.unjoined {
    let interface = catalog.interfaces[index]
    guard !interface.operations.isEmpty, let name = catalog.names.find(interface.service) else { continue }
    inspection.report(
      "no other document shares a channel or message with \(interface.service)", at: interface.place, about: [name],
      help: "compare its addresses and message names with those of its neighbours")
  }
}
