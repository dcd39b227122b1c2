import RuleBook

extension Rule {
  /// A duplicate tag.
  static let tagsUniqueness = Rule(.tagsUniqueness) { $0.reportProblems() }
}
