package import Findings
import Loading

/// Visible and hidden findings.
package struct SuppressionOutcome: Sendable {
  /// The findings that are not hidden, in report order.
  package var findings: [Finding]
  /// The hidden findings, each with the reason.
  package var hidden: [Finding] = []
}

/// The settings of findings about suppressions.
package struct SuppressionRules {
  /// The severity of suppressions without effect; nil if not reported.
  var unused: Severity?
  /// The severity of suppressions without a reason; nil if not reported.
  var unexplained: Severity?
  /// Whether a name is that of a rule or a policy.
  var isKnown: (String) -> Bool
  /// Whether a rule reports at all; a suppression of a disabled rule is not reported.
  var isOn: (String) -> Bool
  var today: String

  /// The settings of a run.
  ///
  /// - Parameters:
  ///   - isKnown: whether a name is the id of a rule or the name of a policy.
  ///   - isOn: whether the rule or policy of a name reports.
  ///   - today: the current day, as `2026-11-25`.
  package init(
    unused: Severity? = nil, unexplained: Severity? = nil, isKnown: @escaping (String) -> Bool,
    isOn: @escaping (String) -> Bool, today: String
  ) {
    self.unused = unused
    self.unexplained = unexplained
    self.isKnown = isKnown
    self.isOn = isOn
    self.today = today
  }
}

extension [Suppression] {
  /// Hides the suppressed findings and adds a finding for each suppression that has no effect, has expired, or has no
  /// reason.
  ///
  /// - Parameter text: the text of a file, for fixes that remove a comment.
  package func applied(to findings: [Finding], _ rules: SuppressionRules, text: (FileID) -> [UInt8])
    -> SuppressionOutcome
  {
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
        outcome.findings += suppression.mistakes(isUsed, rules, severity: severity, cached)
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
  /// What is said of a last day that has passed: it has `expired on` that day, or is none; empty for nil.
  static func ending(_ until: String?) -> String {
    until.map { isDate($0) ? "expired on \($0)" : "has the invalid date `\($0)`" } ?? ""
  }

  /// Findings about the suppression itself.
  fileprivate func mistakes(
    _ isUsed: [Bool], _ settings: SuppressionRules, severity: Severity, _ text: (FileID) -> [UInt8]
  ) -> [Finding] {
    func finding(_ message: String, _ rule: String) -> Finding {
      Finding(
        rule: RuleID("unused-suppression"), severity: severity, message: message, place: place,
        help: "remove \(isComment ? "the comment" : "it")", subjects: [rule])
    }
    if let mistake { return [finding("suppression without effect: \(mistake)", "")] }
    if hasEnded(on: settings.today) {
      let words = "the suppression of \(rules.joined(separator: ", ")) \(Self.ending(until))"
      return [finding(words, rules.joined(separator: ","))]
    }
    var found: [Finding] = []
    for (rule, isUsed) in zip(rules, isUsed) where !isUsed {
      if !settings.isKnown(rule) {
        found.append(finding("unknown rule \(rule); nothing is suppressed", rule))
      } else if settings.isOn(rule) {
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
    let isFirst = start == 0 || start == 3 && text.starts(with: [0xEF, 0xBB, 0xBF])
    if isFirst || text[start - 1] == 0x0A || text[start - 1] == 0x0D {
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
