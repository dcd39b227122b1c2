import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A tracker that does not observe all events of its flow.
  static let trackerGap = Rule(.trackerGap, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  guard catalog.flows.contains(where: { !$0.trackers.isEmpty }) else { return }
  /// The messages that each tracker has to do with.
  var known: [Name: Set<Name>] = [:]
  for flow in catalog.flows { for tracker in flow.trackers { known[tracker.name] = [] } }
  for mention in catalog.mentions { known[mention.service]?.insert(mention.message) }
  var search = ReactionGraph.Reachability(graph)
  for flow in catalog.flows where !flow.trackers.isEmpty && flow.starts != nil {
    var seen = NameSet(count: catalog.names.count)
    var messages: [Name] = []
    for emission in search.emissions(of: flow).sorted() {
      let name = catalog.mentions[Int(graph.emissions[emission])].message
      guard !seen.contains(name), let position = catalog.position(ofMessage: name) else { continue }
      seen.insert(name)
      let message = catalog.messages[position]
      guard inspection.facts.isOutside(message, position), catalog.traits(of: message)?.untracked == nil else {
        continue
      }
      messages.append(name)
    }
    for tracker in flow.trackers {
      guard let service = catalog.service(tracker.name), service.observesAll == nil, service.consumesAll == nil else {
        continue
      }
      let missing = messages.filter { !(known[tracker.name]?.contains($0) ?? false) }
      guard !missing.isEmpty else { continue }
      inspection.report(
        "\(catalog[tracker.name]) tracks \(catalog[flow.name]) but does not observe \(listed(missing, of: catalog))",
        at: tracker.place,
        about: [flow.name, tracker.name], help: "let it observe them, or give the reason on the message: `untracked: …`"
      )
    }
  }
}
