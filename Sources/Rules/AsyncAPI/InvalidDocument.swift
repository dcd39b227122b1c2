import RuleBook

extension Rule {
  /// An AsyncAPI document that is not built as the specification says.
  static let invalidDocument = Rule(.invalidDocument) { $0.reportProblems() }
}
