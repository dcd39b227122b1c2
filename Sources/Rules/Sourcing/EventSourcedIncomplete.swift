import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// An entry of an event-sourced stream that does not carry enough to rebuild the state.
  static let eventSourcedIncomplete = Rule(.eventSourcedIncomplete, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for position in inspection.facts.patterned where catalog.messages[position].pattern == .sourced {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    guard let shape = catalog.shape(of: message), !shape.fields.contains(where: { $0.kind == .opaque }) else {
      continue
    }
    let words = Words(catalog.names.localBytes(message.name)).strings
    // `OrderCancelled` is complete by its verb; `AddressChanged` is not.
    guard name.marks.contains(.change) || words.last.map(changing.contains) ?? false else { continue }
    let reading = PayloadReading(message, shape, catalog: catalog, facts: inspection.facts, nameWords: words)
    guard reading.payloadClass == .idOnly || reading.payloadClass == .empty else { continue }
    inspection.report(
      "\(catalog[message.name]) is an entry of an event-sourced stream without the new value",
      at: message.payloadPlace ?? message.place, about: [message.name],
      confidence: .medium, help: "include what changed: the stream must suffice to rebuild the state")
  }
}

/// Verbs of a change whose new value is not part of the name.
private let changing: Set<String> = [
  "moved", "renamed", "set", "adjusted", "assigned", "rescheduled", "priced", "relocated", "transferred", "deposited",
  "withdrawn",
]
