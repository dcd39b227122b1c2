import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message that triggers too many others at once.
  static let fanOutStorm = Rule(.fanOutStorm, run: run)
}

private typealias Options = FanOutStormOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let graph = inspection.graph
  let (maxEmissions, maxCallbacks) = (inspection[Options.maxEmissions], inspection[Options.maxCallbacks])
  for message in catalog.messages where message.kind == .event {
    // A cheap check first: few messages have enough reactions to exceed a limit.
    guard graph.reactionOutputs(to: message.name) > maxEmissions || graph.reactionCount(to: message.name) > maxCallbacks
    else { continue }
    var emissions = 0
    var callers: Set<Name> = []
    for reaction in graph.reactions(to: message.name) where catalog.traits(of: reaction)?.isThrottled != true {
      // Of several alternatives only one is published.
      let outputs = graph.outputs(of: reaction)
      emissions += outputs.count { $0.alternative == 0 } + Set(outputs.map(\.alternative).filter { $0 > 0 }).count
      if Callbacks.askBack(reaction, of: message, graph: graph, facts: inspection.facts) {
        callers.insert(reaction.service)
      }
    }
    guard emissions > maxEmissions || callers.count > maxCallbacks else { continue }
    let words =
      emissions > maxEmissions
      ? "triggers \(emissions) further messages at once" : "makes \(callers.count) services call back at once"
    inspection.report(
      "\(catalog[message.name]) \(words)", at: message.place, about: [message.name], confidence: .medium,
      help:
        "publish one summary event, include the requested data, or let consumers work in batches (`throttled: true`)")
  }
}
