import RuleBook

extension Rule {
  /// A payload schema with errors. Found by the schema readers.
  static let invalidSchema = Rule(.invalidSchema) { $0.reportProblems() }
}
