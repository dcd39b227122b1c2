import RuleBook

extension Rule {
  /// A tag that says nothing of itself.
  static let tagDescription = Rule(.tagDescription) { $0.reportProblems() }
}
