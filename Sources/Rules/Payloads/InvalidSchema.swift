import RuleBook

extension Rule {
  /// A schema that does not say what it means.
  static let invalidSchema = Rule(.invalidSchema) { $0.reportProblems() }
}
