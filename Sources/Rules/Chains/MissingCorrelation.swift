import Catalog
import Findings
import Graph
import RuleBook

extension Rule {
  /// A message without a correlation, although the message that triggers it has one.
  static let missingCorrelation = Rule(.missingCorrelation, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let correlating = CorrelationFields(catalog.names)
  guard catalog.messages.contains(where: { correlating.isCarried(by: $0, catalog) }) else { return }
  var told = NameSet(count: catalog.names.count)
  for reaction in catalog.reactions where !reaction.outputs.isEmpty && !catalog.isObserver(reaction.service) {
    guard let trigger = catalog.trigger(of: reaction), correlating.isCarried(by: trigger, catalog) else {
      continue
    }
    for output in inspection.graph.outputs(of: reaction) where !told.contains(output.message) {
      guard let message = catalog.message(output.message), message.fields != nil || message.hasContent,
        message.pattern != .stateTransfer
      else { continue }
      guard !correlating.isCarried(by: message, catalog), !shareKey(trigger, message, catalog: catalog),
        !catalog.hasUnseenFields(message)
      else { continue }
      told.insert(message.name)
      inspection.report(
        "\(catalog[message.name]) carries no correlation, although its trigger \(catalog[trigger.name]) does",
        at: message.place,
        about: [message.name],
        notes: [Note("\(catalog[reaction.service]) reacts to \(catalog[trigger.name])", at: reaction.place)],
        help: "copy the correlation from the trigger in every reaction")
    }
  }
}

/// Whether the messages share a business key, which correlates them as well.
private func shareKey(_ trigger: Message, _ message: Message, catalog: Catalog) -> Bool {
  if let first = catalog.first(trigger.key), let second = catalog.first(message.key), first.name == second.name {
    return true
  }
  guard let one = trigger.fields, let other = message.fields else { return false }
  // The keys of the items in a list identify no case.
  let keys = Set(outsideLists(one, catalog).filter { PayloadClass.isKey(catalog[$0.name]) }.map(\.name))
  return outsideLists(other, catalog).contains { keys.contains($0.name) && catalog[$0.name].lowercased() != "id" }
}

/// The fields of a payload that stand once: neither lists nor parts of their items.
private func outsideLists(_ range: FieldRange, _ catalog: Catalog) -> [Field] {
  var isListed: [Bool] = []
  var fields: [Field] = []
  for field in catalog.fields(of: range) {
    isListed.append(field.isList || field.parent >= 0 && isListed[field.parent])
    if isListed.last == false { fields.append(field) }
  }
  return fields
}

/// Correlation fields by the names that standards and products use: CloudEvents, OpenTelemetry, Zalando, MassTransit,
/// Axon.
private struct CorrelationFields {
  private let names: NameSet

  init(_ names: Names) {
    self.names = NameVariants.set(
      [
        "correlation id", "causation id", "conversation id", "trace id", "trace parent", "traceparent", "process id",
        "process instance id",
        "parent eids", "flow id", "saga id", "workflow id", "cid",
      ], in: names)
  }

  func isCarried(by message: Message, _ catalog: Catalog) -> Bool {
    !message.correlation.isEmpty || catalog.firstField(of: message.fields, among: names) != nil
  }
}
