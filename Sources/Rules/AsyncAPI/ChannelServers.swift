import Readers
import RuleBook
import Schemas

extension Rule {
  /// A channel on an undefined server.
  static let channelServers = Rule(.channelServers, document: check)
}

private func check(_ inspection: inout DocumentInspection) {
  let servers = inspection.followed(inspection.root["servers"])
  for channel in inspection.parts.channels {
    for item in channel.node["servers"]?.items ?? [] {
      let unknown =
        inspection.document.isVersion2 ? named(item, servers) : referred(item, channel, inspection: inspection)
      guard let unknown else { continue }
      inspection.report("channel \(channel.key) names server \(unknown.name), which is not defined", at: unknown.place)
    }
  }
}

/// In 2.x, channels name servers.
private func named(_ item: DocumentNode, _ servers: DocumentNode?) -> DocumentParts.Mention? {
  guard item.isScalar, servers?[item.string] == nil else { return nil }
  return DocumentParts.Mention(name: item.string, place: item.place)
}

/// In 3.x, channels refer to `#/servers`.
private func referred(
  _ item: DocumentNode, _ channel: DocumentParts.Channel, inspection: DocumentInspection
) -> DocumentParts.Mention? {
  guard channel.node.document === inspection.root.document, let reference = item["$ref"], reference.isScalar,
    !reference.string.hasPrefix("#/servers/")
  else { return nil }
  let name = reference.string.split(separator: "/").last.map(String.init) ?? reference.string
  return DocumentParts.Mention(name: name, place: reference.place)
}
