import RuleBook

extension Rule {
  /// An invalid AsyncAPI document.
  static let invalidDocument = Rule(.invalidDocument) { $0.reportProblems() }
}
