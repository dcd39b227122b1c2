import RuleBook

extension Rule {
  /// A suppression that suppresses nothing. Found after all other rules, when it is known what they reported: see
  /// `Suppressions` in EventLintKit.
  static let unusedSuppression = Rule(.unusedSuppression) { _ in }
}
