import RuleBook

extension Rule {
  /// A name that nothing makes known.
  static let unknownReference = Rule(.unknownReference) { $0.reportProblems() }
}
