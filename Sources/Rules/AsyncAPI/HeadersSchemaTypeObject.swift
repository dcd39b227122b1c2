import RuleBook

extension Rule {
  /// Headers that are no object.
  static let headersSchemaTypeObject = Rule(.headersSchemaTypeObject) { $0.reportProblems() }
}
