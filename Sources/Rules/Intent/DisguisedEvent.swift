import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// A command that only states a fact.
  static let disguisedEvent = Rule(.disguisedEvent, run: run)
}

private typealias Options = DisguisedEventOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[Options.limit]
  for position in inspection.facts.commands where inspection.facts.names[position].mood == .past {
    let message = catalog.messages[position]
    guard !message.isUnknown, !message.isKindGuessed else { continue }
    let receivers = inspection.graph.consumers(of: message.name)
    var evidence = [Evidence("the name states what happened", points: 60)]
    if receivers.count > 1 { evidence.append(Evidence("\(receivers.count) services receive it", points: 25)) }
    if receivers.isEmpty { evidence.append(Evidence("no service is asked to act", points: 15)) }
    let score = min(evidence.reduce(0) { $0 + $1.points }, 100)
    guard score >= limit else { continue }
    inspection.report(
      "\(catalog[message.name]) is a command that states a fact", at: message.place, about: [message.name],
      notes: receivers.map { Note("\(catalog[$0.service]) \($0.verb.name) it", at: $0.place) }, evidence: evidence,
      help: "make it an event; if a service should act, name the action: a command starts with a verb")
  }
}
