import RuleBook

extension Rule {
  /// An unused component.
  static let unusedComponents = Rule(.unusedComponents) { $0.reportProblems() }
}
