import Catalog
import Findings
import Graph
package import Linting
import Loading
import Reports
package import Writing
import YAMLTree

/// The description of one message, and why documents were matched on it.
package enum Show {
  /// Kind, channels, senders and receivers of a message, and the reasons why documents were matched on it.
  ///
  /// - Throws: `UsageError` for an unknown name, with the most similar one.
  package static func message(_ name: String, _ request: LintRequest) throws(UsageError) -> [UInt8] {
    let system = try Linter.load(request, try Linter.configuration(for: request))
    let catalog = system.catalog
    guard let known = catalog.names.find(name), let message = catalog.message(known) else {
      throw .unknown("message", name, among: catalog.messages.map { catalog[$0.name] })
    }
    var sources = system.sources
    var out = ByteBuffer()
    func written(_ place: Place) -> String {
      let position = sources.position(place)
      return Escaping.terminal("\(sources.path(place.file)):\(position.line):\(position.column)")
    }
    func line(_ label: String, _ text: String, place: Place?) {
      let padding = String(repeating: " ", count: max(1, 12 - label.count))
      out.append("  \(label)\(padding)\(Escaping.terminal(text))\(place.map { "   \(written($0))" } ?? "")\n")
    }
    let reason = message.inferredFrom.map { ", inferred: \(catalog[$0])" } ?? ""
    out.append("\(Escaping.terminal(catalog[message.name]))   \(message.kind.name)\(reason)\n")
    line("defined", message.isDefined ? "" : "not defined; used by services", place: message.place)
    for channel in catalog[message.channel] {
      line(
        "channel", ([catalog[channel.name]] + channelFacts(channel.name, catalog)).joined(separator: ", "),
        place: channel.place)
    }
    if let shape = catalog.shape(of: message) {
      let fields = shape.fields.indices.filter { shape.fields[$0].parent < 0 }.map {
        catalog[shape.fields[$0].name] + (shape.fields[$0].isOptional ? "?" : "")
      }
      line("payload", fields.isEmpty ? "nothing" : fields.joined(separator: ", "), place: message.payloadPlace)
    }
    for mention in system.graph.mentions(of: message.name) {
      let group = mention.verb.isOutgoing ? nil : group(at: mention.place, catalog)
      line(mention.verb.name, catalog[mention.service] + (group.map { ", as \($0)" } ?? ""), place: mention.place)
    }
    for join in catalog.joins where join.message == message.name {
      line("joined", "\(catalog[join.service]): \(join.reason)", place: join.place)
    }
    return out.bytes
  }

  private static func channelFacts(_ name: Name, _ catalog: Catalog) -> [String] {
    guard let channel = catalog.channels.first(where: { $0.name == name }) else { return [] }
    return [
      channel.transport.map { catalog[$0] }, channel.isQueue ? "a queue" : nil,
      channel.partitions.map { "partitions: \($0)" },
      channel.orderedBy.map { "ordered by \(catalog[$0])" }, channel.retention.map { "retention \(catalog[$0])" },
    ].compactMap { $0 }
  }

  /// The consumer group of the operation that speaks of a message at a place.
  private static func group(at place: Place, _ catalog: Catalog) -> String? {
    for operation in catalog.interfaces.lazy.flatMap(\.operations) where !operation.isSending {
      if operation.messages.contains(where: { operation.place(of: $0) == place }) { return operation.group }
    }
    return nil
  }
}
