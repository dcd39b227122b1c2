import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A breaking change of a contract; requires an earlier catalog to compare with.
  static let breakingChange = Rule(.breakingChange, run: run)
}

private func run(_ inspection: inout Inspection) {
  guard let previous = inspection.previous else { return }
  let catalog = inspection.catalog
  for old in previous.catalog.messages where isContract(old, previous) {
    let word = previous.catalog[old.name]
    guard let name = catalog.names.find(word), let message = catalog.message(name) else {
      reportRemoval(of: old, previous, inspection: &inspection)
      continue
    }
    for change in changes(from: old, previous.catalog, to: message, after: catalog) {
      // A new version announces the change, so it is milder.
      let isAnnounced = (message.version ?? 0) > (old.version ?? 0)
      inspection.report(
        "\(word): \(change.words)", at: change.place ?? message.place, about: [message.name],
        loweredBy: isAnnounced ? 1 : 0,
        help: "keep the old next to the new until no consumer needs it: add a field, or a new version of the message")
    }
  }
}

/// Whether a message crosses contexts: declared so, or consumed in another context.
private func isContract(_ message: Message, _ graph: ReactionGraph) -> Bool {
  guard !message.isUnknown, message.visibility != .inside, message.audience != .context,
    message.kind != .query || message.fields != nil
  else { return false }
  if message.visibility == .outside || message.audience != nil { return true }
  let catalog = graph.catalog
  let producers = Set(graph.producers(of: message.name).flatMap { catalog.contexts(of: $0.service) })
  return graph.consumers(of: message.name).contains { producers.isDisjoint(with: catalog.contexts(of: $0.service)) }
}

private func reportRemoval(of old: Message, _ previous: ReactionGraph, inspection: inout Inspection) {
  let owners = old.kind.isOwnedBySender ? previous.producers(of: old.name) : previous.consumers(of: old.name)
  // A removed message has no place, so the finding points at its owner.
  let catalog = inspection.catalog
  let owner = owners.compactMap { catalog.names.find(previous.catalog[$0.service]) }.compactMap { catalog.service($0) }
    .first
  guard let owner, previous.hasConsumer(old.name) || old.visibility == .outside else { return }
  inspection.report(
    "\(previous.catalog[old.name]) was removed, although others depend on it", at: owner.place, about: [owner.name],
    help: "keep it until all consumers have migrated, and mark it `deprecated`")
}

private struct Change {
  var words: String
  var place: Place?
}

private func changes(from old: Message, _ before: Catalog, to new: Message, after: Catalog) -> [Change] {
  var changes: [Change] = []
  if old.kind != new.kind {
    changes.append(Change(words: "it was \(old.kind.phrase) and is now \(new.kind.phrase)", place: new.place))
  }
  for (what, left, right) in [("key", old.key, new.key), ("subject", old.subject, new.subject)] {
    guard let left = before.first(left), let right = after.first(right), before[left.name] != after[right.name] else {
      continue
    }
    changes.append(
      Change(words: "its \(what) changed from \(before[left.name]) to \(after[right.name])", place: right.place))
  }
  guard let first = before.shape(of: old), let second = after.shape(of: new) else { return changes }
  let (known, now) = (fields(first, before), fields(second, after))
  let isOpaque = second.fields.contains { $0.kind == .opaque }
  for (path, field) in known.sorted(by: { $0.key < $1.key }) {
    guard let current = now[path] else {
      // Only the outermost removed field is reported, not the fields inside it.
      let parent = path.split(separator: ".").dropLast().joined(separator: ".")
      guard parent.isEmpty || now[parent] != nil, !isOpaque else { continue }
      changes.append(Change(words: "\(path) was removed", place: new.payloadPlace))
      continue
    }
    if let words = typeChange(field, current) {
      changes.append(Change(words: "\(path) \(words)", place: current.field.place))
    }
    if new.kind == .event, !field.field.isOptional, !field.field.isConditional,
      current.field.isOptional || current.field.isConditional
    {
      changes.append(Change(words: "\(path) was always present and may now be missing", place: current.field.place))
    }
  }
  guard new.kind != .event else { return changes }
  // A new required field breaks the senders of commands and queries.
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
  if old.field.isList != new.field.isList { return old.field.isList ? "is no longer a list" : "is now a list" }
  if old.field.kind == .named, new.field.kind == .named {
    return old.type == new.type ? nil : "changed from \(old.type ?? "") to \(new.type ?? "")"
  }
  guard old.field.kind != new.field.kind else { return nil }
  return "changed from \(old.type ?? "\(old.field.kind)") to \(new.type ?? "\(new.field.kind)")"
}
