import Catalog
import Findings
import RuleBook

extension Rule {
  /// A document that shares neither a channel nor a message with any other.
  static let unjoinedDocument = Rule(.unjoinedDocument, run: run)
}

/// The number of such documents from which, if they are the majority, one finding reports them all; a finding for each
/// would bury the rest.
private let manyDocuments = 4

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let lone = catalog.unjoined.filter { !catalog.interfaces[$0].operations.isEmpty }
  let help = "compare its addresses and message names with those of related documents"
  guard lone.count < manyDocuments || lone.count * 2 <= catalog.interfaces.count else {
    let lone = lone.sorted { catalog.interfaces[$0].service < catalog.interfaces[$1].service }
    let first = catalog.interfaces[lone[0]]
    inspection.report(
      "\(lone.count) of \(catalog.interfaces.count) documents share no channel or message with any other document, "
        + "\(first.service) is the first",
      at: first.place, about: lone.prefix(1).compactMap { catalog.names.find(catalog.interfaces[$0].service) },
      notes: lone.dropFirst().map {
        Note("\(catalog.interfaces[$0].service) is another", at: catalog.interfaces[$0].place)
      },
      help: "lint the documents of one system together, or specify the folder of one system")
    return
  }
  for index in lone {
    let interface = catalog.interfaces[index]
    guard let name = catalog.names.find(interface.service) else { continue }
    inspection.report(
      "\(interface.service) shares no channel or message with any other document", at: interface.place, about: [name],
      help: help)
  }
}
