import RuleBook

extension Rule {
  /// Tags not in alphabetical order.
  static let tagsAlphabetical = Rule(.tagsAlphabetical) { $0.reportProblems() }
}
