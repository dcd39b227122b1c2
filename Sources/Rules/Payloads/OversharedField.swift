import Catalog
import Findings
import Graph
import Naming
import RuleBook

extension Rule {
  /// Fields of an event that no consumer uses.
  static let oversharedField = Rule(.oversharedField, run: run)
}

private typealias Options = OversharedFieldOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let allowsWhole = inspection[Options.allowFullEntity]
  var roles = FieldRoles(catalog)
  var times = NameTest(catalog, endsInTime)
  let common = inspection.facts.commonFields
  var groups = Grouped<UInt64, (event: Name, unused: Unused)>()
  for position in catalog.messages.indices
  where catalog.messages[position].kind == .event && catalog.messages[position].fields != nil {
    let message = catalog.messages[position]
    // A single consumer with unknown needs makes every field possibly used.
    guard !inspection.graph.hasReaction(to: message.name, where: { $0.needs == nil }) else { continue }
    // What stays inside, and an entry of an event store, promises others nothing.
    guard message.visibility != .inside, message.pattern != .sourced else { continue }
    guard message.audience != .partner, message.audience != .public, !message.isExternal, !catalog.isPartial else {
      continue
    }
    guard let unused = unusedFields(message, inspection, roles: &roles, times: &times, common: common) else { continue }
    guard !(allowsWhole && message.pattern == .stateTransfer) else { continue }
    // The same fields in several events are one decision, such as the envelope of a framework.
    groups.add((message.name, unused), to: unused.key)
  }
  for group in groups {
    let (event, unused) = group.first
    inspection.report(
      "no consumer of \(listed(group.all.map { catalog[$0.event] })) uses \(listed(unused.paths))",
      at: unused.place, about: [event], confidence: .medium, loweredBy: unused.isMuch ? 0 : 1,
      notes: group.others.prefix(20).map { Note("\(catalog[$0.event]) carries them too", at: $0.unused.place) },
      help: "remove what no consumer needs: every published field is part of the contract")
  }
}

/// The fields of a payload that no consumer uses.
private struct Unused {
  /// Whether they are most of the payload.
  let isMuch: Bool
  /// The place of the first.
  let place: Place
  /// Their paths as UTF-8, one after another, and where each ends.
  private var text: [UInt8] = []
  private var ends: [Int] = []

  /// - Parameters:
  ///   - fields: the indices of the unused fields in the shape; one at least.
  ///   - all: the number of fields that could be used.
  init?(_ fields: [Int], of all: Int, in shape: Shape, names: Names) {
    guard let first = fields.first else { return nil }
    isMuch = fields.count >= 3 && fields.count * 2 > all
    place = shape.fields[first].place
    text.reserveCapacity(fields.count * 16)
    ends.reserveCapacity(fields.count)
    for field in fields {
      shape.appendPath(field, names: names, to: &text)
      ends.append(text.count)
    }
  }

  /// A number that is the same for events with the same unused fields.
  var key: UInt64 {
    ends.reduce(text.withUnsafeBufferPointer(ByteHash.hash) ^ (isMuch ? 1 : 0)) { ByteHash.hash($0 ^ UInt64($1)) }
  }

  /// The paths in the order of the payload.
  var paths: [String] {
    zip([0] + ends, ends).map { String(decoding: text[$0..<$1], as: UTF8.self) }
  }
}

/// The leaves with state that no consumer needs; nil if there are none, or if not every consumer declares its needs.
private func unusedFields(
  _ message: Message, _ inspection: Inspection, roles: inout FieldRoles, times: inout NameTest, common: NameSet
) -> Unused? {
  let catalog = inspection.catalog
  let consumers = inspection.graph.consumers(of: message.name)
  guard !consumers.isEmpty, consumers.allSatisfy({ $0.reaction >= 0 }) else { return nil }
  let reactions = inspection.graph.reactions(to: message.name)
  guard reactions.allSatisfy({ $0.needs != nil }), let shape = catalog.shape(of: message),
    !shape.fields.contains(where: { $0.kind == .opaque })
  else { return nil }
  let paths = FieldPaths(shape, names: catalog.names)
  var isUsed = [Bool](repeating: false, count: shape.fields.count)
  for reaction in reactions {
    for need in (reaction.needs.map { Array(catalog[$0]) } ?? []) + catalog[reaction.replicates] {
      if let index = paths.field(at: catalog.names.bytes(need.name)) { isUsed[index] = true }
    }
  }
  var hasChildren = [Bool](repeating: false, count: shape.fields.count)
  var hasUsedChild = hasChildren
  for field in shape.fields where field.parent >= 0 { hasChildren[field.parent] = true }
  for (index, field) in shape.fields.enumerated() where field.parent >= 0 && isUsed[field.parent] {
    isUsed[index] = true
  }
  for (index, field) in shape.fields.enumerated() where field.parent >= 0 && isUsed[index] {
    hasUsedChild[field.parent] = true
  }
  var unused: [Int] = []
  var all = 0
  for (index, field) in shape.fields.enumerated() where !hasChildren[index] {
    guard roles.role(of: field.name) == .state,
      !(times.holds(for: field.name, in: catalog.names) && isOwnTime(field, of: message, catalog: catalog)),
      field.parent >= 0 || !common.contains(field.name),
      field.name != catalog.first(message.key)?.name
    else { continue }
    all += 1
    if !isUsed[index] { unused.append(index) }
  }
  return Unused(unused, of: all, in: shape, names: catalog.names)
}

/// Whether the name of a field ends in a word for a time: `paidAt`.
private func endsInTime(_ name: ArraySlice<UInt8>) -> Bool {
  let words = Words(name).strings
  return words.count > 1 && ["at", "on", "date", "time", "timestamp"].contains(words.last)
}

/// Whether a field that ends in a time says when the fact happened: `paidAt` of `OrderPaid`, `occurredOn`,
/// `createdDate`.
private func isOwnTime(_ field: Field, of message: Message, catalog: Catalog) -> Bool {
  let first = Words(catalog.names.bytes(field.name)).strings.first
  let participle = Words(catalog.names.localBytes(message.name)).strings.last
  return first == participle || ["occurred", "happened", "event"].contains(first)
}
