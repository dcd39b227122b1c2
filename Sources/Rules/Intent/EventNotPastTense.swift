import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// An event whose name does not say that something has happened.
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
    // A noun, a state or a word that can be both may be the name of a fact: `OutOfStock`, `OrderConfirmation`.
    let isWeak = name.mood == .noun || name.mood == .state || name.mood == .homograph
    inspection.report(
      "\(catalog[message.name]) does not say that something has happened", at: message.place, about: [message.name],
      confidence: .low,
      loweredBy: isWeak ? 1 : 0, help: help(name.mood))
  }
  guard let first = followers.first, let style = inspection.facts.houseStyle else { return }
  inspection.report(
    "\(followers.count == 1 ? "1 event is" : "\(followers.count) events are") named by \(style.words), as is the custom here: what has happened and what shall be done look alike",
    at: first.place, about: [first.name], confidence: .low, loweredBy: 1,
    help: "name events in the past from now on, or accept it: `event-not-past-tense: off`")
}

private func help(_ mood: Mood) -> String {
  switch mood {
  case .progressive: "name the fact: that it started, or that it is done"
  case .noun, .state: "add what happened to it, in the past"
  default: "put the verb last and into the past, say `OrderCreated`; or make it a command"
  }
}

/// Names with letters beyond ASCII are of another language than the lexicon's.
private func isForeign(_ message: Message, _ catalog: Catalog) -> Bool {
  catalog.names.bytes(message.name).contains { $0 >= 0x80 }
}
