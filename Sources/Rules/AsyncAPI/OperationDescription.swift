import RuleBook

extension Rule {
  /// An operation that says nothing of itself.
  static let operationDescription = Rule(.operationDescription) { $0.reportProblems() }
}
