import Catalog
import Findings
import RuleBook

extension Rule {
  /// A branch of a process whose condition is always false.
  static let deadBranch = Rule(.deadBranch, run: run)
}

private func run(_ inspection: inout Inspection) {
  for process in inspection.catalog.processes {
    for branch in process.deadBranches {
      let (label, place) = (branch.text, branch.place)
      inspection.report(
        "\(process.label): branch \(label) is never taken, its condition is always false", at: place,
        about: [process.service],
        help: "remove it, or give it a condition that can be true")
    }
  }
}
