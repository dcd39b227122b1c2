import RuleBook

extension Rule {
  /// A component that nothing refers to.
  static let unusedComponents = Rule(.unusedComponents) { $0.reportProblems() }
}
