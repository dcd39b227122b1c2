/// How bad a finding is. A rule has one; the configuration may set another.
package enum Severity: Int, Comparable, Sendable, CaseIterable {
  case info
  case warning
  case error

  package static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }

  package var name: String {
    switch self {
    case .info: "info"
    case .warning: "warning"
    case .error: "error"
    }
  }

  package init?(name: String) {
    guard let match = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = match
  }

  /// One step lower; `info` stays.
  package var lowered: Severity { Severity(rawValue: rawValue - 1) ?? .info }
}

/// How a fact came to be known. Rules judge on what is declared or read from a process; what is merely possible yields
/// at most an info.
package enum Certainty: UInt8, Comparable, Sendable {
  case possible
  case observed
  case process
  case declared

  package static func < (left: Certainty, right: Certainty) -> Bool { left.rawValue < right.rawValue }
}

/// How sure a finding is: high follows from declared facts, medium from one inferred fact, low from language alone.
package enum Confidence: Int, Comparable, Sendable {
  case low
  case medium
  case high

  package static func < (left: Confidence, right: Confidence) -> Bool { left.rawValue < right.rawValue }

  package var name: String {
    switch self {
    case .low: "low"
    case .medium: "medium"
    case .high: "high"
    }
  }
}

/// The name of a rule, in kebab case. Names are all there is: rules have no numbers.
package struct RuleID: Hashable, Comparable, Sendable, CustomStringConvertible {
  package var name: String

  package init(_ name: String) {
    self.name = name
  }

  package var description: String { name }

  package static func < (left: RuleID, right: RuleID) -> Bool { left.name < right.name }
}

/// Words at a further place: the other half of the story, or one step of a path.
package struct Note: Hashable, Sendable {
  package var message: String
  package var place: Place

  package init(_ message: String, at place: Place) {
    self.message = message
    self.place = place
  }
}

/// One reason for a guess, with the points it gives or takes.
package struct Evidence: Hashable, Sendable {
  package var reason: String
  package var points: Int

  package init(_ reason: String, points: Int) {
    self.reason = reason
    self.points = points
  }
}

/// One thing wrong in the input, complete: everything that a report shows of it is in here.
package struct Finding: Hashable, Sendable {
  /// Stamped by the runner, like `severity` and `fingerprint`.
  package var rule: RuleID
  package var severity: Severity
  package var confidence: Confidence
  package var certainty: Certainty
  /// One line that stands alone and names the things; no advice, no full stop.
  package var message: String
  /// The smallest span that can be wrong.
  package var place: Place
  /// Further places with words, in no particular order of time.
  package var notes: [Note]
  /// The witness path, in the order in which things happen.
  package var steps: [Note]
  /// What a guess rests on, with its points.
  package var evidence: [Evidence]
  /// One thing to do next.
  package var help: String?
  /// What the finding is about, the main thing first: its identity, free of paths and lines.
  package var subjects: [String]
  package var fingerprint: Fingerprint
  /// What can be done about it by changing text.
  package var fix: Fix?
  /// Who hid it, where hidden findings are shown.
  package var hidden: Hidden?

  /// Why a finding does not count.
  package enum Hidden: Hashable, Sendable {
    /// A comment beside it.
    case comment(reason: String)
    /// An entry of `ignore` in the configuration.
    case configuration(reason: String)
    /// It was known before.
    case baseline
  }

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
    self.fix = fix
    fingerprint = Fingerprint(rule: rule, subjects: subjects, occurrence: 0)
  }

  /// The order of every report: file, place, rule, then words, so that it never depends on threads or file order.
  package static func inReportOrder(_ left: Finding, _ right: Finding) -> Bool {
    if left.place != right.place { return left.place < right.place }
    if left.rule != right.rule { return left.rule < right.rule }
    return left.message < right.message
  }
}

/// What a reader or the linker noticed about the input, before the rule of that name has given it a severity.
package struct Problem: Hashable, Sendable {
  package var rule: RuleID
  package var message: String
  package var place: Place
  package var notes: [Note]
  package var help: String?
  package var subjects: [String]
  package var fix: Fix?

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

/// The rules whose findings are noticed while reading and linking.
extension RuleID {
  package static let syntax = RuleID("syntax")
  package static let invalidValue = RuleID("invalid-value")
  package static let unknownField = RuleID("unknown-field")
  package static let unknownReference = RuleID("unknown-reference")
  package static let duplicateDefinition = RuleID("duplicate-definition")
  package static let invalidSchema = RuleID("invalid-schema")
  package static let unreadReference = RuleID("unread-reference")
  package static let sameNameOtherMeaning = RuleID("same-name-other-meaning")
  package static let invalidDocument = RuleID("invalid-document")
}

extension Finding {
  /// What is wrong, with how sure that is when it is not sure, and with what hides it, for formats that have one text for all.
  package var statement: String {
    message + (confidence == .high ? "" : " (confidence \(confidence.name))") + hiddenMark
  }

  /// ` (hidden by configuration: known since May)`; nothing for what is not hidden.
  package var hiddenMark: String {
    hidden.map { " (hidden by \($0.source)\($0.reason.isEmpty ? "" : ": \($0.reason)"))" } ?? ""
  }
}

extension Finding.Hidden {
  /// What hid the finding, in a word.
  package var source: String {
    switch self {
    case .comment: "comment"
    case .configuration: "configuration"
    case .baseline: "baseline"
    }
  }

  /// Why; empty when nobody said it.
  package var reason: String {
    switch self {
    case .comment(let reason), .configuration(let reason): reason
    case .baseline: ""
    }
  }
}
