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
  /// The marks of single words of the name, and of its length.
  let marks: NameMarks
  /// How the words are separated; nil for a single word.
  let notation: Words.Notation?
  /// What the last word says of the life of an entity that the words before it name; nil without such words.
  let step: Lifecycles.Step?
  /// A hash that is equal for names of the same words in any order and in spellings such as cancelled and canceled.
  let wordsHash: UInt64
  /// The hash of the first word.
  let firstWord: UInt64
  /// `wordsHash` of the fact that the first word, read as a verb, would lead to: `OrderShipped` for `ShipOrder`.
  let outcomeHash: UInt64
  /// A hash of the words before the last, in their order.
  let entity: UInt64

  /// The facts of a name, by its words.
  ///
  /// - Parameters:
  ///   - forms: the forms of the words, in order.
  ///   - first: the hash of the first word.
  ///   - outcome: the hash of what it leads to if it is a verb.
  ///   - isSubject: whether the first word is known to be a subject, not a verb.
  fileprivate init(
    _ words: Words, _ forms: [Form], sum: WordSum, first: UInt64, outcome: UInt64, afterSubject isSubject: Bool
  ) {
    mood = words.mood(forms, afterSubject: isSubject)
    let isOpen = mood == .homograph || mood == .baseOperation
    reading = isOpen ? words.reading(forms, afterSubject: isSubject) : .either
    suffix = words.suffix
    notation = words.notation
    marks = forms.count > 2 ? sum.marks.union(.isLong) : sum.marks
    isOpenEnded =
      marks.contains(.openEnd)
      || marks.contains(.isFor) && forms.count > 1 && words.words[forms.count - 2].spells("ready")
        && words.words[forms.count - 1].spells("for")
    wordsHash = sum.hash
    firstWord = first
    outcomeHash = wordsHash &- firstWord &+ outcome
    step = forms.count > 1 ? sum.step : nil
    entity = sum.entity
  }

  /// Whether the name says of three or more words how something went: `CreateOrderFailed`.
  var tellsProgress: Bool { marks.isSuperset(of: [.progress, .isLong]) }

  /// The hash of what the name is about: of the words after a leading verb, else of the first word.
  var subject: UInt64 { mood == .imperative || mood == .homograph ? wordsHash &- firstWord : firstWord }

  /// The hash of a word with double letters reduced to one and `z` replaced by `s`; 11 and 1 are different numbers.
  static func hash(_ word: ArraySlice<UInt8>) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: word.count) { plain in
      var count = 0
      var last: UInt8 = 0
      for byte in word where byte != last || byte.isDigit {
        last = byte
        plain[count] = byte == UInt8(ascii: "z") ? UInt8(ascii: "s") : byte
        count += 1
      }
      return ByteHash.hash(UnsafeBufferPointer(rebasing: plain[..<count]))
    }
  }
}

extension UInt8 {
  /// Whether the byte is an ASCII digit.
  var isDigit: Bool { self >= 0x30 && self <= 0x39 }
}

/// The facts of one word.
private struct WordFacts {
  let form: Form
  let marks: NameMarks
  let step: Lifecycles.Step?
  /// See `NameFacts.hash(_:)`.
  let hash: UInt64
  /// The hash of what it leads to if it is a verb; nil until it is needed.
  var outcome: UInt64?

  init(_ word: ArraySlice<UInt8>) {
    form = Form(word)
    marks = NameMarks(word)
    step = Lifecycles.Step(word)
    hash = NameFacts.hash(word)
  }
}

/// The facts of the words of one name.
private struct WordSum {
  private(set) var marks: NameMarks = []
  /// What the last word says of the life of an entity.
  private(set) var step: Lifecycles.Step?
  private(set) var hash: UInt64 = 0
  /// A hash of the words before the last.
  private(set) var entity: UInt64 = 0
  /// The hash of the last word's bytes.
  private var last: UInt64?

  /// - Parameter key: the hash of the word's bytes.
  mutating func add(_ word: WordFacts, key: UInt64) {
    marks = marks.intersection(.anywhere).union(word.marks)
    step = word.step
    hash &+= word.hash
    if let last { entity = ByteHash.hash(entity ^ last) }
    last = key
  }
}

/// A reader of the facts of many names, which looks up each distinct word once: a catalog has few words and many names.
struct NameReader {
  /// The facts of the words so far.
  private var facts: [WordFacts] = []
  /// The positions in `facts` by a hash of the word's bytes.
  private var positions: [UInt64: Int] = [:]
  /// The forms of the words of one name; kept, so that not each name allocates them.
  private var forms: [Form] = []

  /// The facts of a name.
  ///
  /// - Parameter isSubject: whether the first word is known to be a subject, not a verb.
  mutating func facts(of name: ArraySlice<UInt8>, afterSubject isSubject: Bool) -> NameFacts {
    let words = Words(name)
    var sum = WordSum()
    var first: Int?
    forms.removeAll(keepingCapacity: true)
    for word in words.words {
      let key = word.withUnsafeBufferPointer(ByteHash.hash)
      let position = position(of: word, key: key)
      if first == nil { first = position }
      forms.append(facts[position].form)
      sum.add(facts[position], key: key)
    }
    // A name without words has none that could be equal to another.
    var (firstHash, outcome): (UInt64, UInt64) = (0, 0)
    if let first {
      firstHash = facts[first].hash
      outcome = facts[first].outcome ?? NameFacts.hash(Words.participle(of: Array(words.words[0]))[...])
      facts[first].outcome = outcome
    }
    return NameFacts(words, forms, sum: sum, first: firstHash, outcome: outcome, afterSubject: isSubject)
  }

  private mutating func position(of word: ArraySlice<UInt8>, key: UInt64) -> Int {
    if let position = positions[key] { return position }
    positions[key] = facts.count
    facts.append(WordFacts(word))
    return facts.count - 1
  }
}
