import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// An event between contexts that states a change, but neither what changed nor why.
  static let genericChangeEvent = Rule(.genericChangeEvent, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let owned = Set(inspection.facts.owners.keys.map { Words(catalog.names.localBytes($0)).strings.joined() })
  for position in inspection.facts.names.indices where inspection.facts.names[position].marks.contains(.change) {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    guard message.kind == .event, message.pattern != .stateTransfer, message.pattern != .notification,
      !message.isUnknown
    else { continue }
    guard inspection.facts.isOutside(message, position) else { continue }
    let words = Words(catalog.names.localBytes(message.name)).strings
    guard name.marks.contains(.status) || isWholeThing(words, message, owned: owned, inspection: inspection) else {
      continue
    }
    inspection.report(
      "\(catalog[message.name]) states neither what changed nor why", at: message.place, about: [message.name],
      confidence: .medium,
      help: "publish what happened, such as `CustomerMoved`, or set `pattern: state-transfer` and carry the state")
  }
}

/// Whether the name refers to the whole entity: `CustomerChanged`, not `CustomerAddressChanged`.
///
/// - Parameter owned: the entities that services own, in lower case.
private func isWholeThing(_ words: [String], _ message: Message, owned: Set<String>, inspection: Inspection) -> Bool {
  let catalog = inspection.catalog
  let thing = words.dropLast().joined()
  guard !thing.isEmpty else { return false }
  if let subject = catalog.first(message.subject) { return catalog[subject.name].lowercased() == thing }
  if inspection.facts.entitiesByWord[thing] != nil || owned.contains(thing) { return true }
  // A service or context is often named after its main entity.
  return inspection.graph.producers(of: message.name).contains { producer in
    [producer.service, catalog.context(of: producer.service)].contains {
      Words(catalog.names.bytes($0)).words.filter { !$0.spells("service") }.joined().elementsEqual(thing.utf8)
    }
  }
}
