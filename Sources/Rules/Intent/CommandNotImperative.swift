import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// A command whose name is not an imperative.
  static let commandNotImperative = Rule(.commandNotImperative, run: run)
}

private typealias Options = CommandNotImperativeOptions

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  guard inspection[Options.english] else { return }
  let isSubjectFirst = inspection[Options.order] == "subject-verb"
  for position in inspection.facts.commands {
    let message = catalog.messages[position]
    guard !message.isUnknown, !message.isKindGuessed else { continue }
    switch inspection.facts.names[position].mood {
    case .noun, .state, .progressive: break
    default: continue
    }
    guard !catalog.names.localBytes(message.name).contains(where: { $0 >= 0x80 }),
      !(isSubjectFirst && endsInVerb(message, catalog))
    else { continue }
    inspection.report(
      "\(catalog[message.name]) is a command, but its name does not state an action", at: message.place,
      about: [message.name], confidence: .low,
      help: "start the name with a verb, for example `RetrievePayment`")
  }
}

private func endsInVerb(_ message: Message, _ catalog: Catalog) -> Bool {
  guard let last = Words(catalog.names.localBytes(message.name)).words.last else { return false }
  return Lexicon.classes(of: last).contains(.verb)
}
