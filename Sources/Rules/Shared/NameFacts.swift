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

  /// - Parameter isSubject: whether the first word is known to be a subject, not a verb.
  init(_ name: ArraySlice<UInt8>, afterSubject isSubject: Bool) {
    let words = Words(name)
    mood = words.mood(afterSubject: isSubject)
    let isOpen = mood == .homograph || mood == .baseOperation
    reading = isOpen ? words.reading(afterSubject: isSubject) : .either
    suffix = words.suffix
    notation = words.notation
    let last = words.words.last ?? []
    isOpenEnded = Self.openEnds.contains(last) || words.words.suffix(2).elementsEqual(Self.readyFor)
    marks = NameMarks(words.words)
    tellsProgress = words.words.count > 2 && marks.contains(.progress)
    wordsHash = words.words.reduce(0) { $0 &+ Self.hash($1) }
    let first = words.words.first ?? []
    firstWord = Self.hash(first)
    outcomeHash = wordsHash &- firstWord &+ Self.hash(Words.participle(of: first))
  }

  /// The hash of what the name is about: of the words after a leading verb, else of the first word.
  var subject: UInt64 { mood == .imperative || mood == .homograph ? wordsHash &- firstWord : firstWord }

  /// The hash of a word with double letters reduced to one and `z` replaced by `s`.
  static func hash(_ word: [UInt8]) -> UInt64 {
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

  private static let openEnds = Set(
    ["initiated", "triggered", "queued", "pending", "awaiting", "due"].map { Array($0.utf8) })
  private static let readyFor = [Array("ready".utf8), Array("for".utf8)]
}

extension Words {
  init(_ bytes: ArraySlice<UInt8>) { self.init(Array(bytes)) }
}
