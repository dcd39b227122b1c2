import RuleBook

extension Rule {
  /// A suppression that does not say why. Found where suppressions are read: see `Suppressions` in EventLintKit.
  static let unexplainedSuppression = Rule(.unexplainedSuppression) { _ in }
}
