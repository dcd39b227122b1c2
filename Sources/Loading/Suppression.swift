package import Findings
import YAMLTree

/// `# eventlint: ignore RULE, RULE until DATE -- reason`, or `ignore[RULE, RULE until DATE] reason`: at the end of a
/// line it speaks of that line, alone on a line of the YAML node below it; `ignore-file` speaks of the whole file. In
/// JSON, `"x-eventlint-ignore": "RULE -- reason"` speaks of the object that holds it.
package struct Suppression: Sendable {
  /// The ids of the suppressed rules, as written; empty if the comment cannot be interpreted.
  package var rules: [String]
  /// The place of the comment.
  package var place: Place
  /// The range in which it suppresses findings.
  package var cover: Place
  /// The reason, as written after the rules; empty if none is given.
  package var reason = ""
  /// The last day on which it applies, as `2026-11-25`; an invalid date counts as expired.
  package var until: String?
  /// An error in the comment itself.
  package var mistake: String?
  /// Whether it is a comment, which can be removed; else it is the value of a key.
  package var isComment = true

  /// A suppression; `place` is where it stands, `cover` the range in which it applies.
  package init(
    rules: [String], place: Place, cover: Place, reason: String = "", until: String? = nil, mistake: String? = nil,
    isComment: Bool = true
  ) {
    self.rules = rules
    self.place = place
    self.cover = cover
    self.reason = reason
    self.until = until
    self.mistake = mistake
    self.isComment = isComment
  }

  /// Whether it has expired.
  package func hasEnded(on today: String) -> Bool { Self.hasEnded(until, on: today) }

  /// Whether a last day has passed; nil never ends, and an invalid date has always ended.
  ///
  /// - Parameter today: the current day, as `2026-11-25`.
  package static func hasEnded(_ until: String?, on today: String) -> Bool {
    guard let until else { return false }
    return !isDate(until) || until < today
  }

  /// Whether a text has the form `2026-11-25`, with a month up to 12 and a day up to 31.
  package static func isDate(_ text: String) -> Bool {
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], text.utf8.allSatisfy({ $0 == 0x2D || (0x30...0x39).contains($0) }) else {
      return false
    }
    guard let month = Int(parts[1]), let day = Int(parts[2]) else { return false }
    return (1...12).contains(month) && (1...31).contains(day)
  }
}

extension Suppression {
  /// The suppressions of one file.
  static func all(in tree: Tree, file: FileID) -> [Suppression] {
    let comments = tree.directiveComments()
    let keys = tree.directiveKeys().flatMap { key in
      key.values.compactMap { value in
        let cover = Place(file: file, start: key.cover?.lowerBound ?? 0, end: key.cover?.upperBound ?? .max)
        var suppression = suppression(
          "ignore " + tree.string(value), at: Place(file: file, start: tree[value].start, end: tree[value].end)
        ) { _ in cover }
        suppression?.isComment = false
        return suppression
      }
    }
    guard !comments.isEmpty else { return keys }
    let nodes = comments.contains(where: \.standsAlone) ? entrySpans(tree) : []
    return keys
      + comments.compactMap { comment in
        suppression(comment.text, at: Place(file: file, start: comment.start, end: comment.end)) {
          cover(comment, $0, nodes: nodes, tree: tree, file: file)
        }
      }
  }

  /// The suppression of a comment, from its text after `eventlint:`; nil if it is not a directive.
  ///
  /// - Parameter cover: the range covered by a verb.
  static func suppression(_ text: String, at place: Place, cover: (String) -> Place) -> Suppression? {
    let verb = String(text.prefix { $0 != " " && $0 != "[" })
    guard verb == "ignore" || verb == "ignore-file" else {
      guard ["disable", "suppress", "off", "noqa", "ignore-next-line", "ignore-line"].contains(verb) else { return nil }
      return Suppression(
        rules: [], place: place, cover: place, mistake: "unknown directive `\(verb)`; use `ignore RULE -- reason`")
    }
    let (names, reason) = parts(String(text.dropFirst(verb.count).drop { $0 == " " }))
    var rules = names.split { $0 == "," || $0 == " " }.map(String.init)
    var until: String?
    if let position = rules.firstIndex(of: "until") {
      until = position + 1 < rules.count ? rules[position + 1] : ""
      rules.removeSubrange(position...)
    }
    let mistake = rules.isEmpty ? "missing rule; use `\(verb) RULE -- reason`" : nil
    return Suppression(rules: rules, place: place, cover: cover(verb), reason: reason, until: until, mistake: mistake)
  }

  /// The text in brackets or before two hyphens, and the reason after it.
  private static func parts(_ rest: String) -> (names: String, reason: String) {
    if rest.hasPrefix("["), let end = rest.firstIndex(of: "]") {
      return (
        String(rest[rest.index(after: rest.startIndex)..<end]),
        String(rest[rest.index(after: end)...].drop { $0 == "-" || $0 == " " })
      )
    }
    let separator = rest.range(ofSeparator: "--")
    return (String(rest[..<separator]), String(rest[separator...].drop { $0 == "-" || $0 == " " }))
  }

  private static func cover(
    _ comment: DirectiveComment, _ verb: String, nodes: [(start: UInt32, end: UInt32)], tree: Tree, file: FileID
  ) -> Place {
    if verb == "ignore-file" { return Place(file: file, start: 0, end: .max) }
    guard comment.standsAlone else {
      var start = Int(comment.start)
      while start > 0, tree.bytes[start - 1] != 0x0A, tree.bytes[start - 1] != 0x0D { start -= 1 }
      return Place(file: file, start: UInt32(start), end: comment.end)
    }
    var low = 0
    var high = nodes.count
    while low < high {
      let middle = (low + high) / 2
      if nodes[middle].start < comment.end { low = middle + 1 } else { high = middle }
    }
    guard low < nodes.count else { return Place(file: file, start: comment.start, end: comment.end) }
    return Place(file: file, start: nodes[low].start, end: nodes[low].end)
  }

  /// Key and value of each mapping entry, and each item of each sequence, in document order.
  private static func entrySpans(_ tree: Tree) -> [(start: UInt32, end: UInt32)] {
    var spans: [(start: UInt32, end: UInt32)] = []
    for index in tree.nodes.indices {
      let id = NodeID(index)
      switch tree[id].kind {
      case .mapping:
        var children = tree.children(id)
        while let key = children.next(), let value = children.next() {
          spans.append((tree[key].start, tree[value].end))
        }
      case .sequence:
        for item in tree.children(id) { spans.append((tree[item].start, tree[item].end)) }
      case .scalar, .alias, .tagged:
        break
      }
    }
    // Entries are listed parent by parent; of two that start together the outer one comes first and is what is meant by
    // a comment above it, unless that is the document itself.
    return spans.enumerated().sorted { ($0.element.start, $0.offset) < ($1.element.start, $1.offset) }.map(\.element)
  }
}

extension String {
  fileprivate func range(ofSeparator separator: String) -> String.Index {
    var index = startIndex
    while index < endIndex {
      if self[index...].hasPrefix(separator) { return index }
      index = self.index(after: index)
    }
    return endIndex
  }
}
