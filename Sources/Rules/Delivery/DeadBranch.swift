import Catalog
import Findings
import RuleBook

extension Rule {
  /// A branch of a process that can never be taken.
  static let deadBranch = Rule(.deadBranch, run: run)
}

private func run(_ inspection: inout Inspection) {
  for process in inspection.catalog.processes {
    for (label, place) in process.deadBranches {
      inspection.report(
        "\(process.label): the branch \(label) is never taken, its condition is false", at: place,
        about: [process.service],
        help: "take it out, or give it a condition that can hold")
    }
  }
}
