package import Findings
import Platform

/// A word of the input, by its number in a table of distinct words. Two definitions of one kind with the same name
/// define the same thing.
@usableFromInline package struct Name: Hashable, Sendable {
  /// The number of the word in its table, from 0 in the order of first occurrence.
  @usableFromInline package let index: UInt32

  /// The name of a number, which must exist in the table it is used with.
  @inlinable package init(index: UInt32) {
    self.index = index
  }
}

/// A name with the place where it is written.
@usableFromInline package struct NamePlace: Hashable, Sendable {
  /// The name itself.
  @usableFromInline package var name: Name
  /// The span of bytes where it is written.
  package var place: Place

  /// A name at a place.
  package init(_ name: Name, at place: Place) {
    self.name = name
    self.place = place
  }
}

/// A list of names, stored as a range of the list of all such names, see `Catalog.subscript(_:)`. Lists are short and
/// many, so none has storage of its own.
package struct NameList: Hashable, Sendable {
  /// The position of the first name among those of all lists.
  package var start: UInt32
  /// The number of names in the list.
  package let count: UInt32

  /// No names.
  package init() {
    start = 0
    count = 0
  }

  /// A list of names that are stored from a position on.
  package init(start: Int, count: Int) {
    self.start = UInt32(start)
    self.count = UInt32(count)
  }

  /// Whether the list has no names.
  package var isEmpty: Bool { count == 0 }

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A set of names: one bit for each name of the table, since names are small numbers.
@usableFromInline package struct NameSet: Sendable {
  @usableFromInline var words: ContiguousArray<UInt64>
  /// Whether the set has no names.
  package private(set) var isEmpty = true

  /// A set without names.
  ///
  /// - Parameter count: the number of names in the table.
  package init(count: Int) {
    words = ContiguousArray(repeating: 0, count: (count + 63) / 64)
  }

  /// Whether the set contains a name, in constant time; the name must be below the `count` of the set.
  @inlinable package func contains(_ name: Name) -> Bool {
    words[Int(name.index &>> 6)] &>> UInt64(name.index & 63) & 1 == 1
  }

  /// Adds a name, in constant time; the name must be below the `count` of the set.
  package mutating func insert(_ name: Name) {
    words[Int(name.index >> 6)] |= 1 << UInt64(name.index & 63)
    isEmpty = false
  }
}

/// The table of distinct words of an input: an open-addressing hash table over one run of bytes, three to six times as
/// fast as a dictionary of strings.
package struct Names: Sendable {
  private var bytes: [UInt8] = []
  /// The first byte of each name, and the end of the last one.
  private var starts: ContiguousArray<UInt32> = [0]
  private var slots: ContiguousArray<Slot> = ContiguousArray(repeating: .free, count: 64)
  private let seed = ByteHash.seed

  private struct Slot {
    var hash: UInt32
    /// The name's number plus one; 0 for a free slot.
    var number: UInt32

    static let free = Slot(hash: 0, number: 0)
  }

  /// A table without names.
  package init() {}

  /// The number of names; names are numbered from 0 to one below it.
  package var count: Int { starts.count - 1 }

  /// The name of some bytes, added if it is new. Linear in the bytes.
  package mutating func intern(_ word: ArraySlice<UInt8>) -> Name {
    word.withUnsafeBufferPointer { intern($0) }
  }

  /// The name of a part of some bytes, added if it is new. Linear in the part; unlike with a slice, no count of
  /// references changes.
  package mutating func intern(_ bytes: [UInt8], _ range: Range<Int>) -> Name {
    bytes.withUnsafeBufferPointer { intern(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// The name of a text, added if it is new. Linear in the text.
  package mutating func intern(_ word: String) -> Name {
    var word = word
    return word.withUTF8 { intern($0) }
  }

  /// The name of some bytes; nil if the input does not contain it. Linear in the bytes.
  package func find(_ word: ArraySlice<UInt8>) -> Name? { word.withUnsafeBufferPointer { find($0) } }

  /// The name of a part of some bytes; nil if the input does not contain it. Linear in the part.
  package func find(_ bytes: [UInt8], _ range: Range<Int>) -> Name? {
    bytes.withUnsafeBufferPointer { find(UnsafeBufferPointer(rebasing: $0[range])) }
  }

  /// The name of a text; nil if the input does not contain it. Linear in the text.
  package func find(_ word: String) -> Name? {
    var word = word
    return word.withUTF8 { find($0) }
  }

  /// The set of those words that the input contains.
  package func set(of words: [String]) -> NameSet {
    var set = NameSet(count: count)
    for word in words { if let name = find(word) { set.insert(name) } }
    return set
  }

  /// The UTF-8 bytes of a name, without a copy.
  package func bytes(_ name: Name) -> ArraySlice<UInt8> {
    bytes[Int(starts[Int(name.index)])..<Int(starts[Int(name.index) + 1])]
  }

  /// The text of a name, as a new string.
  package subscript(_ name: Name) -> String { String(decoding: bytes(name), as: UTF8.self) }

  /// The order of names in all output: by bytes.
  package func areInOrder(_ left: Name, _ right: Name) -> Bool {
    bytes(left).lexicographicallyPrecedes(bytes(right))
  }

  private func find(_ word: UnsafeBufferPointer<UInt8>) -> Name? {
    let number = slots[slot(of: word, hash: hash(word))].number
    return number == 0 ? nil : Name(index: number - 1)
  }

  private mutating func intern(_ word: UnsafeBufferPointer<UInt8>) -> Name {
    let hash = hash(word)
    let slot = slot(of: word, hash: hash)
    if slots[slot].number != 0 { return Name(index: slots[slot].number - 1) }
    let name = Name(index: UInt32(count))
    bytes.append(contentsOf: word)
    starts.append(UInt32(bytes.count))
    slots[slot] = Slot(hash: hash, number: name.index + 1)
    if count * 2 > slots.count { grow() }
    return name
  }

  private func slot(of word: UnsafeBufferPointer<UInt8>, hash: UInt32) -> Int {
    slots.withUnsafeBufferPointer { slots in
      let mask = slots.count - 1
      var slot = Int(hash) & mask
      while slots[slot].number != 0 {
        if slots[slot].hash == hash, isEqual(Name(index: slots[slot].number - 1), word) { return slot }
        slot = (slot + 1) & mask
      }
      return slot
    }
  }

  private func isEqual(_ name: Name, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(starts[Int(name.index)])
    let length = word.count
    guard Int(starts[Int(name.index) + 1]) - start == length else { return false }
    return bytes.withUnsafeBufferPointer { bytes in
      guard let bytes = bytes.baseAddress, let word = word.baseAddress else { return true }
      return memcmp(bytes + start, word, length) == 0
    }
  }

  private mutating func grow() {
    let old = slots
    slots = ContiguousArray(repeating: .free, count: old.count * 2)
    let mask = slots.count - 1
    for entry in old where entry.number != 0 {
      var slot = Int(entry.hash) & mask
      while slots[slot].number != 0 { slot = (slot + 1) & mask }
      slots[slot] = entry
    }
  }

  private func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: ByteHash.hash(word, seed) >> 16)
  }
}
