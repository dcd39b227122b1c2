import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// An event whose payload does not match its declared pattern.
  static let patternPayloadMismatch = Rule(.patternPayloadMismatch, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  for position in inspection.facts.patterned {
    let message = catalog.messages[position]
    guard message.kind == .event else { continue }
    guard let pattern = message.pattern, let shape = catalog.shape(of: message), let place = message.patternPlace else {
      continue
    }
    guard !shape.fields.contains(where: { $0.kind == .opaque }) else { continue }
    let reading = PayloadReading(
      message, shape, catalog: catalog, facts: inspection.facts,
      nameWords: Words(catalog.names.localBytes(message.name)).strings)
    guard let steps = stepsBelowError(pattern, reading) else { continue }
    let name = catalog[message.name]
    inspection.report(
      "\(name) is declared \(words(pattern)) but carries \(reading.payloadClass.name)", at: place,
      about: [message.name],
      confidence: reading.isCertain ? .high : .low,
      loweredBy: reading.isCertain ? steps : max(steps, 2),
      notes: [Note(carried(reading), at: message.payloadPlace ?? message.place)],
      help: remedy(pattern, reading.payloadClass))
  }
}

/// The severity of each combination, in steps below error: 0 error, 1 warning, 2 info, nil no finding.
private func stepsBelowError(_ pattern: Message.Pattern, _ reading: PayloadReading) -> Int? {
  switch (pattern, reading.payloadClass) {
  case (.notification, .empty), (.notification, .fullState): 1
  case (.notification, .idOnly): nil
  case (.notification, .delta): reading.state.count <= 3 ? nil : 2
  case (.notification, .partialState): 2
  case (.stateTransfer, .empty), (.stateTransfer, .idOnly): 0
  case (.stateTransfer, .delta): reading.isNamedByEvent ? nil : 1
  case (.stateTransfer, .partialState), (.stateTransfer, .fullState): nil
  case (.delta, .empty): 0
  case (.delta, .idOnly): 1
  case (.delta, .delta): nil
  case (.delta, .partialState), (.delta, .fullState): 2
  case (.sourced, .empty), (.sourced, .fullState): 2
  // `event-sourced-incomplete` reports streams that cannot rebuild the state.
  case (.sourced, .idOnly): nil
  case (.sourced, .delta), (.sourced, .partialState): nil
  case (.domain, .fullState): 2
  case (.domain, _): nil
  }
}

private func words(_ pattern: Message.Pattern) -> String {
  switch pattern {
  case .notification: "a notification"
  case .stateTransfer: "a state transfer"
  case .delta: "a delta"
  case .domain: "a domain event"
  case .sourced: "an event-sourced entry"
  }
}

private func carried(_ reading: PayloadReading) -> String {
  guard !reading.state.isEmpty else { return "only keys and envelope fields" }
  let shown = reading.state.prefix(4).joined(separator: ", ")
  let rest = reading.state.count - 4
  return rest > 0 ? "\(shown) and \(rest) more" : shown
}

private func remedy(_ pattern: Message.Pattern, _ payload: PayloadClass) -> String {
  switch (pattern, payload) {
  case (.stateTransfer, .delta): "set `pattern: delta`, or carry the state after the change"
  case (.stateTransfer, _): "set `pattern: notification`, or add the state that consumers need"
  case (.notification, .empty): "add the key of what the event is about"
  case (.notification, _): "keep the keys, or set `pattern: state-transfer`"
  case (.delta, .empty), (.delta, .idOnly): "add what changed, or set `pattern: notification`"
  case (.delta, _): "carry only what changed, or set `pattern: state-transfer`"
  case (.sourced, _): "carry what changed: the stream must be enough to rebuild the state"
  case (.domain, _): "carry what the fact is about, or set `pattern: state-transfer`"
  }
}
