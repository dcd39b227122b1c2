import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A replica of another service's data that cannot be rebuilt from the messages.
  static let unrebuildableReplica = Rule(.unrebuildableReplica, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard catalog.reactions.contains(where: { !$0.replicates.isEmpty }) else { return }
  // Whoever asks the owner elsewhere can load the copy from there.
  var asked: [Name: Set<Name>] = [:]
  for mention in catalog.mentions where mention.verb == .asks {
    asked[mention.service, default: []].formUnion(inspection.graph.consumers(of: mention.message).map(\.service))
  }
  for reaction in catalog.reactions where !reaction.replicates.isEmpty {
    guard let name = reaction.message, let message = catalog.message(name),
      let place = catalog[reaction.replicates].first?.place
    else { continue }
    guard let reason = reason(message, reaction, asked: asked, inspection: inspection) else { continue }
    inspection.report(
      "\(catalog[reaction.service]) keeps a copy from \(catalog[message.name]) that cannot be rebuilt: \(reason)",
      at: place,
      about: [message.name, reaction.service], confidence: .medium,
      notes: message.place == reaction.place
        ? [] : [Note("\(catalog[message.name]) is defined here", at: message.place)],
      help: "load a snapshot first, keep the stream indefinitely or compacted, or consume the whole state")
  }
}

private func reason(
  _ message: Message, _ reaction: Reaction, asked: [Name: Set<Name>], inspection: Inspection
) -> String? {
  let catalog = inspection.catalog
  // A service that can query the state, or loads its store by other means, starts from there.
  let loads =
    inspection.graph.outputs(of: reaction).contains { $0.verb == .asks } || !reaction.calls.isEmpty
    || inspection.graph.producers(of: message.name).contains { asked[reaction.service]?.contains($0.service) ?? false }
  let stores = catalog.service(reaction.service)?.stores ?? []
  guard !loads, !stores.contains(where: { $0.loadedBy != nil }) else { return nil }
  if let channel = catalog.first(message.channel).flatMap({ inspection.facts.channels[$0.name] }),
    let retention = channel.retention,
    Retention.isFinite(catalog[retention]), channel.archive == nil
  {
    return "its channel keeps messages for \(catalog[retention]) only"
  }
  guard let shape = catalog.shape(of: message) else {
    return message.pattern == .delta ? "the event carries only changes" : nil
  }
  let reading = PayloadReading(
    message, shape, catalog: catalog, facts: inspection.facts,
    nameWords: Words(catalog.names.localBytes(message.name)).strings)
  guard message.pattern == .delta || message.pattern == nil && reading.payloadClass == .delta && reading.isCertain
  else { return nil }
  return "the event carries only changes"
}
