// Plain and quoted scalars.

extension Scanner {
  // MARK: Plain scalars

  /// Whether a byte starts a plain scalar in block context.
  @inline(__always)
  static func startsPlain(_ byte: UInt8, before next: UInt8) -> Bool {
    if byte &- 0x61 < 26 { return true }
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "0")...UInt8(ascii: "9"):
      return true
    case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
      return !next.isBlankOrEnd
    case 0...UInt8(ascii: " "), UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
      UInt8(ascii: "}"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: "*"), UInt8(ascii: "!"), UInt8(ascii: "|"),
      UInt8(ascii: ">"), UInt8(ascii: "'"), UInt8(ascii: "\""), UInt8(ascii: "%"), UInt8(ascii: "@"),
      UInt8(ascii: "`"):
      return false
    default:
      return true
    }
  }

  /// Moves to what ends a line of a plain scalar in block context: the `:` of a key, the `#` of a comment, or the end
  /// of the line.
  ///
  /// - Returns: the offset after the last byte that is not blank.
  @inline(__always)
  mutating func skipPlainLine(_ text: Span<UInt8>) -> Int {
    let start = offset
    var index = start
    scan: while true {
      index = text.firstIndex(of: UInt8(ascii: ":"), or: UInt8(ascii: "#"), from: index)
      switch text.byte(at: index) {
      case UInt8(ascii: ":"): if text.byte(at: index + 1).isBlankOrEnd { break scan }
      case UInt8(ascii: "#"): if index == start || text.byte(at: index - 1).isBlank { break scan }
      case 0x0A, 0x0D, 0: break scan
      default: break
      }
      index += 1
    }
    offset = index
    while index > start, text.byte(at: index - 1).isBlank { index -= 1 }
    return index
  }

  /// Ends the first line of a plain scalar in block context. Moves past line breaks and indentation, to the next token.
  ///
  /// - Returns: the number of line breaks before its second line; 0 if it has none, nil for a tab in the indentation.
  @inline(__always)
  mutating func endPlainLine(_ text: Span<UInt8>) -> Int? {
    guard text.byte(at: offset) != UInt8(ascii: "#") else {
      skipLine(text)
      return 0
    }
    guard let breaks = skipBreaks(text, indent: level.indent + 1) else { return nil }
    return offset - lineStart <= level.indent || !continuesPlain(text) ? 0 : breaks
  }

  /// A plain scalar in block context of several lines; nil if it is followed by a `:`. Moves to the next token.
  mutating func scanPlainLines(_ text: Span<UInt8>, of first: Node, breaks: Int) -> Node? {
    var breaks = breaks
    var scalar = first
    let arenaStart = builder.tree.arena.count
    appendToArena(Int(first.start)..<Int(first.end))
    repeat {
      // Directives count only where libyaml sees them.
      if offset == lineStart, text.byte(at: offset) == UInt8(ascii: "%") { return nil }
      appendFold(breaks: breaks)
      let start = offset
      let end = skipPlainLine(text)
      guard text.byte(at: offset) != UInt8(ascii: ":") else { return nil }
      appendToArena(start..<end)
      scalar.end = UInt32(truncatingIfNeeded: end)
      if text.byte(at: offset) == UInt8(ascii: "#") {
        skipLine(text)
        break
      }
      guard let more = skipBreaks(text, indent: level.indent + 1) else { return nil }
      breaks = more
    } while offset - lineStart > level.indent && continuesPlain(text)
    endArenaText(of: &scalar, from: arenaStart)
    return scalar
  }

  /// Whether the first byte of a line goes on with a plain scalar.
  @inline(__always)
  private func continuesPlain(_ text: Span<UInt8>) -> Bool {
    let byte = text.byte(at: offset)
    if byte == UInt8(ascii: "#") || byte == 0 { return false }
    return !(offset == lineStart && isDocumentMarker(text, at: offset))
  }

  /// Moves past line breaks and blanks to the next byte that is neither.
  ///
  /// - Parameter indent: the column before which tabs are errors.
  /// - Returns: the number of line breaks; nil for a tab in the indentation.
  @inline(__always)
  mutating func skipBreaks(_ text: Span<UInt8>, indent: Int) -> Int? {
    var breaks = 0
    var index = offset
    while true {
      let byte = text.byte(at: index)
      if byte == UInt8(ascii: " ") {
        index &+= 1
      } else if byte == 0x0A || byte == 0x0D {
        lineStart = Self.lineStart(after: index, text)
        index = text.firstIndex(otherThanSpaceFrom: lineStart)
        breaks += 1
      } else if byte == 0x09 {
        guard breaks == 0 || index - lineStart >= indent else { return nil }
        index &+= 1
      } else {
        offset = index
        return breaks
      }
    }
  }

  // MARK: Quoted scalars

  /// A quoted scalar; nil if it is not valid or has escapes that are not for the scanner. Moves past it.
  @inline(__always)
  mutating func scanQuoted(_ text: Span<UInt8>) -> Node? {
    let quote = text.byte(at: offset)
    let start = offset
    var index = start + 1
    // Nearly all have neither escapes nor line breaks.
    while true {
      index = text.firstIndex(of: quote, or: UInt8(ascii: "\\"), from: index)
      let byte = text.byte(at: index)
      if byte == quote { break }
      guard byte == 0x09 || (byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "'")) else {
        return scanQuotedParts(text, quote, from: index)
      }
      index &+= 1
    }
    if quote == UInt8(ascii: "'"), text.byte(at: index + 1) == quote {
      return scanQuotedParts(text, quote, from: index)
    }
    offset = index + 1
    return Node(
      kind: .scalar, flags: [], start: UInt32(truncatingIfNeeded: start), end: UInt32(truncatingIfNeeded: index &+ 1),
      payload: UInt32(truncatingIfNeeded: start &+ 1), length: UInt32(truncatingIfNeeded: index &- start &- 1), next: -1
    )
  }

  /// A quoted scalar with escapes or several lines.
  ///
  /// - Parameter first: the offset of the first byte that is not text, such as a backslash.
  private mutating func scanQuotedParts(_ text: Span<UInt8>, _ quote: UInt8, from first: Int) -> Node? {
    let start = UInt32(truncatingIfNeeded: offset)
    let arenaStart = builder.tree.arena.count
    /// The start of the text that is not yet in the arena.
    var copied = offset + 1
    offset = first
    while true {
      let byte = text.byte(at: offset)
      switch byte {
      case quote:
        appendToArena(copied..<offset)
        guard quote == UInt8(ascii: "'"), text.byte(at: offset + 1) == quote else {
          offset += 1
          var scalar = Node(
            kind: .scalar, flags: [], start: start, end: UInt32(truncatingIfNeeded: offset), payload: 0, length: 0)
          endArenaText(of: &scalar, from: arenaStart)
          return scalar
        }
        builder.tree.arena.append(quote)
        offset += 2
        copied = offset
      case UInt8(ascii: "\\") where quote == UInt8(ascii: "\""):
        appendToArena(copied..<offset)
        guard scanEscape(text) else { return nil }
        copied = offset
      case 0x0A, 0x0D:
        var end = offset
        while end > copied, text.byte(at: end - 1).isBlank { end -= 1 }
        appendToArena(copied..<end)
        guard let breaks = skipBreaks(text, indent: 0), canContinueQuoted(text) else { return nil }
        appendFold(breaks: breaks)
        copied = offset
      case 0:
        return nil
      default:
        offset = text.firstIndex(of: quote, or: UInt8(ascii: "\\"), from: offset + 1)
      }
    }
  }

  /// Whether a line is not a document marker or a directive, which end quoted scalars with an error.
  private func canContinueQuoted(_ text: Span<UInt8>) -> Bool {
    guard offset == lineStart else { return true }
    return text.byte(at: offset) != UInt8(ascii: "%") && !isDocumentMarker(text, at: offset)
  }

  /// Appends what the escape at the current offset stands for, and moves past it; false if it is not one.
  private mutating func scanEscape(_ text: Span<UInt8>) -> Bool {
    let byte = text.byte(at: offset + 1)
    if byte == 0x0A || byte == 0x0D {
      // An escaped line break and the blanks after it are nothing; further line breaks count.
      offset += 1
      skipBreak(text)
      guard let breaks = skipBreaks(text, indent: 0), canContinueQuoted(text) else { return false }
      builder.tree.arena.append(contentsOf: repeatElement(0x0A, count: breaks))
      return true
    }
    offset += 2
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"), UInt8(ascii: " "), 0x09:
      builder.tree.arena.append(byte)
    case UInt8(ascii: "n"): builder.tree.arena.append(0x0A)
    case UInt8(ascii: "t"): builder.tree.arena.append(0x09)
    case UInt8(ascii: "r"): builder.tree.arena.append(0x0D)
    case UInt8(ascii: "b"): builder.tree.arena.append(0x08)
    case UInt8(ascii: "f"): builder.tree.arena.append(0x0C)
    case UInt8(ascii: "a"): builder.tree.arena.append(0x07)
    case UInt8(ascii: "v"): builder.tree.arena.append(0x0B)
    case UInt8(ascii: "e"): builder.tree.arena.append(0x1B)
    case UInt8(ascii: "0"): builder.tree.arena.append(0)
    case UInt8(ascii: "N"): appendToArena(scalar: 0x85)
    case UInt8(ascii: "_"): appendToArena(scalar: 0xA0)
    case UInt8(ascii: "L"): appendToArena(scalar: 0x2028)
    case UInt8(ascii: "P"): appendToArena(scalar: 0x2029)
    case UInt8(ascii: "x"): return scanCode(text, digits: 2)
    case UInt8(ascii: "u"): return scanCode(text, digits: 4)
    case UInt8(ascii: "U"): return scanCode(text, digits: 8)
    default: return false
    }
    return true
  }

  /// Appends the character with a hexadecimal code, and moves past the code; false for surrogates, which libyaml's part
  /// of the parser joins.
  private mutating func scanCode(_ text: Span<UInt8>, digits: Int) -> Bool {
    var code: UInt32 = 0
    for _ in 0..<digits {
      let byte = text.byte(at: offset)
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): code = code << 4 | UInt32(byte &- UInt8(ascii: "0"))
      case UInt8(ascii: "A")...UInt8(ascii: "F"): code = code << 4 | UInt32(byte &- UInt8(ascii: "A") &+ 10)
      case UInt8(ascii: "a")...UInt8(ascii: "f"): code = code << 4 | UInt32(byte &- UInt8(ascii: "a") &+ 10)
      default: return false
      }
      offset += 1
    }
    return appendToArena(scalar: code)
  }

  // MARK: The arena

  @discardableResult
  private mutating func appendToArena(scalar code: UInt32) -> Bool {
    guard let scalar = Unicode.Scalar(code) else { return false }
    builder.tree.arena.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    return true
  }

  @inline(__always)
  mutating func appendToArena(_ range: Range<Int>) {
    guard !range.isEmpty else { return }
    builder.tree.arena.append(contentsOf: builder.tree.bytes[range])
  }

  /// Appends what line breaks between two lines of text stand for: a space for one, else one less.
  mutating func appendFold(breaks: Int) {
    if breaks == 1 {
      builder.tree.arena.append(UInt8(ascii: " "))
    } else {
      builder.tree.arena.append(contentsOf: repeatElement(0x0A, count: breaks - 1))
    }
  }

  /// Makes the arena's bytes from an offset on the text of a scalar, unless the file has the same bytes in its place.
  mutating func endArenaText(of scalar: inout Node, from arenaStart: Int) {
    let count = builder.tree.arena.count - arenaStart
    let source = Int(scalar.start) + (scalar.flags.contains(.plain) ? 0 : 1)
    scalar.length = UInt32(truncatingIfNeeded: count)
    let range = source..<min(source + count, builder.tree.bytes.count)
    if range.count == count, builder.tree.arena[arenaStart...].elementsEqual(builder.tree.bytes[range]) {
      builder.tree.arena.removeSubrange(arenaStart...)
      scalar.payload = UInt32(truncatingIfNeeded: source)
    } else {
      scalar.flags.insert(.textInArena)
      scalar.payload = UInt32(truncatingIfNeeded: arenaStart)
    }
  }
}
