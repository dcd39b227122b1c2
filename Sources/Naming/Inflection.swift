/// Past forms of verbs and back, for names that a help text proposes and for comparing orders with facts.
extension Words {
  /// The past participle of a verb: ship is shipped, send is sent.
  package static func participle(of verb: [UInt8]) -> [UInt8] {
    if let irregular = irregular[String(decoding: verb, as: UTF8.self)] { return Array(irregular.utf8) }
    guard let last = verb.last, verb.count > 1 else { return verb }
    if Lexicon.classes(of: verb).contains(.sameForm) { return verb }
    if last == UInt8(ascii: "e") { return verb + [UInt8(ascii: "d")] }
    let before = verb[verb.count - 2]
    if last == UInt8(ascii: "y"), !isVowel(before) { return verb.dropLast() + Array("ied".utf8) }
    return verb + (doublesLast(verb) ? [last] : []) + Array("ed".utf8)
  }

  /// The verb of a past participle; nil for a word that is none.
  package static func verb(of participle: [UInt8]) -> [UInt8]? {
    if let verb = irregular.first(where: { $0.value.utf8.elementsEqual(participle) })?.key { return Array(verb.utf8) }
    if Lexicon.classes(of: participle).contains(.sameForm) { return participle }
    guard participle.count > 3, participle.suffix(2).elementsEqual("ed".utf8) else { return nil }
    let stem = Array(participle.dropLast(2))
    var bases = [stem + [UInt8(ascii: "e")], stem]
    if stem.last == UInt8(ascii: "i") { bases.append(stem.dropLast() + [UInt8(ascii: "y")]) }
    if stem.count > 2, stem[stem.count - 1] == stem[stem.count - 2] { bases.append(stem.dropLast()) }
    // Of `ship` and `shippe`, the one that is a word.
    return bases.first { Lexicon.classes(of: $0).contains(.verb) }
  }

  /// `ship`, `admit`, `refer`: one syllable, or a stressed ending of Latin verbs.
  private static func doublesLast(_ verb: [UInt8]) -> Bool {
    guard verb.count > 2, let last = verb.last, !isVowel(last), !"wxy".utf8.contains(last) else { return false }
    guard isVowel(verb[verb.count - 2]), !isVowel(verb[verb.count - 3]) else { return false }
    let vowels = verb.count(where: isVowel)
    return vowels == 1 || ["mit", "fer", "cur", "pel"].contains { verb.suffix(3).elementsEqual($0.utf8) }
  }

  private static func isVowel(_ letter: UInt8) -> Bool { "aeiou".utf8.contains(letter) }

  /// Participles of the irregular verbs that stand in names of messages.
  private static let irregular: [String: String] = Dictionary(
    uniqueKeysWithValues: [
      ("send", "sent"), ("resend", "resent"), ("pay", "paid"), ("repay", "repaid"), ("make", "made"),
      ("build", "built"),
      ("rebuild", "rebuilt"), ("sell", "sold"), ("buy", "bought"), ("bring", "brought"), ("take", "taken"),
      ("give", "given"), ("write", "written"), ("find", "found"), ("hold", "held"), ("keep", "kept"),
      ("tell", "told"), ("teach", "taught"), ("choose", "chosen"), ("draw", "drawn"), ("withdraw", "withdrawn"),
      ("do", "done"), ("undo", "undone"), ("win", "won"), ("lose", "lost"), ("break", "broken"), ("begin", "begun"),
      ("show", "shown"), ("see", "seen"), ("lend", "lent"), ("spend", "spent"), ("override", "overridden"),
      ("freeze", "frozen"), ("unfreeze", "unfrozen"), ("leave", "left"), ("meet", "met"), ("catch", "caught"),
    ])
}
