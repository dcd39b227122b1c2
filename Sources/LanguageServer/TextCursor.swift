/// The position of a cursor in YAML or JSON that is being typed: the keys above it and the word before it.
///
/// A text that is being typed is seldom valid, so this reads the bytes before the cursor only and follows indentation
/// and brackets; anchors, tags and aliases are skipped. Linear in the text before the cursor.
struct TextCursor: Equatable {
  /// A step from the root of the document to the cursor.
  enum Step: Equatable {
    /// Into the value of a key.
    case key(String)
    /// Into an item of a list.
    case item
  }

  /// What can be written at the cursor.
  enum Slot: Equatable {
    /// The key of a mapping, an item of a list, or a scalar that begins a line.
    case entry
    /// The value after a key on the same line.
    case value
    /// The rest of a comment.
    case comment
  }

  /// The steps from the root, outermost first.
  var path: [Step]
  /// What can be written at the cursor.
  var slot: Slot
  /// The offset of the first byte of the word before the cursor.
  var start: Int
  /// The word before the cursor, without an opening quote; empty if it begins there.
  var word: String
  /// Whether the word is inside quotes.
  var isQuoted = false
  /// The other keys of the mapping before the cursor.
  var siblings: Set<String> = []

  /// The position of an offset in a text; nil inside of a block scalar.
  init?(_ text: [UInt8], at offset: Int) {
    var outline = Outline(text: text, end: min(max(0, offset), text.count))
    guard var found = outline.cursor() else { return nil }
    // Of `A | B` and `A & B`, the last name is being typed.
    if found.slot != .comment, let bar = text[found.start..<outline.end].lastIndex(where: { $0 == 0x7C || $0 == 0x26 })
    {
      var start = bar + 1
      while start < outline.end, text[start] == 0x20 { start += 1 }
      found.start = start
      found.word = String(decoding: text[start..<outline.end], as: UTF8.self)
    }
    self = found
  }

  fileprivate init(path: [Step], slot: Slot, start: Int, word: String) {
    (self.path, self.slot, self.start, self.word) = (path, slot, start, word)
  }
}

/// The walk over a text up to the cursor.
private struct Outline {
  /// A mapping or list that is open at the current byte.
  struct Frame {
    var isList: Bool
    var isFlow: Bool
    /// The column of the entries of a block.
    var column: Int
    /// The last key of a mapping, or of a pair in a list.
    var key: String?
    /// Whether a colon followed the key, in flow style.
    var isValue = false
    /// The keys before the last one.
    var siblings: Set<String> = []
  }

  let text: [UInt8]
  let end: Int
  private var index = 0
  private var lineStart = 0
  private var frames: [Frame] = []
  /// The column of the key that a block scalar belongs to; nil outside of one.
  private var scalarColumn: Int?
  private static let maximumDepth = 1000

  init(text: [UInt8], end: Int) {
    (self.text, self.end) = (text, end)
    if text.starts(with: [0xEF, 0xBB, 0xBF]), end >= 3 { (index, lineStart) = (3, 3) }
  }

  mutating func cursor() -> TextCursor? {
    while true {
      let found = frames.last?.isFlow == true ? flow() : line()
      switch found {
      case .at(let cursor): return cursor
      case .inside: return nil
      case .on: break
      }
    }
  }

  /// The result of a part of the walk.
  enum Progress {
    /// The cursor was reached.
    case at(TextCursor)
    /// The cursor was reached inside of a text that is not YAML.
    case inside
    /// More bytes follow.
    case on
  }

  // MARK: Block style

  private mutating func line() -> Progress {
    lineStart = index
    skipBlanks()
    let column = index - lineStart
    if index == end { return scalarColumn.map { column > $0 } == true ? .inside : .at(entry(column, start: index)) }
    if isBreak(text[index]) { return nextLine() }
    if let scalarColumn {
      guard column <= scalarColumn else { return skipLine() ? .inside : .on }
      self.scalarColumn = nil
    }
    if text[index] == UInt8(ascii: "#") { return comment() }
    if column == 0, text[index...].starts(with: "---".utf8) || text[index...].starts(with: "...".utf8) {
      frames = []
      return skipLine() ? .inside : .on
    }
    return content(column)
  }

  /// A list item, an entry or a scalar that begins at a column of the line.
  private mutating func content(_ column: Int) -> Progress {
    var column = column
    while text[index] == UInt8(ascii: "-"), index + 1 == end || isBlank(index + 1) {
      guard frames.count < Self.maximumDepth else { return .inside }
      settle(column, isItem: true)
      if frames.last.map({ $0.isList && $0.column == column }) != true {
        frames.append(Frame(isList: true, isFlow: false, column: column))
      }
      index += 1
      skipBlanks()
      column = index - lineStart
      if index == end { return .at(entry(column, start: index)) }
      if isBreak(text[index]) { return nextLine() }
      if text[index] == UInt8(ascii: "#") { return comment() }
    }
    settle(column, isItem: false)
    if skipProperties() { return index == end ? .at(entry(column, start: index)) : nextLine() }
    if isOpening(text[index]) { return opening() }
    let start = index
    let token = scalar(inFlow: false)
    guard token.isClosed else { return .at(entry(column, start: token.start, quoted: token.isQuoted)) }
    if index == end { return .at(entry(column, start: start)) }
    guard text[index] == UInt8(ascii: ":") else { return skipLine() ? .inside : .on }
    index += 1
    if let last = frames.indices.last, !frames[last].isList, frames[last].column == column {
      if let key = frames[last].key { frames[last].siblings.insert(key) }
      frames[last].key = token.text
    } else {
      guard frames.count < Self.maximumDepth else { return .inside }
      frames.append(Frame(isList: false, isFlow: false, column: column, key: token.text))
    }
    return value(column)
  }

  /// What follows a key on its line.
  private mutating func value(_ column: Int) -> Progress {
    skipBlanks()
    if index == end { return .at(value(start: index)) }
    if skipProperties() { return index == end ? .at(value(start: index)) : nextLine() }
    switch text[index] {
    case 0x0A, 0x0D: return nextLine()
    case UInt8(ascii: "#"): return comment()
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      scalarColumn = column
      return skipLine() ? .inside : .on
    case let byte where isOpening(byte): return opening()
    default: break
    }
    let start = index
    let token = scalar(inFlow: false, mayBeKey: false)
    guard token.isClosed else { return .at(value(start: token.start, quoted: token.isQuoted)) }
    if index == end { return .at(value(start: start)) }
    return skipLine() ? .inside : .on
  }

  /// Closes the blocks that a line of a column ends.
  private mutating func settle(_ column: Int, isItem: Bool) {
    while let last = frames.last, last.column > column || last.column == column && last.isList && !isItem {
      frames.removeLast()
    }
  }

  /// The cursor at the beginning of an entry at a column.
  private mutating func entry(_ column: Int, start: Int, quoted: Bool = false) -> TextCursor {
    settle(column, isItem: false)
    var found = cursor(.entry, start: start, quoted: quoted)
    // Beside the last key, not below it.
    if let last = frames.last, !last.isList, last.column == column {
      found.path.removeLast()
      found.siblings = last.siblings.union([last.key].compactMap { $0 })
    }
    return found
  }

  private func value(start: Int, quoted: Bool = false) -> TextCursor { cursor(.value, start: start, quoted: quoted) }

  private func cursor(_ slot: TextCursor.Slot, start: Int, quoted: Bool = false) -> TextCursor {
    var path: [TextCursor.Step] = []
    for frame in frames {
      if frame.isList { path.append(.item) }
      if let key = frame.key { path.append(.key(key)) }
    }
    let word = String(decoding: text[start..<end], as: UTF8.self)
    var cursor = TextCursor(path: path, slot: slot, start: start, word: word)
    cursor.isQuoted = quoted
    return cursor
  }

  // MARK: Flow style

  private mutating func opening() -> Progress {
    guard frames.count < Self.maximumDepth else { return .inside }
    frames.append(Frame(isList: text[index] == UInt8(ascii: "["), isFlow: true, column: .max))
    index += 1
    return .on
  }

  private mutating func flow() -> Progress {
    while let last = frames.indices.last, frames[last].isFlow {
      while index < end, isBlank(index) { index += 1 }
      if index == end { return .at(flowCursor(start: index)) }
      switch text[index] {
      case UInt8(ascii: "#"): return comment()
      case let byte where isOpening(byte): return opening()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        frames.removeLast()
        index += 1
      case UInt8(ascii: ","):
        if let key = frames[last].key { frames[last].siblings.insert(key) }
        (frames[last].key, frames[last].isValue) = (nil, false)
        index += 1
      case UInt8(ascii: ":"):
        frames[last].isValue = true
        index += 1
      default:
        if skipProperties() { continue }
        let start = index
        let token = scalar(inFlow: true)
        guard token.isClosed, index < end else {
          return .at(flowCursor(start: token.isClosed ? start : token.start, quoted: token.isQuoted))
        }
        if !frames[last].isValue, nextIsColon() { frames[last].key = token.text }
      }
    }
    // Behind the last bracket, nothing of interest is left in the line.
    return skipLine() ? .inside : .on
  }

  /// Whether a colon follows, which makes the token before it a key.
  private mutating func nextIsColon() -> Bool {
    while index < end, isBlank(index) { index += 1 }
    return index < end && text[index] == UInt8(ascii: ":")
  }

  private func flowCursor(start: Int, quoted: Bool = false) -> TextCursor {
    var found = cursor(frames.last?.isValue == true ? .value : .entry, start: start, quoted: quoted)
    guard let last = frames.last, !last.isValue else { return found }
    if last.key != nil { found.path.removeLast() }
    found.siblings = last.siblings
    return found
  }

  // MARK: Tokens

  /// A scalar that was read.
  struct Token {
    /// The offset of its first byte, behind an opening quote.
    var start: Int
    var text: String
    var isQuoted: Bool
    /// Whether it ended before the cursor; a plain scalar always does.
    var isClosed: Bool
  }

  /// Reads a scalar up to its end or the cursor.
  ///
  /// - Parameter mayBeKey: whether a colon with a blank behind it ends it.
  private mutating func scalar(inFlow: Bool, mayBeKey: Bool = true) -> Token {
    let quote = text[index]
    guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
      return plain(inFlow: inFlow, mayBeKey: mayBeKey)
    }
    let start = index + 1
    index = start
    while index < end {
      let byte = text[index]
      index += 1
      if byte == UInt8(ascii: "\\"), quote == UInt8(ascii: "\"") {
        index = min(index + 1, end)
      } else if byte == quote {
        let word = String(decoding: text[start..<index - 1], as: UTF8.self)
        if !inFlow { while index < end, text[index] == 0x20 { index += 1 } }
        return Token(start: start, text: word, isQuoted: true, isClosed: true)
      }
    }
    return Token(start: start, text: "", isQuoted: true, isClosed: false)
  }

  private mutating func plain(inFlow: Bool, mayBeKey: Bool) -> Token {
    let start = index
    while index < end, !isBreak(text[index]) {
      let byte = text[index]
      if byte == UInt8(ascii: "#"), index > start, isBlank(index - 1) { break }
      if byte == UInt8(ascii: ":"), mayBeKey {
        let next = index + 1
        if next == end || isBlank(next) || inFlow && ",[]{}".utf8.contains(text[next]) { break }
      }
      if inFlow, ",[]{}".utf8.contains(byte) { break }
      index += 1
    }
    var last = index
    while last > start, text[last - 1] == 0x20 { last -= 1 }
    let word = String(decoding: text[start..<last], as: UTF8.self)
    return Token(start: start, text: word, isQuoted: false, isClosed: true)
  }

  /// Skips anchors, tags and aliases.
  ///
  /// - Returns: whether nothing is left of the line, or of the text before the cursor.
  private mutating func skipProperties() -> Bool {
    while index < end, text[index] == UInt8(ascii: "&") || text[index] == UInt8(ascii: "!") {
      while index < end, !isBlank(index), !",]}".utf8.contains(text[index]) { index += 1 }
      skipBlanks()
    }
    return index == end || isBreak(text[index])
  }

  private mutating func comment() -> Progress {
    let start = index
    guard skipLine() else { return .on }
    return .at(
      TextCursor(
        path: [], slot: .comment, start: start, word: String(decoding: text[start..<end], as: UTF8.self)))
  }

  /// Skips the rest of the line and its end.
  ///
  /// - Returns: whether the cursor is before the end of the line.
  private mutating func skipLine() -> Bool {
    while index < end, !isBreak(text[index]) { index += 1 }
    guard index < end else { return true }
    _ = nextLine()
    return false
  }

  private mutating func nextLine() -> Progress {
    if text[index] == 0x0D, index + 1 < end, text[index + 1] == 0x0A { index += 1 }
    index += 1
    return .on
  }

  private mutating func skipBlanks() {
    while index < end, text[index] == 0x20 || text[index] == 0x09 { index += 1 }
  }

  private func isBlank(_ index: Int) -> Bool {
    index < text.count && (text[index] == 0x20 || text[index] == 0x09 || isBreak(text[index]))
  }

  private func isBreak(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

  private func isOpening(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") }
}
