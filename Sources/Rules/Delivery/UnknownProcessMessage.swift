import Catalog
import Findings
import RuleBook
import Writing

extension Rule {
  /// A process that waits for or sends a message that is not in the catalog.
  static let unknownProcessMessage = Rule(.unknownProcessMessage, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.isPartial else { return }
  var seen: Set<String> = []
  for process in catalog.processes {
    for node in process.nodes {
      guard let word = node.message, seen.insert("\(process.service.index) \(word)").inserted else { continue }
      if let name = catalog.names.find(word), let known = catalog.message(name), !known.isUnknown { continue }
      let verb = node.receives ? "waits for" : "sends"
      let near = NearName.best(
        for: word, among: catalog.messages.prefix(2000).filter { !$0.isUnknown }.map { catalog[$0.name] })
      inspection.report(
        "\(process.label) \(verb) \(word), which is not in the catalog", at: node.place, about: [process.service],
        help: near.map { "did you mean `\($0)`? Processes use the message names of the catalog" }
          ?? "add the message to the catalog, or remove it from the process")
    }
  }
}
