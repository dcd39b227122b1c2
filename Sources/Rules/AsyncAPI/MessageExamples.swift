import RuleBook

extension Rule {
  /// An example that does not match its payload.
  static let messageExamples = Rule(.messageExamples) { $0.reportProblems() }
}
