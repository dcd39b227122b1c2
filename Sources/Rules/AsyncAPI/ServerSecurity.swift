import RuleBook

extension Rule {
  /// A server that asks for an unknown security scheme.
  static let serverSecurity = Rule(.serverSecurity) { $0.reportProblems() }
}
