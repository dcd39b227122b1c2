import RuleBook

extension Rule {
  /// A server with an undefined security scheme.
  static let serverSecurity = Rule(.serverSecurity) { $0.reportProblems() }
}
