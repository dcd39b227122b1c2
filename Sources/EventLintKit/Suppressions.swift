package import Findings
import YAMLTree

/// `# eventlint: ignore RULE, RULE until DATE -- reason`, or `ignore[RULE, RULE until DATE] reason`: at the end of a
/// line it speaks of that line, alone on a line of the YAML node below it; `ignore-file` speaks of the whole file. In
/// JSON, `"x-eventlint-ignore": "RULE -- reason"` speaks of the object that holds it.
struct Suppression: Sendable {
  var rules: [String]
  /// The place of the comment.
  var place: Place
  /// The range in which it suppresses findings.
  var cover: Place
  var reason = ""
  /// The last day on which it applies, as `2026-11-25`; an invalid date counts as expired.
  var until: String?
  /// An error in the comment itself.
  var mistake: String?
  /// Whether it is a comment, which can be removed; else it is the value of a key.
  var isComment = true

  /// Whether it has expired.
  func hasEnded(on today: String) -> Bool { Self.hasEnded(until, on: today) }

  static func hasEnded(_ until: String?, on today: String) -> Bool {
    guard let until else { return false }
    return !isDate(until) || until < today
  }

  static func isDate(_ text: String) -> Bool {
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
    let keys = tree.directiveKeys().flatMap { values, cover in
      values.compactMap { value in
        let cover = Place(file: file, start: cover?.lowerBound ?? 0, end: cover?.upperBound ?? .max)
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
          cover(comment, $0, nodes, tree, file)
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
    _ comment: DirectiveComment, _ verb: String, _ nodes: [(start: UInt32, end: UInt32)], _ tree: Tree, _ file: FileID
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
      case .scalar, .alias:
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

/// Visible and hidden findings.
package struct SuppressionOutcome: Sendable {
  /// The findings that are not hidden, in report order.
  package var findings: [Finding]
  /// The hidden findings, each with the reason.
  package var hidden: [Finding] = []
}

/// The settings of findings about suppressions.
struct SuppressionRules {
  /// The severity of suppressions without effect; nil if not reported.
  var unused: Severity?
  /// The severity of suppressions without a reason; nil if not reported.
  var unexplained: Severity?
  var known: Set<String>
  /// Whether a rule reports at all; a suppression of a disabled rule is not reported.
  var isOn: (String) -> Bool
  var today: String
}

extension [Suppression] {
  /// Hides the suppressed findings and adds a finding for each suppression that has no effect, has expired, or has no
  /// reason.
  ///
  /// - Parameter text: the text of a file, for fixes that remove a comment.
  func applied(to findings: [Finding], _ rules: SuppressionRules, text: (FileID) -> [UInt8]) -> SuppressionOutcome {
    guard !isEmpty else { return SuppressionOutcome(findings: findings) }
    var isUsed = map { [Bool](repeating: false, count: $0.rules.count) }
    var covers = self.covers(on: rules.today)
    var hiding = [Int?](repeating: nil, count: findings.count)
    // In the order of places, whatever the order of the report is: covers begin and end along the way.
    for number in findings.indices.sorted(by: { findings[$0].place < findings[$1].place }) {
      let finding = findings[number]
      guard
        let last = covers[finding.place.file]?[finding.rule.name]?.last(
          at: finding.place.start, use: { isUsed[$0.index][$0.position] = true })
      else { continue }
      hiding[number] = last
    }
    var outcome = SuppressionOutcome(findings: [])
    for (finding, index) in zip(findings, hiding) {
      if let index {
        outcome.hidden.append(finding.hidden(by: .comment(reason: self[index].reason)))
      } else {
        outcome.findings.append(finding)
      }
    }
    for suppression in self where suppression.reason.isEmpty && suppression.mistake == nil {
      guard let severity = rules.unexplained else { break }
      outcome.findings.append(
        Finding(
          rule: RuleID("unexplained-suppression"), severity: severity,
          message: "no reason given for ignoring \(suppression.rules.joined(separator: ", "))",
          place: suppression.place,
          help: "add a reason: `-- …`", subjects: suppression.rules))
    }
    if let severity = rules.unused {
      var known: (file: FileID, text: [UInt8])?
      func cached(_ file: FileID) -> [UInt8] {
        if let known, known.file == file { return known.text }
        let fresh = text(file)
        known = (file, fresh)
        return fresh
      }
      for (suppression, isUsed) in zip(self, isUsed) {
        outcome.findings += suppression.mistakes(isUsed, rules, severity, cached)
      }
    }
    outcome.findings.sort(by: Finding.inReportOrder)
    return outcome
  }

  /// The suppressions that have not expired, by file and rule.
  private func covers(on today: String) -> [FileID: [String: Covers]] {
    var covers: [FileID: [String: Covers]] = [:]
    for (index, suppression) in enumerated() where !suppression.hasEnded(on: today) {
      for (position, rule) in suppression.rules.enumerated() {
        covers[suppression.place.file, default: [:]][rule, default: Covers()].all.append(
          Covers.Cover(index: index, position: position, start: suppression.cover.start, end: suppression.cover.end))
      }
    }
    for file in covers.keys {
      for rule in covers[file, default: [:]].keys {
        covers[file]?[rule]?.all.sort { ($0.start, $0.index) < ($1.start, $1.index) }
      }
    }
    return covers
  }
}

/// The spans of one rule's suppressions in one file, gone through once from start to end.
private struct Covers {
  struct Cover {
    var index: Int
    /// Which of the suppression's rules it is.
    var position: Int
    var start: UInt32
    var end: UInt32
  }

  var all: [Cover] = []
  private var next = 0
  private var active: [Cover] = []
  /// How many of the active ones have been used already.
  private var used = 0

  /// The last suppression that covers a byte; all that cover it count as used. Bytes must be ascending.
  mutating func last(at byte: UInt32, use: (Cover) -> Void) -> Int? {
    while next < all.count, all[next].start <= byte {
      if all[next].end > byte { active.append(all[next]) }
      next += 1
    }
    if active.contains(where: { $0.end <= byte }) {
      active.removeAll { $0.end <= byte }
      used = 0
    }
    for cover in active[used...] { use(cover) }
    used = active.count
    return active.map(\.index).max()
  }
}

extension Suppression {
  /// Findings about the suppression itself.
  fileprivate func mistakes(
    _ isUsed: [Bool], _ known: SuppressionRules, _ severity: Severity, _ text: (FileID) -> [UInt8]
  ) -> [Finding] {
    func finding(_ message: String, _ rule: String) -> Finding {
      Finding(
        rule: RuleID("unused-suppression"), severity: severity, message: message, place: place,
        help: "remove \(isComment ? "the comment" : "it")", subjects: [rule])
    }
    if let mistake { return [finding("suppression without effect: \(mistake)", "")] }
    if hasEnded(on: known.today) {
      let day = until.map { Self.isDate($0) ? "expired on \($0)" : "has the invalid date `\($0)`" } ?? ""
      return [finding("the suppression of \(rules.joined(separator: ", ")) \(day)", rules.joined(separator: ","))]
    }
    var found: [Finding] = []
    for (rule, isUsed) in zip(rules, isUsed) where !isUsed {
      if !known.known.contains(rule) {
        found.append(finding("unknown rule \(rule); nothing is suppressed", rule))
      } else if known.isOn(rule) {
        found.append(finding("\(rule) has no finding here", rule))
      }
    }
    // Removing it is safe only if no part of it has an effect, under any settings.
    if isComment, !found.isEmpty, found.count == rules.count {
      let fix = Fix("remove the comment", [Edit(wholeComment(text(place.file)), "")])
      for index in found.indices { found[index].fix = fix }
    }
    return found
  }

  /// The comment with the spaces before it, and with its line if it is alone on it.
  private func wholeComment(_ text: [UInt8]) -> Place {
    guard Int(place.end) <= text.count else { return place }
    var (start, end) = (Int(place.start), Int(place.end))
    while start > 0, text[start - 1] == 0x20 || text[start - 1] == 0x09 { start -= 1 }
    if start == 0 || text[start - 1] == 0x0A {
      if end < text.count, text[end] == 0x0D { end += 1 }
      if end < text.count, text[end] == 0x0A { end += 1 }
    }
    return Place(file: place.file, start: UInt32(start), end: UInt32(end))
  }
}

extension Finding {
  /// The finding, marked as hidden.
  func hidden(by source: Hidden?) -> Finding {
    var finding = self
    finding.hidden = source
    return finding
  }
}
