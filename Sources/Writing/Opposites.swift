/// Identifiers that say the opposite of each other although they are spelt alike: `LockDoor` and `UnlockDoor`,
/// `SeatReserved` and `SeatReleased`.
enum Opposites {
  /// Whether two identifiers differ in one word only, and these words are opposites. Linear in the identifiers.
  static func are(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    let (first, second) = (words(left), words(right))
    guard first.count == second.count else { return false }
    let different = zip(first, second).filter { $0 != $1 }
    guard different.count == 1, let (one, other) = different.first else { return false }
    return isNegation(one, of: other) || isNegation(other, of: one)
      || pairs.contains { pair in
        one.starts(with: pair.0) && other.starts(with: pair.1) || one.starts(with: pair.1) && other.starts(with: pair.0)
      }
  }

  /// The words of an identifier in lower case, split at case changes and at everything but letters.
  private static func words(_ name: ArraySlice<UInt8>) -> [[UInt8]] {
    var words: [[UInt8]] = []
    var word: [UInt8] = []
    var wasLower = false
    for byte in name {
      let isUpper = byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z")
      let isLetter = isUpper || byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= 0x80
      if !isLetter || isUpper && wasLower {
        if !word.isEmpty { words.append(word) }
        word = []
      }
      if isLetter { word.append(isUpper ? byte | 0x20 : byte) }
      wasLower = isLetter && !isUpper
    }
    if !word.isEmpty { words.append(word) }
    return words
  }

  /// Whether a word is another one with a prefix that turns it round: `unlock`, `deactivated`.
  private static func isNegation(_ word: [UInt8], of other: [UInt8]) -> Bool {
    other.count > 2 && prefixes.contains { word.count == $0.count + other.count && word.starts(with: $0) }
      && word.suffix(other.count).elementsEqual(other)
  }

  private static let prefixes = ["un", "de", "dis", "in", "non", "im"].map { Array($0.utf8) }

  /// The beginnings of words that are opposites and near enough to be taken for slips of each other.
  private static let pairs: [([UInt8], [UInt8])] = [
    ("reserv", "releas"), ("creat", "delet"), ("enabl", "disabl"), ("increas", "decreas"), ("attach", "detach"),
    ("import", "export"), ("inbound", "outbound"), ("credit", "debit"), ("encrypt", "decrypt"), ("includ", "exclud"),
    ("increment", "decrement"), ("internal", "external"), ("upgrad", "downgrad"),
    ("start", "stop"), ("first", "last"), ("min", "max"),
  ].map { (Array($0.0.utf8), Array($0.1.utf8)) }
}
