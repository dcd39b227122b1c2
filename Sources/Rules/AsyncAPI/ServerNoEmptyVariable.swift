import RuleBook

extension Rule {
  /// A server address with an empty variable.
  static let serverNoEmptyVariable = Rule(.serverNoEmptyVariable) { $0.reportProblems() }
}
