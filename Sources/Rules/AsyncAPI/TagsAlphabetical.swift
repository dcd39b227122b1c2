import RuleBook

extension Rule {
  /// Tags out of order.
  static let tagsAlphabetical = Rule(.tagsAlphabetical) { $0.reportProblems() }
}
