import RuleBook

extension Rule {
  /// Two messages with one messageId.
  static let messageIdUniqueness = Rule(.messageIdUniqueness) { $0.reportProblems() }
}
