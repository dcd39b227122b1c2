import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A query whose answer may miss the caller's own command.
  static let staleReadUndeclared = Rule(.staleReadUndeclared, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard catalog.messageTraits.values.contains(where: { $0.servedBy != nil }) else { return }
  let commands = Dictionary(grouping: catalog.mentions.filter { $0.verb == .sends }, by: \.service)
  for position in inspection.facts.queries {
    let message = catalog.messages[position]
    guard let traits = catalog.traits(of: message), let served = traits.servedBy, traits.staleness == nil else {
      continue
    }
    let answerers = inspection.graph.consumers(of: message.name).map(\.service)
    let store = answerers.lazy.compactMap { catalog.service($0)?.stores.first { $0.name.name == served.name } }.first
    guard let store, store.role == .readModel || store.consistency == .eventual, store.staleness == nil else {
      continue
    }
    for asker in inspection.graph.producers(of: message.name) {
      let command = commands[asker.service]?.first { mention in
        inspection.graph.consumers(of: mention.message).contains { answerers.contains($0.service) }
      }
      guard let command else { continue }
      inspection.report(
        "\(catalog[asker.service]) may read the state before its own \(catalog[command.message]): "
          + "\(catalog[message.name]) does not declare its staleness",
        at: message.place, about: [message.name, asker.service], confidence: .medium,
        notes: [Note("\(catalog[asker.service]) sends \(catalog[command.message])", at: command.place)],
        help: "set `staleness: 2s`, and show the user which changes are pending")
      break
    }
  }
}
