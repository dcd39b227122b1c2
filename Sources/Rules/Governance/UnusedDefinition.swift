import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message that is neither sent nor received, or a service without messages.
  static let unusedDefinition = Rule(.unusedDefinition, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  // A list of names is a catalog too; an entry only counts as unused where services declare messages.
  guard !catalog.isPartial, !catalog.mentions.isEmpty else { return }
  var used = NameSet(count: catalog.names.count)
  var active = NameSet(count: catalog.names.count)
  for mention in catalog.mentions {
    used.insert(mention.message)
    active.insert(mention.service)
  }
  for reaction in catalog.reactions where !reaction.calls.isEmpty {
    for call in catalog[reaction.calls] {
      if let callee = inspection.graph.callee(of: call.name) { active.insert(callee) }
    }
  }
  for message in catalog.messages
  where message.isDefined && !used.contains(message.name) && !message.isExternal && !message.isPlanned {
    inspection.report(
      "\(message.kind.name) \(catalog[message.name]) is neither sent nor received", at: message.place,
      about: [message.name],
      help: "remove it, or set `planned: true` or `external: true`")
  }
  let inFlows = Set(
    catalog.flows.flatMap { [$0.owner].compactMap { $0 } + $0.trackers + $0.duties.map(\.service) }.map(\.name))
  for service in catalog.services where !active.contains(service.name) && !inFlows.contains(service.name) {
    guard service.observesAll == nil, service.role != .external, service.processes.isEmpty, service.jobs.isEmpty else {
      continue
    }
    inspection.report(
      "service \(catalog[service.name]) has no messages", at: service.place, about: [service.name],
      help: "declare what it sends and receives, or remove it")
  }
}
