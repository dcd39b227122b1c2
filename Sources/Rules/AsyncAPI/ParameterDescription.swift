import RuleBook

extension Rule {
  /// A parameter that says nothing of itself.
  static let parameterDescription = Rule(.parameterDescription) { $0.reportProblems() }
}
