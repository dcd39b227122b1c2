import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// An event that tells one receiver what to do.
  static let disguisedCommand = Rule(.disguisedCommand, run: run)
}

private typealias Options = DisguisedCommandOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let (limit, infoLimit, highLimit) =
    (inspection[Options.limit], inspection[Options.infoLimit], inspection[Options.highConfidence])
  for position in inspection.facts.names.indices {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    guard message.kind == .event, !message.isUnknown, !message.isKindGuessed,
      !(message.isIntentFact && message.reason != nil)
    else { continue }
    guard CommandEvidence.canReach(infoLimit, message, name: name, graph: inspection.graph, facts: inspection.facts)
    else { continue }
    let evidence = CommandEvidence(message, name, graph: inspection.graph, facts: inspection.facts, enough: infoLimit)
    guard evidence.score >= infoLimit, evidence.isNotable else { continue }
    // Topology alone, an inside event or a low score: an info, not a warning.
    let isWarning = evidence.isClear(at: limit) && message.visibility != .inside
    inspection.report(
      statement(message, evidence, catalog: catalog), at: message.place, about: [message.name],
      confidence: evidence.score >= highLimit ? .high : .medium, loweredBy: isWarning ? 0 : 1, notes: evidence.notes,
      evidence: evidence.lines, help: remedy(message, evidence, catalog: catalog))
  }
  for flow in catalog.flows { checkDuties(of: flow, &inspection) }
}

/// Reports a service that is responsible for an outcome which another service produces in reaction to its event: no
/// command requests the outcome.
private func checkDuties(of flow: Flow, _ inspection: inout Inspection) {
  let (catalog, graph) = (inspection.catalog, inspection.graph)
  for duty in flow.duties {
    let producers = graph.producers(of: duty.outcome.name).filter { $0.reaction >= 0 }
    guard !producers.isEmpty, !producers.contains(where: { $0.service == duty.service.name }) else { continue }
    let triggers = producers.compactMap { producer in
      catalog.reactions[Int(producer.reaction)].message.map { (producer, $0) }
    }
    func isSent(_ message: Name) -> Bool { graph.producers(of: message).contains { $0.service == duty.service.name } }
    // A command to the producer of the outcome makes the responsibility explicit.
    guard !triggers.contains(where: { catalog.message($0.1)?.kind == .command && isSent($0.1) }) else { continue }
    guard let hope = triggers.first(where: { catalog.message($0.1)?.kind == .event && isSent($0.1) }),
      let event = catalog.message(hope.1)
    else { continue }
    inspection.report(
      "\(catalog[duty.service.name]) is responsible for \(catalog[duty.outcome.name]), "
        + "but relies on a reaction to \(catalog[event.name])",
      at: duty.outcome.place,
      about: [event.name, duty.service.name], confidence: .medium, loweredBy: 1,
      notes: [
        Note(
          "\(catalog[hope.0.service]) reacts to \(catalog[event.name]) of its own accord",
          at: catalog.reactions[Int(hope.0.reaction)].place)
      ],
      help: "send \(catalog[hope.0.service]) a command, or make it responsible for the outcome")
  }
}

private func statement(_ message: Message, _ evidence: CommandEvidence, catalog: Catalog) -> String {
  let receivers = evidence.receivers.map { catalog[$0] }
  let name = catalog[message.name]
  return receivers.isEmpty ? "\(name) tells its receiver what to do" : "\(name) tells \(joined(receivers)) what to do"
}

private func remedy(_ message: Message, _ evidence: CommandEvidence, catalog: Catalog) -> String {
  let owner = evidence.receivers.first.map { " that \(catalog[$0]) owns" } ?? ""
  let name = evidence.commandName.map { ", for example `\($0)`" } ?? ""
  return "make it a command\(owner)\(name); who is paged when this does not happen?"
}
