import RuleBook

extension Rule {
  /// A key that the format does not define. Found by the readers.
  static let unknownField = Rule(.unknownField) { $0.reportProblems() }
}
