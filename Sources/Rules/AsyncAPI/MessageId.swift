import RuleBook

extension Rule {
  /// A message without a messageId.
  static let messageId = Rule(.messageId) { $0.reportProblems() }
}
