import RuleBook

extension Rule {
  /// A value of the wrong type, or none of the words that may stand there.
  static let invalidValue = Rule(.invalidValue) { $0.reportProblems() }
}
