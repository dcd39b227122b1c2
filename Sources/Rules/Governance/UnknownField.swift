import RuleBook

extension Rule {
  /// A key the format does not know.
  static let unknownField = Rule(.unknownField) { $0.reportProblems() }
}
