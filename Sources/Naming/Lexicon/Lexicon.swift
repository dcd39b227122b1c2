/// A lexicon of English word classes: a binary search over one string of sorted lines, so that it needs no table and no
/// start-up time.
package struct Lexicon: Sendable {
  /// The classes that a word can belong to.
  package struct Classes: OptionSet, Sendable {
    /// The classes as bits.
    package var rawValue: UInt32
    /// Classes from their bits.
    package init(rawValue: UInt32) { self.rawValue = rawValue }

    /// The base form of a verb.
    package static let verb = Classes(rawValue: 1)
    /// A noun, or a verb that is often used as one.
    package static let noun = Classes(rawValue: 2)
    /// The past form of an irregular verb.
    package static let past = Classes(rawValue: 4)
    /// A base form with the same spelling as its past: put, set.
    package static let sameForm = Classes(rawValue: 8)
    /// A word in -ed that is not a participle: need, hundred.
    package static let notParticiple = Classes(rawValue: 16)
    /// A noun in -ing: meeting, billing.
    package static let nounInIng = Classes(rawValue: 32)
    /// A word that starts a question: get, which.
    static let asking = Classes(rawValue: 64)
    /// A participle of a request: requested.
    static let requested = Classes(rawValue: 128)
    /// A word that marks an obligation at the end of a name.
    static let required = Classes(rawValue: 256)
    /// A word that marks a future event at the end of a name.
    static let upcoming = Classes(rawValue: 512)
    /// A word that marks a state at the end of a name.
    static let state = Classes(rawValue: 1024)
    /// A word that can precede a verb without changing the mood: bulk, really.
    static let leading = Classes(rawValue: 2048)
    /// A preposition.
    static let preposition = Classes(rawValue: 4096)
    /// A verb of data operations; at the end of a name it is the operation, not a noun.
    static let operation = Classes(rawValue: 8192)
    /// A verb and a noun that is more often a verb: change, update.
    package static let mostlyVerb = Classes(rawValue: 16384)
    /// A noun for what a verb does or says: deletion, approval.
    static let action = Classes(rawValue: 32768)
    /// A noun for how something ended: error, success.
    static let outcome = Classes(rawValue: 65536)
    /// A noun for an answer: result, response.
    static let answer = Classes(rawValue: 262144)
    /// A verb that can also be a noun, however rarely: move, start.
    static let alsoNoun = Classes(rawValue: 131072)
  }

  /// The classes of a lower-case word; empty for unknown words. About 13 comparisons, twice as many for a word with a
  /// prefix that is not in the lexicon.
  package static func classes(of word: ArraySlice<UInt8>) -> Classes {
    let known = entry(of: word)
    guard known.isEmpty else { return known }
    for prefix in prefixes where word.count > prefix.count + 3 && word.starts(with: prefix) {
      // `Undeprecate`, `rebuilt`; what else the word behind the prefix can be does not carry over.
      let base = entry(of: word.dropFirst(prefix.count)).intersection([.verb, .past, .sameForm, .noun])
      if !base.isDisjoint(with: [.verb, .past]) { return base.contains(.past) ? base : base.subtracting(.noun) }
    }
    return []
  }

  /// The classes of a word given as an array.
  package static func classes(of word: [UInt8]) -> Classes { classes(of: word[...]) }

  /// The prefixes with which English makes verbs of verbs.
  private static let prefixes = ["un", "re", "de", "dis", "pre", "out"].map { Array($0.utf8) }

  private static func entry(of word: ArraySlice<UInt8>) -> Classes {
    let text = UnsafeBufferPointer(start: words.utf8Start, count: words.utf8CodeUnitCount)
    var low = 0
    var high = text.count
    while low < high {
      var line = (low + high) / 2
      while line > low, text[line - 1] != newline { line -= 1 }
      switch order(of: word, beside: text, at: line) {
      case .same:
        return flags(text, at: line + word.count + 1)
      case .before:
        high = line
      case .after:
        low = line
        while low < high, text[low] != newline { low += 1 }
        low += 1
      }
    }
    return []
  }

  private static let newline = UInt8(ascii: "\n")
  private static let blank = UInt8(ascii: " ")

  private enum Order { case before, same, after }

  private static func order(of word: ArraySlice<UInt8>, beside text: UnsafeBufferPointer<UInt8>, at line: Int) -> Order
  {
    for (index, byte) in word.enumerated() {
      let other = text[line + index]
      if other == blank || byte > other { return .after }
      if byte < other { return .before }
    }
    return text[line + word.count] == blank ? .same : .before
  }

  private static func flags(_ text: UnsafeBufferPointer<UInt8>, at start: Int) -> Classes {
    var classes: Classes = []
    var index = start
    while index < text.count, text[index] != newline {
      switch text[index] {
      case UInt8(ascii: "v"): classes.insert(.verb)
      case UInt8(ascii: "n"): classes.insert(.noun)
      case UInt8(ascii: "p"): classes.insert(.past)
      case UInt8(ascii: "s"): classes.insert(.sameForm)
      case UInt8(ascii: "x"): classes.insert(.notParticiple)
      case UInt8(ascii: "g"): classes.insert(.nounInIng)
      case UInt8(ascii: "q"): classes.insert(.asking)
      case UInt8(ascii: "r"): classes.insert(.requested)
      case UInt8(ascii: "m"): classes.insert(.required)
      case UInt8(ascii: "f"): classes.insert(.upcoming)
      case UInt8(ascii: "t"): classes.insert(.state)
      case UInt8(ascii: "d"): classes.insert(.leading)
      case UInt8(ascii: "o"): classes.insert(.preposition)
      case UInt8(ascii: "u"): classes.insert(.operation)
      case UInt8(ascii: "h"): classes.insert(.mostlyVerb)
      case UInt8(ascii: "e"): classes.insert(.action)
      case UInt8(ascii: "c"): classes.insert(.outcome)
      case UInt8(ascii: "w"): classes.insert(.answer)
      case UInt8(ascii: "k"): classes.insert(.alsoNoun)
      default: break
      }
      index += 1
    }
    return classes
  }
}
