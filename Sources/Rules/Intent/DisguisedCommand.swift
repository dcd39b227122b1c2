import Catalog
import Findings
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
    guard message.kind == .event, !message.isUnknown, !message.isKindGuessed, !(message.isIntentFact && message.reason != nil) else { continue }
    guard CommandEvidence.canReach(infoLimit, message, name, inspection.graph, inspection.facts) else { continue }
    let evidence = CommandEvidence(message, name, inspection.graph, inspection.facts, enough: infoLimit)
    guard evidence.score >= infoLimit else { continue }
    // Topology alone, an inside event, or too few points: worth a look, not a warning.
    let isClear = evidence.score >= limit && (evidence.families >= 2 || evidence.namePoints >= 60)
    let isWarning = isClear && message.visibility != .inside
    inspection.report(
      statement(message, evidence, catalog), at: message.place, about: [message.name],
      confidence: evidence.score >= highLimit ? .high : .medium, loweredBy: isWarning ? 0 : 1, notes: evidence.notes,
      evidence: evidence.lines, help: remedy(message, evidence, catalog))
  }
}

private func statement(_ message: Message, _ evidence: CommandEvidence, _ catalog: Catalog) -> String {
  let receivers = evidence.receivers.map { catalog[$0] }
  let name = catalog[message.name]
  return receivers.isEmpty ? "\(name) tells somebody what to do" : "\(name) tells \(joined(receivers)) what to do"
}

private func remedy(_ message: Message, _ evidence: CommandEvidence, _ catalog: Catalog) -> String {
  let owner = evidence.receivers.first.map { " that \(catalog[$0]) owns" } ?? ""
  let name = evidence.commandName.map { ", say `\($0)`" } ?? ""
  return "make it a command\(owner)\(name), or ask: whom would one call if this never happens?"
}
