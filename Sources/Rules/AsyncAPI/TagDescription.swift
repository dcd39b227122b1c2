import RuleBook

extension Rule {
  /// A tag without a description.
  static let tagDescription = Rule(.tagDescription) { $0.reportProblems() }
}
