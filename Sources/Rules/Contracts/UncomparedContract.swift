import Catalog
import Contracts
import Findings
import RuleBook

extension Rule {
  /// A contract of which a part could not be compared with its earlier version.
  static let uncomparedContract = Rule(.uncomparedContract, run: run)
}

private let help = "make the schema readable here, or compare the two versions by hand"

private func run(_ inspection: inout Inspection) {
  guard let contracts = inspection.contracts else { return }
  for pair in contracts.pairs {
    guard let new = pair.new else { continue }
    var told: Set<UndecidedPart> = []
    for part in pair.verdicts.flatMap(\.contract.undecided) where told.insert(part).inserted {
      let name = pair.title(inspection.catalog[new.name])
      let field = part.path.isEmpty ? "its payload" : part.path
      inspection.report(
        "\(name): \(field) cannot be compared, because \(part.reason)",
        at: part.new ?? new.payloadPlace ?? new.place, about: [new.name],
        help: help)
    }
    for past in pair.history {
      for part in past.contract.undecided {
        let name = inspection.catalog[new.name]
        let field = part.path.isEmpty ? "its payload" : part.path
        inspection.report(
          "\(name): \(field) cannot be compared with version \(past.version), which is kept, because \(part.reason)",
          at: part.new ?? new.payloadPlace ?? new.place, about: [new.name], help: help)
      }
    }
  }
}
