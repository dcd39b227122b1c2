import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction that needs a copy which the service learns from another channel.
  static let orderAcrossChannels = Rule(.orderAcrossChannels, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  /// The reactions of each service that keep a copy of something, with the keys by which it is found again.
  var copies: [Name: [(reaction: Reaction, message: Message, keys: Set<ArraySlice<UInt8>>)]] = [:]
  for reaction in catalog.reactions where !reaction.replicates.isEmpty {
    guard let message = catalog.trigger(of: reaction), !message.channel.isEmpty else { continue }
    let keys = Set(catalog[reaction.replicates].map { FieldPath.last(of: catalog.names.bytes($0.name)) }.filter(isKey))
    if !keys.isEmpty { copies[reaction.service, default: []].append((reaction, message, keys)) }
  }
  guard !copies.isEmpty else { return }
  let reactions = ReactionsOfServices(catalog)
  for service in catalog.services {
    for copy in copies[service.name] ?? [] {
      let users = users(of: copy.keys, copiedFrom: copy.message, in: reactions[service.name], inspection: inspection)
      guard let first = users.first else { continue }
      let channel = catalog.first(copy.message.channel).map { catalog[$0.name] } ?? ""
      inspection.report(
        "\(catalog[service.name]) needs its copy from \(catalog[copy.message.name]) on \(channel) when "
          + "\(listed(users.map { catalog[$0.message.name] })) \(users.count == 1 ? "arrives" : "arrive") on another "
          + "channel: nothing orders the two",
        at: first.reaction.place, about: [service.name, copy.message.name], confidence: .medium,
        notes: [Note("\(catalog[service.name]) keeps the copy here", at: copy.reaction.place)]
          + users.dropFirst().prefix(8).map { Note("\(catalog[$0.message.name]) arrives here", at: $0.reaction.place) },
        help: "expect that the copy is missing: park the message, repeat it later, or fetch what is needed")
    }
  }
}

/// The reactions of a service on other channels that find a copy by one of its keys.
private func users(
  of keys: Set<ArraySlice<UInt8>>, copiedFrom source: Message, in reactions: [Reaction], inspection: Inspection
) -> [(reaction: Reaction, message: Message)] {
  let catalog = inspection.catalog
  let home = catalog.first(source.channel)?.name
  return reactions.compactMap { reaction in
    // A command names what it is about and may not need the copy.
    guard let message = catalog.trigger(of: reaction), message.kind == .event, message.name != source.name,
      let channel = catalog.first(message.channel)?.name, channel != home,
      // What only reads, or does nothing, can be repeated; what copies the same is one more source.
      !(reaction.effect.map(inspection.facts.effects.nothing.contains) ?? reaction.outputs.isEmpty),
      let needs = reaction.needs,
      catalog[needs].contains(where: { keys.contains(FieldPath.last(of: catalog.names.bytes($0.name))) })
    else { return nil }
    // Who waits for the copy reacts to both.
    if catalog.traits(of: reaction)?.isJoin == true { return nil }
    return (reaction, message)
  }
}

/// Whether a field is the key of something else than the message: `orderId`, and not `id`.
private func isKey(_ name: ArraySlice<UInt8>) -> Bool {
  name.count > 3 && PayloadClass.isKey(String(decoding: name, as: UTF8.self))
}
