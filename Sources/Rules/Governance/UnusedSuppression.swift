import RuleBook

extension Rule {
  /// A suppression without a finding to suppress. Found after all other rules have reported: see `Suppressions` in
  /// EventLintKit.
  static let unusedSuppression = Rule(.unusedSuppression) { _ in }
}
