import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// Two messages whose names differ only by a typo, by spelling or by word order.
  static let nearDuplicateName = Rule(.nearDuplicateName, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  NearFieldsAndChannels.report(&inspection)
  // Of names that differ only in a number or a namespace, one is compared: `PriceBand1`, `PriceBand2`.
  var stems: Set<UInt64> = []
  var candidates: [Int] = []
  var names: [[UInt8]] = []
  for position in catalog.messages.indices where !catalog.messages[position].isUnknown {
    let name = base(catalog.names.localBytes(catalog.messages[position].name))
    guard name.count >= 8 else { continue }
    var end = name.endIndex
    while end > name.startIndex, name[end - 1].isDigit { end -= 1 }
    guard stems.insert(NearPairs.hash(name[..<end])).inserted else { continue }
    candidates.append(position)
    names.append(Array(name))
  }
  var search = NearPairs(names, candidates.map { inspection.facts.names[$0].wordsHash })
  for (left, right) in search.pairs {
    let (first, second) = (catalog.messages[candidates[left]], catalog.messages[candidates[right]])
    guard first.kind == second.kind else { continue }
    let spelling = SpellingDifference(names[left], names[right])
    // A catalog may keep a domain event and the integration event of the same name apart.
    if spelling?.isSuffix == true, !first.isFromInterface || !second.isFromInterface { continue }
    inspection.report(
      "\(catalog[second.name]) and \(catalog[first.name]) "
        + (spelling.map { "differ only in \($0.words)" } ?? "are nearly identical"), at: second.place,
      about: [second.name, first.name].sorted { catalog[$0] < catalog[$1] },
      confidence: .medium, notes: [Note("\(catalog[first.name]) is defined here", at: first.place)],
      help: "use one name for one thing, and clearly different names for different things")
  }
}

/// A name without the channel or service in parentheses that distinguishes two messages of one name.
private func base(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
  guard name.last == UInt8(ascii: ")"), let start = name.firstIndex(of: UInt8(ascii: "(")), start > name.startIndex + 1
  else { return name }
  return name[..<(start - 1)]
}

/// The difference between two names of the same letters: case, separators, or a suffix of the kind.
private struct SpellingDifference {
  /// What differs, after "differ only in".
  let words: String
  /// Whether one name has a suffix that the other lacks.
  let isSuffix: Bool

  /// The difference; nil if the names differ in more, or not at all.
  init?(_ left: [UInt8], _ right: [UInt8]) {
    guard left != right, Self.stem(left) == Self.stem(right) else { return nil }
    let (one, other) = (Self.letters(left), Self.letters(right))
    isSuffix = one != other
    if isSuffix {
      let isPrefix = left.starts(with: right) || right.starts(with: left)
      words = isPrefix ? "the suffix of their kind" : "spelling and the suffix of their kind"
    } else if left.map(Self.lowercased) == right.map(Self.lowercased) {
      words = "case"
    } else {
      words = left.filter(Self.isLetter) == right.filter(Self.isLetter) ? "separators" : "case and separators"
    }
  }

  /// The letters and digits of a name in lower case, without the suffix of a kind.
  static func stem(_ name: [UInt8]) -> ArraySlice<UInt8> {
    let letters = letters(name)
    func ends(in suffix: StaticString) -> Bool {
      letters.count > suffix.utf8CodeUnitCount && letters.suffix(suffix.utf8CodeUnitCount).spells(suffix)
    }
    return letters.dropLast(suffixes.first(where: ends)?.utf8CodeUnitCount ?? 0)
  }

  private static let suffixes: [StaticString] = ["integrationevent", "event", "command", "query"]

  private static func letters(_ name: [UInt8]) -> [UInt8] {
    var letters: [UInt8] = []
    letters.reserveCapacity(name.count)
    for byte in name where isLetter(byte) { letters.append(lowercased(byte)) }
    return letters
  }

  private static func isLetter(_ byte: UInt8) -> Bool {
    byte >= 0x80 || byte.isDigit || lowercased(byte) >= 0x61 && lowercased(byte) <= 0x7A
  }

  private static func lowercased(_ byte: UInt8) -> UInt8 { byte >= 0x41 && byte <= 0x5A ? byte | 0x20 : byte }
}

/// A search for names that are nearly identical. Names of the same letters share their stem. Names one edit apart share
/// their first or their second half, so only such names are compared; halves shared by more than 40 names are skipped.
/// Names of the same words share a hash of their words. Linear in the number of names.
private struct NearPairs {
  private let names: [[UInt8]]
  private let wordsHashes: [UInt64]
  private var words: [Int: [ArraySlice<UInt8>]] = [:]
  /// How many names contain a word, by its hash.
  private var uses: [UInt64: Int]?
  private(set) var found: [(Int, Int)] = []

  init(_ names: [[UInt8]], _ wordsHashes: [UInt64]) {
    self.names = names
    self.wordsHashes = wordsHashes
  }

  var pairs: [(Int, Int)] {
    mutating get {
      compareStems()
      compareWords()
      compareHalves()
      found.sort { $0 < $1 }
      return found
    }
  }

  /// Finds names of the same letters in another case, with other separators or another suffix.
  private mutating func compareStems() {
    var first: [UInt64: Int] = [:]
    first.reserveCapacity(names.count)
    for index in names.indices {
      let stem = Self.hash(SpellingDifference.stem(names[index]))
      if let known = first[stem] {
        if names[known] != names[index] { found.append((known, index)) }
      } else {
        first[stem] = index
      }
    }
  }

  /// Finds names of the same words in another order or spelling, and with letters once instead of twice.
  private mutating func compareWords() {
    var first: [UInt64: Int] = [:]
    first.reserveCapacity(names.count)
    for index in names.indices {
      guard let known = first[wordsHashes[index]] else {
        first[wordsHashes[index]] = index
        continue
      }
      let (one, other) = (words(of: known), words(of: index))
      guard one.count == other.count else { continue }
      // Numbers in another order are other numbers: `Rack1Slot2Filled`, `Rack2Slot1Filled`.
      guard zip(one, other).contains(where: { $0 != $1 && !$0.allSatisfy(\.isDigit) }) else { continue }
      if zip(one, other).allSatisfy(Spelling.isSameWord) || Spelling.sorted(one) == Spelling.sorted(other)
        || isDoubling(one, other)
      {
        found.append((known, index))
      }
    }
  }

  /// The only word that differs; nil if there are several.
  private static func difference(_ one: [ArraySlice<UInt8>], _ other: [ArraySlice<UInt8>])
    -> (first: ArraySlice<UInt8>, second: ArraySlice<UInt8>)?
  {
    guard one.count == other.count, let index = one.indices.first(where: { one[$0] != other[$0] }),
      one[(index + 1)...] == other[(index + 1)...]
    else { return nil }
    return (one[index], other[index])
  }

  /// Whether one word differs, in letters that one name doubles more than once: `adres` and `address`. A single letter
  /// is left to the comparison of names one edit apart.
  private mutating func isDoubling(_ one: [ArraySlice<UInt8>], _ other: [ArraySlice<UInt8>]) -> Bool {
    guard let (first, second) = Self.difference(one, other),
      abs(Spelling.letterCount(first) - Spelling.letterCount(second)) > 1,
      Spelling.undoubled(first) == Spelling.undoubled(second)
    else { return false }
    return isSlip(first, second)
  }

  private mutating func compareHalves() {
    // The names by a hash of their first half, and by the inverse of that of their second.
    var halves = Grouped<UInt64, Int32>()
    for (index, name) in names.enumerated() {
      for cut in (name.count - 1) / 2...name.count / 2 {
        halves.add(Int32(index), to: Self.hash(name[..<cut]))
        halves.add(Int32(index), to: ~Self.hash(name[(name.count - cut)...]))
      }
    }
    var seen: Set<UInt64> = []
    for half in halves where half.count > 1 && half.count <= 40 {
      let group = half.all
      for (position, left) in group.enumerated() {
        for right in group[(position + 1)...] where left != right && isOneLetterApart(Int(left), Int(right)) {
          let (first, second) = (Int(min(left, right)), Int(max(left, right)))
          if seen.insert(UInt64(first) << 32 | UInt64(second)).inserted { compare(first, second) }
        }
      }
    }
  }

  static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 { bytes.withUnsafeBufferPointer { ByteHash.hash($0) } }

  /// Whether one letter is added, removed or replaced, or two adjacent letters are swapped. A digit never counts:
  /// systems number what they generate, and each such name has many neighbours.
  private func isOneLetterApart(_ first: Int, _ second: Int) -> Bool {
    let (left, right) = (names[first], names[second])
    guard abs(left.count - right.count) <= 1 else { return false }
    var start = 0
    while start < left.count, start < right.count, left[start] == right[start] { start += 1 }
    var (endLeft, endRight) = (left.count, right.count)
    while endLeft > start, endRight > start, left[endLeft - 1] == right[endRight - 1] {
      endLeft -= 1
      endRight -= 1
    }
    let (one, other) = (left[start..<endLeft], right[start..<endRight])
    guard one.count <= 2, other.count <= 2 else { return false }
    guard !one.contains(where: \.isDigit), !other.contains(where: \.isDigit) else { return false }
    if one.count == 2, other.count == 2 { return one.first == other.last && one.last == other.first }
    return one.count <= 1 && other.count <= 1
  }

  private mutating func compare(_ left: Int, _ right: Int) {
    guard let (first, second) = Self.difference(words(of: left), words(of: right)), isSlip(first, second),
      !Spelling.isSameWord(first, second)
    else { return }
    found.append((left, right))
  }

  /// Whether two differing words look like a typo: at least five letters, one of them in no other name, such as `adres`
  /// and `address`; not `locked` and `unlocked`, and not numbers.
  private mutating func isSlip(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
    guard Spelling.mayBeSlip(first, second) else { return false }
    let uses = uses ?? count()
    self.uses = uses
    return min(uses[Self.hash(first)] ?? 0, uses[Self.hash(second)] ?? 0) == 1
  }

  private mutating func count() -> [UInt64: Int] {
    var uses: [UInt64: Int] = [:]
    for index in names.indices {
      for word in Set(words(of: index).map(Self.hash)) { uses[word, default: 0] += 1 }
    }
    return uses
  }

  private mutating func words(of index: Int) -> [ArraySlice<UInt8>] {
    if let known = words[index] { return known }
    let found = Words(names[index]).words
    words[index] = found
    return found
  }
}

/// Comparisons of two words of names, as UTF-8 in lower case.
private enum Spelling {
  /// The words of a name in an order that does not depend on the name.
  static func sorted(_ words: [ArraySlice<UInt8>]) -> [ArraySlice<UInt8>] {
    words.sorted { $0.lexicographicallyPrecedes($1) }
  }

  /// Whether two words are the same in American spelling: `canceled` and `cancelled`, `authorized` and `authorised`.
  static func isSameWord(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Bool {
    left == right || american(left) == american(right)
  }

  private static func american(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    spellings.reduce(word) { replacing($1.british, with: $1.american, in: $0) }
  }

  private static let spellings: [(british: StaticString, american: StaticString)] = [
    ("lled", "led"), ("ised", "ized"), ("isation", "ization"), ("yse", "yze"),
  ]

  /// A word with each occurrence of some letters replaced.
  private static func replacing(
    _ part: StaticString, with replacement: StaticString, in word: ArraySlice<UInt8>
  ) -> ArraySlice<UInt8> {
    let length = part.utf8CodeUnitCount
    func isPart(at index: Int) -> Bool { index + length <= word.endIndex && word[index..<index + length].spells(part) }
    guard word.indices.contains(where: isPart) else { return word }
    var replaced: [UInt8] = []
    var index = word.startIndex
    while index < word.endIndex {
      if isPart(at: index) {
        replacement.withUTF8Buffer { replaced += $0 }
        index += length
      } else {
        replaced.append(word[index])
        index += 1
      }
    }
    return replaced[...]
  }

  /// The number of letters and digits: of code points.
  static func letterCount(_ word: ArraySlice<UInt8>) -> Int { word.count { $0 & 0xC0 != 0x80 } }

  /// A word with repeated letters once.
  static func undoubled(_ word: ArraySlice<UInt8>) -> [UInt8] {
    word.reduce(into: []) { if $0.last != $1 { $0.append($1) } }
  }

  /// Whether two differing words can be one with a typo: of at least five letters, the first of them the same, no
  /// numbers; not `locked` and `unlocked`. A plural, another tense or an adverb is a word of its own.
  static func mayBeSlip(_ first: ArraySlice<UInt8>, _ second: ArraySlice<UInt8>) -> Bool {
    guard max(letterCount(first), letterCount(second)) >= 5 else { return false }
    guard !first.contains(where: \.isDigit), !second.contains(where: \.isDigit) else { return false }
    guard firstLetter(first) == firstLetter(second) else { return false }
    let (short, long) = first.count < second.count ? (first, second) : (second, first)
    guard long.suffix(short.count) != short else { return false }
    guard long.count == short.count + 1, long.starts(with: short), let last = long.last else { return true }
    return last != UInt8(ascii: "s") && last != UInt8(ascii: "d") && last != UInt8(ascii: "y")
  }

  private static func firstLetter(_ word: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    let rest = word.dropFirst().firstIndex { $0 & 0xC0 != 0x80 } ?? word.endIndex
    return word[..<rest]
  }
}
