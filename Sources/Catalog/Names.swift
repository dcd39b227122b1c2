package import Findings

/// A word of the input, by its number in a table of distinct words. Things of one kind that have one name are one thing.
package struct Name: Hashable, Sendable {
  package let index: UInt32

  package init(index: UInt32) {
    self.index = index
  }
}

/// A name where it is written.
package struct NamePlace: Hashable, Sendable {
  package var name: Name
  package var place: Place

  package init(_ name: Name, at place: Place) {
    self.name = name
    self.place = place
  }
}

/// Where some names lie among those of all lists, see `Catalog.subscript(_:)`. Lists are short and many, so none has memory of
/// its own.
package struct NameList: Hashable, Sendable {
  package internal(set) var start: UInt32
  package let count: UInt32

  /// No names.
  package init() {
    start = 0
    count = 0
  }

  package init(start: Int, count: Int) {
    self.start = UInt32(start)
    self.count = UInt32(count)
  }

  package var isEmpty: Bool { count == 0 }

  var range: Range<Int> { Int(start)..<Int(start) + Int(count) }
}

/// A set of names: one bit each, since names are small numbers.
package struct NameSet: Sendable {
  private var words: ContiguousArray<UInt64>
  package private(set) var isEmpty = true

  /// - Parameter count: how many names there are at all.
  package init(count: Int) {
    words = ContiguousArray(repeating: 0, count: (count + 63) / 64)
  }

  package func contains(_ name: Name) -> Bool { words[Int(name.index >> 6)] >> UInt64(name.index & 63) & 1 == 1 }

  package mutating func insert(_ name: Name) {
    words[Int(name.index >> 6)] |= 1 << UInt64(name.index & 63)
    isEmpty = false
  }
}

/// The distinct words of an input: an open-addressing table over one run of bytes, three to six times as fast as a
/// dictionary of strings.
package struct Names: Sendable {
  private var bytes: [UInt8] = []
  /// Where each name begins; one more than there are names.
  private var starts: ContiguousArray<UInt32> = [0]
  private var slots: ContiguousArray<Slot> = ContiguousArray(repeating: .free, count: 64)

  private struct Slot {
    var hash: UInt32
    /// The name's number plus one; 0 is a free slot.
    var number: UInt32

    static let free = Slot(hash: 0, number: 0)
  }

  package init() {}

  package var count: Int { starts.count - 1 }

  /// The name with these bytes, new or known.
  package mutating func intern(_ word: ArraySlice<UInt8>) -> Name {
    word.withUnsafeBufferPointer { intern($0) }
  }

  package mutating func intern(_ word: String) -> Name {
    intern(Array(word.utf8)[...])
  }

  /// The name with these bytes, if some input had it.
  package func find(_ word: ArraySlice<UInt8>) -> Name? {
    word.withUnsafeBufferPointer { buffer in
      let number = slots[slot(of: buffer, hash: Self.hash(buffer))].number
      return number == 0 ? nil : Name(index: number - 1)
    }
  }

  package func find(_ word: String) -> Name? { find(Array(word.utf8)[...]) }

  /// Those of some words that the input has.
  package func set(of words: [String]) -> NameSet {
    var set = NameSet(count: count)
    for word in words { if let name = find(word) { set.insert(name) } }
    return set
  }

  package func bytes(_ name: Name) -> ArraySlice<UInt8> {
    bytes[Int(starts[Int(name.index)])..<Int(starts[Int(name.index) + 1])]
  }

  package subscript(_ name: Name) -> String { String(decoding: bytes(name), as: UTF8.self) }

  /// The order of names in everything that is printed: by bytes.
  package func areInOrder(_ left: Name, _ right: Name) -> Bool {
    bytes(left).lexicographicallyPrecedes(bytes(right))
  }

  private mutating func intern(_ word: UnsafeBufferPointer<UInt8>) -> Name {
    let hash = Self.hash(word)
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
    let mask = slots.count - 1
    var slot = Int(hash) & mask
    while slots[slot].number != 0 {
      if slots[slot].hash == hash, isEqual(Name(index: slots[slot].number - 1), word) { return slot }
      slot = (slot + 1) & mask
    }
    return slot
  }

  private func isEqual(_ name: Name, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let start = Int(starts[Int(name.index)])
    guard Int(starts[Int(name.index) + 1]) - start == word.count else { return false }
    return bytes.withUnsafeBufferPointer { buffer in
      for index in 0..<word.count where buffer[start + index] != word[index] { return false }
      return true
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

  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> UInt32 {
    UInt32(truncatingIfNeeded: ByteHash.hash(word) >> 16)
  }
}
