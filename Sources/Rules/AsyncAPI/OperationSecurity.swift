import RuleBook

extension Rule {
  /// An operation with an undefined security scheme.
  static let operationSecurity = Rule(.operationSecurity) { $0.reportProblems() }
}
