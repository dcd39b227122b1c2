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
  var followers: [HouseStyle: [Message]] = [:]
  for position in inspection.facts.names.indices {
    let name = inspection.facts.names[position]
    guard let style = HouseStyle(name.mood) else { continue }
    let message = catalog.messages[position]
    guard message.kind == .event, !message.isUnknown, !message.isKindGuessed, !accepted.contains(catalog[message.name]),
      !isForeign(message, catalog)
    else { continue }
    guard style != inspection.facts.habits[name].style else {
      followers[style, default: []].append(message)
      continue
    }
    // A noun, a state or an ambiguous word may be the name of a fact: `OutOfStock`, `OrderConfirmation`.
    let isWeak =
      name.mood == .noun || name.mood == .state || name.mood == .homograph || beginsWithFact(message, catalog)
    inspection.report(
      "\(catalog[message.name]) is an event, but its name is not in the past tense", at: message.place,
      about: [message.name],
      confidence: .low,
      loweredBy: isWeak ? 1 : 0, help: help(message, name, in: catalog))
  }
  for (style, messages) in followers.sorted(by: { $0.key.words < $1.key.words }) {
    inspection.report(
      "\(messages.count == 1 ? "1 event is" : "\(messages.count) events are") named by \(style.words), "
        + "the convention here: facts and requests look alike",
      at: messages[0].place, about: [messages[0].name], confidence: .low, loweredBy: 1,
      help: "name new events in the past tense, or accept the convention: `event-not-past-tense: off`")
  }
}

/// Whether the first part of a dotted name is a fact, which the others detail: `CartUpdated.entries.create`.
private func beginsWithFact(_ message: Message, _ catalog: Catalog) -> Bool {
  let bytes = catalog.names.bytes(message.name)
  guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return false }
  return Words(bytes[..<dot]).mood == .past
}

private func help(_ message: Message, _ name: NameFacts, in catalog: Catalog) -> String {
  switch name.mood {
  case .progressive: "name the fact: that it started, or that it finished"
  case .noun, .state: "add what happened to it, in the past tense"
  case .homograph where name.reading != .order:
    "add what happened, in the past tense; or make it a command"
  default:
    "put the verb last and in the past tense\(past(message, name, in: catalog).map { ", `\($0)`" } ?? ""); "
      + "or make it a command"
  }
}

/// The name with its verb last and in the past tense: `PatientAdmitted` for `AdmitPatient`.
private func past(_ message: Message, _ name: NameFacts, in catalog: Catalog) -> String? {
  let words = Words(catalog.names.localBytes(message.name)).words
  guard words.count > 1, name.mood == .imperative || name.mood == .homograph || name.reading == .order else {
    return nil
  }
  let isVerbFirst = name.mood != .baseOperation
  let verb = isVerbFirst ? words[0] : words[words.count - 1]
  let rest = isVerbFirst ? words.dropFirst() : words.dropLast()
  return (rest + [Words.participle(of: Array(verb))[...]]).map { word in
    let text = String(decoding: word, as: UTF8.self)
    return text.prefix(1).uppercased() + text.dropFirst()
  }.joined()
}

/// Whether the name contains non-ASCII letters, and so is not in the language of the lexicon.
private func isForeign(_ message: Message, _ catalog: Catalog) -> Bool {
  catalog.names.localBytes(message.name).contains { $0 >= 0x80 }
}
