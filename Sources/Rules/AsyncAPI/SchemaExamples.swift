import RuleBook

extension Rule {
  /// A schema example that does not match its schema.
  static let schemaExamples = Rule(.schemaExamples) { $0.reportProblems() }
}
