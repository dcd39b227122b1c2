import RuleBook

extension Rule {
  /// Two operations with one operationId.
  static let operationIdUniqueness = Rule(.operationIdUniqueness) { $0.reportProblems() }
}
