import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A change of a contract that breaks those who depend on it; only where there is a catalog from before to compare with.
  static let breakingChange = Rule(.breakingChange, run: run)
}

private func run(_ inspection: inout Inspection) {
  guard let previous = inspection.previous else { return }
  let catalog = inspection.catalog
  for old in previous.catalog.messages where isContract(old, previous) {
    let word = previous.catalog[old.name]
    guard let name = catalog.names.find(word), let message = catalog.message(name) else {
      reportRemoval(of: old, previous, &inspection)
      continue
    }
    for change in changes(from: old, previous.catalog, to: message, catalog) {
      // Who counts the version up has at least said so.
      let isAnnounced = (message.version ?? 0) > (old.version ?? 0)
      inspection.report(
        "\(word): \(change.words)", at: change.place ?? message.place, about: [message.name],
        loweredBy: isAnnounced ? 1 : 0,
        help: "keep the old beside the new until nobody needs it: a new field, or a new message of the next version")
    }
  }
}

/// Crosses contexts, by its author's word or by who took it in.
private func isContract(_ message: Message, _ graph: ReactionGraph) -> Bool {
  guard !message.isUnknown, message.visibility != .inside, message.audience != .context,
    message.kind != .query || message.fields != nil
  else { return false }
  if message.visibility == .outside || message.audience != nil { return true }
  let catalog = graph.catalog
  let producers = Set(graph.producers(of: message.name).map { catalog.context(of: $0.service) })
  return graph.consumers(of: message.name).contains { !producers.contains(catalog.context(of: $0.service)) }
}

private func reportRemoval(of old: Message, _ previous: ReactionGraph, _ inspection: inout Inspection) {
  let owners = old.kind == .event ? previous.producers(of: old.name) : previous.consumers(of: old.name)
  // The message has no place any more, so its owner is pointed at.
  let catalog = inspection.catalog
  let owner = owners.compactMap { catalog.names.find(previous.catalog[$0.service]) }.compactMap { catalog.service($0) }
    .first
  guard let owner, previous.hasConsumer(old.name) || old.visibility == .outside else { return }
  inspection.report(
    "\(previous.catalog[old.name]) is gone, and others depended on it", at: owner.place, about: [owner.name],
    help: "publish it until all have moved, and say `deprecated`")
}

private struct Change {
  var words: String
  var place: Place?
}

private func changes(from old: Message, _ before: Catalog, to new: Message, _ after: Catalog) -> [Change] {
  var changes: [Change] = []
  if old.kind != new.kind {
    changes.append(Change(words: "it was \(article(old.kind)) and is \(article(new.kind))", place: new.place))
  }
  for (what, left, right) in [("key", old.key, new.key), ("subject", old.subject, new.subject)] {
    guard let left = before.first(left), let right = after.first(right), before[left.name] != after[right.name] else {
      continue
    }
    changes.append(
      Change(words: "its \(what) was \(before[left.name]) and is \(after[right.name])", place: right.place))
  }
  guard let first = before.shape(of: old), let second = after.shape(of: new) else { return changes }
  let (known, now) = (fields(first, before), fields(second, after))
  let isOpaque = second.fields.contains { $0.kind == .opaque }
  for (path, field) in known.sorted(by: { $0.key < $1.key }) {
    guard let current = now[path] else {
      // What lies in a field that is gone is gone with it.
      let parent = path.split(separator: ".").dropLast().joined(separator: ".")
      guard parent.isEmpty || now[parent] != nil, !isOpaque else { continue }
      changes.append(Change(words: "\(path) is gone", place: new.payloadPlace))
      continue
    }
    if let words = typeChange(field, current) {
      changes.append(Change(words: "\(path) \(words)", place: current.field.place))
    }
    if new.kind == .event, !field.field.isOptional, !field.field.isConditional,
      current.field.isOptional || current.field.isConditional
    {
      changes.append(Change(words: "\(path) was always there and may be missing", place: current.field.place))
    }
  }
  guard new.kind != .event else { return changes }
  // Who sends commands and queries must now give more.
  for (path, current) in now.sorted(by: { $0.key < $1.key })
  where known[path] == nil && !current.field.isOptional && !current.field.isConditional {
    guard current.field.parent < 0 else { continue }
    changes.append(Change(words: "\(path) is new and required", place: current.field.place))
  }
  return changes
}

private typealias Known = (field: Field, type: String?)

private func fields(_ shape: Shape, _ catalog: Catalog) -> [String: Known] {
  var fields: [String: Known] = [:]
  for (index, field) in shape.fields.enumerated() {
    fields[shape.path(index, names: catalog.names)] = (field, field.typeName.map { catalog[$0] })
  }
  return fields
}

private func typeChange(_ old: Known, _ new: Known) -> String? {
  let unknown: Set<Field.Kind> = [.unknown, .opaque]
  guard !unknown.contains(old.field.kind), !unknown.contains(new.field.kind) else { return nil }
  if old.field.isList != new.field.isList { return old.field.isList ? "was a list and is none" : "is a list now" }
  if old.field.kind == .named, new.field.kind == .named {
    return old.type == new.type ? nil : "was \(old.type ?? "") and is \(new.type ?? "")"
  }
  guard old.field.kind != new.field.kind else { return nil }
  return "was \(old.type ?? "\(old.field.kind)") and is \(new.type ?? "\(new.field.kind)")"
}
