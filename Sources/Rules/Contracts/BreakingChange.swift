import Catalog
import Contracts
import Findings
import Graph
import RuleBook

extension Rule {
  /// A breaking change of a contract; requires an earlier catalog to compare with.
  static let breakingChange = Rule(.breakingChange, run: run)
}

extension ContractChanges {
  /// The strictness that the configuration asks for.
  static func policy(_ settings: RuleSettings?) -> CompatibilityPolicy {
    let word = settings?.options[BreakingChangeOptions.policy.name].flatMap(String.init)
    return word ?? BreakingChangeOptions.policy.standard == "strict" ? .strict : .tolerant
  }
}

private func run(_ inspection: inout Inspection) {
  guard let contracts = inspection.contracts else { return }
  for pair in contracts.pairs {
    guard let new = pair.new else {
      reportRemoval(of: pair, contracts, inspection: &inspection)
      continue
    }
    let impacts = Impacts(pair, new, before: contracts.earlier.catalog, now: inspection.catalog)
    for change in CatalogChange.changes(of: pair, to: new, from: contracts.earlier, now: inspection.graph) {
      report(change.change, change.direction, severity: change.severity, impacts: impacts, inspection: &inspection)
    }
    var told: Set<ContractChange> = []
    for verdict in pair.verdicts {
      for change in verdict.contract.changes where told.insert(change).inserted {
        report(change, verdict.direction, severity: nil, impacts: impacts, inspection: &inspection)
      }
    }
    for past in pair.history {
      for change in past.contract.changes {
        report(change, .backward, severity: nil, past: past.version, impacts: impacts, inspection: &inspection)
      }
    }
  }
}

/// Reports a change where it was made, with the services that it breaks.
///
/// - Parameter past: the older version that is compared with, where it is kept in the current state.
private func report(
  _ change: ContractChange, _ direction: CompatibilityDirection, severity: Severity?, past: String? = nil,
  impacts: Impacts, inspection: inout Inspection
) {
  let message = impacts.new
  var name = impacts.title(inspection.catalog[message.name])
  if let past { name += ", compared with version \(past), which is kept" }
  let parties = impacts.parties(change, direction)
  var impact = ContractImpact(
    kind: change.kind.id, direction: direction == .forward ? "forward" : "backward", effect: "\(change.kind.effect)",
    path: change.path, parties: parties)
  if past == nil { impact.old = change.old }
  var notes = parties.filter { $0.fate == .breaks }.compactMap(\.note)
  if let past, let place = change.old { notes.append(Note("version \(past)", at: place)) }
  inspection.report(
    past == nil && change.path.isEmpty && !change.words.hasPrefix("its ")
      ? "\(name) \(change.words)" : "\(name): \(change.path.isEmpty ? "" : "\(change.path) ")\(change.words)",
    at: change.new ?? message.payloadPlace ?? message.place, about: [message.name],
    loweredBy: Severity.error.rawValue - (severity ?? impacts.severity(change, direction, for: parties)).rawValue,
    notes: notes, help: impacts.help(change, direction), impact: impact)
}

/// Reports a message that is gone, at the services that still rely on it.
private func reportRemoval(of pair: ContractChanges.Pair, _ contracts: ContractChanges, inspection: inout Inspection) {
  let (before, catalog) = (contracts.earlier.catalog, inspection.catalog)
  // What is not among the files of a part of the system may be elsewhere.
  guard !catalog.isPartial, pair.ends.hasOutside || !pair.ends.all.isEmpty,
    !isRetired(pair, before, today: inspection.today)
  else {
    return
  }
  let word = before[pair.old.name]
  let parties = pair.ends.all.map { end in
    ContractImpact.Party(
      end.service, .breaks, because: pair.old.kind.isOwnedBySender ? "relies on it" : "sends it", at: end.place,
      in: catalog)
  }
  var impact = ContractImpact(
    kind: CatalogChange.messageRemoved.id, direction: "forward", effect: "\(CatalogChange.messageRemoved.effect)",
    path: "", parties: parties)
  impact.old = pair.old.place
  let owners = contracts.earlier.owners(of: pair.old)
  // A removed message has no place: where it is still used, else at its owner, else at the first thing that is left.
  let owner = owners.lazy.compactMap { catalog.names.find(before[$0.service]).flatMap(catalog.service) }.first
  guard let place = pair.ends.all.first?.place ?? owner?.place ?? catalog.services.first?.place else { return }
  let renamed = contracts.newName(of: pair.old)
  let subject = catalog.names.find(word)
  inspection.report(
    "\(word) was removed, although others depend on it"
      + (renamed.map { "; \(catalog[$0]) is new and has the same payload" } ?? ""),
    at: place, about: subject.map { [$0] } ?? owner.map { [$0.name] } ?? [],
    notes: parties.dropFirst().compactMap(\.note),
    help: "keep it until all consumers have migrated, and mark it `deprecated`", impact: impact)
}

/// Whether the end of a message was announced and has come: then its removal is what was agreed.
private func isRetired(_ pair: ContractChanges.Pair, _ before: Catalog, today: String) -> Bool {
  guard pair.ends.all.isEmpty, let deprecation = before.traits(of: pair.old)?.deprecation else { return false }
  guard let sunset = deprecation.sunset else { return false }
  return before[sunset.name] <= today
}
