/// A comment with a directive: `# eventlint: …`.
package struct DirectiveComment: Sendable {
  /// The directive: the rest of the line after `eventlint:`, without surrounding white space.
  package var text: String
  /// The byte offset of the `#`.
  package var start: UInt32
  /// The byte offset just past the directive.
  package var end: UInt32
  /// Whether the comment is alone on its line: it then applies to the node below, else to its own line.
  package var standsAlone: Bool
}

extension Tree {
  /// Whether the file may contain directives: comments, or keys for them. One search of its bytes, for a word that both
  /// contain.
  package var mayHaveDirectives: Bool {
    var from = 0
    while let start = ByteSearch.first("eventlint", rarest: 1, in: bytes, from: from) {
      // At the start of a line or in quotes it is the key of a catalog.
      switch start == 0 ? 0 : bytes[start - 1] {
      case UInt8(ascii: "#"), UInt8(ascii: "-"), UInt8(ascii: " "), UInt8(ascii: "\t"): return true
      default: from = start + 1
      }
    }
    return false
  }

  private static let directiveKey: StaticString = "x-eventlint-ignore"

  /// The directive comments of the file, in order.
  ///
  /// libyaml drops comments, so this searches the bytes; a `#` inside a scalar is not a comment. Linear in the bytes,
  /// plus a binary search for each directive.
  package func directiveComments() -> [DirectiveComment] {
    var found: [DirectiveComment] = []
    var index = 0
    while let hash = ByteSearch.first("#", in: bytes, from: index) {
      index = hash + 1
      guard let words = directiveWords(after: hash), scalar(covering: UInt32(hash)) == nil else { continue }
      found.append(
        DirectiveComment(
          text: String(decoding: words, as: UTF8.self), start: UInt32(hash), end: UInt32(words.endIndex),
          standsAlone: startsLine(hash)))
      index = words.endIndex
    }
    return found
  }

  /// The values of `x-eventlint-ignore` keys, for JSON, which has no comments.
  /// Linear in the nodes; without such keys, one byte search.
  package func directiveKeys() -> [DirectiveKey] {
    guard ByteSearch.first(Self.directiveKey, in: bytes, from: 0) != nil else { return [] }
    var starts: [NodeID: UInt32] = [:]
    var found: [DirectiveKey] = []
    for index in nodes.indices {
      let id = NodeID(index)
      guard self[id].kind == .mapping else { continue }
      var children = children(id)
      while let key = children.next(), let value = children.next() {
        starts[value] = self[key].start
        guard self[key].kind == .scalar, matches(key, Self.directiveKey) else { continue }
        let values = self[value].kind == .sequence ? Array(self.children(value)) : [value]
        // At the root it applies to the whole file.
        found.append(
          DirectiveKey(
            values: values.filter { self[$0].kind == .scalar },
            cover: roots.contains(id) ? nil : (starts[id] ?? self[id].start)..<self[id].end))
      }
    }
    return found
  }

  /// The bytes after `eventlint:` in the comment that starts at a `#`; nil if it is not a directive.
  private func directiveWords(after hash: Int) -> ArraySlice<UInt8>? {
    guard hash == 0 || isBlank(hash - 1) || isBreak(hash - 1) || (hash == 3 && bytes[2] == 0xBF) else { return nil }
    var start = hash + 1
    while start < bytes.count, isBlank(start) { start += 1 }
    guard bytes[start...].starts(with: "eventlint:".utf8) else { return nil }
    start += 10
    while start < bytes.count, isBlank(start) { start += 1 }
    var end = start
    while end < bytes.count, !isBreak(end) { end += 1 }
    while end > start, isBlank(end - 1) { end -= 1 }
    return bytes[start..<end]
  }

  private func startsLine(_ offset: Int) -> Bool {
    var index = offset - 1
    while index >= 0, isBlank(index) { index -= 1 }
    return index < 0 || isBreak(index) || (index == 2 && bytes[index] == 0xBF)
  }

  private func isBlank(_ index: Int) -> Bool { bytes[index] == 0x20 || bytes[index] == 0x09 }

  private func isBreak(_ index: Int) -> Bool { bytes[index] == 0x0A || bytes[index] == 0x0D }
}

/// A key `x-eventlint-ignore` of a mapping.
package struct DirectiveKey: Sendable {
  /// The scalars of its value.
  package var values: [NodeID]
  /// The bytes of the mapping that contains the key, from the key of that mapping on; nil at the root, where it
  /// applies to the whole file.
  package var cover: Range<UInt32>?

  /// A key with what it covers.
  package init(values: [NodeID], cover: Range<UInt32>?) {
    self.values = values
    self.cover = cover
  }
}
