import Catalog
import Findings
import Naming
import RuleBook
import Writing

extension Rule {
  /// An event between contexts that carries no time, neither in its payload nor in a header.
  static let missingEventTime = Rule(.missingEventTime, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  var times = TimeFields(catalog)
  var known = 0
  var missing: [Message] = []
  for (position, message) in catalog.messages.enumerated()
  where message.kind == .event && !message.isExternal && message.pattern != .sourced {
    guard let payload = message.fields, inspection.facts.isOutside(message, position),
      !catalog.hasUnseenFields(message), !catalog.isInProcess(message.name)
    else { continue }
    known += 1
    let traits = catalog.traits(of: message)
    let isTimed = times.isTimed(payload) || traits?.headers.map { times.isTimed($0) } ?? false
    if !isTimed, traits?.asOf.isEmpty ?? true { missing.append(message) }
  }
  guard let first = missing.first else { return }
  // Where most events carry no time, the envelope may: that is one question, not one for each event.
  guard missing.count * 2 < known || inspection[MissingEventTimeOptions.always] else {
    let events = counted(known, "documented event")
    inspection.report(
      known == 1
        ? "\(catalog[first.name]) does not say when it happened"
        : missing.count == known
          ? "none of \(events) between contexts says when it happened"
          : "\(missing.count) of \(events) between contexts do not say when they happened",
      at: first.payloadPlace ?? first.place, about: [first.name],
      notes: missing.dropFirst().prefix(20).map { Note(catalog[$0.name], at: $0.payloadPlace ?? $0.place) },
      help: "carry the time, or declare the header that does: `defaults: {events: {headers: {time: date-time}}}`")
    return
  }
  for message in missing {
    inspection.report(
      "\(catalog[message.name]) does not say when it happened", at: message.payloadPlace ?? message.place,
      about: [message.name], confidence: .medium, help: "carry the time at which it happened, such as `occurredAt`")
  }
}

/// Fields with a date or a time, by their type or their name.
private struct TimeFields {
  private let catalog: Catalog
  private let types: NameSet
  private var names: NameTest

  init(_ catalog: Catalog) {
    self.catalog = catalog
    names = NameTest(catalog) { name in
      let words = Words(name).strings
      return words.contains { Self.nouns.contains($0) } || words.count > 1 && Self.ends.contains(words.last ?? "")
    }
    types = catalog.names.set(of: [
      "date", "time", "datetime", "date-time", "timestamp", "instant", "Date", "DateTime", "Instant", "Timestamp",
      "google.protobuf.Timestamp", "timestamp-millis", "timestamp-micros", "local-timestamp-millis",
      "local-timestamp-micros", "LocalDate", "LocalDateTime", "OffsetDateTime", "ZonedDateTime", "DateTimeOffset",
    ])
  }

  /// Whether one of the fields of a payload or of headers is a date or a time.
  mutating func isTimed(_ range: FieldRange) -> Bool {
    for head in catalog.heads(of: range) where names.holds(for: head.name, in: catalog.names) {
      return true
    }
    return !types.isEmpty && range.hasNamedTypes
      && catalog.fields(of: range).contains { $0.typeName.map(types.contains) ?? false }
  }

  private static let nouns: Set<String> = ["time", "timestamp", "date", "datetime", "day", "when", "instant"]
  /// `placedAt`, `moved_on`, `validFrom`.
  private static let ends: Set<String> = ["at", "on", "from", "since", "until", "ts"]
}
