import RuleBook

extension Rule {
  /// A message example that does not match its payload.
  static let messageExamples = Rule(.messageExamples) { $0.reportProblems() }
}
