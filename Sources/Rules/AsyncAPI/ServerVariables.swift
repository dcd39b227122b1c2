import RuleBook

extension Rule {
  /// Server variables that do not match the address.
  static let serverVariables = Rule(.serverVariables) { $0.reportProblems() }
}
