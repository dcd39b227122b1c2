import RuleBook

extension Rule {
  /// Variables of a server address that do not match its definitions.
  static let serverVariables = Rule(.serverVariables) { $0.reportProblems() }
}
