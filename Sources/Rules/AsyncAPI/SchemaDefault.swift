import RuleBook

extension Rule {
  /// A default value that does not match its schema.
  static let schemaDefault = Rule(.schemaDefault) { $0.reportProblems() }
}
