import RuleBook

extension Rule {
  /// A document without tags.
  static let tags = Rule(.tags) { $0.reportProblems() }
}
