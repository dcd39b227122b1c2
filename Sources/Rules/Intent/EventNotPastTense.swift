import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// An event whose name is not in the past tense.
  static let eventNotPastTense = Rule(.eventNotPastTense, run: run)
}

private typealias Options = EventNotPastTenseOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let accepted = Set(inspection[Options.accepted])
  guard inspection[Options.english] else { return }
  var followers: [Message] = []
  for position in inspection.facts.names.indices {
    let name = inspection.facts.names[position]
    guard let style = HouseStyle(name.mood) else { continue }
    let message = catalog.messages[position]
    guard message.kind == .event, !message.isUnknown, !message.isKindGuessed, !accepted.contains(catalog[message.name]),
      !isForeign(message, catalog)
    else { continue }
    guard style != inspection.facts.houseStyle else {
      followers.append(message)
      continue
    }
    // A noun, a state or an ambiguous word may be the name of a fact: `OutOfStock`, `OrderConfirmation`.
    let isWeak = name.mood == .noun || name.mood == .state || name.mood == .homograph
    inspection.report(
      "\(catalog[message.name]) is an event, but its name is not in the past tense", at: message.place,
      about: [message.name],
      confidence: .low,
      loweredBy: isWeak ? 1 : 0, help: help(name.mood))
  }
  guard let first = followers.first, let style = inspection.facts.houseStyle else { return }
  inspection.report(
    "\(followers.count == 1 ? "1 event is" : "\(followers.count) events are") named by \(style.words), "
      + "the convention here: facts and requests look alike",
    at: first.place, about: [first.name], confidence: .low, loweredBy: 1,
    help: "name new events in the past tense, or accept the convention: `event-not-past-tense: off`")
}

private func help(_ mood: Mood) -> String {
  switch mood {
  case .progressive: "name the fact: that it started, or that it finished"
  case .noun, .state: "add what happened to it, in the past tense"
  default: "put the verb last and in the past tense, for example `OrderCreated`; or make it a command"
  }
}

/// Whether the name contains non-ASCII letters, and so is not in the language of the lexicon.
private func isForeign(_ message: Message, _ catalog: Catalog) -> Bool {
  catalog.names.localBytes(message.name).contains { $0 >= 0x80 }
}
