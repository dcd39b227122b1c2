import RuleBook

extension Rule {
  /// A headers schema that is not an object.
  static let headersSchemaTypeObject = Rule(.headersSchemaTypeObject) { $0.reportProblems() }
}
