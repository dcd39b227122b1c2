import Findings
import Naming

/// The facts of a message's name.
struct NameFacts: Sendable {
  /// The grammatical mood of the name.
  let mood: Mood
  /// How the name can be read if its verb may be a noun; `either` for other moods.
  let reading: Words.Reading
  /// The kind that the name ends in, such as `Event`; nil for none.
  let suffix: Words.Kind?
  /// Whether the name ends in a word for pending work: `OrderInitiated`.
  let isOpenEnded: Bool
  /// The marks of single words of the name.
  let marks: NameMarks
  /// How the words are separated; nil for a single word.
  let notation: Words.Notation?
  /// A hash that is equal for names of the same words in any order and in spellings such as cancelled and canceled.
  let wordsHash: UInt64
  /// The hash of the first word.
  let firstWord: UInt64
  /// `wordsHash` of the fact that the first word, read as a verb, would lead to: `OrderShipped` for `ShipOrder`.
  let outcomeHash: UInt64
  /// Whether the name says of three or more words how something went: `CreateOrderFailed`.
  let tellsProgress: Bool

  /// The facts of a name, by its words.
  ///
  /// - Parameter isSubject: whether the first word is known to be a subject, not a verb.
  fileprivate init(_ words: Words, _ sum: WordSum, outcome: UInt64, afterSubject isSubject: Bool) {
    let forms = sum.forms
    mood = words.mood(forms, afterSubject: isSubject)
    let isOpen = mood == .homograph || mood == .baseOperation
    reading = isOpen ? words.reading(forms, afterSubject: isSubject) : .either
    suffix = words.suffix
    notation = words.notation
    marks = sum.marks
    isOpenEnded =
      marks.contains(.openEnd) || marks.contains(.isFor) && words.words.suffix(2).elementsEqual(Self.readyFor)
    tellsProgress = forms.count > 2 && marks.contains(.progress)
    wordsHash = sum.hash
    firstWord = sum.firstHash
    outcomeHash = wordsHash &- firstWord &+ outcome
  }

  /// The hash of what the name is about: of the words after a leading verb, else of the first word.
  var subject: UInt64 { mood == .imperative || mood == .homograph ? wordsHash &- firstWord : firstWord }

  /// The hash of a word with double letters reduced to one and `z` replaced by `s`.
  static func hash(_ word: ArraySlice<UInt8>) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count) { plain in
      var count = 0
      var last: UInt8 = 0
      for byte in word where byte != last {
        last = byte
        plain[count] = byte == UInt8(ascii: "z") ? UInt8(ascii: "s") : byte
        count += 1
      }
      return ByteHash.hash(UnsafeBufferPointer(rebasing: plain[..<count]))
    }
  }

  private static let readyFor = [Array("ready".utf8)[...], Array("for".utf8)[...]]
}

/// The facts of one word.
private struct WordFacts {
  let form: Form
  let marks: NameMarks
  /// See `NameFacts.hash(_:)`.
  let hash: UInt64
  /// The hash of what it leads to if it is a verb; nil until it is needed.
  var outcome: UInt64?

  init(_ word: ArraySlice<UInt8>) {
    form = Form(word)
    marks = NameMarks(word)
    hash = NameFacts.hash(word)
  }
}

/// The facts of the words of one name.
private struct WordSum {
  private(set) var forms: [Form] = []
  private(set) var marks: NameMarks = []
  private(set) var hash: UInt64 = 0
  /// The hash of the first word.
  private(set) var firstHash = NameFacts.hash([])

  init(count: Int) { forms.reserveCapacity(count) }

  mutating func add(_ word: WordFacts) {
    if forms.isEmpty { firstHash = word.hash }
    forms.append(word.form)
    marks = marks.intersection(.anywhere).union(word.marks)
    hash &+= word.hash
  }
}

/// A reader of the facts of many names, which looks up each distinct word once: a catalog has few words and many names.
struct NameReader {
  /// The facts of the words so far, by a hash of their bytes.
  private var known: [UInt64: WordFacts] = [:]

  /// The facts of a name.
  ///
  /// - Parameter isSubject: whether the first word is known to be a subject, not a verb.
  mutating func facts(of name: ArraySlice<UInt8>, afterSubject isSubject: Bool) -> NameFacts {
    let words = Words(name)
    var sum = WordSum(count: words.words.count)
    for word in words.words { sum.add(facts(of: word, hash: Self.hash(word))) }
    return NameFacts(
      words, sum, outcome: words.words.first.map { outcome(of: $0) } ?? NameFacts.hash([]), afterSubject: isSubject)
  }

  private mutating func facts(of word: ArraySlice<UInt8>, hash: UInt64) -> WordFacts {
    if let facts = known[hash] { return facts }
    let facts = WordFacts(word)
    known[hash] = facts
    return facts
  }

  /// The hash of the participle of a word.
  private mutating func outcome(of word: ArraySlice<UInt8>) -> UInt64 {
    let hash = Self.hash(word)
    var facts = self.facts(of: word, hash: hash)
    if let outcome = facts.outcome { return outcome }
    let outcome = NameFacts.hash(Words.participle(of: Array(word))[...])
    facts.outcome = outcome
    known[hash] = facts
    return outcome
  }

  private static func hash(_ word: ArraySlice<UInt8>) -> UInt64 { word.withUnsafeBufferPointer(ByteHash.hash) }
}
