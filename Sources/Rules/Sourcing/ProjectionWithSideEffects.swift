import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A reaction that repeats its side effects when the stream is replayed.
  static let projectionWithSideEffects = Rule(.projectionWithSideEffects, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let outward = inspection.facts.effects.outward
  let views = ReadModels(catalog)
  for reaction in catalog.reactions where !reaction.outputs.isEmpty || reaction.effect.map(outward.contains) ?? false {
    guard let message = catalog.trigger(of: reaction), message.kind == .event,
      !catalog.isInProcess(message.name), catalog.role(of: reaction.service) != .orchestrator
    else { continue }
    let traits = catalog.traits(of: reaction)
    let isReplayed = traits?.isReplayable == true
    // Only what builds a read model is replayed; policies and process managers are not.
    guard isReplayed || views.areBuilt(by: reaction, of: message, catalog: catalog), traits?.remembersActions != true,
      !(reaction.idempotence.map { $0.isHarmless } ?? false)
    else { continue }
    let sent = inspection.graph.outputs(of: reaction).first { $0.verb == .sends }
    let effect = reaction.effect.flatMap { outward.contains($0) ? catalog[$0] : nil }
    guard sent != nil || effect != nil else { continue }
    let what = sent.map { "sends \(catalog[$0.message])" } ?? "performs `\(effect ?? "")`"
    inspection.report(
      "\(catalog[reaction.service]) \(what) again when \(catalog[message.name]) is replayed",
      at: sent?.place ?? reaction.place,
      about: [message.name, reaction.service], loweredBy: isReplayed ? 0 : 2,
      help: "record what was done, between the stream and the action, and set `remembers-actions: true`")
  }
}

/// The read models of services, which are built again from the events that feed them.
private struct ReadModels {
  private var fed: Set<[UInt32]> = []
  private var owners: Set<Name> = []
  private let write: Name?

  init(_ catalog: Catalog) {
    write = catalog.names.find("write")
    for service in catalog.services {
      for store in service.stores where store.role == .readModel {
        owners.insert(service.name)
        for event in store.fedBy { fed.insert([service.name.index, event.name.index]) }
      }
    }
  }

  /// Whether a reaction writes a read model: one that the event feeds, or any where the service's read models do not
  /// say what feeds them.
  func areBuilt(by reaction: Reaction, of message: Message, catalog: Catalog) -> Bool {
    guard owners.contains(reaction.service), let write, reaction.effect == write else { return false }
    if fed.contains([reaction.service.index, message.name.index]) { return true }
    return catalog.service(reaction.service)?.stores.allSatisfy { $0.role == .readModel && $0.fedBy.isEmpty } ?? false
  }
}
