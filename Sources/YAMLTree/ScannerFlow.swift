// Flow collections.

extension Scanner {
  /// Scans the flow collection at the current offset and moves past it.
  ///
  /// - Parameter anchor: the name of its anchor.
  mutating func scanFlow(_ text: Span<UInt8>, anchor: Range<Int>?) -> Bool {
    // The collections around the current one, outermost first, and whether the one inside is a key of theirs.
    var outer: ContiguousArray<(isMapping: Bool, isAtKey: Bool)> = []
    var isMapping = text.byte(at: offset) == UInt8(ascii: "{")
    builder.open(isMapping ? .mapping : .sequence, isFlow: true, start: offset)
    if let anchor { builder.anchorLatest(name(anchor)) }
    offset += 1
    while true {
      // At the start of an entry, or at the end of the collection.
      guard skipFlowSpace(text) else { return false }
      var isEnd = text.byte(at: offset) == (isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]"))
      let isCollectionKey = isMapping && startsFlowCollection(text)
      if !isEnd, isMapping, !isCollectionKey {
        guard let hasValue = scanFlowKey(text) else { return false }
        guard skipFlowSpace(text) else { return false }
        let byte = text.byte(at: offset)
        if !hasValue || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") {
          builder.appendPlain(offset..<offset, isKey: false)
          if byte == UInt8(ascii: ",") {
            offset += 1
            continue
          }
          guard byte == UInt8(ascii: "}") else { return false }
          isEnd = true
        }
      }
      if !isEnd {
        guard let opened = scanFlowNode(text) else { return false }
        if opened {
          guard !builder.hasStopped else { return false }
          outer.append((isMapping, isCollectionKey))
          isMapping = text.byte(at: offset - 1) == UInt8(ascii: "{")
          continue
        }
      }
      // After an entry, or at the end of the collection.
      while true {
        guard skipFlowSpace(text) else { return false }
        let byte = text.byte(at: offset)
        if byte == UInt8(ascii: ","), !isEnd {
          offset += 1
          break
        }
        guard byte == (isMapping ? UInt8(ascii: "}") : UInt8(ascii: "]")) else { return false }
        offset += 1
        builder.close(end: offset)
        isEnd = false
        guard let parent = outer.popLast() else { return true }
        isMapping = parent.isMapping
        // Of collections as keys, only those without a value are in the subset: `{{ a }}`.
        if parent.isAtKey {
          guard skipFlowSpace(text) else { return false }
          builder.appendPlain(offset..<offset, isKey: false)
        }
      }
    }
  }

  private func startsFlowCollection(_ text: Span<UInt8>) -> Bool {
    text.byte(at: offset) == UInt8(ascii: "{") || text.byte(at: offset) == UInt8(ascii: "[")
  }

  /// Scans the key of a flow mapping and the `:` after it.
  ///
  /// - Returns: whether a `:` follows; nil for keys that are not in the subset.
  private mutating func scanFlowKey(_ text: Span<UInt8>) -> Bool? {
    let line = lineStart
    let start = offset
    switch text.byte(at: offset) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard let quoted = scanQuoted(text) else { return nil }
      builder.append(quoted)
    case let byte where Self.startsFlowPlain(byte, before: text.byte(at: offset + 1)):
      guard scanFlowPlain(text, isKey: true) else { return nil }
    default:
      return nil
    }
    guard skipFlowSpace(text) else { return nil }
    guard text.byte(at: offset) == UInt8(ascii: ":") else { return false }
    guard lineStart == line, offset - start <= Self.maximumKey else { return nil }
    offset += 1
    return true
  }

  /// Scans a value of a flow mapping or an item of a flow sequence.
  ///
  /// - Returns: whether it is a collection, of which only the bracket was read; nil for what is not in the subset.
  private mutating func scanFlowNode(_ text: Span<UInt8>) -> Bool? {
    let byte = text.byte(at: offset)
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard let quoted = scanQuoted(text) else { return nil }
      builder.append(quoted)
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      builder.open(byte == UInt8(ascii: "{") ? .mapping : .sequence, isFlow: true, start: offset)
      offset += 1
      return true
    case UInt8(ascii: "*"):
      guard let alias = scanName(text) else { return nil }
      let next = text.byte(at: offset)
      guard next.isBlankOrEnd || [UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}")].contains(next) else {
        return nil
      }
      builder.appendAlias(name(alias), start: alias.lowerBound - 1, end: alias.upperBound)
    case let byte where Self.startsFlowPlain(byte, before: text.byte(at: offset + 1)):
      guard scanFlowPlain(text, isKey: false) else { return nil }
    default:
      return nil
    }
    return false
  }

  /// Moves past white space, line breaks and comments; false at a document marker or directive.
  @inline(__always)
  private mutating func skipFlowSpace(_ text: Span<UInt8>) -> Bool {
    // Nearly always, nothing or one space stands there.
    if text.byte(at: offset) == UInt8(ascii: " ") { offset += 1 }
    if text.byte(at: offset) > UInt8(ascii: "#"), offset > lineStart { return true }
    return skipMoreFlowSpace(text)
  }

  private mutating func skipMoreFlowSpace(_ text: Span<UInt8>) -> Bool {
    while true {
      let byte = text.byte(at: offset)
      if byte > UInt8(ascii: "#") { return offset > lineStart || isAllowedAtLineStart(text) }
      switch byte {
      case UInt8(ascii: " "), 0x09: skipBlanks(text)
      case 0x0A, 0x0D: skipBreak(text)
      case UInt8(ascii: "#"): skipLine(text)
      default: return true
      }
    }
  }

  private func isAllowedAtLineStart(_ text: Span<UInt8>) -> Bool {
    text.byte(at: offset) != UInt8(ascii: "%") && !isDocumentMarker(text, at: offset)
  }

  /// Whether a byte starts a plain scalar in flow context.
  @inline(__always)
  private static func startsFlowPlain(_ byte: UInt8, before next: UInt8) -> Bool {
    byte != UInt8(ascii: "?") && byte != UInt8(ascii: ":") && startsPlain(byte, before: next)
  }

  /// Scans a plain scalar in flow context; false for what is not in the subset. Moves to the next token.
  @inline(__always)
  private mutating func scanFlowPlain(_ text: Span<UInt8>, isKey: Bool) -> Bool {
    let start = offset
    guard let end = skipFlowPlainLine(text) else { return false }
    if text.byte(at: offset).isLineEnd {
      var scalar = Self.plain(start..<end)
      guard scanFlowPlainLines(text, of: &scalar) else { return false }
      builder.append(scalar)
    } else {
      builder.appendPlain(start..<end, isKey: isKey)
    }
    return true
  }

  private mutating func scanFlowPlainLines(_ text: Span<UInt8>, of scalar: inout Node) -> Bool {
    let arenaStart = builder.tree.arena.count
    var isFolded = false
    while text.byte(at: offset).isLineEnd {
      guard let breaks = skipBreaks(text, indent: level.indent + 1) else { return false }
      guard offset > lineStart || isAllowedAtLineStart(text) else { return false }
      let start = offset
      guard let end = skipFlowPlainLine(text) else { return false }
      // What follows may also be the end of the collection or a comment.
      guard end > start else { break }
      if !isFolded { appendToArena(Int(scalar.start)..<Int(scalar.end)) }
      isFolded = true
      appendFold(breaks: breaks)
      appendToArena(start..<end)
      scalar.end = UInt32(truncatingIfNeeded: end)
    }
    if isFolded { endArenaText(of: &scalar, from: arenaStart) }
    return true
  }

  /// Moves to what ends a line of a plain scalar in flow context.
  ///
  /// - Returns: the offset after the last byte that is not blank; nil for a `:` that libyaml refuses.
  @inline(__always)
  private mutating func skipFlowPlainLine(_ text: Span<UInt8>) -> Int? {
    let start = offset
    var index = start
    scan: while true {
      index = text.firstFlowMark(from: index)
      switch text.byte(at: index) {
      case 0x0A, 0x0D, 0, UInt8(ascii: ","), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
        break scan
      case UInt8(ascii: ":"):
        switch text.byte(at: index + 1) {
        case UInt8(ascii: ","), UInt8(ascii: "?"), UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"),
          UInt8(ascii: "}"):
          return nil
        case let next: if next.isBlankOrEnd { break scan }
        }
      case UInt8(ascii: "#"): if index == start || text.byte(at: index - 1).isBlank { break scan }
      default: break
      }
      index += 1
    }
    offset = index
    while index > start, text.byte(at: index - 1).isBlank { index -= 1 }
    return index
  }
}
