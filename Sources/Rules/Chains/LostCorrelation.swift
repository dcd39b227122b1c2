import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A handler that leaves the correlation of its trigger behind, although its output should carry it.
  static let lostCorrelation = Rule(.lostCorrelation, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for reaction in catalog.reactions where !reaction.outputs.isEmpty {
    guard let needs = reaction.needs, let trigger = catalog.trigger(of: reaction),
      !trigger.correlation.isEmpty, let carried = trigger.fields
    else { continue }
    let used = Set(catalog[needs].map(\.name))
    for field in catalog[trigger.correlation] where !used.contains(field.name) {
      // What travels in headers is passed on by the transport or a library.
      guard catalog.hasTopField(field.name, in: carried) else { continue }
      let output = inspection.graph.outputs(of: reaction).first { output in
        guard let message = catalog.message(output.message), let range = message.fields else { return false }
        return catalog[message.correlation].contains { $0.name == field.name }
          && catalog.hasTopField(field.name, in: range)
      }
      guard let output else { continue }
      let waiting = inspection.graph.consumers(of: output.message).first { consumer in
        consumer.reaction >= 0
          && catalog.reactions[Int(consumer.reaction)].needs.map { list in
            catalog[list].contains { $0.name == field.name }
          } ?? false
      }
      let (service, name) = (catalog[reaction.service], catalog[field.name])
      inspection.report(
        "\(service) does not use \(name) of \(catalog[trigger.name]), so \(catalog[output.message]) loses it",
        at: reaction.place, about: [trigger.name, reaction.service, field.name], confidence: .medium,
        notes: waiting.map { [Note("\(catalog[$0.service]) needs it in \(catalog[output.message])", at: $0.place)] }
          ?? [],
        help: "copy \(name) from \(catalog[trigger.name]) and add it to `needs`")
    }
  }
}
