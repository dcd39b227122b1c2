import RuleBook

extension Rule {
  /// A suppression without a reason. Found where suppressions are read: see `Suppressions` in EventLintKit.
  static let unexplainedSuppression = Rule(.unexplainedSuppression) { _ in }
}
