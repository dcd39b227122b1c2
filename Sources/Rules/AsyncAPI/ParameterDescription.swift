import RuleBook

extension Rule {
  /// A parameter without a description.
  static let parameterDescription = Rule(.parameterDescription) { $0.reportProblems() }
}
