import Catalog
import Contracts
import Findings
import RuleBook

extension Rule {
  /// A service's copy of a payload that does not match the contract.
  static let contractDrift = Rule(.contractDrift, run: run)
}

/// A copy of a payload that a service has in its code or document.
private struct Copy {
  var service: Name
  var message: Message
  /// Whether the service sends the message; otherwise it reads it.
  var isSent: Bool
  var payload: ContractComparison.Payload
  /// The place of the copy.
  var place: Place
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let copies = copies(catalog)
  guard !copies.isEmpty else { return }
  let state = ContractComparison.State(catalog: catalog, files: inspection.files)
  // The copy was made from an earlier contract, so it is the old side.
  var comparison = ContractComparison(old: state, new: state, policy: .tolerant)
  for copy in copies {
    let contract = ContractComparison.Payload(copy.message, in: catalog)
    let verdict = comparison.compare(copy.payload, contract, direction: copy.isSent ? .backward : .forward)
    for change in verdict.changes {
      guard var steps = lowering(change, isSent: copy.isSent) else { continue }
      // The fields of a named type are unknown.
      if change.kind.id == "payload-type-changed", isOfNamedType(change.path, copy, in: contract, catalog: catalog) {
        steps = max(steps, 1)
      }
      report(
        "\(change.path.isEmpty ? "" : "\(change.path) ")\(change.words)", of: copy, path: change.path,
        at: change.kind.isAddition ? copy.place : change.old ?? copy.place, loweredBy: steps, into: &inspection)
    }
    // In a catalog, a copy need not state types.
    guard copy.payload.isSchema, contract.isSchema else { continue }
    for part in verdict.undecided {
      report(
        "\(part.path.isEmpty ? "its payload" : part.path) cannot be compared, because \(part.reason)", of: copy,
        path: part.path, at: part.old ?? copy.place, loweredBy: 1, into: &inspection)
    }
  }
}

private func copies(_ catalog: Catalog) -> [Copy] {
  var copies: [Copy] = []
  if !catalog.reactionTraits.isEmpty {
    for reaction in catalog.reactions {
      guard let traits = catalog.traits(of: reaction), traits.copy != nil || traits.copyFile != nil,
        let message = catalog.trigger(of: reaction)
      else { continue }
      let place = traits.copyFile?.place ?? reaction.place
      copies.append(
        Copy(
          service: reaction.service, message: message, isSent: false,
          payload: .init(
            origin: traits.copyFile.flatMap { catalog.schemas[$0.place] }, fields: traits.copy, place: place),
          place: place))
    }
  }
  for copy in catalog.copies {
    guard let message = catalog.message(copy.message) else { continue }
    copies.append(
      Copy(
        service: copy.service, message: message, isSent: copy.isSent,
        payload: .init(origin: catalog.schemas[copy.place], fields: copy.fields, place: copy.place), place: copy.place))
  }
  return copies
}

/// Whether a catalog states no more of a field's type than a name of its own.
private func isOfNamedType(
  _ path: String, _ copy: Copy, in contract: ContractComparison.Payload, catalog: Catalog
) -> Bool {
  [copy.payload.fields, contract.fields].contains { range in
    guard let range else { return false }
    let shape = catalog.shape(of: range)
    let field = FieldPaths(shape, names: catalog.names).field(at: Array(path.utf8)[...])
    return field.map { shape.fields[$0].kind == .named } ?? false
  }
}

/// The steps by which a difference is milder; nil for one that harms no reader of a copy.
private func lowering(_ change: ContractChange, isSent: Bool) -> Int? {
  switch change.kind.effect {
  case .decoding: 0
  // What a copy need not have, its reader copes without.
  case .field where change.kind.isRemovalOfOptional: nil
  case .field: change.kind.isAboutPresence && !isSent ? 1 : 0
  case .validation: isSent ? 1 : nil
  case .meaning: nil
  }
}

private func report(
  _ words: String, of copy: Copy, path: String, at place: Place, loweredBy steps: Int, into inspection: inout Inspection
) {
  let catalog = inspection.catalog
  let message = copy.message
  let verb = copy.isSent ? message.kind == .event ? "publishes" : "sends" : "reads"
  inspection.report(
    "\(catalog[copy.service]) \(verb) \(catalog[message.name]) by a copy that does not match: \(words)", at: place,
    about: [message.name, copy.service] + (catalog.names.find(path).map { [$0] } ?? []), loweredBy: steps,
    notes: [Note("\(catalog[message.name]) is defined here", at: message.payloadPlace ?? message.place)],
    help: copy.isSent
      ? "send what the contract requires, or make the field optional there"
      : "update the copy to the producer's contract, or read only the fields it needs")
}
