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
  for reaction in catalog.reactions where !reaction.outputs.isEmpty || reaction.effect.map(outward.contains) ?? false {
    guard let message = reaction.message.flatMap(catalog.message), message.kind == .event,
      !catalog.isInProcess(message.name)
    else { continue }
    let traits = catalog.traits(of: reaction)
    let isReplayed = traits?.isReplayable == true
    // A consumer of a source of truth may be replayed at any time.
    let mayBe =
      message.pattern == .sourced
      || catalog.first(message.channel).flatMap { inspection.facts.channels[$0.name] }?.role == .sourceOfTruth
    guard isReplayed || mayBe, traits?.remembersActions != true else { continue }
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
