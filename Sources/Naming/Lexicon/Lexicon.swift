/// What is known of a word: a binary search over one string of sorted lines, so that a look-up needs no table and start-up
/// costs nothing.
package struct Lexicon: Sendable {
  package struct Classes: OptionSet, Sendable {
    package var rawValue: UInt16
    package init(rawValue: UInt16) { self.rawValue = rawValue }

    /// The base form of a verb.
    package static let verb = Classes(rawValue: 1)
    /// Also a noun, and used as one often enough to matter.
    package static let noun = Classes(rawValue: 2)
    /// The past form of an irregular verb.
    package static let past = Classes(rawValue: 4)
    /// A base form that is spelt like its past: put, set.
    package static let sameForm = Classes(rawValue: 8)
    /// Ends in -ed and is no participle: need, hundred.
    package static let notParticiple = Classes(rawValue: 16)
    /// Ends in -ing and is a noun of its own: meeting, billing.
    package static let nounInIng = Classes(rawValue: 32)
    /// Begins a question: get, which.
    static let asking = Classes(rawValue: 64)
    /// Tells of a request.
    static let requested = Classes(rawValue: 128)
    /// At the end of a name: something must be done.
    static let required = Classes(rawValue: 256)
    /// At the end of a name: something is to come.
    static let upcoming = Classes(rawValue: 512)
    static let state = Classes(rawValue: 1024)
    /// Stands before a verb without changing its mood: bulk, really.
    static let leading = Classes(rawValue: 2048)
    static let preposition = Classes(rawValue: 4096)
    /// A verb that data operations are named with; at the end of a name it is the operation, not a thing.
    static let operation = Classes(rawValue: 8192)
  }

  /// What the lexicon says of a lower-case word; empty for words it does not have. About 13 comparisons.
  package static func classes(of word: [UInt8]) -> Classes {
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

  private static func order(of word: [UInt8], beside text: UnsafeBufferPointer<UInt8>, at line: Int) -> Order {
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
      default: break
      }
      index += 1
    }
    return classes
  }
}
