import RuleBook

extension Rule {
  /// An operation that asks for an unknown security scheme.
  static let operationSecurity = Rule(.operationSecurity) { $0.reportProblems() }
}
