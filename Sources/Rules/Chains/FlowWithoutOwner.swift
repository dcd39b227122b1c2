import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A declared flow without an owner.
  static let flowWithoutOwner = Rule(.flowWithoutOwner, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // Flows drawn step by step come from diagrams of catalogs without the concept of an owner.
  let flows = catalog.flows.filter { flow in
    guard flow.steps.isEmpty, flow.kind != .pipeline else { return false }
    return flow.owner.map { catalog[$0.name] == "none" && flow.reason == nil } ?? true
  }
  let traces = inspection.graph.traces(of: flows)
  for flow in flows where traces[flow.name]?.owner == nil {
    let words = flow.owner == nil ? "has no owner" : "has `owner: none` without a reason"
    inspection.report(
      "flow \(catalog[flow.name]) \(words)", at: flow.owner?.place ?? flow.place, about: [flow.name],
      help: "declare the service that is responsible for it, or set `owner: none` with a `reason`")
  }
}
