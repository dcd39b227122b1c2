import RuleBook

extension Rule {
  /// A value of the wrong type or outside the allowed words. Found by the readers.
  static let invalidValue = Rule(.invalidValue) { $0.reportProblems() }
}
