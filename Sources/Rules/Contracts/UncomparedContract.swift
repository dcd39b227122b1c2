import Catalog
import Contracts
import Findings
import RuleBook

extension Rule {
  /// A contract of which a part could not be compared with its earlier version.
  static let uncomparedContract = Rule(.uncomparedContract, run: run)
}

private func run(_ inspection: inout Inspection) {
  guard let contracts = inspection.contracts else { return }
  for pair in contracts.pairs {
    guard let new = pair.new else { continue }
    let name = pair.title(inspection.catalog[new.name])
    var told: Set<UndecidedPart> = []
    for part in pair.verdicts.flatMap(\.contract.undecided) where told.insert(part).inserted {
      report(part, of: new, name: name, inspection: &inspection)
    }
    for past in pair.history {
      for part in past.contract.undecided {
        report(part, of: new, name: name, version: past.version, inspection: &inspection)
      }
    }
  }
}

/// Reports a part that could not be compared.
///
/// - Parameter version: the older version that is compared with, where it is kept in the current state.
private func report(
  _ part: UndecidedPart, of message: Message, name: String, version: String? = nil, inspection: inout Inspection
) {
  let field = part.path.isEmpty ? "its payload" : part.path
  let other = version.map { " with version \($0), which is kept" } ?? ""
  inspection.report(
    "\(name): \(field) cannot be compared\(other), because \(part.reason)",
    at: part.new ?? message.payloadPlace ?? message.place, about: [message.name],
    help: "make the schema readable here, or compare the two versions by hand")
}
