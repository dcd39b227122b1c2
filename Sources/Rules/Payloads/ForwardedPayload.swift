import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// An event that forwards the payload of its trigger.
  static let forwardedPayload = Rule(.forwardedPayload, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let limit = inspection[ForwardedPayloadOptions.atLeast]
  let pipelines = FlowCover.pipelines(inspection.graph)
  let common = inspection.facts.commonFields
  var told = NameSet(count: catalog.names.count)
  for reaction in catalog.reactions where !reaction.outputs.isEmpty {
    // A service that hands on its own event translates it for others, which is the advice against inside events that
    // leave their context.
    guard let trigger = catalog.trigger(of: reaction), trigger.kind == .event, let carried = trigger.fields,
      carried.count > 0
    else { continue }
    guard catalog.role(of: reaction.service) != .gateway, !pipelines.contains(trigger.name),
      !inspection.graph.producers(of: trigger.name).contains(where: {
        trigger.visibility == .inside
          ? catalog.shareContext($0.service, reaction.service) : $0.service == reaction.service
      })
    else { continue }
    for output in inspection.graph.outputs(of: reaction)
    where output.verb == .publishes && !told.contains(output.message) {
      guard let message = catalog.message(output.message), message.fields != nil else { continue }
      let owned = Set(inspection.facts.ownedFields[reaction.service] ?? [])
      let (fields, leaves) = forwarded(trigger, message, owned: owned, common: common, catalog: catalog)
      guard leaves >= limit, let first = fields.first else { continue }
      told.insert(message.name)
      inspection.report(
        "\(catalog[message.name]) forwards \(listed(fields.map { catalog[$0.name] })) from \(catalog[trigger.name])",
        at: first.place,
        about: [message.name, trigger.name],
        confidence: .medium,
        notes: [Note("\(catalog[reaction.service]) reacts to \(catalog[trigger.name])", at: reaction.place)],
        help: "carry only what is new; consumers that need the rest can take it from \(catalog[trigger.name])")
    }
  }
}

/// The top-level fields that both messages have, and the number of equal leaves below them, without keys, envelope
/// fields and fields that the service owns.
private func forwarded(_ trigger: Message, _ message: Message, owned: Set<Name>, common: NameSet, catalog: Catalog)
  -> (
    fields: [Field], leaves: Int
  )
{
  guard let first = trigger.fields, let second = message.fields else { return ([], 0) }
  func counts(_ field: Name) -> Bool {
    let name = catalog[field]
    return !PayloadClass.isKey(name) && !PayloadClass.isEnvelope(name) && !owned.contains(field)
      && !common.contains(field)
  }
  var carried = Set(catalog.heads(of: first).lazy.filter { $0.isTopLevel && counts($0.name) }.map(\.name))
  carried.formIntersection(catalog.heads(of: second).lazy.filter(\.isTopLevel).map(\.name))
  // Most events share only keys and need no closer look.
  guard !carried.isEmpty, let before = catalog.shape(of: trigger)?.fields,
    let after = catalog.shape(of: message)?.fields
  else { return ([], 0) }
  var known: [Path: Int] = [:]
  for (index, field) in before.enumerated() { known[Path(parent: field.parent, name: field.name)] = index }
  var twin = [Int](repeating: -1, count: after.count)
  var isInner = [Bool](repeating: false, count: after.count)
  for (index, field) in after.enumerated() {
    if field.parent >= 0 { isInner[field.parent] = true }
    guard field.parent < 0 ? carried.contains(field.name) : twin[field.parent] >= 0 else { continue }
    guard let other = known[Path(parent: field.parent < 0 ? -1 : twin[field.parent], name: field.name)] else {
      continue
    }
    guard before[other].kind == field.kind, before[other].isList == field.isList,
      before[other].typeName == field.typeName
    else { continue }
    twin[index] = other
  }
  let leaves = after.indices.count { twin[$0] >= 0 && !isInner[$0] && counts(after[$0].name) }
  return (after.indices.filter { twin[$0] >= 0 && after[$0].parent < 0 }.map { after[$0] }, leaves)
}

private struct Path: Hashable {
  var parent: Int
  var name: Name
}
