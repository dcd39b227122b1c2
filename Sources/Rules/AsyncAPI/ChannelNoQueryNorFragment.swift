import RuleBook

extension Rule {
  /// A channel address with a query or fragment.
  static let channelNoQueryNorFragment = Rule(.channelNoQueryNorFragment) { $0.reportProblems() }
}
