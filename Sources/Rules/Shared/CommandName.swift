import Naming

/// The name of the command behind an event's name: `SendMessage` for `CustomerNeedsToBeSentAMessage`.
struct CommandName {
  /// The name in PascalCase.
  let text: String

  /// - Returns: nil if the name says no verb and object, or is the command's name already.
  init?(_ words: Words, mood: Mood) {
    let name = words.strings
    let found: [String]?
    switch mood {
    case .imperative, .homograph: found = name
    case .requested:
      let rest = name.filter { !["requested", "request", "rerequested"].contains($0) }
      found = rest.isEmpty ? nil : ["request"] + rest
    case .obligation: found = Self.obliged(name)
    case .baseOperation:
      guard let last = name.last, name.count > 1 else { return nil }
      found = [last] + name.dropLast()
    default: found = nil
    }
    // The name itself is not a proposal; without its suffix it is another name.
    guard let found, found != name || words.suffix == .event else { return nil }
    text = found.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined()
  }

  /// The verb and the object of an obligation: `InvoiceMustBePaid`, `CustomerNeedsToConfirmAddress`, `CheckRequired`.
  private static func obliged(_ name: [String]) -> [String]? {
    if let last = name.last, ["required", "needed", "wanted"].contains(last) {
      guard name.count > 2, isVerb(name[name.count - 2]) else { return nil }
      return [name[name.count - 2]] + name.dropLast(2)
    }
    guard let duty = name.firstIndex(where: duties.contains), duty > 0 else { return nil }
    var rest = name[(duty + 1)...]
    if rest.first == "to" { rest.removeFirst() }
    guard rest.first == "be" || rest.first.map(isVerb) ?? false else { return nil }
    guard rest.first == "be" else {
      return object(rest.dropFirst()).map { [rest[rest.startIndex]] + $0 }
    }
    guard let participle = rest.dropFirst().first, let verb = Words.verb(of: Array(participle.utf8)) else { return nil }
    let thing = object(rest.dropFirst(2)) ?? subject(name[..<duty])
    return thing.map { [String(decoding: verb, as: UTF8.self)] + $0 }
  }

  /// The words up to a preposition, without an article; nil for none.
  private static func object(_ words: ArraySlice<String>) -> [String]? {
    let object = words.prefix { !prepositions.contains($0) }.filter { !articles.contains($0) }
    return object.isEmpty ? nil : object
  }

  private static func subject(_ words: ArraySlice<String>) -> [String]? {
    let subject = words.filter { !articles.contains($0) }
    return subject.isEmpty ? nil : subject
  }

  private static func isVerb(_ word: String) -> Bool { Lexicon.classes(of: Array(word.utf8)).contains(.verb) }

  private static let duties: Set<String> = ["must", "shall", "should", "need", "needs", "has", "have", "ought", "to"]
  private static let articles: Set<String> = ["the", "a", "an"]
  private static let prepositions: Set<String> = ["to", "for", "with", "by", "from", "of", "in", "on", "at", "before"]
}
