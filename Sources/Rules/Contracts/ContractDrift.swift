import Catalog
import Findings
import RuleBook

extension Rule {
  /// A consumer's copy of a payload type that no longer matches the contract.
  static let contractDrift = Rule(.contractDrift, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.reactionTraits.isEmpty else { return }
  for reaction in catalog.reactions {
    guard let copy = catalog.traits(of: reaction)?.copy, let name = reaction.message,
      let message = catalog.message(name), let own = catalog.shape(of: message)
    else { continue }
    let paths = FieldPaths(own, names: catalog.names)
    let shape = catalog.shape(of: copy)
    for (index, field) in shape.fields.enumerated() {
      let path = shape.path(index, names: catalog.names)
      let bytes = Array(path.utf8)[...]
      guard let known = paths.field(at: bytes) else {
        // Only the outermost missing field is reported, not the fields inside it.
        guard
          field.parent < 0 || paths.field(at: Array(shape.path(field.parent, names: catalog.names).utf8)[...]) != nil,
          !field.isOptional
        else { continue }
        guard paths.presence(of: bytes) == .absent else { continue }
        report(
          "expects \(path), which \(catalog[name]) does not have", field, reaction: reaction, message: message,
          inspection: &inspection)
        continue
      }
      guard differs(field, own.fields[known]) else { continue }
      // The fields of a named type are unknown.
      let isNamed = field.kind == .named || own.fields[known].kind == .named
      report(
        "reads \(path) of \(catalog[name]) as \(words(field, catalog)), but it is \(words(own.fields[known], catalog))",
        field, reaction: reaction, message: message, inspection: &inspection, loweredBy: isNamed ? 1 : 0)
    }
  }
}

private func report(
  _ words: String, _ field: Field, reaction: Reaction, message: Message, inspection: inout Inspection,
  loweredBy steps: Int = 0
) {
  let catalog = inspection.catalog
  inspection.report(
    "\(catalog[reaction.service]) \(words)", at: field.place, about: [message.name, reaction.service, field.name],
    loweredBy: steps,
    notes: [Note("\(catalog[message.name]) is defined here", at: message.payloadPlace ?? message.place)],
    help: "update the copy to the producer's contract, or read only the fields it needs")
}

private func differs(_ copy: Field, _ own: Field) -> Bool {
  if copy.kind == .unknown || own.kind == .unknown || copy.kind == .opaque || own.kind == .opaque { return false }
  if copy.kind == .named, own.kind == .named { return copy.typeName != own.typeName }
  if copy.isList != own.isList { return true }
  // An integer is a number.
  if copy.kind == .number, own.kind == .integer { return false }
  return copy.kind != own.kind
}

private func words(_ field: Field, _ catalog: Catalog) -> String {
  let word =
    switch field.kind {
    case .object: "an object"
    case .string: "a string"
    case .integer: "an integer"
    case .number: "a number"
    case .boolean: "a boolean"
    case .named: field.typeName.map { catalog[$0] } ?? "a named type"
    case .map: "a map"
    case .unknown, .opaque: "anything"
    }
  return field.isList ? "a list of \(word)" : word
}
