/// The severity of a finding. A rule has a default; the configuration may set another.
package enum Severity: Int, Comparable, Sendable, CaseIterable {
  case info
  case warning
  case error

  /// The order of severity: info, warning, error.
  package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

  /// The severity as configurations and reports write it: `info`, `warning` or `error`.
  package var name: String {
    switch self {
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }

  /// The severity of a name as written in a configuration; nil for any other text.
  package init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// The next lower severity; `info` stays `info`.
  package var lowered: Severity { Severity(rawValue: rawValue - 1) ?? .info }
}

/// The origin of a fact. Rules judge facts that are declared or read from a process; what is merely possible yields at
/// most an info.
package enum Certainty: UInt8, Comparable, Sendable {
  case possible
  case observed
  case process
  case declared

  /// The order of reliability: from what is merely possible to what is declared.
  package static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
}

/// The confidence of a finding: high follows from declared facts, medium from one inferred fact, low from language
/// alone.
package enum Confidence: Int, Comparable, Sendable {
  case low
  case medium
  case high

  /// The order of confidence: low, medium, high.
  package static func < (left: Confidence, right: Confidence) -> Bool { left.rawValue < right.rawValue }

  /// The confidence as reports write it: `low`, `medium` or `high`.
  package var name: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    }
  }
}

/// The identifier of a rule. Rules have names only, no numbers.
package struct RuleID: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The rule's name in kebab case: `long-event-chain`.
  package var name: String

  /// The rule id of a name, which is not checked against the registry.
  package init(_ name: String) {
    self.name = name
  }

  /// The rule's name, so that an id can be interpolated into messages.
  package var description: String { name }

  /// The order of rules by name.
  package static func < (left: RuleID, right: RuleID) -> Bool { left.name < right.name }
}

/// A text at a related place: the other side of a finding, or one step of a path.
package struct Note: Hashable, Sendable {
  /// The text of the note, which is readable without the finding's message.
  package var message: String
  /// The span that the text is about.
  package var place: Place
  /// The ids of the services and messages that the text tells of, in that order (`NodeIDs`); empty if none are known.
  package var refs: [String]

  /// A note at a place.
  package init(_ message: String, at place: Place, refs: [String] = []) {
    self.message = message
    self.place = place
    self.refs = refs
  }
}

/// One reason for or against a guess, with its weight in points.
package struct Evidence: Hashable, Sendable {
  /// The reason, in a few words: `single consumer`.
  package var reason: String
  /// The weight of the reason in points; negative if it speaks against the guess.
  package var points: Int

  /// A reason with its weight.
  package init(_ reason: String, points: Int) {
    self.reason = reason
    self.points = points
  }
}

/// One reported problem of the input, complete: reports use nothing else.
package struct Finding: Hashable, Sendable {
  /// The rule that reports it; set by the runner, like `severity` and `fingerprint`.
  package var rule: RuleID
  /// One line that can stand alone and names its subjects; no advice, no full stop.
  package var message: String
  /// The smallest span that can be wrong.
  package var place: Place
  /// The severity that counts for the exit code: that of the rule or of the configuration, possibly lowered by the
  /// rule.
  package var severity: Severity
  /// The confidence that the finding is right; reported where it is not high.
  package var confidence: Confidence
  /// The origin of the facts that the finding rests on; `possible` makes it an info.
  package var certainty: Certainty
  /// Related places, each with a text, in no particular order.
  package var notes: [Note]
  /// The path that proves the finding, in the order in which things happen.
  package var steps: [Note]
  /// The reasons for a guess, with their points.
  package var evidence: [Evidence]
  /// The advice: one thing to do next.
  package var help: String?
  /// The names that the finding is about, the main one first: its identity, free of paths and lines.
  package var subjects: [String]
  /// The ids of the subjects that are parts of the system (`NodeIDs`), in the order of `subjects`; a field has none.
  package var subjectIDs: [String] = []
  /// The identity by which baselines and reports recognize the finding in other runs.
  package var fingerprint: Fingerprint
  /// A change of text that fixes it; nil if there is none.
  @Boxed package var fix: Fix?
  /// What a changed contract does to its readers; nil for other findings.
  @Boxed package var impact: ContractImpact?
  /// The reason why it is hidden; nil for a finding that counts.
  package var hidden: Hidden?

  /// The source that hides a finding, so that it does not count.
  package enum Hidden: Hashable, Sendable {
    /// A suppression comment next to it.
    case comment(reason: String)
    /// An entry of `ignore` in the configuration.
    case configuration(reason: String)
    /// An entry of the baseline.
    case baseline
  }

  /// A finding whose fingerprint assumes that no other finding has the same rule and subjects (occurrence 0).
  package init(
    rule: RuleID, severity: Severity, confidence: Confidence = .high, certainty: Certainty = .declared,
    message: String, place: Place, notes: [Note] = [], steps: [Note] = [], evidence: [Evidence] = [],
    help: String? = nil, subjects: [String] = [], fix: Fix? = nil
  ) {
    self.rule = rule
    self.severity = severity
    self.confidence = confidence
    self.certainty = certainty
    self.message = message
    self.place = place
    self.notes = notes
    self.steps = steps
    self.evidence = evidence
    self.help = help
    self.subjects = subjects
    fingerprint = Fingerprint(rule: rule, subjects: subjects, occurrence: 0)
    self.fix = fix
  }

  /// The order of every report: file, place, rule, then message, so that it never depends on threads or file order.
  package static func inReportOrder(_ left: Finding, _ right: Finding) -> Bool {
    if left.place != right.place { return left.place < right.place }
    if left.rule != right.rule { return left.rule < right.rule }
    return left.message < right.message
  }
}

/// A problem of the input that a reader or the linker detected. The rule of that name turns it into a finding with a
/// severity.
package struct Problem: Hashable, Sendable {
  /// The rule under whose name the problem is reported.
  package var rule: RuleID
  /// The message of the finding to come, in one line.
  package var message: String
  /// The smallest span that can be wrong.
  package var place: Place
  /// Related places, each with a text.
  package var notes: [Note]
  /// The advice of the finding to come: one thing to do next.
  package var help: String?
  /// The names that the problem is about, the main one first; they feed the fingerprint.
  package var subjects: [String]
  /// A change of text that removes the problem.
  package var fix: Fix?

  /// A problem at a place.
  package init(
    _ rule: RuleID, _ message: String, at place: Place, notes: [Note] = [], help: String? = nil,
    subjects: [String] = [], fix: Fix? = nil
  ) {
    self.rule = rule
    self.message = message
    self.place = place
    self.notes = notes
    self.help = help
    self.subjects = subjects
    self.fix = fix
  }
}

/// The rules whose findings are detected while reading and linking.
extension RuleID {
  /// Files that cannot be parsed.
  package static let syntax = RuleID("syntax")
  /// Values of the wrong type or outside the allowed set.
  package static let invalidValue = RuleID("invalid-value")
  /// Keys that the format does not define.
  package static let unknownField = RuleID("unknown-field")
  /// Names that are used but not defined.
  package static let unknownReference = RuleID("unknown-reference")
  /// Definitions of one name that occur twice.
  package static let duplicateDefinition = RuleID("duplicate-definition")
  /// Payload schemas with errors.
  package static let invalidSchema = RuleID("invalid-schema")
  /// References that are not followed, so that their content is unknown.
  package static let unreadReference = RuleID("unread-reference")
  /// One message name with different meanings in two contexts.
  package static let sameNameOtherMeaning = RuleID("same-name-other-meaning")
  /// AsyncAPI documents that violate the specification.
  package static let invalidDocument = RuleID("invalid-document")
}

extension Finding {
  /// The message with the confidence if it is not high, and with the source that hides it, for formats with a single
  /// text field.
  package var statement: String {
    message + (confidence == .high ? "" : " (confidence \(confidence.name))") + hiddenMark
  }

  /// The suffix of a hidden finding, such as ` (hidden by configuration: known since May)`; empty for a finding that
  /// counts.
  package var hiddenMark: String {
    hidden.map { " (hidden by \($0.source)\($0.reason.isEmpty ? "" : ": \($0.reason)"))" } ?? ""
  }
}

extension Finding.Hidden {
  /// The source that hides the finding: `comment`, `configuration` or `baseline`.
  package var source: String {
    switch self {
    case .comment: "comment"
    case .configuration: "configuration"
    case .baseline: "baseline"
    }
  }

  /// The reason as written; empty if none is given.
  package var reason: String {
    switch self {
    case .comment(let reason), .configuration(let reason): reason
    case .baseline: ""
    }
  }
}
