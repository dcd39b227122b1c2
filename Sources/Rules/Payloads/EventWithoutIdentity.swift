import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// An event about an entity without the key of that entity.
  static let eventWithoutIdentity = Rule(.eventWithoutIdentity, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for position in catalog.messages.indices where catalog.messages[position].key.isEmpty {
    let message = catalog.messages[position]
    guard message.kind == .event else { continue }
    guard let range = message.fields, range.count > 0,
      let subject = subject(of: message, inspection.facts, catalog: catalog)
    else { continue }
    let hasKey = catalog.fields(of: range).contains { field in
      PayloadClass.isKey(catalog[field.name]) || field.kind == .opaque || field.shared != nil
        || isCode(catalog[field.name])
    }
    guard !hasKey else { continue }
    inspection.report(
      "\(catalog[message.name]) is about \(subject) but carries no key of it",
      at: message.payloadPlace ?? message.place, about: [message.name],
      help: "add the key of the \(subject), or declare the field: `key: …`")
  }
}

/// The subject of a message: declared, or the entity that its name begins with.
private func subject(of message: Message, _ facts: Facts, catalog: Catalog) -> String? {
  if let subject = catalog.first(message.subject) { return catalog[subject.name] }
  guard !facts.entitiesByWord.isEmpty, let first = Words(catalog.names.localBytes(message.name)).strings.first else {
    return nil
  }
  return facts.entitiesByWord[first].map { catalog[$0.name] }
}

/// Whether a field name reads like a natural key, such as a code or a number.
private func isCode(_ name: String) -> Bool {
  let word = name.lowercased()
  return ["code", "number", "no", "sku", "isbn", "iban", "slug", "key"].contains { word.hasSuffix($0) }
}
