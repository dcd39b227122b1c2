import Catalog
import Findings
import Naming
import RuleBook

extension Rule {
  /// Two messages whose names differ by a slip of the pen, or in spelling or order of words only.
  static let nearDuplicateName = Rule(.nearDuplicateName, run: run)
}

private func run(_ inspection: inout Inspection) {
  let catalog = inspection.catalog
  let candidates = catalog.messages.indices.filter { catalog.names.bytes(catalog.messages[$0].name).count >= 8 && !catalog.messages[$0].isUnknown }
  let names = candidates.map { Array(catalog.names.bytes(catalog.messages[$0].name)) }
  var search = NearPairs(names)
  for (left, right) in search.pairs {
    let (first, second) = (catalog.messages[candidates[left]], catalog.messages[candidates[right]])
    guard first.kind == second.kind else { continue }
    inspection.report(
      "\(catalog[second.name]) and \(catalog[first.name]) are nearly the same name", at: second.place, about: [second.name, first.name],
      confidence: .medium, notes: [Note("\(catalog[first.name]) is defined here", at: first.place)],
      help: "give one thing one name, and two things names that are not mixed up")
  }
}

/// Names that are nearly the same. Names one edit apart share their first or their second half, so only those that do are
/// compared; halves that many names share tell nothing and are passed over. Linear in the names.
private struct NearPairs {
  private let names: [[UInt8]]
  private var words: [Int: [String]] = [:]
  private var uses: [String: Int]?
  private var seen: Set<[Int]> = []
  private(set) var found: [(Int, Int)] = []

  init(_ names: [[UInt8]]) {
    self.names = names
  }

  var pairs: [(Int, Int)] {
    mutating get {
      var halves: [Half: [Int]] = [:]
      halves.reserveCapacity(names.count * 2)
      for (index, name) in names.enumerated() {
        for cut in Set([name.count / 2, (name.count - 1) / 2]) {
          halves[Half(hash: Half.hash(name[..<cut]), isFirst: true), default: []].append(index)
          halves[Half(hash: Half.hash(name[(name.count - cut)...]), isFirst: false), default: []].append(index)
        }
      }
      for group in halves.values where group.count > 1 && group.count <= 40 {
        for (position, left) in group.enumerated() {
          for right in group[(position + 1)...] where left != right { compare(min(left, right), max(left, right)) }
        }
      }
      return found.sorted { $0 < $1 }
    }
  }

  private struct Half: Hashable {
    var hash: UInt64
    var isFirst: Bool

    static func hash(_ bytes: ArraySlice<UInt8>) -> UInt64 {
      var hash: UInt64 = 0xCBF2_9CE4_8422_2325
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
      return hash
    }
  }

  private mutating func compare(_ left: Int, _ right: Int) {
    guard abs(names[left].count - names[right].count) <= 2, seen.insert([left, right]).inserted else { return }
    let (one, other) = (words(of: left), words(of: right))
    guard one != other, one.count == other.count else { return }
    if one.map(Self.plain) == other.map(Self.plain) || one.sorted() == other.sorted() { return found.append((left, right)) }
    guard NearName.distance(names[left][...], names[right][...], limit: 1) != nil else { return }
    let different = zip(one, other).filter { $0 != $1 }
    guard different.count == 1, let (first, second) = different.first, isSlip(first, second) else { return }
    found.append((left, right))
  }

  /// A long word that no other name has, beside one that some have: `adres` and `address`. `locked` and `unlocked` are no slip, nor
  /// are numbers.
  private mutating func isSlip(_ first: String, _ second: String) -> Bool {
    guard max(first.count, second.count) >= 5, !(first + second).contains(where: \.isNumber) else { return false }
    guard first.first == second.first, !first.hasSuffix(second), !second.hasSuffix(first) else { return false }
    // A plural, another time, an adverb: two words of one language.
    guard first + "s" != second, second + "s" != first, first + "d" != second, second + "d" != first else { return false }
    guard first + "y" != second, second + "y" != first else { return false }
    let uses = uses ?? count()
    self.uses = uses
    return min(uses[first] ?? 0, uses[second] ?? 0) == 1
  }

  private mutating func count() -> [String: Int] {
    var uses: [String: Int] = [:]
    for index in names.indices { for word in Set(words(of: index)) { uses[word, default: 0] += 1 } }
    return uses
  }

  private mutating func words(of index: Int) -> [String] {
    if let known = words[index] { return known }
    let found = Words(names[index]).strings
    words[index] = found
    return found
  }

  /// A word in one of its spellings: `cancelled` and `canceled`, `authorised` and `authorized`.
  private static func plain(_ word: String) -> String {
    word.replacing("lled", with: "led").replacing("ised", with: "ized").replacing("isation", with: "ization").replacing("yse", with: "yze")
  }
}
