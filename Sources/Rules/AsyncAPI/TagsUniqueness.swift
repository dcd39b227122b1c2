import RuleBook

extension Rule {
  /// A tag that stands twice in one list.
  static let tagsUniqueness = Rule(.tagsUniqueness) { $0.reportProblems() }
}
