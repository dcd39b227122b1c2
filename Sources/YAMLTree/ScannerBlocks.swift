// Literal and folded block scalars.

extension Scanner {
  /// How the line breaks at the end of a block scalar are kept.
  private enum Chomping {
    case strip, clip, keep
  }

  /// A block scalar; nil if it is not valid. Moves past it, to the next byte that is not a space of indentation.
  mutating func scanBlockScalar(_ text: Span<UInt8>) -> Node? {
    let start = offset
    let isFolded = text.byte(at: offset) == UInt8(ascii: ">")
    offset += 1
    var (chomping, increment) = (Chomping.clip, 0)
    if scanChomping(text, &chomping) {
      guard scanIncrement(text, &increment) else { return nil }
    } else {
      guard scanIncrement(text, &increment) else { return nil }
      _ = scanChomping(text, &chomping)
    }
    guard endLine(text) else { return nil }
    // 0 until the first line with text shows it.
    var indent = increment > 0 ? max(level.indent, 0) + increment : 0
    let arenaStart = builder.tree.arena.count
    guard var breaks = skipIndentation(text, &indent) else { return nil }
    var textEnd = offset
    var hasBreak = false
    var startsBlank = false
    while offset - lineStart == indent, offset < text.count {
      let isBlank = text.byte(at: offset).isBlank
      // Only a line break between two lines without further indentation is folded.
      if hasBreak, isFolded, !startsBlank, !isBlank {
        if breaks == 0 { builder.tree.arena.append(UInt8(ascii: " ")) }
      } else if hasBreak {
        builder.tree.arena.append(0x0A)
      }
      appendBreaks(breaks)
      startsBlank = isBlank
      let line = offset
      skipToLineEnd(text)
      appendToArena(line..<offset)
      hasBreak = offset < text.count
      skipBreak(text)
      textEnd = offset
      guard let more = skipIndentation(text, &indent) else { return nil }
      breaks = more
    }
    if chomping != .strip, hasBreak { builder.tree.arena.append(0x0A) }
    if chomping == .keep { appendBreaks(breaks) }
    // The end mark of libyaml is the start of a later line; the scalar itself ends with its last line.
    textEnd = min(textEnd, text.count)
    while textEnd > start + 1, text.byte(at: textEnd - 1).isBlankOrEnd { textEnd -= 1 }
    return Node(
      kind: .scalar, flags: [.block, .textInArena], start: UInt32(truncatingIfNeeded: start),
      end: UInt32(truncatingIfNeeded: textEnd), payload: UInt32(truncatingIfNeeded: arenaStart),
      length: UInt32(truncatingIfNeeded: builder.tree.arena.count - arenaStart))
  }

  /// Reads `+` or `-`; false if there is neither.
  private mutating func scanChomping(_ text: Span<UInt8>, _ chomping: inout Chomping) -> Bool {
    switch text.byte(at: offset) {
    case UInt8(ascii: "+"): chomping = .keep
    case UInt8(ascii: "-"): chomping = .strip
    default: return false
    }
    offset += 1
    return true
  }

  /// Reads an indentation from 1 to 9, if there is one; false for 0, which is an error.
  private mutating func scanIncrement(_ text: Span<UInt8>, _ increment: inout Int) -> Bool {
    let byte = text.byte(at: offset)
    guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return true }
    increment = Int(byte &- UInt8(ascii: "0"))
    offset += 1
    return increment > 0
  }

  /// Moves past empty lines and the indentation of the first line that is not empty.
  ///
  /// - Parameter indent: the indentation of the scalar; if it is 0, this sets it to that of the longest of those lines.
  /// - Returns: the number of line breaks; nil for a tab in the indentation.
  @inline(__always)
  private mutating func skipIndentation(_ text: Span<UInt8>, _ indent: inout Int) -> Int? {
    var breaks = 0
    var longest = 0
    while true {
      let spacesEnd = text.firstIndex(otherThanSpaceFrom: offset)
      offset = indent == 0 ? spacesEnd : max(offset, min(spacesEnd, lineStart + indent))
      longest = max(longest, offset - lineStart)
      let byte = text.byte(at: offset)
      if byte == 0x0A || byte == 0x0D {
        skipBreak(text)
        breaks += 1
        continue
      }
      if byte == 0x09, indent == 0 || offset - lineStart < indent { return nil }
      if indent == 0 { indent = max(longest, level.indent + 1, 1) }
      return breaks
    }
  }

  private mutating func appendBreaks(_ count: Int) {
    guard count > 0 else { return }
    builder.tree.arena.append(contentsOf: repeatElement(0x0A, count: count))
  }
}
