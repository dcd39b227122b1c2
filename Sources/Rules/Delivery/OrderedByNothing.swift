import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A channel or message that is ordered by a field which does not travel there, or by the type of the message.
  static let orderedByNothing = Rule(.orderedByNothing, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var types = NameTest(catalog) { isType(String(decoding: $0, as: UTF8.self)) }
  let ordered = catalog.channels.filter { $0.orderedBy.map { isField(catalog[$0]) } ?? false }
  var messages: [Name: [Message]] = [:]
  for message in catalog.messages where !message.isUnknown {
    if let key = catalog.first(message.key), types.holds(for: key.name, in: catalog.names) {
      inspection.report(
        "\(catalog[message.name]) is ordered by \(catalog[key.name]): messages of one case may overtake one another",
        at: key.place, about: [message.name, key.name], help: "use the key of the entity it is about")
    }
    guard !ordered.isEmpty, let channel = catalog.first(message.channel) else { continue }
    messages[channel.name, default: []].append(message)
  }
  for channel in ordered {
    guard let field = channel.orderedBy else { continue }
    let name = catalog[channel.name]
    guard !isType(catalog[field]) else {
      inspection.report(
        "\(name) is ordered by \(catalog[field]): messages of one case may overtake one another", at: channel.place,
        about: [channel.name, field], help: "order it by the key of the entity that its messages are about")
      continue
    }
    let known = (messages[channel.name] ?? []).filter { $0.fields != nil && !catalog.hasUnseenFields($0) }
    let without = known.filter { !carries(field, in: $0, catalog: catalog) }
    guard let first = without.first else { continue }
    let isNone = without.count == known.count && known.count > 1
    let words = isNone ? "no message on it" : listed(without.map { catalog[$0.name] })
    let verb = isNone ? "carries" : without.count == 1 ? "does not carry" : "do not carry"
    inspection.report(
      "\(name) is ordered by \(catalog[field]), which \(words) \(verb)", at: channel.place,
      about: [channel.name, field],
      notes: [Note("\(catalog[first.name]) has no such field", at: first.payloadPlace ?? first.place)],
      help: "name a field, a header or the key of its messages")
  }
}

/// Whether a message carries a field: in its payload, as a header or key.
private func carries(_ field: Name, in message: Message, catalog: Catalog) -> Bool {
  if catalog.carriesOutsidePayload(field, message) { return true }
  guard let range = message.fields else { return false }
  if catalog.hasTopField(field, in: range) { return true }
  return FieldPaths(catalog.shape(of: range), names: catalog.names).field(at: catalog.names.bytes(field)) != nil
}

/// Whether the order is stated by a field, and neither by the message's key nor in words: `aggregate id`.
private func isField(_ name: String) -> Bool { name != "key" && !name.contains(" ") }

/// Whether a field holds the type of a message: `type`, `eventType`.
private func isType(_ name: String) -> Bool {
  ["type", "eventtype", "messagetype", "eventname"].contains(name.lowercased().filter { $0 != "_" && $0 != "-" })
}
