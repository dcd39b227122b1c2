/// A scanner of the common subset of YAML. It makes the same nodes as libyaml's events, several times faster.
///
/// The subset: block and flow collections, plain, quoted and block scalars, comments, several documents, anchors and
/// aliases. Not in it: tags, keys that are not a scalar on one line, directives, and everything that is not valid.
/// libyaml reads such files, so it also words all errors.
///
/// The scanner follows libyaml's rules, not the specification, where these differ. It does not recognise what it
/// declines: whatever it does not expect at a place ends the scan.
package struct Scanner {
  /// An open block collection.
  struct Level {
    /// The kind of a block collection.
    enum Kind: UInt8 {
      case mapping
      case sequence
      /// A sequence whose dashes are in the same column as the key that it belongs to.
      case indentlessSequence
    }

    /// The column of its keys or dashes; -1 for the document.
    var indent: Int
    /// The kind of collection.
    var kind: Kind
  }

  /// Where the scanner is in the stream of documents.
  private enum Stage {
    /// Before the first document.
    case start
    /// In a document.
    case document
    /// After `...`.
    case end
  }

  var builder: TreeBuilder
  /// The offset of the next byte to read.
  var offset = 0
  /// The offset of the first byte of the current line.
  var lineStart = 0
  /// The innermost open block collection.
  private(set) var level = Scanner.document
  /// Of a node that has been announced by `key:`, `-` or `---`, but not been found on the same line, the offset of the
  /// empty scalar if no node follows; `atNextToken` or `noNode`.
  private var pending = Scanner.noNode
  /// The name of the anchor of the pending node.
  private var anchor: Range<Int>?
  private var stage = Stage.start

  private static var document: Level { Level(indent: -1, kind: .mapping) }
  /// No node is pending.
  private static var noNode: Int { -1 }
  /// The pending node, if it does not follow, is an empty scalar before the next token.
  private static var atNextToken: Int { -2 }
  /// The maximum number of characters from the start of a key to its `:` (YAML 1.2.2, section 7.4.2). The scanner
  /// counts bytes, which may be more.
  static let maximumKey = 1_024

  private init(_ tree: inout Tree, limits: Limits) {
    builder = TreeBuilder(&tree, limits: limits)
  }

  /// Replaces the content of a tree with that of a file, if the file is in the subset.
  ///
  /// - Parameter bytes: UTF-8, not more than the limit of the size of a file.
  /// - Returns: whether the tree is that of the file; if not, it is empty and the file is for libyaml. Linear.
  package static func scan(_ bytes: [UInt8], limits: Limits, into tree: inout Tree) -> Bool {
    let text = bytes.span
    let hasMark = text.byte(at: 0) == 0xEF && text.byte(at: 1) == 0xBB && text.byte(at: 2) == 0xBF
    let start = hasMark ? 3 : 0
    guard Validation.isScannable(text, from: start) else { return false }
    tree.reset(keeping: bytes)
    var scanner = Scanner(&tree, limits: limits)
    scanner.offset = start
    scanner.lineStart = start
    let isScanned = scanner.scanStream(text) && !scanner.builder.hasStopped
    if isScanned { scanner.builder.finish() } else { scanner.builder.tree.reset(keeping: []) }
    swap(&tree, &scanner.builder.tree)
    return isScanned
  }

  // MARK: Lines

  /// Scans all documents.
  private mutating func scanStream(_ text: Span<UInt8>) -> Bool {
    while true {
      let byte = skipSpaces(text)
      if byte.isLineEnd || byte == UInt8(ascii: "#") {
        guard offset < text.count else {
          if stage == .document { endDocument() }
          return true
        }
        skipLine(text)
        continue
      }
      let column = offset - lineStart
      if column == 0, byte < UInt8(ascii: "0") {
        // Directives.
        guard byte != UInt8(ascii: "%") else { return false }
        if isDocumentMarker(text, at: offset) {
          guard scanDocumentMarker(text, byte) else { return false }
          continue
        }
      }
      guard scanToken(text, byte, column: column) else { return false }
    }
  }

  /// Moves past spaces, and returns the byte after them.
  @inline(__always)
  private mutating func skipSpaces(_ text: Span<UInt8>) -> UInt8 {
    offset = text.firstIndex(otherThanSpaceFrom: offset)
    return text.byte(at: offset)
  }

  /// Moves to the start of the next line.
  @inline(__always)
  mutating func skipLine(_ text: Span<UInt8>) {
    skipToLineEnd(text)
    skipBreak(text)
  }

  /// Moves to the end of the line.
  @inline(__always)
  mutating func skipToLineEnd(_ text: Span<UInt8>) {
    var index = offset
    while true {
      index = text.firstIndex(of: 0x0A, or: 0x0D, from: index)
      if text.byte(at: index).isLineEnd { break }
      index &+= 1
    }
    offset = index
  }

  /// Moves past a line break, if there is one.
  @inline(__always)
  mutating func skipBreak(_ text: Span<UInt8>) {
    offset = Self.lineStart(after: offset, text)
    lineStart = offset
  }

  /// The offset after the line break at an offset; the offset itself if there is none.
  @inline(__always)
  static func lineStart(after offset: Int, _ text: Span<UInt8>) -> Int {
    switch text.byte(at: offset) {
    case 0x0A: return offset + 1
    case 0x0D: return text.byte(at: offset + 1) == 0x0A ? offset + 2 : offset + 1
    default: return offset
    }
  }

  /// Moves past spaces and tabs.
  @inline(__always)
  mutating func skipBlanks(_ text: Span<UInt8>) {
    var index = offset
    while text.byte(at: index).isBlank { index &+= 1 }
    offset = index
  }

  /// Moves to the next line if nothing but a comment is left on this one.
  @inline(__always)
  mutating func endLine(_ text: Span<UInt8>) -> Bool {
    skipBlanks(text)
    let byte = text.byte(at: offset)
    guard byte.isLineEnd || byte == UInt8(ascii: "#") else { return false }
    skipLine(text)
    return true
  }

  // MARK: Documents

  /// Whether `---` or `...` as a word is at an offset, which must be the start of a line.
  func isDocumentMarker(_ text: Span<UInt8>, at offset: Int) -> Bool {
    let byte = text.byte(at: offset)
    return (byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")) && text.byte(at: offset + 1) == byte
      && text.byte(at: offset + 2) == byte && text.byte(at: offset + 3).isBlankOrEnd
  }

  private mutating func scanDocumentMarker(_ text: Span<UInt8>, _ byte: UInt8) -> Bool {
    if stage == .document { endDocument() }
    if byte == UInt8(ascii: ".") {
      guard stage != .start else { return false }
      stage = .end
      offset += 3
      return endLine(text)
    }
    stage = .document
    offset += 3
    skipBlanks(text)
    pending = Self.atNextToken
    return scanValue(text)
  }

  /// Ends the current document before the token at the current offset.
  private mutating func endDocument() {
    appendPending()
    while level.indent >= 0 { closeLevel() }
  }

  // MARK: Block collections

  /// Scans the first token of a line and what follows it there, up to the start of a later line.
  @inline(__always)
  private mutating func scanToken(_ text: Span<UInt8>, _ byte: UInt8, column: Int) -> Bool {
    var column = column
    let isDash = byte == UInt8(ascii: "-") && text.byte(at: offset + 1).isBlankOrEnd
    var isNode = false
    if pending != Self.noNode {
      isNode = column > level.indent || (isDash && column == level.indent && level.kind == .mapping)
      if !isNode { appendPending() }
    } else if stage == .start {
      stage = .document
      isNode = true
    }
    if !isNode {
      guard stage == .document else { return false }
      while level.indent > column { closeLevel() }
      if level.kind == .indentlessSequence, !isDash, level.indent == column { closeLevel() }
      guard level.indent == column, isDash == (level.kind != .mapping) else { return false }
    }
    // Items may start on the line of an outer item: `- - key: value`.
    while text.byte(at: offset) == UInt8(ascii: "-"), text.byte(at: offset + 1).isBlankOrEnd {
      if isNode {
        openLevel(column == level.indent ? .indentlessSequence : .sequence, indent: column, at: offset)
      }
      offset += 1
      pending = offset
      let next = skipSpaces(text)
      if next.isLineEnd || next == UInt8(ascii: "#") {
        skipLine(text)
        return true
      }
      isNode = true
      column = offset - lineStart
    }
    return scanKeyOrNode(text, isNode: isNode, column: column)
  }

  /// Scans a key with its value, or another node.
  ///
  /// - Parameter isNode: whether a node may start here, not just a key of the innermost mapping.
  @inline(__always)
  private mutating func scanKeyOrNode(_ text: Span<UInt8>, isNode: Bool, column: Int) -> Bool {
    let start = offset
    switch text.byte(at: start) {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      let line = lineStart
      guard let scalar = scanQuoted(text) else { return false }
      skipBlanks(text)
      guard lineStart == line, isKeyEnd(text) else { return isNode && endQuoted(text, scalar) }
      guard offset - start <= Self.maximumKey else { return false }
      if isNode { openLevel(.mapping, indent: column, at: start) }
      builder.append(scalar)
    case let byte where Self.startsPlain(byte, before: text.byte(at: start + 1)):
      let end = skipPlainLine(text)
      guard isKeyEnd(text) else { return isNode && endPlain(text, start..<end) }
      guard offset - start <= Self.maximumKey else { return false }
      if isNode { openLevel(.mapping, indent: column, at: start) }
      builder.appendPlain(start..<end, isKey: true)
    default:
      return isNode && scanValue(text)
    }
    offset += 1
    pending = offset
    skipBlanks(text)
    return scanValue(text)
  }

  /// Whether the `:` after a key is at the current offset.
  @inline(__always)
  private func isKeyEnd(_ text: Span<UInt8>) -> Bool {
    text.byte(at: offset) == UInt8(ascii: ":") && text.byte(at: offset + 1).isBlankOrEnd
  }

  /// Scans the pending node if it is on this line.
  @inline(__always)
  private mutating func scanValue(_ text: Span<UInt8>) -> Bool {
    let byte = text.byte(at: offset)
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "'"):
      guard let quoted = scanQuoted(text) else { return false }
      return endQuoted(text, quoted)
    case let byte where Self.startsPlain(byte, before: text.byte(at: offset + 1)):
      let start = offset
      return endPlain(text, start..<skipPlainLine(text))
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      let anchor = takeAnchor()
      return scanFlow(text, anchor: anchor) && endLine(text)
    case UInt8(ascii: "|"), UInt8(ascii: ">"):
      let anchor = takeAnchor()
      guard let scalar = scanBlockScalar(text) else { return false }
      append(scalar, anchor: anchor)
      return true
    case UInt8(ascii: "*"):
      guard anchor == nil, let alias = scanName(text), text.byte(at: offset).isBlankOrEnd else {
        return false
      }
      pending = Self.noNode
      builder.appendAlias(name(alias), start: alias.lowerBound - 1, end: alias.upperBound)
      return endLine(text)
    case UInt8(ascii: "&"):
      guard anchor == nil, let name = scanName(text), text.byte(at: offset).isBlankOrEnd else { return false }
      pending = name.upperBound
      anchor = name
      skipBlanks(text)
      return scanValue(text)
    default:
      guard byte.isLineEnd || byte == UInt8(ascii: "#") else { return false }
      skipLine(text)
      return true
    }
  }

  /// Appends a quoted scalar that is not a key, if nothing else is on its line.
  @inline(__always)
  private mutating func endQuoted(_ text: Span<UInt8>, _ scalar: Node) -> Bool {
    let anchor = takeAnchor()
    append(scalar, anchor: anchor)
    return endLine(text)
  }

  /// Appends a plain scalar that is not a key, with its further lines, if they are as expected.
  ///
  /// - Parameter line: its first line.
  @inline(__always)
  private mutating func endPlain(_ text: Span<UInt8>, _ line: Range<Int>) -> Bool {
    let anchor = takeAnchor()
    guard text.byte(at: offset) != UInt8(ascii: ":"), let rest = endPlainLine(text) else { return false }
    if rest == 0 {
      builder.appendPlain(line, isKey: false)
    } else {
      guard let whole = scanPlainLines(text, of: Self.plain(line), breaks: rest) else { return false }
      builder.append(whole)
    }
    if let anchor { builder.anchorLatest(name(anchor)) }
    return true
  }

  // MARK: Levels

  @inline(__always)
  private mutating func openLevel(_ kind: Level.Kind, indent: Int, at start: Int) {
    let anchor = takeAnchor()
    builder.open(kind == .mapping ? .mapping : .sequence, isFlow: false, start: start)
    if let anchor { builder.anchorLatest(name(anchor)) }
    builder.outer.levels.append(level)
    level = Level(indent: indent, kind: kind)
  }

  @inline(__always)
  private mutating func closeLevel() {
    builder.close(end: 0)
    level = builder.outer.levels.popLast() ?? Scanner.document
  }

  // MARK: Pending nodes and anchors

  /// Appends an empty scalar for a node that was announced but does not follow.
  @inline(__always)
  private mutating func appendPending() {
    guard pending != Self.noNode else { return }
    let empty = pending == Self.atNextToken ? offset : pending
    let anchor = takeAnchor()
    builder.appendPlain(empty..<empty, isKey: false)
    if let anchor { builder.anchorLatest(name(anchor)) }
  }

  /// The anchor of the pending node, which is now found.
  @inline(__always)
  private mutating func takeAnchor() -> Range<Int>? {
    pending = Self.noNode
    guard let name = anchor else { return nil }
    anchor = nil
    return name
  }

  @inline(__always)
  private mutating func append(_ scalar: Node, anchor: Range<Int>?) {
    builder.append(scalar)
    if let anchor { builder.anchorLatest(name(anchor)) }
  }

  /// The name after the `&` or `*` at the current offset; nil if it is empty. Moves past it.
  mutating func scanName(_ text: Span<UInt8>) -> Range<Int>? {
    offset += 1
    let start = offset
    while true {
      switch text.byte(at: offset) {
      case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "_"), UInt8(ascii: "-"):
        offset += 1
      default:
        return offset > start ? start..<offset : nil
      }
    }
  }

  /// The bytes of a name.
  func name(_ range: Range<Int>) -> [UInt8] { Array(builder.tree.bytes[range]) }

  /// A plain scalar on one line.
  @inline(__always)
  static func plain(_ range: Range<Int>) -> Node {
    let start = UInt32(truncatingIfNeeded: range.lowerBound)
    let end = UInt32(truncatingIfNeeded: range.upperBound)
    return Node(kind: .scalar, flags: .plain, start: start, end: end, payload: start, length: end &- start)
  }
}
