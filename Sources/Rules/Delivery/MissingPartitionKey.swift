import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A stream with several partitions whose messages have no key to keep them in order.
  static let missingPartitionKey = Rule(.missingPartitionKey, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard !catalog.channels.isEmpty else { return }
  /// The number of events of each channel by which a service changes its stores.
  var writers: [Name: [Name: Int]] = [:]
  for reaction in catalog.reactions
  where !reaction.replicates.isEmpty || reaction.effect.map({ catalog[$0] == "write" }) ?? false {
    guard let channel = catalog.trigger(of: reaction).flatMap({ catalog.first($0.channel)?.name }) else {
      continue
    }
    writers[reaction.service, default: [:]][channel, default: 0] += 1
  }
  var told: Set<[UInt32]> = []
  for message in catalog.messages where message.kind == .event && !message.channel.isEmpty {
    guard let used = catalog.first(message.channel), let channel = inspection.facts.channels[used.name] else {
      continue
    }
    let isOrdered = message.pattern == .stateTransfer || message.pattern == .delta || message.pattern == .sourced
    if let partitions = channel.partitions, partitions > 1, isOrdered {
      if let key = catalog.first(message.key) {
        guard isEventID(catalog[key.name]) else { continue }
        inspection.report(
          "\(catalog[message.name]) is ordered by \(catalog[key.name]), which is unique to each message", at: key.place,
          about: [message.name],
          help: "use the key of the entity it is about")
      } else if channel.orderedBy == nil {
        inspection.report(
          "\(catalog[message.name]) has no key, but \(catalog[channel.name]) has \(partitions) partitions",
          at: message.place, about: [message.name],
          notes: channel.place == message.place
            ? [] : [Note("\(catalog[channel.name]) is defined here", at: channel.place)],
          help: "set `key: …`: only messages with the same key stay in order")
      }
    } else if message.key.isEmpty, channel.orderedBy == nil, channel.partitions != 1, message.version == nil {
      // Only changes can be out of order: what is copied once cannot.
      guard hasPartitions(channel, catalog),
        let copy = inspection.graph.reactions(to: message.name).first(where: { reaction in
          !reaction.replicates.isEmpty && (writers[reaction.service]?[used.name] ?? 0) > 1
        }), told.insert([copy.service.index, used.name.index]).inserted
      else { continue }
      inspection.report(
        "\(catalog[copy.service]) keeps a copy from \(catalog[message.name]), "
          + "but nothing guarantees the order of changes",
        at: message.place,
        about: [message.name], loweredBy: 1, notes: [Note("\(catalog[copy.service]) keeps a copy", at: copy.place)],
        help: "set `key: …` on the message or `ordered-by: …` on the channel")
    }
  }
}

private func isEventID(_ name: String) -> Bool {
  ["eventid", "messageid", "eid", "uuid", "timestamp", "occurredat"].contains(
    name.lowercased().filter { $0 != "_" && $0 != "-" })
}

/// Whether a channel may have several partitions: not if its transport has none.
private func hasPartitions(_ channel: Channel, _ catalog: Catalog) -> Bool {
  guard let transport = channel.transport else { return true }
  return !["nats", "amqp", "rabbitmq", "mqtt", "redis", "sqs", "sns", "http", "websocket", "ws", "in-process"].contains(
    catalog[transport].lowercased())
}
