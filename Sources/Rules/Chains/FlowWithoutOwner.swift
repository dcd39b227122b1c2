import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A flow that was named and that nobody owns.
  static let flowWithoutOwner = Rule(.flowWithoutOwner, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // Flows drawn step by step come from pictures of catalogs that know no owner.
  for flow in catalog.flows where flow.steps.isEmpty && flow.kind != .pipeline {
    if let owner = flow.owner, catalog[owner.name] != "none" || flow.reason != nil { continue }
    let words = flow.owner == nil ? "has no owner" : "has no owner, and no reason for it"
    inspection.report(
      "flow \(catalog[flow.name]) \(words)", at: flow.owner?.place ?? flow.place, about: [flow.name],
      help: "name the service that answers for it, or say `owner: none` with a `reason`")
  }
}
