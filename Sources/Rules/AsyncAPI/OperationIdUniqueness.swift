import RuleBook

extension Rule {
  /// A duplicate operationId.
  static let operationIdUniqueness = Rule(.operationIdUniqueness) { $0.reportProblems() }
}
