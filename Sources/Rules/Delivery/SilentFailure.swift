import Catalog
import Findings
import RuleBook

extension Rule {
  /// A process that announces success, but ends without a message after an error or a timeout.
  static let silentFailure = Rule(.silentFailure, run: run)
}

private func run(_ inspection: inout Inspection) {
  for process in inspection.catalog.processes {
    func tells(_ node: ProcessModel.Node) -> Bool {
      (node.message != nil || node.isUnnamedExchange) && node.sends
    }
    guard let success = process.nodes.first(where: { !$0.isFailure && tells($0) }) else { continue }
    for (index, node) in process.nodes.enumerated()
    where node.kind == .end && node.isFailure && node.scope < 0 && !tells(node) && node.job == nil {
      var seen: Set<Int> = [index]
      var pending = node.before
      var isTold = false
      while let before = pending.popLast() {
        guard process.nodes[before].isFailure, seen.insert(before).inserted else { continue }
        // A job may send the message, and people who work on a task know of the failure.
        isTold =
          isTold || tells(process.nodes[before]) || process.nodes[before].kind == .job
          || process.nodes[before].kind == .task
        pending += process.nodes[before].before
      }
      guard !isTold else { continue }
      inspection.report(
        "\(process.label) ends at \(node.label) without a message about the failure", at: node.place,
        about: [process.service],
        notes: [Note("success is announced here", at: success.place)],
        help: "throw a message there, or services that wait for the answer wait in vain")
    }
  }
}
