/// The words of an identifier in lower case, without namespace, kind suffix and version.
///
/// ```swift
/// let name = Words("Acme.Orders.OrderPlacedEvent.v2")
/// name.strings  // ["order", "placed"]
/// name.suffix  // .event
/// name.mood  // .past
/// ```
package struct Words: Sendable {
  /// A message kind claimed by the last word of a name: `OrderPlacedEvent`.
  package enum Kind: Sendable {
    case event
    case command
    case query
    /// `Message` or `Msg`, which does not determine a kind.
    case message
  }

  /// The ways to separate words.
  package enum Notation: Int, Sendable, CaseIterable {
    /// Dots, slashes or colons: `order.placed`.
    case path
    case spaces
    case hyphens
    case underscores
    /// Capitals: `OrderPlaced`.
    case capitals
  }

  /// The words in order as UTF-8, with ASCII letters in lower case.
  package private(set) var words: [ArraySlice<UInt8>] = []
  /// The kind claimed by the suffix; nil without one.
  package private(set) var suffix: Kind?
  /// Whether the name is a path with dots or slashes: `orders/create`, `user.created`.
  package private(set) var isPath = false

  /// How the words are separated; nil for a single word.
  package private(set) var notation: Notation?

  /// The index of the first word of a path's last part if that has several words: 1 in `todolist:add_item`; else 0.
  private(set) var segmentStart = 0

  /// The words as strings, for display and tests.
  package var strings: [String] { words.map { String(decoding: $0, as: UTF8.self) } }

  /// Splits an identifier. Supports camelCase, PascalCase, snake_case, kebab-case, dotted, slashed and spaced names,
  /// SCREAMING_CASE, acronyms (`HTTPRequestSent`), digits, versions (`V2`, `.v1`, `_v17`), `I`-prefixes of interfaces,
  /// namespaces (`Acme.Orders.OrderPlaced`, `Acme\Orders\OrderPlaced`, `acme::OrderPlaced`) and reverse-DNS names
  /// (`com.acme.order.placed.v1`). Linear in the name.
  ///
  /// A suffix in parentheses, such as the service that distinguishes two messages of one name, is ignored.
  package init(_ identifier: ArraySlice<UInt8>) {
    var identifier = identifier
    if identifier.last == UInt8(ascii: ")"), let start = identifier.firstIndex(of: UInt8(ascii: "(")),
      start > identifier.startIndex + 1
    {
      identifier = identifier[..<(start - 1)]
    }
    guard identifier.contains(where: Self.isSegmentEnd) else {
      // Most names are one segment.
      words = Self.split(CollectionOfOne(identifier))
      notation = Self.notation(identifier, count: words.count)
      finish()
      return
    }
    var segments = Self.segments(identifier)
    isPath = segments.count > 1
    while segments.count > 1, let last = segments.last, Self.isVersion(last) { segments.removeLast() }
    words = Self.split(Self.significant(segments))
    notation = isPath ? .path : Self.notation(identifier, count: words.count)
    if let last = segments.last, segments.count > 1 {
      let own = Self.split(CollectionOfOne(last)).count
      if own > 1 { isPath = false }
      if own > 1, own < words.count { segmentStart = words.count - own }
      // Namespaces say nothing about how the name itself is written.
      if own == words.count { notation = Self.notation(last, count: own) }
    }
    finish()
  }

  private static func notation(_ name: ArraySlice<UInt8>, count: Int) -> Notation? {
    guard count > 1 else { return nil }
    var notation = Notation.capitals
    for byte in name {
      switch byte {
      case UInt8(ascii: " "): return .spaces
      case UInt8(ascii: "-"): notation = .hyphens
      case UInt8(ascii: "_") where notation == .capitals: notation = .underscores
      default: break
      }
    }
    return notation
  }

  private mutating func finish() {
    dropInterfacePrefix()
    dropVersions()
    dropSuffix()
    dropVersions()
  }

  /// Splits an identifier given as bytes.
  package init(_ identifier: [UInt8]) { self.init(identifier[...]) }

  /// Splits an identifier given as a string.
  package init(_ identifier: String) { self.init(Array(identifier.utf8)[...]) }

  /// The parts between dots, slashes, backslashes and colons.
  private static func segments(_ identifier: ArraySlice<UInt8>) -> [ArraySlice<UInt8>] {
    identifier.split(whereSeparator: isSegmentEnd)
  }

  private static func isSegmentEnd(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: ".") || byte == UInt8(ascii: "/") || byte == UInt8(ascii: "\\") || byte == UInt8(ascii: ":")
  }

  /// The segments of a path that form the name: the last one if it has several words, else the last two
  /// (`order.placed`), as in dotted event types.
  private static func significant(_ segments: [ArraySlice<UInt8>]) -> ArraySlice<ArraySlice<UInt8>> {
    guard let last = segments.last else { return [] }
    let hasOwnWords =
      split(CollectionOfOne(last)).count > 1 && !(last.allSatisfy(isLowerOrUnderscore) && segments.count > 1)
    return hasOwnWords ? segments.suffix(1) : segments.suffix(2)
  }

  private static func isLowerOrUnderscore(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "a") && byte <= UInt8(ascii: "z") || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-")
  }

  /// Splits segments at case changes, digits and separators: `HTTPRequestSent2` is http, request, sent, 2.
  private static func split(_ segments: some Collection<ArraySlice<UInt8>>) -> [ArraySlice<UInt8>] {
    let count = segments.reduce(0) { $0 + $1.count }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count) { letters in
      withUnsafeTemporaryAllocation(of: Int.self, capacity: count) { ends in
        var splitting = Splitting(letters: letters, ends: ends)
        for segment in segments { segment.withUnsafeBufferPointer { splitting.split($0) } }
        let letters = Array(UnsafeBufferPointer(rebasing: letters[..<splitting.count]))
        var words: [ArraySlice<UInt8>] = []
        words.reserveCapacity(splitting.words)
        var start = 0
        for end in ends[..<splitting.words] {
          words.append(letters[start..<end])
          start = end
        }
        return words
      }
    }
  }

  /// A run of segments being split, into buffers known to be large enough.
  private struct Splitting {
    /// The letters of all words, in lower case.
    let letters: UnsafeMutableBufferPointer<UInt8>
    /// The end of each word in the letters.
    let ends: UnsafeMutableBufferPointer<Int>
    /// The number of letters, and of words, so far.
    var count = 0
    var words = 0

    mutating func split(_ segment: UnsafeBufferPointer<UInt8>) {
      var (start, end) = (count, count)
      var (before, kind) = (ByteClass.separator, segment.first.map(ByteClass.init) ?? .separator)
      for index in 0..<segment.count {
        let next = index + 1 < segment.count ? ByteClass(segment[index + 1]) : .separator
        // Most bytes are small letters behind other letters, where no word ends.
        if kind != .lower || before == .digit {
          let endsWord =
            switch kind {
            case .separator, .lower: true
            case .upper: before == .lower || before == .digit || before == .upper && next == .lower
            // `v2` is one word.
            case .digit: before != .digit && !(end == start + 1 && letters[start] == UInt8(ascii: "v"))
            }
          if endsWord, end > start {
            append(end)
            start = end
          }
        }
        if kind != .separator {
          letters[end] = kind == .upper ? segment[index] | 0x20 : segment[index]
          end += 1
        }
        (before, kind) = (kind, next)
      }
      if end > start { append(end) }
      count = end
    }

    private mutating func append(_ end: Int) {
      ends[words] = end
      words += 1
    }
  }

  private enum ByteClass {
    case upper, lower, digit, separator

    init(_ byte: UInt8) {
      switch byte {
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): self = .upper
      case UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...: self = .lower
      case UInt8(ascii: "0")...UInt8(ascii: "9"): self = .digit
      default: self = .separator
      }
    }
  }

  private static func isVersion(_ word: ArraySlice<UInt8>) -> Bool {
    guard let first = word.first, let last = word.last, last >= 0x30, last <= 0x39 else { return false }
    let digits = first | 0x20 == UInt8(ascii: "v") ? word.dropFirst() : word.dropFirst(0)
    return !digits.isEmpty && digits.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
  }

  /// Drops the prefix of `IOrderPlaced`, as .NET names message interfaces. `IPAddressAssigned` keeps its first word, an
  /// acronym.
  private mutating func dropInterfacePrefix() {
    guard words.count > 2, words[0] == [UInt8(ascii: "i")] else { return }
    words.removeFirst()
    segmentStart = max(0, segmentStart - 1)
  }

  private mutating func dropVersions() {
    while words.count > 1, let last = words.last, Self.isVersion(last) { words.removeLast() }
  }

  /// Drops kind words at the end, unless only a verb would remain: `SendMessage`, `RaiseEvent`.
  private mutating func dropSuffix() {
    while words.count > 1, let last = words.last, let kind = Self.kind(last) {
      let first = Lexicon.classes(of: words[0])
      let leavesLoneVerb = words.count == 2 && first.contains(.verb) && !first.contains(.noun)
      guard kind == .command || kind == .query || !leavesLoneVerb else { return }
      if suffix == nil || suffix == .message { suffix = kind }
      words.removeLast()
    }
    // `OrderPlacedDomainEvent`, `…IntegrationEvent`: the rest of the suffix is dropped too.
    guard suffix == .event, words.count > 1, let last = words.last else { return }
    if last.spells("domain") || last.spells("integration") { words.removeLast() }
  }

  private static func kind(_ word: ArraySlice<UInt8>) -> Kind? {
    if word.spells("event") || word.spells("evt") { return .event }
    if word.spells("command") || word.spells("cmd") { return .command }
    if word.spells("query") { return .query }
    return word.spells("message") || word.spells("msg") ? .message : nil
  }
}

extension ArraySlice<UInt8> {
  /// Whether these are the bytes of a text, without a call for each byte.
  package func spells(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return withUnsafeBufferPointer { bytes in
      for index in 0..<bytes.count where bytes[index] != text.utf8Start[index] { return false }
      return true
    }
  }
}
