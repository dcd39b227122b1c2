import Catalog
import Naming
import RuleBook

extension Rule {
  /// A name suffix that contradicts the message's kind: `FetchGoodsCommand` among the events.
  static let kindSuffixMismatch = Rule(.kindSuffixMismatch, run: run)
}

private typealias Options = KindSuffixMismatchOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let domainWords = Set(inspection[Options.domainWords].map { $0.lowercased() })
  for position in inspection.facts.names.indices where inspection.facts.names[position].suffix != nil {
    let (message, name) = (catalog.messages[position], inspection.facts.names[position])
    guard !message.isUnknown, let suffix = name.suffix, let claimed = kind(suffix), claimed != message.kind else {
      continue
    }
    // `CreateCalendarEvent` is about an event of the calendar; the last word is the object, not the kind.
    let isObject = message.kind != .event && claimed == .event && name.mood.canBeDirective
    guard !isObject, !domainWords.contains(claimed.name) else { continue }
    inspection.report(
      "\(catalog[message.name]) is \(message.kind.phrase), but its suffix is `\(claimed.name)`",
      at: message.place, about: [message.name],
      help:
        "make it \(claimed.phrase), or give it a name without the suffix")
  }
}

private func kind(_ suffix: Words.Kind) -> Message.Kind? {
  switch suffix {
  case .event: .event
  case .command: .command
  case .query: .query
  case .message: nil
  }
}
