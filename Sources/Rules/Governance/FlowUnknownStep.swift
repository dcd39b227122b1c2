import Catalog
import Findings
import RuleBook
import Writing

extension Rule {
  /// A step of a declared flow whose successor, message or service is unknown.
  static let flowUnknownStep = Rule(.flowUnknownStep, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for flow in catalog.flows where !flow.steps.isEmpty {
    let name = catalog[flow.name]
    let steps = Set(flow.steps.map(\.id))
    for step in flow.steps {
      for next in step.next where !steps.contains(next.id) {
        let near = NearName.best(for: next.id, among: flow.steps.map(\.id))
        inspection.report(
          "flow \(name) continues with \(next.id), which is not one of its steps", at: next.place, about: [flow.name],
          help: near.map { NearName.question($0) } ?? "add the step, or correct its name")
      }
      guard !catalog.isPartial, let (what, word) = unknown(step, catalog) else { continue }
      inspection.report(
        "flow \(name) names \(what) \(word), which is not defined", at: step.subjectPlace, about: [flow.name],
        help: "define the \(what), or correct the name")
    }
  }
}

private func unknown(_ step: FlowStep, _ catalog: Catalog) -> (what: String, word: String)? {
  switch step.subject {
  case .message(let word):
    catalog.names.find(word).flatMap(catalog.message) == nil ? ("message", word) : nil
  case .service(let word):
    catalog.names.find(word).flatMap(catalog.service) == nil ? ("service", word) : nil
  // The linker reported names that are neither.
  case .other, .named:
    nil
  }
}
