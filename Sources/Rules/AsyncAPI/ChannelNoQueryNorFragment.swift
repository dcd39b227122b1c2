import RuleBook

extension Rule {
  /// An address with a query or a fragment.
  static let channelNoQueryNorFragment = Rule(.channelNoQueryNorFragment) { $0.reportProblems() }
}
