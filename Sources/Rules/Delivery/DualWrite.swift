import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A service that changes its store and sends a message without a guarantee that both happen.
  static let dualWrite = Rule(.dualWrite, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var told = NameSet(count: catalog.names.count)
  for reaction in catalog.reactions where !reaction.outputs.isEmpty {
    guard let effect = reaction.effect, !["none", "read", "mail", "audit"].contains(catalog[effect]),
      !told.contains(reaction.service)
    else { continue }
    guard let service = catalog.service(reaction.service),
      service.outbox == nil || service.outbox == Service.Outbox.none
    else { continue }
    // With a log as the store, writing and publishing are one step.
    guard !service.stores.contains(where: { $0.kind == .log || $0.role == .eventStore }) else { continue }
    let output = inspection.graph.outputs(of: reaction).first { output in
      // One transaction, in which nothing needs an outbox.
      !catalog.isInProcess(output.message)
        && catalog.position(ofMessage: output.message).map { inspection.facts.isOutside(catalog.messages[$0], $0) }
          ?? false
    }
    guard let output else { continue }
    told.insert(service.name)
    let isKnown = service.outbox == Service.Outbox.none
    let trigger = reaction.message.map { "on \(catalog[$0]) " } ?? ""
    inspection.report(
      isKnown
        ? "\(catalog[service.name]) changes its store and \(output.verb.name) \(catalog[output.message]) "
          + "\(trigger)without an outbox"
        : "\(catalog[service.name]) changes its store and \(output.verb.name) \(catalog[output.message]) "
          + "\(trigger)and declares no outbox",
      at: output.place, about: [service.name], loweredBy: isKnown ? 0 : 1,
      help: "set `outbox: polling`, `transaction-log` or `workflow-engine`; each of them guarantees both")
  }
}
