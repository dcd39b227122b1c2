import RuleBook

extension Rule {
  /// A duplicate messageId.
  static let messageIdUniqueness = Rule(.messageIdUniqueness) { $0.reportProblems() }
}
