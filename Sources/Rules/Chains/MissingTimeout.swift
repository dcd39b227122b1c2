import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service that may wait indefinitely.
  static let missingTimeout = Rule(.missingTimeout, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let timers = Timers(catalog)
  for service in catalog.services {
    for expectation in service.expectations where !expectation.isTimed && !expectation.isFromInterface {
      guard !timers.runs(after: expectation.message.name, at: service.name),
        !catalog.isInProcess(expectation.message.name)
      else { continue }
      let replies = expectation.replies.isEmpty ? "" : " for \(joined(expectation.replies.map { catalog[$0.name] }))"
      inspection.report(
        "\(catalog[service.name]) waits\(replies) after \(catalog[expectation.message.name]) without a timeout",
        at: expectation.message.place,
        about: [service.name, expectation.message.name],
        help: "set `within: …` and `otherwise: …`, or `within: forever` if that is intended")
    }
  }
  for step in AwaitedStep.all(inspection.facts.waits, catalog, at: orchestrators(catalog))
  where !timers.runs(after: step.command.message, at: step.command.service)
    && !catalog.isInProcess(step.command.message)
  {
    let service = catalog.service(step.command.service)
    guard !(service?.expectations.contains { $0.message.name == step.command.message } ?? false) else { continue }
    inspection.report(
      "\(catalog[step.command.service]) waits for \(catalog[step.reply.message]) "
        + "after \(catalog[step.command.message]) without a timeout",
      at: step.command.place, about: [step.command.service, step.command.message], confidence: .medium, loweredBy: 1,
      notes: [Note("\(catalog[step.reply.service]) answers with \(catalog[step.reply.message])", at: step.reply.place)],
      help: "declare under `expects` how long it waits and what happens otherwise")
  }
}
