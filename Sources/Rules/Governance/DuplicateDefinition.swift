import RuleBook

extension Rule {
  /// The same thing defined twice.
  static let duplicateDefinition = Rule(.duplicateDefinition) { $0.reportProblems() }
}
