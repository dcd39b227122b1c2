import RuleBook

extension Rule {
  /// An operation without a description.
  static let operationDescription = Rule(.operationDescription) { $0.reportProblems() }
}
