import Catalog
import Findings
import RuleBook

extension Rule {
  /// A service's copy of a payload type that does not match the contract.
  static let contractDrift = Rule(.contractDrift, run: run)
}

/// A copy of a payload that a service has in its code or document.
private struct Copy {
  var service: Name
  var message: Message
  /// Whether the service sends the message; otherwise it reads it.
  var isSent: Bool
  var fields: FieldRange
  /// The place of the copy as a whole; nil if only its fields have places.
  var place: Place?
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  if !catalog.reactionTraits.isEmpty {
    for reaction in catalog.reactions {
      guard let fields = catalog.traits(of: reaction)?.copy, let message = reaction.message.flatMap(catalog.message)
      else { continue }
      compare(Copy(service: reaction.service, message: message, isSent: false, fields: fields), &inspection)
    }
  }
  for copy in catalog.copies {
    guard let message = catalog.message(copy.message) else { continue }
    compare(
      Copy(service: copy.service, message: message, isSent: copy.isSent, fields: copy.fields, place: copy.place),
      &inspection)
  }
}

/// Reports what the reading side requires and the sending side lacks, and what they read and send as different types.
private func compare(_ copy: Copy, _ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard let contract = catalog.shape(of: copy.message) else { return }
  let own = catalog.shape(of: copy.fields)
  let (read, sent) = copy.isSent ? (contract, own) : (own, contract)
  let paths = FieldPaths(sent, names: catalog.names)
  let message = catalog[copy.message.name]
  for (index, field) in read.fields.enumerated() {
    let path = read.path(index, names: catalog.names)
    let bytes = Array(path.utf8)[...]
    guard let known = paths.field(at: bytes) else {
      // Only the outermost missing field is reported, not the fields inside it.
      guard
        field.parent < 0 || paths.field(at: Array(read.path(field.parent, names: catalog.names).utf8)[...]) != nil,
        !field.isOptional, !field.isConditional, paths.presence(of: bytes) == .absent
      else { continue }
      let words =
        copy.isSent
        ? "\(verb(copy.message)) \(message) without \(path), which its contract requires"
        : "expects \(path), which \(message) does not have"
      let place = copy.isSent ? copy.place ?? field.place : field.place
      report(words, field, of: copy, at: place, into: &inspection)
      continue
    }
    let other = sent.fields[known]
    guard differs(field, other) else { continue }
    let words =
      copy.isSent
      ? "\(verb(copy.message)) \(path) of \(message) as \(type(other, catalog)), but it is \(type(field, catalog))"
      : "reads \(path) of \(message) as \(type(field, catalog)), but it is \(type(other, catalog))"
    // The fields of a named type are unknown.
    let isNamed = field.kind == .named || other.kind == .named
    report(
      words, field, of: copy, at: copy.isSent ? other.place : field.place, loweredBy: isNamed ? 1 : 0,
      into: &inspection)
  }
}

private func verb(_ message: Message) -> String { message.kind == .event ? "publishes" : "sends" }

private func report(
  _ words: String, _ field: Field, of copy: Copy, at place: Place, loweredBy steps: Int = 0,
  into inspection: inout Inspection
) {
  let message = copy.message
  inspection.report(
    "\(inspection.catalog[copy.service]) \(words)", at: place, about: [message.name, copy.service, field.name],
    loweredBy: steps,
    notes: [
      Note("\(inspection.catalog[message.name]) is defined here", at: message.payloadPlace ?? message.place)
    ],
    help: copy.isSent
      ? "send what the contract requires, or make the field optional there"
      : "update the copy to the producer's contract, or read only the fields it needs")
}

private func differs(_ read: Field, _ sent: Field) -> Bool {
  if read.kind == .unknown || sent.kind == .unknown || read.kind == .opaque || sent.kind == .opaque { return false }
  if read.kind == .named, sent.kind == .named { return read.typeName != sent.typeName }
  if read.isList != sent.isList { return true }
  // An integer is a number.
  if read.kind == .number, sent.kind == .integer { return false }
  return read.kind != sent.kind
}

private func type(_ field: Field, _ catalog: Catalog) -> String {
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
