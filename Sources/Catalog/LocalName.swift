/// The local name of a message: `MemberCreated` of `Meetings.MemberCreated`.
///
/// The form alone decides, and this is the one place that does. A name is qualified if its last part is written in
/// PascalCase and what stands before it is a namespace: letters, digits, `_`, `-` and separators. The separators are
/// those of code: `::`, `\`, `.`, `:`, and `$` and `+` before a nested type. After `::` and `\` one word is enough;
/// after the others the last part needs two, since `Order.Placed` is a subject with its verb. A version stays with the
/// local name: `OrderPlaced.v2` of `com.acme.OrderPlaced.v2`. So `order.placed`, `orders.v1.placed` and
/// `OrderPlaced.v2` are not qualified.
package enum LocalName {
  /// The local part of a name; the whole name if it is not qualified. Linear in the name, without a copy; most names
  /// are read once, from their end.
  package static func of(_ name: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    // Most names have no separator at all.
    if isOneWord(name) { return name }
    let end = endWithoutVersion(name)
    var start = end
    while start > name.startIndex, isWordByte(name[start - 1]) { start -= 1 }
    guard start > name.startIndex, start < end else { return name }
    guard let separator = Separator(before: start, in: name), isPascal(name[start..<end], words: separator.words),
      isNamespace(name[..<separator.start])
    else { return name }
    return name[start...]
  }

  /// The local part of a name given as a string.
  package static func of(_ name: String) -> String { String(decoding: of(Array(name.utf8)[...]), as: UTF8.self) }

  /// The namespace of a name without its separator and without versions, so that `acme.v1.OrderPlaced` and
  /// `acme.v2.OrderPlaced` have the same; empty if the name is not qualified. Linear in the name.
  package static func namespace(of name: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    name[..<of(name).startIndex].split(whereSeparator: isSeparator).filter { !isVersion($0) }
  }

  /// Whether a word is a whole qualified name without its first parts: `Orders.OrderPlaced` of
  /// `acme.Orders.OrderPlaced`, and the local name itself.
  package static func isEnd(_ word: ArraySlice<UInt8>, of name: ArraySlice<UInt8>) -> Bool {
    let local = of(name)
    guard local.count < name.count, word.count >= local.count, word.count < name.count else { return false }
    return name.suffix(word.count).elementsEqual(word) && isSeparator(name[name.endIndex - word.count - 1])
  }

  /// What stands before the local name.
  private struct Separator {
    /// The position of its first byte.
    var start: Int
    /// The number of words that the part after it needs.
    var words: Int

    init?(before end: Int, in name: ArraySlice<UInt8>) {
      let byte = name[end - 1]
      guard LocalName.isSeparator(byte) else { return nil }
      let isDouble = byte == UInt8(ascii: ":") && end - 1 > name.startIndex && name[end - 2] == byte
      start = isDouble ? end - 2 : end - 1
      words = isDouble || byte == UInt8(ascii: "\\") ? 1 : 2
    }
  }

  private static func isOneWord(_ name: ArraySlice<UInt8>) -> Bool {
    name.withUnsafeBufferPointer { name in
      var index = 0
      while index < name.count, isWordByte(name[index]) { index += 1 }
      return index == name.count
    }
  }

  private static func endWithoutVersion(_ name: ArraySlice<UInt8>) -> Int {
    guard let last = name.last, isDigit(last), let dot = name.lastIndex(where: isSeparator),
      isVersion(name[(dot + 1)...])
    else { return name.endIndex }
    return dot
  }

  private static func isVersion(_ word: ArraySlice<UInt8>) -> Bool {
    word.count > 1 && word.first.map { $0 | 0x20 } == UInt8(ascii: "v") && word.dropFirst().allSatisfy(isDigit)
  }

  /// Whether a word begins with a capital, has a lower-case letter and consists of enough words: a capital begins one
  /// where a small letter stands on one side of it and a letter on the other, so `PlacedV2` has one word.
  private static func isPascal(_ word: ArraySlice<UInt8>, words: Int) -> Bool {
    guard let first = word.first, isUpper(first), word.contains(where: isLower) else { return false }
    guard words > 1 else { return true }
    return word.indices.dropFirst().contains { index in
      guard isUpper(word[index]), index + 1 < word.endIndex else { return false }
      return isLower(word[index + 1]) || isLower(word[index - 1]) && isUpper(word[index + 1])
    }
  }

  private static func isNamespace(_ prefix: ArraySlice<UInt8>) -> Bool {
    var hasLetter = false
    for byte in prefix {
      if isUpper(byte) || isLower(byte) {
        hasLetter = true
      } else if !isDigit(byte), !isSeparator(byte), byte != UInt8(ascii: "_"), byte != UInt8(ascii: "-") {
        return false
      }
    }
    return hasLetter
  }

  private static func isSeparator(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "\\"), UInt8(ascii: "$"), UInt8(ascii: "+"): true
    default: false
    }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    // Capitals differ from small letters in one bit.
    (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte &- UInt8(ascii: "0") < 10 || byte >= 0x80
  }

  private static func isUpper(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "A") && byte <= UInt8(ascii: "Z") }

  /// A small letter, or a part of a letter that is not ASCII.
  private static func isLower(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte >= 0x80
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") }
}

extension Names {
  /// The bytes of a name without its namespace, see `LocalName`, without a copy.
  package func localBytes(_ name: Name) -> ArraySlice<UInt8> { LocalName.of(bytes(name)) }
}

/// The names by which people read messages: local names where they say which message is meant. Computed once, by the
/// linker.
package struct ShownNames: Sendable {
  /// The messages whose local name no other message has.
  private var unique: NameSet
  /// The messages that share their local name only with messages of other contexts, with the own context.
  private var inContext: [Name: Name] = [:]

  /// The names of a catalog without qualified names.
  package init(names: Int) { unique = NameSet(count: names) }

  /// Has a message shown by its local name everywhere.
  package mutating func insert(_ message: Name) { unique.insert(message) }

  /// Has a message shown by its local name inside its context.
  package mutating func insert(_ message: Name, inside context: Name) { inContext[message] = context }

  /// Whether a message is shown by its local name everywhere, in constant time.
  package func contains(_ message: Name) -> Bool { unique.contains(message) }

  /// The context inside which a message is shown by its local name; nil if it is shown in the same way everywhere.
  package func context(of message: Name) -> Name? { inContext[message] }
}

extension Catalog {
  /// A name as people read it: of a message the local name if no other message has it, else the whole name; all other
  /// names as they are.
  package func shown(_ name: Name) -> String {
    shownNames.contains(name) ? String(decoding: names.localBytes(name), as: UTF8.self) : self[name]
  }

  /// The name of a message inside a bounded context, where only the context's own messages can be meant.
  package func shown(_ name: Name, inside context: String) -> String {
    guard let own = shownNames.context(of: name), self[own] == context else { return shown(name) }
    return String(decoding: names.localBytes(name), as: UTF8.self)
  }

  /// A text as people read it, where it is the name of a message.
  package func shown(_ text: String) -> String { names.find(text).map { shown($0) } ?? text }
}
