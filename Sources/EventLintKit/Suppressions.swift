package import Findings
import YAMLTree

/// `# eventlint: ignore RULE, RULE -- reason`: at the end of a line it speaks of that line, alone on a line of the YAML node
/// below it; `ignore-file` speaks of the whole file.
struct Suppression: Sendable {
  var rules: [String]
  /// The comment.
  var place: Place
  /// What it covers.
  var cover: Place
  /// It says why.
  var hasReason = true
  /// What is wrong with the comment itself.
  var mistake: String?
}

extension Suppression {
  /// The suppressions of one file.
  static func all(in tree: Tree, file: FileID) -> [Suppression] {
    let comments = tree.directiveComments()
    guard !comments.isEmpty else { return [] }
    let nodes = comments.contains(where: \.standsAlone) ? entrySpans(tree) : []
    return comments.compactMap { comment in
      let place = Place(file: file, start: comment.start, end: comment.end)
      let words = comment.text.split(separator: " ", maxSplits: 1).map(String.init)
      guard let verb = words.first else { return nil }
      guard verb == "ignore" || verb == "ignore-file" else {
        guard ["disable", "suppress", "off", "noqa", "ignore-next-line", "ignore-line"].contains(verb) else { return nil }
        return Suppression(rules: [], place: place, cover: place, mistake: "there is no `\(verb)`; say `ignore RULE -- reason`")
      }
      let rest = words.count > 1 ? words[1] : ""
      let rules = rest.prefix(upTo: rest.range(ofSeparator: "--")).split { $0 == "," || $0 == " " }.map(String.init)
      let mistake = rules.isEmpty ? "it names no rule; say `\(verb) RULE -- reason`" : nil
      let reason = rest[rest.range(ofSeparator: "--")...].drop { $0 == "-" || $0 == " " }
      return Suppression(
        rules: rules, place: place, cover: cover(comment, verb, nodes, tree, file), hasReason: !reason.isEmpty, mistake: mistake)
    }
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
        while let key = children.next(), let value = children.next() { spans.append((tree[key].start, tree[value].end)) }
      case .sequence:
        for item in tree.children(id) { spans.append((tree[item].start, tree[item].end)) }
      case .scalar, .alias:
        break
      }
    }
    // Entries are listed parent by parent; of two that start together the outer one comes first and is what is meant by a
    // comment above it, unless that is the document itself.
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

/// The findings that are left, and what suppressions did.
package struct SuppressionOutcome: Sendable {
  package var findings: [Finding]
  package var suppressedCount: Int
}

extension [Suppression] {
  /// Takes out what is suppressed and adds a finding for each suppression that did nothing, or that does not say why.
  ///
  /// - Parameters:
  ///   - unused: the severity of the first, nil for not at all; so `unexplained` of the second.
  ///   - isOn: whether a rule reports at all; a suppression of a rule that is off is no mistake.
  func applied(
    to findings: [Finding], unused: Severity?, unexplained: Severity?, known: Set<String>, isOn: (String) -> Bool
  ) -> SuppressionOutcome {
    guard !isEmpty else { return SuppressionOutcome(findings: findings, suppressedCount: 0) }
    var isUsed = map { [Bool](repeating: false, count: $0.rules.count) }
    var byFile: [FileID: [Int]] = [:]
    for (index, suppression) in enumerated() { byFile[suppression.place.file, default: []].append(index) }
    var kept = findings.filter { finding in
      var isSuppressed = false
      for index in byFile[finding.place.file] ?? [] where covers(self[index].cover, finding.place) {
        for (position, rule) in self[index].rules.enumerated() where rule == finding.rule.name {
          isUsed[index][position] = true
          isSuppressed = true
        }
      }
      return !isSuppressed
    }
    let suppressedCount = findings.count - kept.count
    if let unexplained {
      for suppression in self where !suppression.hasReason && suppression.mistake == nil {
        kept.append(
          Finding(
            rule: RuleID("unexplained-suppression"), severity: unexplained,
            message: "nobody says why \(suppression.rules.joined(separator: ", ")) is ignored here", place: suppression.place,
            help: "add a reason: `-- …`", subjects: suppression.rules))
      }
    }
    for (index, suppression) in enumerated() {
      guard let severity = unused else { break }
      if let mistake = suppression.mistake {
        kept.append(finding("this suppression does nothing: \(mistake)", suppression, "", severity))
      }
      for (position, rule) in suppression.rules.enumerated() where !isUsed[index][position] {
        if !known.contains(rule) {
          kept.append(finding("there is no rule \(rule), so nothing is suppressed", suppression, rule, severity))
        } else if isOn(rule) {
          kept.append(finding("\(rule) reports nothing here", suppression, rule, severity))
        }
      }
    }
    return SuppressionOutcome(findings: kept.sorted(by: Finding.inReportOrder), suppressedCount: suppressedCount)
  }

  private func covers(_ cover: Place, _ place: Place) -> Bool { cover.start <= place.start && place.start < cover.end }

  private func finding(_ message: String, _ suppression: Suppression, _ rule: String, _ severity: Severity) -> Finding {
    Finding(
      rule: RuleID("unused-suppression"), severity: severity, message: message, place: suppression.place,
      help: "remove the comment", subjects: [rule])
  }
}
