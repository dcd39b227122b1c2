import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service whose catalog and AsyncAPI document list different messages.
  static let contradictingDescriptions = Rule(.contradictingDescriptions, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.interfaces.isEmpty else { return }
  let described = Set(catalog.interfaces.compactMap { catalog.names.find($0.service) })
  var stated: [Name: [Mention]] = [:]
  // Queries are seldom answered over a channel: another document describes them.
  for mention in catalog.mentions
  where described.contains(mention.service) && mention.verb != .observes && mention.verb.kind != .query {
    stated[mention.service, default: []].append(mention)
  }
  for interface in catalog.interfaces {
    // Documents alone may each describe a part of the service.
    guard let name = catalog.names.find(interface.service), let service = catalog.service(name), service.hasContent,
      service.place.file != interface.place.file
    else { continue }
    let own = (stated[name] ?? []).filter { $0.place.file == service.place.file }
    for isSending in [true, false] {
      compare(
        own.filter { $0.verb.isOutgoing == isSending }, interface, isSending: isSending, of: service, in: &inspection)
    }
  }
}

/// Reports the messages of one direction that only one of the two descriptions lists.
private func compare(
  _ stated: [Mention], _ interface: Interface, isSending: Bool, of service: Service, in inspection: inout Inspection
) {
  let catalog = inspection.catalog
  let uses = interface.operations.filter { $0.isSending == isSending }.flatMap(\.messages)
  // Replies go the other way; a document need not repeat them.
  let replies = interface.operations.filter { $0.isSending != isSending }.flatMap(\.reply)
  guard !stated.isEmpty, !uses.isEmpty, !(uses + replies).contains(where: \.isNameless) else { return }
  let documented = Set((uses + replies).map { PlainName.of($0.name) })
  let listed = Set(stated.map { PlainName.of(LocalName.of(catalog[$0.message])) })
  let onlyHere = stated.filter { !documented.contains(PlainName.of(LocalName.of(catalog[$0.message]))) }
  let onlyThere = uses.filter { !listed.contains(PlainName.of($0.name)) }
  let verb = isSending ? "sends" : "receives"
  let name = catalog[service.name]
  if let first = onlyHere.first {
    let names = onlyHere.map(\.message).unique.map { catalog.shown($0) }
    inspection.report(
      "\(name) \(verb) \(joined(names)) according to this, but not according to its AsyncAPI document",
      at: first.place, about: [service.name, first.message], notes: [Note("the document", at: interface.place)],
      help: "correct the one that is out of date")
  }
  if let first = onlyThere.first {
    let names = onlyThere.map(\.name).unique
    inspection.report(
      "\(name) \(verb) \(joined(names)) according to this AsyncAPI document, but its own description does not list "
        + "\(names.count == 1 ? "it" : "them")",
      at: first.place, about: [service.name] + (catalog.names.find(first.name).map { [$0] } ?? []),
      notes: [Note("the description", at: service.place)], help: "correct the one that is out of date")
  }
}
