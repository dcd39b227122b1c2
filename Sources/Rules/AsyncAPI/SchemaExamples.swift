import RuleBook

extension Rule {
  /// An example that does not match its schema.
  static let schemaExamples = Rule(.schemaExamples) { $0.reportProblems() }
}
