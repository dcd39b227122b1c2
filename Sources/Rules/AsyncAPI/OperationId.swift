import RuleBook

extension Rule {
  /// An operation without an operationId.
  static let operationId = Rule(.operationId) { $0.reportProblems() }
}
